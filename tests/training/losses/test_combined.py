"""The sums of the first paper, from their parts."""

import pytest
import torch
from torch import Tensor

from training.losses.color import color_loss
from training.losses.combined import color_ssim, mae_nima, mae_ssim, mse_nima
from training.losses.nima import nima_loss
from training.losses.pixel import mae, mse
from training.losses.structure import ssim


@pytest.fixture
def pair() -> tuple[Tensor, Tensor]:
    first = torch.rand(2, 3, 40, 36, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    return first, first**1.4


def opinions(image: Tensor) -> Tensor:
    """Everybody gives 4, except that a third of them gives 10 to the first picture."""
    votes = torch.zeros(len(image), 10, dtype=image.dtype)
    votes[:, 3] = 1
    votes[0, 3], votes[0, 9] = 2 / 3, 1 / 3
    return votes


def test_mae_and_ssim(pair: tuple[Tensor, Tensor]) -> None:
    assert mae_ssim(*pair).item() == pytest.approx((mae(*pair) + 1 - ssim(*pair)).item())


def test_the_code_measures_on_minus_one_to_one(pair: tuple[Tensor, Tensor]) -> None:
    wide = [2 * x - 1 for x in pair]
    structure = 1 - ssim(*wide, padding="zero")
    colour = color_loss(*wide, blur="doro", reduction="sum")
    assert mae_ssim(*pair, form="code").item() == pytest.approx((mae(*wide) + structure).item())
    assert color_ssim(*pair, form="code").item() == pytest.approx((1e-5 * colour + structure).item())


def test_our_weight_of_colour_is_the_paper_s_at_the_paper_s_size() -> None:
    dark, bright = torch.full((2, 3, 332, 500), 0.2), torch.full((2, 3, 332, 500), 0.6)
    colour = color_ssim(dark, bright) - (1 - ssim(dark, bright))
    wide = 2 * dark - 1, 2 * bright - 1
    theirs = 1e-5 * color_loss(*wide, blur="doro", reduction="sum")
    assert colour.item() == pytest.approx(theirs.item(), rel=0.01)


def test_nima_is_the_mean_over_the_batch_of_what_lacks_to_ten(pair: tuple[Tensor, Tensor]) -> None:
    assert nima_loss(pair[0], scorer=opinions).item() == pytest.approx((4 + 6) / 2)


def test_nima_is_added_with_a_thousandth(pair: tuple[Tensor, Tensor]) -> None:
    assert mae_nima(*pair, scorer=opinions).item() == pytest.approx(mae(*pair).item() + 0.005)
    assert mse_nima(*pair, scorer=opinions, weight=0.1).item() == pytest.approx(mse(*pair).item() + 0.5)
