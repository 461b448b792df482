"""Where pixels lie among the cells of a grid or the pixels of a smaller map."""

import numpy as np
from numpy.typing import NDArray


def positions(size: int, cells: int, start: int, stop: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Where pixel centres start..stop of `size` lie among the centres of `cells` that cover the same length.

    Args:
        size: pixels of the full side.
        cells: cells of the grid along it.
        start: first pixel wanted.
        stop: the pixel after the last.

    Returns:
        For each pixel the cell whose centre is at or before it, and the share 0..1 of the next cell; beyond the
        outermost centres the outermost cell alone counts.
    """
    place = (np.arange(start, stop) + 0.5) * (cells / size) - 0.5
    lower = np.clip(np.floor(place), 0, max(cells - 2, 0)).astype(np.int64)
    share = np.clip(place - lower, 0.0, 1.0) if cells > 1 else np.zeros_like(place)
    return lower, share.astype(np.float32)
