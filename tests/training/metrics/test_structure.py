"""SSIM against scikit-image, MS-SSIM against the losses' own, which is tested against slow arithmetic."""

import numpy as np
import pytest
import torch
from skimage.metrics import structural_similarity
from torch import Tensor

from tests.conftest import make_photo
from training.losses.structure import ms_ssim as ms_ssim_of_tensors
from training.metrics import ms_ssim, ssim


def test_ssim_in_uniform_windows_is_that_of_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    assert ssim(*pair) == pytest.approx(structural_similarity(*pair, channel_axis=2), abs=1e-6)


def test_ssim_in_gaussian_windows_is_that_of_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    theirs = structural_similarity(
        *pair, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=255
    )
    assert ssim(*pair, gaussian=True) == pytest.approx(theirs, abs=1e-6)


def tensor(picture: np.ndarray) -> Tensor:
    return torch.from_numpy(picture / 255).permute(2, 0, 1)[None]


@pytest.mark.parametrize("gaussian", [True, False])
@pytest.mark.parametrize("size", [(96, 128), (61, 83), (100, 100)])
def test_ms_ssim_is_that_of_the_loss(gaussian: bool, size: tuple[int, int]) -> None:
    photo = make_photo(*size)
    other = np.clip(photo * 0.8 + np.random.default_rng(2).normal(20, 12, photo.shape), 0, 255).astype(np.uint8)
    window = "gaussian" if gaussian else "uniform"
    theirs = ms_ssim_of_tensors(tensor(photo), tensor(other), window=window).item()
    assert ms_ssim(photo, other, gaussian=gaussian) == pytest.approx(theirs, abs=1e-9)


def test_ms_ssim_of_equal_pictures_is_one_and_of_a_tiny_one_refused() -> None:
    photo = make_photo(64, 64)
    assert ms_ssim(photo, photo) == pytest.approx(1)
    with pytest.raises(ValueError, match="too small"):
        ms_ssim(photo[:31], photo[:31])
