"""Fitting a grade to what any enhancer made of a small photo (bilateral guided upsampling, Chen et al. 2016).

Least squares in two steps, each from coarse to fine. Every pixel's products [r g b 1]' [r g b 1] and [r g b 1]' target
are summed into the cells around it. Cells are then solved with their neighbourhoods, first wide, then narrow; each
level corrects the one before and is held back where it has few pixels, so empty cells inherit what their surroundings
do, which is the smoothness. A second step fits what slicing the first leaves over.
"""

from dataclasses import replace

import numpy as np

from engine.grade.slicing import apply
from engine.grade.splat import splat
from engine.grade.value import DEPTH, Floats, Grade, identity
from engine.image import Pixels, as_float
from engine.products import product

_LEVELS = ((6.0, 3.0), (1.5, 1.0), (0.4, 0.35))
"""Neighbourhoods, in cells: standard deviation across and down, and in depth."""
_HELD_BACK = 2e-3
"""Ridge, as a share of a cell's mean weight: noise in a cell of few or equal colours does not become a wild map."""
_STEPS = 2
_DARK = 4 / 255
"""Added to both pictures before they are divided for a gain, so that black does not decide it."""
_ENOUGH = 48.0
"""Decibels from which nobody sees a difference, so that a grid needs nothing beside it."""
_WORTH = 1.0
"""Decibels that a carrier has to gain before it is taken along."""


def fit(source: Pixels, target: Pixels, size: tuple[int, int] = (32, 32)) -> Grade:
    """The grade that repeats what was done to a small photo, at any size.

    A grid alone, a grid with a residual, and a gain alone are tried: with carriers made from the pair at half size, so
    that the comparison at full size is honest about what stretching loses.

    Args:
        source: h x w x 3, uint8, uint16 or float32, sRGB-encoded, long edge about 768.
        target: what the enhancer made of it, same shape.
        size: (height, width) of the grid.

    Returns:
        The best of the three; its `fit_error` is the PSNR in dB against the target, clipped to 0..1.

    Raises:
        ValueError: pictures of different or of no size.
    """
    if source.shape != target.shape or source.ndim != 3 or source.shape[2] != 3 or 0 in source.shape:
        raise ValueError(f"a fit needs two pictures of one size, got {source.shape} and {target.shape}")
    before, after = np.clip(as_float(source), 0, 1), np.clip(as_float(target), 0, 1)
    grid = fit_grid(before, after, size)
    tries = {"none": _psnr(grid, before, after)}
    if tries["none"] < _ENOUGH:
        small = [_halved(values) for values in (before, after)]
        tries |= {carrier: _psnr(_carried(grid, carrier, *small), before, after) for carrier in ("residual", "gain")}
    best = max(tries, key=lambda carrier: tries[carrier] - (_WORTH if carrier != "none" else 0.0))
    return replace(_carried(grid, best, before, after), fit_error=tries[best])


def fit_grid(before: Floats, after: Floats, size: tuple[int, int]) -> Grade:
    """The grid alone; arguments as in `fit`, as float32."""
    grid = np.broadcast_to(identity().grid, (*size, DEPTH, 12)).copy()
    for _ in range(_STEPS):
        grid = grid + _solved(*splat(before, after - apply(Grade(grid), before), size, DEPTH))
    return Grade(grid)


def _solved(gram: Floats, wanted: Floats) -> Floats:
    """gh x gw x depth x 12: the maps that turn sums of inputs into sums of wanted outputs, coarse to fine."""
    solution = np.zeros_like(wanted)
    for across, deep in _LEVELS:
        near, sums = _blurred(gram, across, deep), _blurred(wanted - gram @ solution, across, deep)
        weight = near[..., 3:, 3:]
        ridge = _HELD_BACK * (weight + 1e-3 * weight.mean() + 1e-6) * np.eye(4, dtype=np.float32)
        solution = solution + np.linalg.solve(near + ridge, sums)
    return solution.swapaxes(3, 4).reshape(*solution.shape[:3], 12)


def _blurred(cells: Floats, across: float, deep: float) -> Floats:
    """Gaussian sums over neighbouring cells along the first three axes; edges count fewer neighbours."""
    for axis, deviation in enumerate((across, across, deep)):
        lined_up = np.moveaxis(cells, axis, 0)
        sums = product(_gaussian(len(lined_up), deviation), lined_up.reshape(len(lined_up), -1))
        cells = np.moveaxis(sums.reshape(lined_up.shape), 0, axis)
    return cells


def _gaussian(size: int, deviation: float) -> Floats:
    distance = np.arange(size)[:, None] - np.arange(size)[None, :]
    return np.exp(-0.5 * (distance / deviation) ** 2).astype(np.float32)


def _carried(grid: Grade, carrier: str, before: Floats, after: Floats) -> Grade:
    """A grade with a carrier made from a pair."""
    if carrier == "residual":
        return Grade(grid.grid, residual=after - apply(grid, before))
    if carrier == "gain":
        return Grade(identity().grid, gain=np.clip((after + _DARK) / (before + _DARK), 0, 16))
    return grid


def _halved(values: Floats) -> Floats:
    """The picture at half size, by means of areas; odd edges repeat."""
    even = np.pad(values, [(0, values.shape[0] % 2), (0, values.shape[1] % 2), (0, 0)], mode="edge")
    return 0.25 * (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2])


def _psnr(grade: Grade, before: Floats, after: Floats) -> float:
    error = np.mean((np.clip(apply(grade, before), 0, 1) - after) ** 2, dtype=np.float64)
    return float(10 * np.log10(1 / max(float(error), 1e-10)))
