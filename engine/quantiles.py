"""Quantiles of some thousand values. Numpy's own load its masked arrays, for which a new process waits 30 ms."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def quantiles(values: NDArray[np.floating[Any]], levels: Sequence[float]) -> NDArray[np.float64]:
    """Values below which given shares of all values lie, interpolated linearly as `numpy.quantile` does.

    Args:
        values: (K,), at least one.
        levels: shares 0..1.

    Returns:
        as many as levels.
    """
    ordered = np.sort(values).astype(np.float64)
    found: NDArray[np.float64] = np.interp(np.array(levels) * (len(ordered) - 1), np.arange(len(ordered)), ordered)
    return found
