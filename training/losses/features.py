"""What a loss asks of a network whose features it compares."""

from collections.abc import Callable, Sequence

from torch import Tensor

Features = Callable[[Tensor], Sequence[Tensor]]
"""(N, 3, h, w), sRGB-encoded RGB of 0..1, to maps (N, C, h', w'), fine to coarse: `engine.networks.vgg.Vgg19`,
`engine.networks.features.FeatureNet`. Normalising the picture is the network's own affair."""


def feature_pairs(features: Features, first: Tensor, second: Tensor) -> list[tuple[Tensor, Tensor]]:
    """The maps of two pictures, layer by layer."""
    return list(zip(features(first), features(second), strict=True))
