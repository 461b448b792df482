"""NIMA's mean and deviation, with the scorer's name."""

import numpy as np
import pytest
import torch
from torch import Tensor

from training.metrics import nima


def even(image: Tensor) -> Tensor:
    """Half give 3, half give 7; asked in the form that networks expect."""
    assert image.shape == (1, 3, 6, 8)
    assert image.dtype == torch.float32
    assert image.max() == 1
    votes = torch.zeros(1, 10)
    votes[0, [2, 6]] = 0.5
    return votes


def test_mean_and_deviation_are_those_of_the_votes() -> None:
    found = nima(np.full((6, 8, 3), 255, np.uint8), even, "two friends")
    assert (found.mean, found.deviation) == (pytest.approx(5), pytest.approx(2))
    assert str(found) == "5.00 ± 2.00 (two friends)"


def test_a_scorer_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="name"):
        nima(np.zeros((6, 8, 3), np.uint8), even, "")
