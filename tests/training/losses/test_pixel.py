"""MSE and MAE."""

import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error

from training.losses.pixel import mae, mse


def test_a_case_worked_by_hand() -> None:
    output, target = torch.tensor([[0.0, 0.5], [1.0, 1.0]]), torch.tensor([[0.0, 1.0], [0.0, 1.0]])
    assert mse(output, target).item() == pytest.approx((0.25 + 1) / 4)
    assert mae(output, target).item() == pytest.approx(1.5 / 4)


def test_mse_is_that_of_scikit_image() -> None:
    first, second = np.random.default_rng(2).uniform(size=(2, 1, 3, 9, 8))
    ours = mse(torch.from_numpy(first), torch.from_numpy(second)).item()
    assert ours == pytest.approx(mean_squared_error(first, second), rel=1e-12)


def test_on_minus_one_to_one_they_are_four_times_and_twice_as_large() -> None:
    first, second = torch.rand(2, 1, 3, 9, 8, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert mse(2 * first - 1, 2 * second - 1).item() == pytest.approx(4 * mse(first, second).item())
    assert mae(2 * first - 1, 2 * second - 1).item() == pytest.approx(2 * mae(first, second).item())
