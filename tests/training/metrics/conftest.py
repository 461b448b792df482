"""A photo and a noisy, flatter copy."""

import numpy as np
import pytest

from tests.conftest import make_photo


@pytest.fixture
def pair() -> tuple[np.ndarray, np.ndarray]:
    photo = make_photo(61, 83)
    noise = np.random.default_rng(1).normal(0, 12, photo.shape)
    return photo, np.clip(photo * 0.9 + 10 + noise, 0, 255).astype(np.uint8)
