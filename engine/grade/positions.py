"""Where pixels lie among the cells of a grid or the pixels of a smaller map."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@lru_cache(256)  # a picture that is made again and again has the same strips each time
def positions(size: int, cells: int, start: int, stop: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Where pixel centres start..stop of `size` lie among the centres of `cells` that cover the same length.

    Args:
        size: pixels of the full side.
        cells: cells of the grid along it.
        start: first pixel wanted.
        stop: the pixel after the last.

    Returns:
        For each pixel the cell whose centre is at or before it, and the share 0..1 of the next cell; beyond the
        outermost centres the outermost cell alone counts. Both are shared and read-only.
    """
    place = (np.arange(start, stop) + 0.5) * (cells / size) - 0.5
    lower = np.clip(np.floor(place), 0, max(cells - 2, 0)).astype(np.int64)
    share = np.clip(place - lower, 0.0, 1.0) if cells > 1 else np.zeros_like(place)
    found = lower, share.astype(np.float32)
    for values in found:
        values.flags.writeable = False
    return found
