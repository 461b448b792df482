"""Grade: what an enhancer does to one photo, kept as a small value."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

DEPTH = 8
"""Luma cells of a grid."""
PER_CELL = 12
"""3 outputs x (3 inputs + offset)."""
DIAGONAL = (0, 5, 10)
"""Places of the diagonal among the 12."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Grade:
    """A bilateral grid of affine colour maps, with what a grid cannot hold beside it.

    A pixel's result is A(x, y, luma) [r, g, b, 1] + residual(x, y) + (gain(x, y) - 1) [r, g, b]: linear in all three
    parts, so that blending grades blends pictures. Pixels are sRGB-encoded, nominally 0..1.

    Attributes:
        grid: gh x gw x depth x 12 float32; the last axis is output * 4 + input, input 3 being the offset. Sliced with
            cell centres at whole numbers + 0.5 and edges repeated, along x, y and luma.
        residual: h x w x 3 float32, added; or None. Upsampled bilinearly, as is gain.
        gain: h x w x 3 float32, multiplies the photo; or None.
        fit_error: how closely a fitted grade repeats its enhancer, as PSNR in dB; infinite for one predicted directly.
    """

    grid: Floats
    residual: Floats | None = None
    gain: Floats | None = None
    fit_error: float = field(default=float("inf"))

    def __post_init__(self) -> None:
        if self.grid.ndim != 4 or self.grid.shape[3] != PER_CELL or 0 in self.grid.shape:
            raise ValueError(f"a grid is gh x gw x depth x {PER_CELL}, got {self.grid.shape}")
        for name in ("grid", "residual", "gain"):
            values = getattr(self, name)
            if values is not None:
                object.__setattr__(self, name, _frozen(values, name))

    @property
    def carrier(self) -> str:
        """What stands beside the grid: "none", "residual" or "gain"."""
        if self.residual is not None:
            return "residual"
        return "none" if self.gain is None else "gain"


def _frozen(values: Floats, name: str) -> Floats:
    if name != "grid" and (values.ndim != 3 or values.shape[2] != 3 or 0 in values.shape):
        raise ValueError(f"a {name} is h x w x 3, got {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError(f"a {name} has finite values only")
    frozen = np.array(values, np.float32, order="C")
    frozen.flags.writeable = False
    return frozen


def identity(size: tuple[int, int] = (1, 1), depth: int = DEPTH) -> Grade:
    """The grade that changes nothing; size is (grid height, grid width)."""
    grid = np.zeros((*size, depth, PER_CELL), np.float32)
    grid[..., DIAGONAL] = 1.0
    return Grade(grid)


def with_strength(grade: Grade, strength: float) -> Grade:
    """The grade at a strength: 0 changes nothing, 1 is the grade itself, above 1 goes further."""
    if strength == 1.0:
        return grade
    base, amount = identity((1, 1), grade.grid.shape[2]).grid, np.float32(strength)
    residual = None if grade.residual is None else grade.residual * amount
    gain = None if grade.gain is None else 1 + (grade.gain - 1) * amount
    return replace(grade, grid=base + amount * (grade.grid - base), residual=residual, gain=gain)


def blend(grades: Sequence[Grade], weights: Sequence[float]) -> Grade:
    """The weighted sum of grades; its picture is the weighted sum of their pictures.

    Args:
        grades: one or more with grids of one size.
        weights: as many; they sum to 1 for a mean.

    Raises:
        ValueError: none given, or grids of different sizes.
    """
    if not grades or len(grades) != len(weights) or len({g.grid.shape for g in grades}) != 1:
        raise ValueError("a blend takes grades of one size, and a weight for each")
    grid = sum(np.float32(w) * g.grid for g, w in zip(grades, weights, strict=True))
    residual = _mixed([(g.residual, w) for g, w in zip(grades, weights, strict=True)])
    change = _mixed([(None if g.gain is None else g.gain - 1, w) for g, w in zip(grades, weights, strict=True)])
    gain = None if change is None else 1 + change
    return Grade(np.asarray(grid), residual, gain, min(g.fit_error for g in grades))


def _mixed(parts: list[tuple[Floats | None, float]]) -> Floats | None:
    """Weighted sum of the maps that exist, at the largest size among them."""
    maps = [(values, np.float32(weight)) for values, weight in parts if values is not None]
    if not maps:
        return None
    import cv2

    height, width = (max(values.shape[axis] for values, _ in maps) for axis in (0, 1))
    total = np.zeros((height, width, 3), np.float32)
    for values, weight in maps:
        total += weight * cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR)
    return total
