"""Differences of colours in Lab: Delta E 76 and CIEDE2000."""

import numpy as np
from numpy.typing import NDArray

from engine.color import rgb_to_lab
from engine.color_difference import delta_e_2000
from training.metrics.pictures import check_pair

__all__ = ["delta_e_2000", "mean_delta_e", "mean_delta_e_76"]

Floats = NDArray[np.float64]


def mean_delta_e(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Mean CIEDE2000 of two (h, w, 3) uint8 sRGB pictures, in Lab (D65); about 1 is just seen."""
    check_pair(first, second)
    return float(delta_e_2000(_lab(first), _lab(second)).mean())


def mean_delta_e_76(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> float:
    """Mean Delta E of 1976 of two (h, w, 3) uint8 sRGB pictures: the distance in Lab (D65); about 2.3 is just seen."""
    check_pair(first, second)
    return float(np.linalg.norm(_lab(first) - _lab(second), axis=-1).mean())


def _lab(picture: NDArray[np.uint8]) -> Floats:
    return rgb_to_lab(picture.astype(np.float64) / 255)
