"""SSIM against scikit-image and MS-SSIM against scipy, both at the authors' definitions."""

import numpy as np
import pytest
import torch
from scipy.ndimage import convolve, correlate1d
from skimage.metrics import structural_similarity
from torch import Tensor

from tests.conftest import make_photo
from training.losses.structure import SCALE_WEIGHTS, ms_ssim, ssim, ssim_loss


def pair(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    photo = make_photo(height, width) / 255
    noise = np.random.default_rng(4).normal(0, 0.05, photo.shape)
    return photo, np.clip(photo * 0.8 + 0.1 + noise, 0, 1)


def tensor(*pictures: np.ndarray) -> Tensor:
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)


def test_gaussian_windows_are_those_of_scikit_image() -> None:
    first, second = pair(47, 52)
    theirs = structural_similarity(
        first, second, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1
    )
    assert ssim(tensor(first), tensor(second)).item() == pytest.approx(theirs, abs=1e-9)


def test_uniform_windows_are_those_of_scikit_image() -> None:
    first, second = pair(47, 52)
    theirs = structural_similarity(first, second, channel_axis=2, data_range=1)
    assert ssim(tensor(first), tensor(second), window="uniform").item() == pytest.approx(theirs, abs=1e-9)


def test_on_minus_one_to_one_with_zeros_around_it_is_that_of_the_first_paper_s_code() -> None:
    first, second = (2 * x - 1 for x in pair(20, 24))
    taps = np.exp(-((np.arange(11) - 5.0) ** 2) / 4.5)

    def mean(values: np.ndarray) -> np.ndarray:
        for axis in (0, 1):
            values = correlate1d(values, taps / taps.sum(), axis, mode="constant")
        return values

    m1, m2 = mean(first), mean(second)
    v1, v2, cov = mean(first**2) - m1**2, mean(second**2) - m2**2, mean(first * second) - m1 * m2
    theirs = ((2 * m1 * m2 + 1e-4) * (2 * cov + 9e-4)) / ((m1**2 + m2**2 + 1e-4) * (v1 + v2 + 9e-4))
    ours = ssim(tensor(first), tensor(second), padding="zero")
    assert ours.item() == pytest.approx(theirs.mean(), abs=1e-9)


def test_several_pictures_have_the_mean_of_each() -> None:
    (a, b), (c, d) = pair(30, 30), pair(30, 30)[::-1]
    c = c**2
    each = (ssim(tensor(a), tensor(b)) + ssim(tensor(c), tensor(d))) / 2
    assert ssim(tensor(a, c), tensor(b, d)).item() == pytest.approx(each.item())


def test_a_picture_smaller_than_a_window_is_refused() -> None:
    with pytest.raises(ValueError, match="smaller than a window"):
        ssim(torch.zeros(1, 3, 10, 40), torch.zeros(1, 3, 10, 40))


def reference_ms_ssim(first: np.ndarray, second: np.ndarray, uniform: bool) -> float:
    """Two-dimensional windows at every inner pixel, channel by channel; halves by scipy, mirrored at the border."""
    result = 1.0
    for scale, weight in enumerate(SCALE_WEIGHTS):
        size = min(7 if uniform else 11, *first.shape[:2])
        offsets = np.arange(size) - (size - 1) / 2
        taps = np.ones(size) if uniform else np.exp(-(offsets**2) / (2 * (1.5 * size / 11) ** 2))
        window = np.outer(taps, taps) / taps.sum() ** 2
        unbias = size**2 / (size**2 - 1) if uniform else 1.0
        values = []
        for y in range(first.shape[0] - size + 1):
            for x in range(first.shape[1] - size + 1):
                a, b = (p[y : y + size, x : x + size] for p in (first, second))
                w = window[..., None]
                ma, mb = (w * a).sum((0, 1)), (w * b).sum((0, 1))
                va, vb = (w * (a - ma) ** 2).sum((0, 1)) * unbias, (w * (b - mb) ** 2).sum((0, 1)) * unbias
                cov = (w * (a - ma) * (b - mb)).sum((0, 1)) * unbias
                part = (2 * cov + 9e-4) / (va + vb + 9e-4)
                if scale == 4:
                    part = part * (2 * ma * mb + 1e-4) / (ma**2 + mb**2 + 1e-4)
                values.append(part)
        result *= np.mean(values) ** weight
        half = np.ones((2, 2, 1)) / 4
        first, second = (convolve(p, half, mode="reflect")[::2, ::2] for p in (first, second))
    return float(result)


@pytest.mark.parametrize("window", ["gaussian", "uniform"])
@pytest.mark.parametrize("size", [(48, 64), (51, 45)])
def test_ms_ssim_is_that_of_slow_arithmetic(window: str, size: tuple[int, int]) -> None:
    first, second = pair(*size)
    theirs = reference_ms_ssim(first, second, window == "uniform")
    assert ms_ssim(tensor(first), tensor(second), window=window).item() == pytest.approx(theirs, abs=1e-9)


def test_ms_ssim_of_inverted_structure_has_a_value_and_a_slope() -> None:
    photo = tensor(pair(64, 64)[0])
    inverted = (1 - photo).requires_grad_()
    value = ms_ssim(photo, inverted)
    value.backward()
    assert 0 <= value < 0.2
    assert inverted.grad is not None
    assert inverted.grad.isfinite().all()


def test_ms_ssim_of_a_tiny_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="too small"):
        ms_ssim(torch.zeros(1, 1, 31, 90), torch.zeros(1, 1, 31, 90))


def test_noise_costs_more_than_brightness() -> None:
    photo = tensor(pair(60, 60)[0])
    noise = 0.1 * torch.randn(photo.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    assert ssim_loss(photo + noise, photo) > 3 * ssim_loss(photo * 0.9 + 0.05, photo)
