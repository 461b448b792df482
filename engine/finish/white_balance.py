"""White balance: temperature and tint as gains in linear light, and the way back from a colour that should be grey.

The temperature slider is a shift in mired along the Planckian locus, starting at D65's 6504 K; the tint slider moves
away from the locus in CIE 1960 uv, by 1/3000 a step. The gains are von Kries' in linear sRGB: positive, so no colour
leaves the gamut by them, and they keep the luminance of grey.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.color import srgb_to_linear

Values = NDArray[np.float64]

_NEUTRAL_MIRED = 1e6 / 6504
_TINT_STEP = 1 / 3000
_LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750])
# IEC 61966-2-1: XYZ (D65) to linear sRGB.
_XYZ_TO_RGB = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)


def gains(temperature: float | Values, tint: float | Values) -> Values:
    """Gains of linear R, G and B for the two sliders (-100..100), numbers or arrays of one shape; (..., 3).

    All are 1 at rest; grey keeps its luminance.
    """
    ratio = _white(np.asarray(temperature, np.float64), np.asarray(tint, np.float64)) / _white(
        np.zeros(()), np.zeros(())
    )
    balanced: Values = ratio / (ratio @ _LUMINANCE)[..., None]
    return balanced


def white_balance_from(rgb: tuple[float, float, float]) -> tuple[float, float]:
    """Temperature and tint, whole numbers, that make a colour as grey as the sliders reach.

    Args:
        rgb: sRGB-encoded 0..1, of the photo before temperature and tint are applied.

    Returns:
        Slider values within -100..100; (0, 0) for a colour too dark or too bright to tell.
    """
    encoded = np.asarray(rgb, np.float64)
    if encoded.min() < 0.02 or encoded.max() > 0.995:
        return 0.0, 0.0
    wanted = np.log(srgb_to_linear(encoded)[1] / srgb_to_linear(encoded)[[0, 2]])
    sliders, table = _all_gains()
    error = ((table - wanted) ** 2).sum(axis=1)
    temperature, tint = sliders[int(np.argmin(error))]
    return float(temperature), float(tint)


def _white(temperature: Values, tint: Values) -> Values:
    """Linear sRGB of the white that the sliders give to grey, of luminance 1; (..., 3)."""
    mired = _NEUTRAL_MIRED + np.asarray(temperature, np.float64)
    u, v = _locus(mired)
    (u0, v0), (u1, v1) = _locus(mired - 1), _locus(mired + 1)
    length = np.hypot(u1 - u0, v1 - v0)
    # Perpendicular to the locus, towards magenta (smaller v).
    u, v = u + tint * _TINT_STEP * (v1 - v0) / length, v - tint * _TINT_STEP * (u1 - u0) / length
    x, y = 3 * u / (2 * u - 8 * v + 4), 2 * v / (2 * u - 8 * v + 4)
    white: Values = np.stack([x / y, np.ones_like(x), (1 - x - y) / y], axis=-1) @ _XYZ_TO_RGB.T
    return white


def _locus(mired: Values) -> tuple[Values, Values]:
    """CIE 1960 uv of a black body (rational approximation of Krystek, 1985; 1000..15000 K, usable to 20000 K)."""
    t = 1e6 / mired
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t * t) / (1 + 8.42420235e-4 * t + 7.08145163e-7 * t * t)
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t * t) / (1 - 2.89741816e-5 * t + 1.61456053e-7 * t * t)
    return u, v


@lru_cache(maxsize=1)
def _all_gains() -> tuple[Values, Values]:
    """Every pair of whole slider values (n, 2), and log R/G and B/G gain of each (n, 2)."""
    steps = np.arange(-100.0, 101.0)
    sliders = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    table = gains(sliders[:, 0], sliders[:, 1])
    return sliders, np.log(table[:, [0, 2]] / table[:, 1:2])
