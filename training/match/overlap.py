"""What both photos show: the largest upright rectangle of the phone's photo that lies inside the camera's."""

import numpy as np
from numpy.typing import NDArray

from training.match.alignment import Matrix, mapped

Rect = tuple[int, int, int, int]
"""x0, y0, x1, y1; the last two are not inside."""

_CELLS = 160


def common_rectangle(phone: tuple[int, int], camera: tuple[int, int], to_camera: Matrix) -> Rect:
    """Find it, to a hundred-and-sixtieth of the phone's photo, whatever the shape of what they have in common.

    Args:
        phone: (height, width).
        camera: (height, width).
        to_camera: pixels of the first to those of the second.

    Returns:
        It, in pixels of the phone's photo; empty (0, 0, 0, 0) where they have nothing in common.
    """
    xs, ys = (np.linspace(-0.5, size - 0.5, _CELLS + 1) for size in (phone[1], phone[0]))
    grid = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)
    found = mapped(to_camera, grid).reshape(_CELLS + 1, _CELLS + 1, 2)
    limits = np.array([camera[1] - 0.5, camera[0] - 0.5])
    slack = 1e-6
    inside = np.all((found >= -0.5 - slack) & (found <= limits + slack), axis=-1)
    # What is common to two convex shapes is convex: a cell is inside if its corners are.
    cells = inside[:-1, :-1] & inside[1:, :-1] & inside[:-1, 1:] & inside[1:, 1:]
    left, top, right, bottom = _largest_rectangle(cells)
    if right == left:
        return 0, 0, 0, 0
    x0, y0 = int(np.ceil(xs[left])), int(np.ceil(ys[top]))
    return x0, y0, int(np.floor(xs[right])) + 1, int(np.floor(ys[bottom])) + 1


def _largest_rectangle(cells: NDArray[np.bool_]) -> Rect:
    """The largest rectangle of true cells: the largest below a skyline, for the skyline above every row."""
    best, area = (0, 0, 0, 0), 0
    heights = np.zeros(cells.shape[1] + 1, np.int64)
    for row, line in enumerate(cells):
        heights[:-1] = np.where(line, heights[:-1] + 1, 0)
        rising: list[tuple[int, int]] = []
        for column, height in enumerate(heights.tolist()):
            start = column
            while rising and rising[-1][1] >= height:
                start, tall = rising.pop()
                if tall * (column - start) > area:
                    area = tall * (column - start)
                    best = (start, row - tall + 1, column, row + 1)
            rising.append((start, height))
    return best
