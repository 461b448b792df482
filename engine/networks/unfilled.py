"""Networks whose weights are on the way: built without memory, and without a start that is thrown away at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

_FILLS = (Tensor.normal_, Tensor.uniform_)


@contextmanager
def unfilled() -> Iterator[None]:
    """Modules made in this context have shapes and no values.

    Chance is left out altogether: on tensors without memory torch asks its compiler about it, and to load that one
    (sympy and all) takes seconds, which the first picture of a style would wait for.
    """
    with torch.device("meta"), _Unstarted():
        yield


class _Unstarted(TorchFunctionMode):
    """Passes over the ways in which torch begins a weight."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = kwargs or {}
        if func in _FILLS or getattr(func, "__module__", "") == "torch.nn.init":
            return args[0] if args else named["tensor"]
        return func(*args, **named)
