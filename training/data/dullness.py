"""Colour differences: a good photo as it may have been before somebody retouched it - dark, flat, pale, tinted."""

from dataclasses import dataclass

import numpy as np

from engine.color import LUMA, linear_to_srgb, srgb_to_linear
from training.data.noise import Floats


@dataclass(frozen=True, slots=True)
class Dullness:
    """What is done to tone and colour.

    Attributes:
        exposure: EV, in linear light.
        cast: gain of red, green and blue, in linear light.
        contrast: of encoded values about middle grey, 1 = unchanged.
        saturation: of encoded values, 1 = unchanged.
    """

    exposure: float = 0.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    contrast: float = 1.0
    saturation: float = 1.0


def draw_dullness(rng: np.random.Generator) -> Dullness:
    """A random lack of retouching, never none at all: at least the contrast and the colours are weaker."""
    red, green, blue = np.exp(rng.normal(0, 0.07, 3))
    return Dullness(
        exposure=float(rng.uniform(-1.6, 0.1)),
        cast=(float(red), float(green), float(blue)),
        contrast=float(rng.uniform(0.55, 0.9)),
        saturation=float(rng.uniform(0.45, 0.85)),
    )


def dull(photo: Floats, how: Dullness) -> Floats:
    """A photo with other tone and colour: (h, w, 3), sRGB-encoded, clipped to 0..1."""
    gains = np.asarray(how.cast, np.float32) * np.float32(2.0**how.exposure)
    encoded = linear_to_srgb(np.clip(srgb_to_linear(np.clip(photo, 0, 1)) * gains, 0, 1))
    encoded = 0.5 * (1 - how.contrast) + how.contrast * encoded
    luma = (encoded @ np.asarray(LUMA, np.float32))[..., None]
    return np.clip(luma + how.saturation * (encoded - luma), 0, 1).astype(np.float32)
