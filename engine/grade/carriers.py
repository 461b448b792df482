"""The low-resolution maps beside a grid: their rows at full size, added to what the grid gave."""

import numpy as np

from engine.grade.positions import positions
from engine.grade.value import Floats, Grade


def add_carriers(grade: Grade, source: Floats, graded: Floats, at: tuple[int, int], full: tuple[int, int]) -> None:
    """Add a grade's residual and gain to rows that its grid has graded, in place.

    Args:
        grade: the grade.
        source: h x w x 3, the rows before.
        graded: h x w x 3, the rows after the grid; changed.
        at: (x, y) of the first pixel in the full picture.
        full: (width, height) of the full picture.
    """
    if grade.residual is not None:
        graded += upsample(grade.residual, at, graded.shape[:2], full)
    if grade.gain is not None:
        graded += (upsample(grade.gain, at, graded.shape[:2], full) - 1) * source


def upsample(small: Floats, at: tuple[int, int], shape: tuple[int, ...], full: tuple[int, int]) -> Floats:
    """A window of a small map stretched over the full picture: bilinear, pixel centres at whole numbers + 0.5.

    Args:
        small: h x w x 3.
        at: (x, y) of the window.
        shape: its (height, width).
        full: (width, height) of the full picture.

    Returns:
        height x width x 3; each pixel has the same value in any window that holds it.
    """
    rows, down = positions(full[1], small.shape[0], at[1], at[1] + shape[0])
    columns, across = positions(full[0], small.shape[1], at[0], at[0] + shape[1])
    first, last = int(columns[0]), min(int(columns[-1]) + 2, small.shape[1])
    upper = small[rows, first:last]
    lower = small[np.minimum(rows + 1, small.shape[0] - 1), first:last]
    lines = upper + down[:, None, None] * (lower - upper)
    left = lines[:, columns - first]
    right = lines[:, np.minimum(columns + 1, small.shape[1] - 1) - first]
    return np.ascontiguousarray(left + across[None, :, None] * (right - left), np.float32)
