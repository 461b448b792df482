"""How light falls off toward the corners of liked photos, told from what the photos show.

The mean of brightness by place says little: photos have bright skies and dark grounds, and 40 likes leave three times
the error of what is looked for. How log brightness *grows* outward from pixel to pixel says more: in most pixels it
hardly does, so the median over a ring of one photo is near what was done to all of it (docs/decisions/0008).
"""

import itertools
import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from engine.color import LUMA
from engine.networks.refined_numpy import RINGS, falloff_basis, squared_distance

NONE = (0.0,) * (len(RINGS) - 1)
_SIDE = 64
"""Side at which growth is measured, at most; 32 tells as much."""
_LEAST = 0.02
"""Added to luma before its logarithm, so that noise in the dark does not count."""
_APART = 0.2
"""Share of the photos at either end that do not count: frames, tunnels, stages."""
_BY_CHANCE = 2.0
"""Mean square of growths, in standard errors, that is taken for chance."""


def growths(photos: Tensor) -> Tensor:
    """Median growth of log luma with the squared distance from the middle.

    Args:
        photos: (N, 3, s, s), whole photos as squares, sRGB-encoded, 0..1.

    Returns:
        (N, 3), in each ring of `RINGS`.
    """
    side = min(_SIDE, photos.shape[-1])
    small = functional.adaptive_avg_pool2d(photos.clamp(0, 1).cpu(), side)
    luma = torch.log((small * small.new_tensor(LUMA)[:, None, None]).sum(1) + _LEAST)
    across = (torch.arange(side) + 0.5) / side * 2 - 1
    by_row, by_column = torch.gradient(luma, spacing=2 / side, dim=(1, 2))
    squared = torch.from_numpy(squared_distance(side, side))
    outward = (by_row * across[:, None] + by_column * across) / (2 * squared)
    rings = [(squared > a) & (squared <= b) for a, b in itertools.pairwise(RINGS)]
    return torch.stack([outward[:, ring].median(1).values for ring in rings], 1)


def falloff_between(likes: Tensor, made: Tensor) -> Tensor:
    """How light has to fall off for photos to be like the likes; 0 where that may be chance.

    Args:
        likes: (N, 3, s, s).
        made: (M, 3, s, s), ordinary photos as a style without falloff has them.

    Returns:
        (3,), for the rings; what stands out of chance little is taken by half and less (as James and Stein do), and
        the means are of the photos in the middle (trimmed, with the error that Tukey and McLaughlin give it).
    """
    if min(len(likes), len(made)) < 2:
        return torch.tensor(NONE)
    (own, own_variance), (theirs, their_variance) = (_middle(growths(photos)) for photos in (likes, made))
    shift, variance = own - theirs, own_variance + their_variance
    beyond = (shift.square() / variance.clamp_min(1e-8)).mean()
    return shift * (1 - _BY_CHANCE / beyond.clamp_min(1e-6)).clamp_min(0)


def _middle(values: Tensor) -> tuple[Tensor, Tensor]:
    """Trimmed means of (N, D), and their variances; (D,) each."""
    count = int(_APART * len(values))
    kept = values.sort(0).values[count : len(values) - count]
    pulled = torch.cat([kept[:1].expand(count, -1), kept, kept[-1:].expand(count, -1)])
    return kept.mean(0), pulled.var(0) / ((1 - 2 * _APART) ** 2 * len(values))


def fallen(photos: Tensor, falloff: Tensor) -> Tensor:
    """Whole photos (N, 3, h, w) with light that falls off by (3,)."""
    basis = torch.from_numpy(np.ascontiguousarray(falloff_basis(*photos.shape[2:]), np.float32)).to(photos)
    return photos * torch.exp((falloff[:, None, None] * basis).sum(0))


def squares_of(pixels: Tensor) -> Tensor:
    """(N, s * s, 3), row by row, as (N, 3, s, s)."""
    side = math.isqrt(pixels.shape[1])
    return pixels.transpose(1, 2).reshape(len(pixels), 3, side, side)
