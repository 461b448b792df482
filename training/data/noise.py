"""Sensor noise on the light a photo recorded: shot noise that grows with the light, and read noise that does not.

Variance a x + b of linear light x (Foi et al., IEEE TIP 2008); how strong the two are at many sensitivities, and how
they go together, is as Brooks et al. (CVPR 2019) drew them. Noise is drawn per pixel and channel: that of a developed
photo is also smeared by demosaicing, which this leaves out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.color import linear_to_srgb, srgb_to_linear

Floats = NDArray[np.float32]
"""(h, w, 3), sRGB-encoded, 0..1, unless said otherwise."""

LEAST_SHOT, MOST_SHOT = 1e-4, 1.2e-2
READ_SLOPE, READ_OFFSET, READ_SPREAD = 2.18, 1.20, 0.26


@dataclass(frozen=True, slots=True)
class Noise:
    """How noisy a photo is.

    Attributes:
        shot: a; variance of linear light 1, in units of its square.
        read: b; variance in the dark.
    """

    shot: float
    read: float


def draw_noise(rng: np.random.Generator, least: float = LEAST_SHOT, most: float = MOST_SHOT) -> Noise:
    """A random sensitivity.

    Args:
        rng: draws.
        least: of the shot noise.
        most: of the shot noise.
    """
    log_shot = rng.uniform(np.log(least), np.log(most))
    log_read = READ_SLOPE * log_shot + READ_OFFSET + rng.normal(0, READ_SPREAD)
    return Noise(float(np.exp(log_shot)), float(np.exp(log_read)))


def add_noise(photo: Floats, noise: Noise, rng: np.random.Generator) -> Floats:
    """A photo as a noisy sensor would have recorded it; clipped to 0..1."""
    light: NDArray[np.float64] = srgb_to_linear(np.clip(photo, 0, 1)).astype(np.float64)
    if noise.shot > 0:
        light = rng.poisson(light / noise.shot).astype(np.float64) * noise.shot
    if noise.read > 0:
        light = light + rng.standard_normal(light.shape) * np.sqrt(noise.read)
    return linear_to_srgb(np.clip(light, 0, 1)).astype(np.float32)
