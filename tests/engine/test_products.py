"""Products in pieces are products."""

import numpy as np
import pytest

from engine.products import product


@pytest.mark.parametrize("sizes", [(1, 1, 1), (8, 27, 16384), (96, 64, 256), (256, 1024, 1), (17, 300, 501)])
def test_equals_the_plain_product(sizes: tuple[int, int, int]) -> None:
    m, k, n = sizes
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(m, k)).astype(np.float32), rng.normal(size=(k, n)).astype(np.float32)
    assert np.allclose(product(a, b), a.astype(np.float64) @ b, atol=1e-3)
