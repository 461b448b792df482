"""Lost texture: the blur of a lens, and the detail that goes when a photo is made smaller and larger again."""

from dataclasses import dataclass

import cv2
import numpy as np

from engine.color import linear_to_srgb, srgb_to_linear
from training.data.noise import Floats

MOST_BLUR = 2.0
MOST_SHRINK = 3.0


@dataclass(frozen=True, slots=True)
class Softness:
    """How soft a photo is.

    Attributes:
        blur: standard deviation of a Gaussian point spread in linear light, in pixels.
        shrink: how many times smaller the photo was between; 1 for not at all.
    """

    blur: float
    shrink: float = 1.0


def draw_softness(rng: np.random.Generator) -> Softness:
    """A random loss of texture: blur, shrinking, or both."""
    kind, blur, shrink = rng.random(3)
    return Softness(
        blur=(0.4 + (MOST_BLUR - 0.4) * blur) if kind < 2 / 3 else 0.0,
        shrink=1.3 + (MOST_SHRINK - 1.3) * shrink if kind > 1 / 3 else 1.0,
    )


def soften(photo: Floats, softness: Softness) -> Floats:
    """A photo with less texture: (h, w, 3), sRGB-encoded; mean light is kept, clipped to 0..1.

    The point spread works on light; what becomes smaller and larger is the encoded photo, as programs do it.
    """
    found = np.asarray(photo, np.float32)
    if softness.blur > 0:
        light = srgb_to_linear(np.clip(found, 0, 1))
        light = cv2.GaussianBlur(light, (0, 0), softness.blur, borderType=cv2.BORDER_REFLECT_101)
        found = np.asarray(linear_to_srgb(light), np.float32)
    if softness.shrink > 1:
        height, width = found.shape[:2]
        size = max(1, round(width / softness.shrink)), max(1, round(height / softness.shrink))
        small = cv2.resize(found, size, interpolation=cv2.INTER_AREA)
        found = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)
    return np.clip(found, 0, 1)
