"""DPED's texture and variation, and its weights in sums and in means."""

import numpy as np
import pytest
import torch
from torch import Tensor

from training.losses.color import color_loss
from training.losses.dped import (
    CODE_WEIGHTS,
    MEAN_WEIGHTS,
    texture_discriminator,
    texture_loss,
    total_variation,
)


def logits_of(*real: float) -> Tensor:
    """Logits with which the discriminator holds patches for real with these probabilities."""
    p = torch.tensor(real, dtype=torch.float64)
    return torch.stack([torch.log(1 - p), torch.log(p)], 1) + 0.7


def test_texture_is_the_logarithm_of_what_is_held_for_real() -> None:
    logits = logits_of(0.25, 0.5)
    assert texture_loss(logits).item() == pytest.approx((np.log(4) + np.log(2)) / 2)
    assert texture_loss(logits, reduction="sum").item() == pytest.approx(np.log(4) + np.log(2))
    assert texture_loss(logits, saturating=True, reduction="sum").item() == pytest.approx(np.log(0.75) + np.log(0.5))


def test_the_saturating_form_is_the_discriminator_s_own_with_the_other_sign() -> None:
    logits, enhanced = logits_of(0.1, 0.6, 0.9), torch.zeros(3)
    assert texture_loss(logits, saturating=True).item() == pytest.approx(
        -texture_discriminator(logits, enhanced).item()
    )


def test_the_discriminator_s_is_cross_entropy() -> None:
    logits, real = logits_of(0.1, 0.6, 0.9), torch.tensor([0, 1, 1])
    expected = torch.nn.functional.cross_entropy(logits, real)
    assert texture_discriminator(logits, real).item() == pytest.approx(expected.item())


def test_probabilities_are_cut_so_that_no_logarithm_is_infinite() -> None:
    assert texture_loss(torch.tensor([[500.0, -500.0]])).item() == pytest.approx(-np.log(1e-10))


def test_other_logits_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(N, 2\)"):
        texture_loss(torch.zeros(4, 1))


def test_variation_of_the_code() -> None:
    image = torch.rand(2, 3, 7, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    x = image.numpy()
    halves = [np.sum((x[:, :, 1:] - x[:, :, :-1]) ** 2) / 2, np.sum((x[..., 1:] - x[..., :-1]) ** 2) / 2]
    counts = [3 * 6 * 5, 3 * 7 * 4]
    expected = 2 * (halves[0] / counts[0] + halves[1] / counts[1]) / 2
    assert total_variation(image).item() == pytest.approx(expected)


def test_variation_of_the_paper_on_a_ramp() -> None:
    ramp = (torch.arange(5.0)[:, None] + 2 * torch.arange(4.0)).expand(1, 1, 5, 4)
    # Every step is 2 across plus 1 down, at 4 x 3 places.
    assert total_variation(ramp, form="paper").item() == pytest.approx(3 * np.sqrt(12) / 20)


def test_an_even_picture_has_no_variation() -> None:
    assert total_variation(torch.full((1, 3, 8, 8), 0.4)).item() == 0


def test_weights_of_means_weigh_as_the_code_s_sums() -> None:
    first, second = torch.rand(2, 50, 3, 100, 100, generator=torch.Generator().manual_seed(2))
    colour = CODE_WEIGHTS["color"] * color_loss(first, second, reduction="sum")
    assert MEAN_WEIGHTS["color"] * color_loss(first, second).item() == pytest.approx(colour.item(), rel=1e-4)
    logits = torch.randn(50, 2, generator=torch.Generator().manual_seed(2))
    texture = CODE_WEIGHTS["texture"] * texture_loss(logits, reduction="sum")
    assert MEAN_WEIGHTS["texture"] * texture_loss(logits).item() == pytest.approx(texture.item(), rel=1e-5)
