"""How far two sets of photos lie apart as sets: colours of all pixels, and photos as wholes; never photo to photo.

Sliced Wasserstein-1 distances (Bonneel et al. 2015): sorted projections of one set against those of the other.
"""

import torch
from torch import Tensor
from torch.nn import functional

from training.impressions import GLOBAL, wholes
from training.lab import lab

_SCALE = (50.0, 25.0, 25.0)
_RANDOM = 12


def set_distance(first: Tensor, second: Tensor, generator: torch.Generator) -> Tensor:
    """Distance of two sets of photos, about 0.3 between two halves of one set.

    Args:
        first: (N, K, 3), sRGB-encoded, 0..1; gradients flow through it.
        second: (M, K, 3).
        generator: of the projections.

    Returns:
        a number, 0 for equal sets.
    """
    colours = [lab(photos.clamp(0, 1)).flatten(0, 1) / photos.new_tensor(_SCALE) for photos in (first, second)]
    whole = [wholes(photos.clamp(0, 1)) for photos in (first, second)]
    scale = whole[1].std(0) + 1e-3
    whole = [(each - whole[1].mean(0)) / scale for each in whole]
    axes = torch.cat([torch.eye(3), _directions(_RANDOM, 3, generator)])
    traits = torch.cat([torch.eye(GLOBAL), _directions(_RANDOM, GLOBAL, generator)])
    return sliced(colours[0], colours[1], axes) + 0.25 * sliced(whole[0], whole[1], traits)


def sliced(first: Tensor, second: Tensor, directions: Tensor) -> Tensor:
    """Mean Wasserstein-1 distance of two clouds along directions.

    Args:
        first: (N, D).
        second: (M, D).
        directions: (P, D).
    """
    lines = [torch.sort(cloud @ directions.T, dim=0).values for cloud in (first, second)]
    most = max(len(lines[0]), len(lines[1]))
    lines = [_stretched(line, most) for line in lines]
    return (lines[0] - lines[1]).abs().mean()


def noise_floor(photos: Tensor, generator: torch.Generator, draws: int = 4) -> float:
    """Mean distance between random halves of one set: what cannot be told from chance.

    Args:
        photos: (N, K, 3), N at least 4.
        generator: decides.
        draws: how many.
    """
    found = []
    for _ in range(draws):
        order = torch.randperm(len(photos), generator=generator)
        half = len(photos) // 2
        found.append(float(set_distance(photos[order[:half]], photos[order[half:]], generator)))
    return sum(found) / len(found)


def _directions(count: int, size: int, generator: torch.Generator) -> Tensor:
    return functional.normalize(torch.randn(count, size, generator=generator), dim=1)


def _stretched(line: Tensor, size: int) -> Tensor:
    """Sorted values (N, P) as `size` quantiles."""
    if len(line) == size:
        return line
    return functional.interpolate(line.T[None], size=size, mode="linear", align_corners=True)[0].T
