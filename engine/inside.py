"""What can be found out about an enhancer's network before it is run on tiles."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import device
from engine.checkpoints.enhancer import Enhancer
from engine.tags import Tags
from engine.tiles import CELL

if TYPE_CHECKING:
    from torch import nn

    from engine.networks.whole import WholeNetwork

Floats = NDArray[np.float32]

_FELT = 1 / 1024
"""A change of the answer that counts as one."""


def whole_of(enhancer: Enhancer, tags: Tags) -> "WholeNetwork | None":
    """The network with its layers told about the photo; None if its inside is not open, or not understood."""
    import torch

    module = enhancer.module
    if module is None or isinstance(module, torch.jit.ScriptModule) or enhancer.reading.layout != "NCHW":
        return None
    from engine.networks.whole import WholeNetwork

    try:
        return WholeNetwork(_tagged(module, tags) if enhancer.takes_tags else module)
    except (RuntimeError, NotImplementedError) as problem:
        logging.getLogger(__name__).info("%s is run as it is: %s", enhancer.name, problem)
        return None


def _tagged(module: "nn.Module", tags: Tags) -> "nn.Module":
    """A network that listens to tags, as one that does not."""
    from torch import Tensor, nn

    class Tagged(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, image: Tensor) -> Tensor:
            made: Tensor = self.module(image, tags)
            return made

    return Tagged()


def felt_reach(enhancer: Enhancer, run: Callable[[Floats], Floats]) -> int | None:
    """How far a change in the middle of a noisy picture is felt; None if everywhere.

    Args:
        enhancer: whose inside is not open.
        run: shows it a picture h x w x 3 of its size.

    Raises:
        StyleError: it does not run.
    """
    side = min(enhancer.reading.size or (CELL, CELL))
    photo = device.trial_photo(side)
    start, end = side // 2 - 16, side // 2 + 16
    other = photo.copy()
    other[start:end, start:end] = 1 - other[start:end, start:end]
    try:
        felt = (np.abs(run(photo) - run(other)) > _FELT).any(axis=2)
    except (RuntimeError, ValueError, MemoryError) as problem:
        raise enhancer.unusable(repr(problem)) from problem
    places = np.argwhere(felt)
    if not len(places):
        return 0
    low, high = int(places.min()), int(places.max())
    return None if low == 0 or high == side - 1 else max(0, start - low, high - end + 1)
