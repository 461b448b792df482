"""How far two colours are apart to the eye: CIEDE2000, in Lab."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def delta_e_2000(lab1: NDArray[Any], lab2: NDArray[Any]) -> Floats:
    """CIEDE2000 (Sharma, Wu and Dalal, 2005), k_L = k_C = k_H = 1.

    Args:
        lab1: (..., 3), L 0..100, a, b.
        lab2: the same shape.

    Returns:
        (...), 0 for equal colours.
    """
    (l1, a1, b1), (l2, a2, b2) = np.moveaxis(lab1, -1, 0), np.moveaxis(lab2, -1, 0)
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean_chroma**7 / (mean_chroma**7 + 25.0**7)))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    both = c1 * c2 != 0
    turn = np.where(both, (h2 - h1 + 180) % 360 - 180, 0.0)
    hue_step = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    hue = np.where(both, _mean_hue(h1, h2), h1 + h2)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * _hue_weight(hue)
    parts = (l2 - l1) / s_l, (c2 - c1) / s_c, hue_step / s_h
    squares = parts[0] ** 2 + parts[1] ** 2 + parts[2] ** 2 + _rotation(hue, chroma) * parts[1] * parts[2]
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)), np.float64)


def _mean_hue(h1: Floats, h2: Floats) -> Floats:
    """Mean of two angles in degrees, over the shorter way."""
    mean = (h1 + h2) / 2
    return np.where(np.abs(h1 - h2) > 180, np.where(mean < 180, mean + 180, mean - 180), mean)


def _hue_weight(hue: Floats) -> Floats:
    """T of the formula."""
    terms = ((-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63))
    weight = np.ones_like(hue)
    for factor, times, offset in terms:
        weight += factor * np.cos(np.radians(times * hue + offset))
    return weight


def _rotation(hue: Floats, chroma: Floats) -> Floats:
    """R_T of the formula: chroma and hue act together in the blues."""
    angle = 30 * np.exp(-(((hue - 275) / 25) ** 2))
    return np.asarray(-2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(2 * angle)))
