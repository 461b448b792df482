"""Tone curves of the light sliders, baked into tables; all on sRGB-encoded values 0..1.

A curve is applied to a pixel's largest and smallest channel and the middle one follows in proportion, so that a tone
change moves neither hue nor the order of the channels (the way of the DNG reference's tone curve).
"""

import numpy as np
from numpy.typing import NDArray

from engine.edit import Edit

Curve = NDArray[np.float64]

TABLE = 1024
"""Intervals of a table over 0..1."""

KNEE = 0.6
"""Encoded value above which light that exceeds white is rolled off."""

_PIVOT = 0.46  # 18 % grey, encoded
_CONTRAST = 1.35
_SHADOWS, _HIGHLIGHTS = 1.25, 1.5  # furthest shifts, in the logarithm of odds


def curve(edit: Edit, x: Curve) -> Curve:
    """Blacks, whites and contrast of encoded values after exposure; rising, 0..1 to 0..1."""
    x = _blacks(x, edit.blacks / 100)
    x = _whites(x, edit.whites / 100)
    return _contrast(x, edit.contrast / 100)


def odds(edit: Edit, exposed: Curve) -> Curve:
    """Highlights and shadows: what the odds y / (1 - y) of a pixel are multiplied by, for the base it lies on.

    Multiplied odds leave black and white where they are, never clip, and raise local contrast where they compress.
    They are applied before exposure, as far as what exposure makes of the base asks for it.

    Args:
        edit: the sliders.
        exposed: encoded luma of bases after exposure.
    """
    # The two steps hardly overlap: together at full strength they still keep darker ground darker.
    dark = (1 - _rising(exposed, 0.0, 0.52)) * (0.55 + 0.45 * _rising(exposed, 0.0, 0.12))
    bright = _rising(exposed, 0.44, 0.97)
    return np.exp(_SHADOWS * edit.shadows / 100 * dark + _HIGHLIGHTS * edit.highlights / 100 * bright)


def roll_off(x: Curve, most: float) -> Curve:
    """Values up to `most` brought under 1: untouched to KNEE, then a hyperbola that meets it smoothly, `most` to 1."""
    if most <= 1.0:
        return x
    steep = (most - KNEE) / (1 - KNEE)
    t = np.maximum((x - KNEE) / (most - KNEE), 0.0)
    return np.where(x > KNEE, KNEE + (1 - KNEE) * steep * t / (1 + (steep - 1) * t), x)


def _contrast(x: Curve, amount: float) -> Curve:
    """S about middle grey, steeper or flatter there; black, grey and white stay."""
    if amount == 0:
        return x
    c = abs(amount) * _CONTRAST
    side = np.where(x > _PIVOT, 1 - _PIVOT, _PIVOT)
    t = np.clip(np.abs(x - _PIVOT) / side, 0.0, 1.0)
    t = np.tanh(c * t) / np.tanh(c) if amount > 0 else np.arctanh(t * np.tanh(c)) / c
    curved: Curve = np.where(x > _PIVOT, _PIVOT + side * t, _PIVOT - side * t)
    return curved


def _whites(x: Curve, amount: float) -> Curve:
    """Where white begins: earlier (up to 8 % below white, softly) or out of reach."""
    if amount <= 0:
        return x * (1 + 0.16 * amount * x**2)
    lifted = x * (1 + 0.22 * amount * x**2)
    end = 1 - 0.08 * amount
    most = end * (1 + 0.22 * amount * end**2)
    return np.minimum(roll_off(lifted, most) if most > 1 else lifted, 1.0)


def _blacks(x: Curve, amount: float) -> Curve:
    """Where black begins: the darkest parts opened with black left black, or sunk into it softly."""
    if amount >= 0:
        return x + 1.3 * amount * x * np.exp(-x / 0.12)
    return 1 - _whites(1 - x, -amount)


def _rising(x: Curve, low: float, high: float) -> Curve:
    """Smooth step from 0 at low to 1 at high."""
    t = np.clip((x - low) / (high - low), 0.0, 1.0)
    smooth: Curve = t * t * (3 - 2 * t)
    return smooth
