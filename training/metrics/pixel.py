"""Peak signal-to-noise ratio."""

import numpy as np
from numpy.typing import NDArray

from training.metrics.pictures import check_pair


def psnr(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio over all pixels and channels, peak 255.

    Args:
        first: (h, w, 3) uint8.
        second: the same shape.

    Returns:
        10 log10(255^2 / mean squared error) in dB; infinite for equal pictures.
    """
    check_pair(first, second)
    error = np.mean((first.astype(np.float64) - second) ** 2)
    return float("inf") if error == 0 else float(10 * np.log10(255.0**2 / error))
