"""PSNR against scikit-image."""

import numpy as np
import pytest
from skimage.metrics import peak_signal_noise_ratio

from tests.conftest import make_photo
from training.metrics import psnr


def test_psnr_is_that_of_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert psnr(*pair) == pytest.approx(peak_signal_noise_ratio(*pair), abs=1e-9)


def test_psnr_of_equal_pictures_is_infinite(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert psnr(pair[0], pair[0]) == float("inf")


def test_pictures_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        psnr(make_photo(20, 20), make_photo(20, 21))
