"""An enhanced photo still shows what the photo showed."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.losses.features import Features, feature_pairs

WEIGHTS = (1 / 64, 1 / 64, 1 / 32, 1 / 32, 1.0)
"""For relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1."""


def fidelity_loss(
    output: Tensor,
    source: Tensor,
    *,
    features: Features,
    weights: Sequence[float] = WEIGHTS,
    normalise: bool = True,
) -> Tensor:
    """Distance of features between a photo and its enhancement (UEGAN, fidelity loss).

    The paper sums distances of plain VGG-19 features, each with weight 1. The code compares features after an
    instance norm (epsilon 1e-5), by mean squares, with the weights above: a channel's mean and contrast do not count,
    so brightness and colour may change freely while edges may not. That is our default.

    Args:
        output: (N, 3, h, w), 0..1, the enhanced photo.
        source: the same shape, the photo itself.
        features: as many maps as weights; larger than one pixel if normalised.
        weights: one per map.
        normalise: instance-normalise maps; without, the plain form.

    Returns:
        A scalar, 0 and above.
    """
    distances = []
    for mine, theirs in feature_pairs(features, output, source):
        if normalise:
            mine, theirs = functional.instance_norm(mine), functional.instance_norm(theirs)
        distances.append((mine - theirs).square().mean())
    return torch.stack([weight * d for weight, d in zip(weights, distances, strict=True)]).sum()
