"""Make good photos look like what cameras and RAW converters hand over: dark, flat, tinted, hazy, a little noisy."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

UNTOUCHED_SHARE = 0.4
GREY_SHARE = 0.04
LUMA = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


@dataclass(frozen=True, slots=True)
class Degradation:
    """How N photos are degraded; each (N,) unless said otherwise.

    Attributes:
        exposure: EV, in linear light.
        cast: (N, 3), gain per channel, in linear light.
        haze: black offset added in linear light.
        gamma: exponent on encoded values.
        contrast: encoded contrast about the mean, 1 = unchanged.
        saturation: encoded saturation, 1 = unchanged.
        noise: standard deviation added to encoded values.
        untouched: bool, where nothing is done.
    """

    exposure: Tensor
    cast: Tensor
    haze: Tensor
    gamma: Tensor
    contrast: Tensor
    saturation: Tensor
    noise: Tensor
    untouched: Tensor


def draw(count: int, rng: np.random.Generator) -> Degradation:
    """Random degradations; four in ten leave the photo as it is."""
    touched = rng.random(count) >= UNTOUCHED_SHARE

    def mix(values: np.ndarray, neutral: float) -> Tensor:
        keep = touched.reshape(-1, *[1] * (values.ndim - 1))
        return torch.from_numpy(np.where(keep, values, neutral).astype(np.float32))

    return Degradation(
        exposure=mix(rng.uniform(-2.6, 0.5, count), 0.0),
        cast=mix(np.exp(rng.normal(0, 0.075, (count, 3))), 1.0),
        haze=mix(rng.exponential(0.006, count).clip(0, 0.04), 0.0),
        gamma=mix(np.exp(rng.normal(0, 0.10, count)), 1.0),
        contrast=mix(rng.uniform(0.6, 1.05, count), 1.0),
        saturation=mix(rng.uniform(0.55, 1.1, count), 1.0),
        noise=mix(np.abs(rng.normal(0, 0.006, count)), 0.0),
        untouched=torch.from_numpy(~touched),
    )


def drain_some(photos: Tensor, rng: np.random.Generator) -> Tensor:
    """Now and then a black-and-white photo, which must stay one; (N, 3, h, w) before any degradation."""
    grey = torch.from_numpy(rng.random(len(photos)) < GREY_SHARE).view(-1, 1, 1, 1)
    return torch.where(grey, (photos * LUMA).sum(1, keepdim=True), photos)


def degrade(photos: Tensor, how: Degradation, seed: int) -> Tensor:
    """Apply degradations.

    Args:
        photos: (N, 3, h, w), sRGB-encoded, 0..1.
        how: one degradation per photo.
        seed: of the noise.

    Returns:
        The same shape, clipped to 0..1.
    """

    def each(values: Tensor) -> Tensor:
        return values.view(len(photos), -1, 1, 1)

    linear = photos.clamp_min(1e-4).pow(2.2)
    linear = linear * each(torch.exp2(how.exposure)) * each(how.cast) + each(how.haze)
    encoded = linear.clamp(1e-6, 1).pow(each(how.gamma / 2.2))
    mean = encoded.mean((1, 2, 3), keepdim=True)
    encoded = mean + (encoded - mean) * each(how.contrast)
    luma = (encoded * LUMA).sum(1, keepdim=True)
    encoded = luma + (encoded - luma) * each(how.saturation)
    # One photo's worth of grain, shifted for each: drawing it anew would cost as much as all the rest.
    grain = torch.randn(encoded.shape[1:], generator=torch.Generator().manual_seed(seed))
    grains = torch.stack([grain.roll((7 * n, 31 * n), (1, 2)) for n in range(len(photos))])
    return (encoded + grains * each(how.noise)).clamp(0, 1)
