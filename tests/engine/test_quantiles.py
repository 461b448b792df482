"""Quantiles: numpy's own, without numpy's own."""

import numpy as np
import pytest

from engine.quantiles import quantiles


@pytest.mark.parametrize("count", [1, 2, 7, 4096])
def test_they_are_those_of_numpy(count: int) -> None:
    values = np.random.default_rng(count).random(count, dtype=np.float32)
    levels = (0.0, 0.02, 0.25, 0.5, 0.98, 1.0)
    assert quantiles(values, levels) == pytest.approx(np.quantile(values.astype(float), levels), abs=1e-9)
