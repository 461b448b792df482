"""Our feature net: small enough, VGG's shapes, borders that are no features."""

import torch

from engine.networks.features import FeatureNet


def test_it_is_small() -> None:
    assert sum(p.numel() for p in FeatureNet().parameters()) == 1_021_272


def test_its_features_have_vggs_channels_and_sizes() -> None:
    shapes = [tuple(f.shape) for f in FeatureNet()(torch.rand(2, 3, 40, 51))]
    assert shapes == [(2, 64, 40, 51), (2, 128, 20, 25), (2, 256, 10, 12), (2, 512, 5, 6), (2, 512, 2, 3)]


def test_features_are_never_negative_and_reach_back_to_the_photo() -> None:
    torch.manual_seed(0)
    image = torch.rand(1, 3, 32, 32, requires_grad=True)
    features = FeatureNet()(image)
    assert min(f.min().item() for f in features) >= 0
    features[-1].mean().backward()
    assert image.grad is not None
    assert image.grad.abs().max() > 0


def test_the_border_of_a_flat_photo_is_like_its_middle() -> None:
    torch.manual_seed(0)
    for feature in FeatureNet()(torch.full((1, 3, 64, 64), 0.4)):
        assert feature.std((2, 3)).max() < 1e-4
