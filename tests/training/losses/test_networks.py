"""Losses take the engine's networks as they are: features, scorers, discriminators."""

import pytest
import torch
from torch import Tensor

from engine.networks.dped_discriminator import DpedDiscriminator, grey
from engine.networks.features import FeatureNet
from engine.networks.nima import NimaV2
from engine.networks.uegan_discriminator import UeganDiscriminator
from training.losses import make_loss
from training.losses.style import area_masks, style_loss, vgg_masks


@pytest.fixture
def photos() -> Tensor:
    torch.manual_seed(3)
    return torch.rand(2, 3, 100, 100)


def gradient(value: Tensor, of: Tensor) -> Tensor:
    (slope,) = torch.autograd.grad(value, of)
    return slope


def test_fidelity_and_content_through_the_feature_net(photos: Tensor) -> None:
    output = photos.square().requires_grad_()
    for name in ("fidelity", "content"):
        value = make_loss(name, features=FeatureNet().requires_grad_(False))(output, photos)
        assert value > 0
        assert gradient(value, output).abs().sum() > 0


def test_nima_s_gradient_reaches_every_picture(photos: Tensor) -> None:
    photos.requires_grad_()
    value = make_loss("nima", scorer=NimaV2().eval().requires_grad_(False))(photos)
    assert 0 < value < 9
    assert (gradient(value, photos).abs().flatten(1).sum(1) > 0).all()


def test_five_heads_of_uegan(photos: Tensor) -> None:
    critic = UeganDiscriminator(width=4)
    high, low = critic(photos * 2 - 1), critic(photos.square() * 2 - 1)
    assert len(high) == 5
    # Scores near 0: both hinges lack about 1, halved, at five heads.
    assert make_loss("relativistic_hinge_generator")(high, low).item() == pytest.approx(5, abs=1)


def test_texture_of_dped(photos: Tensor) -> None:
    logits = DpedDiscriminator()(grey(photos))
    assert make_loss("texture")(logits).item() == pytest.approx(0.69, abs=0.2)


def test_regions_follow_the_features(photos: Tensor) -> None:
    masks = torch.zeros(1, 2, 100, 100)
    masks[:, 0, :50], masks[:, 1, 50:] = 1, 1
    maps = FeatureNet().requires_grad_(False)(photos)
    mine, theirs = [m[:1] for m in maps], [m[1:] for m in maps]
    assert style_loss(mine, theirs, area_masks(masks, mine), area_masks(masks, theirs)) > 0
    # Halves are rounded up in masks and down in features, so VGG's own masks fit where sides can be halved evenly.
    even = vgg_masks(torch.nn.functional.pad(masks, (0, 12, 0, 12)))
    assert [m.shape[-1] for m in even] == [112, 56, 28, 14, 7]
