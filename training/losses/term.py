"""A loss with its settings kept, so that a training holds one object per term."""

import inspect
from collections.abc import Callable
from typing import Any

from torch import Tensor, nn


class Loss(nn.Module):
    """Any loss function of this package as a module.

    Settings that are modules (feature networks, scorers, critics) are its children: they move with it to a device.

    Args:
        function: positional parameters are what `forward` takes, keyword-only parameters are settings.
        settings: by name; those without a default must be given.

    Raises:
        TypeError: a setting is unknown or lacking.
    """

    def __init__(self, function: Callable[..., Tensor], **settings: Any) -> None:
        super().__init__()
        parameters = inspect.signature(function).parameters.values()
        keyword = {p.name: p.default for p in parameters if p.kind is p.KEYWORD_ONLY}
        unknown = sorted(settings.keys() - keyword.keys())
        lacking = [n for n, default in keyword.items() if default is inspect.Parameter.empty and n not in settings]
        if unknown or lacking:
            raise TypeError(f"{function.__name__}: unknown settings {unknown}, lacking settings {lacking}")
        self.function = function
        self.takes = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
        self.settings = settings
        self.networks = nn.ModuleDict({n: value for n, value in settings.items() if isinstance(value, nn.Module)})

    def forward(self, *tensors: Any) -> Tensor:
        """The function's value for the things named by `takes`."""
        return self.function(*tensors, **self.settings)

    def extra_repr(self) -> str:
        """Name and settings, for a training's record."""
        plain = (f"{n}={value}" for n, value in self.settings.items() if n not in self.networks)
        return ", ".join((self.function.__name__, *plain))
