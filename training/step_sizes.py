"""How far each number of a style usually goes: the scale at which it is learned, and held to what is known already.

A correction depends on a statistic of its own more than on all others: the level that it moves, the colour that it
tints. By these sizes that need not be found out from a few photos.
"""

import math

import torch
from torch import Tensor

from engine.networks.adaptive_numpy import MARKS, OLD_STATISTICS, PARTS, SIZE, STATISTICS

_USUAL = {
    "adapt": 0.3,
    "levels": 0.4,
    "curve": 0.15,
    "matrix": 0.1,
    "hue": 0.3,
    "vivid": 0.3,
    "more": 0.15,
    "film": 0.5,
}
_TINTS, _CHROMAS = 1 + OLD_STATISTICS, 1 + OLD_STATISTICS + 6
_FIRST_LEVEL = 2
"""Columns of (1, statistics) where the colours of thirds, their chroma, and the luma levels begin."""


def step_sizes() -> Tensor:
    """The size of a usual step of each number of a style, (SIZE,)."""
    flat = []
    for name, shape in PARTS.items():
        sizes = torch.full(shape, _USUAL[name]) if name in _USUAL else _MADE[name]()
        flat.append(sizes.reshape(math.prod(shape)))
    result = torch.cat(flat)
    assert len(result) == SIZE
    return result


def _tone() -> Tensor:
    return _led_by_own(MARKS, _FIRST_LEVEL, anything=0.02, always=0.1, group=0.04, own=0.12)


def _tint() -> Tensor:
    return _led_by_own(6, _TINTS, anything=0.005, always=0.02, group=0.01, own=0.03)


def _rich() -> Tensor:
    return _led_by_own(3, _CHROMAS, anything=0.05, always=0.2, group=0.1, own=0.2)


def _led_by_own(rows: int, first: int, *, anything: float, always: float, group: float, own: float) -> Tensor:
    """Sizes (rows, 1 + STATISTICS) of corrections, each led by what is measured of the same thing.

    Args:
        rows: how many corrections.
        first: column of the statistic of the first one; the others follow.
        anything: for statistics of other things.
        always: for what does not depend on the photo.
        group: for the statistics of its neighbours.
        own: for its own statistic.
    """
    sizes = torch.full((rows, 1 + STATISTICS), anything)
    sizes[:, 0] = always
    sizes[:, first : first + rows] = group
    for row in range(rows):
        sizes[row, first + row] = own
    return sizes


_MADE = {"tone": _tone, "tint": _tint, "rich": _rich}
