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
    sizes = torch.full((MARKS, 1 + STATISTICS), 0.02)
    sizes[:, 0] = 0.1
    sizes[:, _FIRST_LEVEL : _FIRST_LEVEL + MARKS] = 0.04
    for mark in range(MARKS):
        sizes[mark, _FIRST_LEVEL + mark] = 0.12
    return sizes


def _tint() -> Tensor:
    sizes = torch.full((6, 1 + STATISTICS), 0.005)
    sizes[:, 0] = 0.02
    sizes[:, _TINTS : _TINTS + 6] = 0.01
    for colour in range(6):
        sizes[colour, _TINTS + colour] = 0.03
    return sizes


def _rich() -> Tensor:
    sizes = torch.full((3, 1 + STATISTICS), 0.05)
    sizes[:, 0] = 0.2
    sizes[:, _CHROMAS : _CHROMAS + 3] = 0.1
    for third in range(3):
        sizes[third, _CHROMAS + third] = 0.2
    return sizes


_MADE = {"tone": _tone, "tint": _tint, "rich": _rich}
