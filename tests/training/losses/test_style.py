"""Masked Gram matrices against plain loops."""

import numpy as np
import pytest
import torch
from torch import Tensor

from training.losses.style import area_masks, masked_gram, style_loss, vgg_masks


def rand(*shape: int, seed: int = 1) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def loop_gram(features: np.ndarray, mask: np.ndarray) -> np.ndarray:
    channels, height, width = features.shape
    gram = np.zeros((channels, channels))
    for y in range(height):
        for x in range(width):
            vector = features[:, y, x] * mask[y, x]
            gram += np.outer(vector, vector)
    return gram


MINE, THEIRS = rand(1, 4, 5, 6), rand(1, 4, 7, 3, seed=2)
MY_MASKS, THEIR_MASKS = rand(1, 2, 5, 6, seed=3), rand(1, 2, 7, 3, seed=4)


def test_gram_matrices_are_those_of_loops() -> None:
    grams = masked_gram(MINE, MY_MASKS)[0]
    for region in range(2):
        expected = loop_gram(MINE[0].numpy(), MY_MASKS[0, region].numpy())
        assert np.allclose(grams[region], expected, atol=1e-12)


@pytest.mark.parametrize("form", ["code", "paper"])
def test_the_loss_is_that_of_loops(form: str) -> None:
    weights = torch.tensor([0.3, 0.7], dtype=torch.float64)
    expected = 0.0
    for region in range(2):
        mask, other = MY_MASKS[0, region].numpy(), THEIR_MASKS[0, region].numpy()
        mine, theirs = loop_gram(MINE[0].numpy(), mask), loop_gram(THEIRS[0].numpy(), other)
        if form == "code":
            mine, theirs = mine / (4 * 30 * mask.mean()), theirs / (4 * 21 * other.mean())
            distance = mask.mean() * np.mean((mine - theirs) ** 2)
        else:
            distance = np.sum((mine - theirs) ** 2) / (2 * 4**2)
        expected += weights[region].item() * distance
    ours = style_loss([MINE], [THEIRS], [MY_MASKS], [THEIR_MASKS], [weights], form=form)
    assert ours.item() == pytest.approx(expected)


def test_layers_are_summed() -> None:
    once = style_loss([MINE], [THEIRS], [MY_MASKS], [THEIR_MASKS])
    twice = style_loss([MINE] * 2, [THEIRS] * 2, [MY_MASKS] * 2, [THEIR_MASKS] * 2)
    assert twice.item() == pytest.approx(2 * once.item())


def test_where_pixels_stand_does_not_count() -> None:
    turned = [MINE.flip(-1)], [MY_MASKS.flip(-1)]
    assert style_loss([MINE], turned[0], [MY_MASKS], turned[1]).item() == pytest.approx(0, abs=1e-20)


def test_a_region_is_compared_with_its_own_kind_only() -> None:
    left = torch.zeros(1, 1, 4, 8, dtype=torch.float64)
    left[..., :4] = 1
    masks = [torch.cat([left, 1 - left], 1)]
    picture = rand(1, 3, 4, 8)
    repainted = torch.where(left.bool(), picture, torch.ones_like(picture))
    only_left = [torch.tensor([1.0, 0.0])]
    assert style_loss([picture], [repainted], masks, masks, only_left).item() == 0
    assert style_loss([picture], [repainted], masks, masks) > 0.001


def test_a_region_that_is_missing_on_one_side_gives_numbers() -> None:
    nothing = torch.zeros_like(THEIR_MASKS)
    value = style_loss([MINE.requires_grad_()], [THEIRS], [MY_MASKS], [nothing])
    assert value.isfinite()
    MINE.requires_grad_(False)


def test_masks_follow_vgg() -> None:
    masks = torch.zeros(1, 1, 37, 50)
    masks[..., :25] = 1
    found = vgg_masks(masks)
    assert [tuple(m.shape[2:]) for m in found] == [(37, 50), (19, 25), (10, 13), (5, 7), (3, 4)]
    # One 3 x 3 mean: inside stays 1, beside the edge 2/3 and 1/3, beyond it 0; the corner has four of nine.
    row = found[0][0, 0, 18]
    assert torch.allclose(row[22:27], torch.tensor([1, 1, 2 / 3, 1 / 3, 0]), atol=1e-6)
    assert found[0][0, 0, 0, 0].item() == pytest.approx(4 / 9)


def test_masks_for_any_network_keep_their_area() -> None:
    masks = torch.rand(1, 3, 48, 64, generator=torch.Generator().manual_seed(1))
    for small in area_masks(masks, [torch.zeros(1, 5, 24, 32), torch.zeros(1, 9, 3, 4)]):
        assert torch.allclose(small.mean((2, 3)), masks.mean((2, 3)), atol=1e-5)
