"""Structural similarity at one and at five scales. Arithmetic in float64."""

import cv2
import numpy as np
from numpy.typing import NDArray

from training.metrics.pictures import check_pair

Floats = NDArray[np.float64]
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
DEVIATION = 1.5
SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def ssim(first: NDArray[np.uint8], second: NDArray[np.uint8], *, gaussian: bool = False) -> float:
    """Structural similarity (Wang et al., 2004), mean over channels and over windows that lie inside the picture.

    Args:
        first: (h, w, 3) uint8, sides of at least 7 (11 if Gaussian).
        second: the same shape.
        gaussian: windows of 11 x 11 weighted by a Gaussian of sigma 1.5 with population covariance, as the authors'
            code; otherwise uniform windows of 7 x 7 with sample covariance, as scikit-image's default.

    Returns:
        -1..1, 1 for equal pictures. Constants K1 = 0.01, K2 = 0.03, range 255.
    """
    check_pair(first, second)
    size = 11 if gaussian else 7
    if min(first.shape[:2]) < size:
        raise ValueError(f"the picture is smaller than a window of {size} x {size}")
    luminance, structure = _maps(first.astype(np.float64), second.astype(np.float64), size, gaussian)
    return float((luminance * structure).mean())


def ms_ssim(first: NDArray[np.uint8], second: NDArray[np.uint8], *, gaussian: bool = True) -> float:
    """Multi-scale structural similarity (Wang, Simoncelli and Bovik, 2003), as DPED's evaluation measures it.

    Five scales of halves (means of 2 x 2 pixels); a window shrinks, with its Gaussian, where the picture is smaller.
    A scale whose structure is inverted counts as 0.

    Args:
        first: (h, w, 3) uint8, sides of at least 32.
        second: the same shape.
        gaussian: windows as in `ssim`.

    Returns:
        0..1, 1 for equal pictures.
    """
    check_pair(first, second)
    if min(first.shape[:2]) < 2 ** len(SCALE_WEIGHTS):
        raise ValueError(f"the picture is too small for {len(SCALE_WEIGHTS)} scales")
    x, y = first.astype(np.float64), second.astype(np.float64)
    result = 1.0
    for scale, weight in enumerate(SCALE_WEIGHTS, 1):
        luminance, structure = _maps(x, y, min(11 if gaussian else 7, *x.shape[:2]), gaussian)
        value = (luminance * structure if scale == len(SCALE_WEIGHTS) else structure).mean()
        result *= max(float(value), 0.0) ** weight
        x, y = _half(x), _half(y)
    return result


def _maps(x: Floats, y: Floats, size: int, gaussian: bool) -> tuple[Floats, Floats]:
    """Luminance term, and contrast and structure term, of every window inside the picture."""
    distances = np.arange(size) - (size - 1) / 2
    taps = np.exp(-((distances / (DEVIATION * size / 11)) ** 2) / 2) if gaussian else np.ones(size)
    unbias = 1.0 if gaussian else size**2 / (size**2 - 1)
    before, after = size // 2, (size - 1) // 2

    def mean(values: Floats) -> Floats:
        blurred = cv2.sepFilter2D(values, -1, taps / taps.sum(), taps / taps.sum())
        height, width = values.shape[:2]
        return np.asarray(blurred[before : height - after, before : width - after], np.float64)

    mx, my = mean(x), mean(y)
    vx, vy, cov = (
        unbias * (mean(a * b) - ma * mb) for a, b, ma, mb in ((x, x, mx, mx), (y, y, my, my), (x, y, mx, my))
    )
    return (2 * mx * my + C1) / (mx**2 + my**2 + C1), (2 * cov + C2) / (vx + vy + C2)


def _half(picture: Floats) -> Floats:
    """Means of 2 x 2 pixels; the last row and column stand twice where a side is odd."""
    height, width = picture.shape[:2]
    even = np.pad(picture, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    return np.asarray((even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / 4, np.float64)
