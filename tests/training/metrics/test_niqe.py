"""NIQE: each step against scipy and Pillow, the whole against slow arithmetic, and by what it says of real photos."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import correlate
from scipy.special import gamma
from scipy.stats import gennorm

from engine.decode import open_photo
from tests.conftest import make_photo
from training.metrics.niqe import (
    NiqeParameters,
    asymmetric_gaussian,
    halved,
    load_niqe,
    niqe,
    normalised_contrast,
)

TAPS = np.exp(-(np.arange(-3, 4) ** 2) / (2 * (7 / 6) ** 2))
WINDOW = np.outer(TAPS, TAPS) / TAPS.sum() ** 2


@pytest.fixture
def made_up() -> NiqeParameters:
    rng = np.random.default_rng(1)
    root = rng.normal(size=(36, 36))
    return NiqeParameters(rng.uniform(0, 1, 36), root @ root.T / 36, WINDOW)


def test_contrast_is_that_of_scipy() -> None:
    grey = make_photo(40, 50)[..., 1].astype(np.float64)
    mean = correlate(grey, WINDOW, mode="nearest")
    deviation = np.sqrt(np.abs(correlate(grey**2, WINDOW, mode="nearest") - mean**2))
    assert np.allclose(normalised_contrast(grey, WINDOW), (grey - mean) / (deviation + 1), atol=1e-9)


def test_halves_are_those_of_pillow_away_from_the_border() -> None:
    grey = make_photo(40, 52)[..., 0].astype(np.float64)
    theirs = Image.fromarray(grey.astype(np.float32)).resize((26, 20), Image.Resampling.BICUBIC)
    assert np.allclose(halved(grey)[2:-2, 2:-2], np.asarray(theirs)[2:-2, 2:-2], atol=1e-3)
    assert np.allclose(halved(np.full((8, 6), 77.0)), 77)


@pytest.mark.parametrize("alpha", [0.7, 2.0, 4.0])
def test_known_distributions_are_recognised(alpha: float) -> None:
    values = gennorm.rvs(alpha, scale=1.5, size=200_000, random_state=1)
    found, left, right = asymmetric_gaussian(values)
    assert found == pytest.approx(alpha, rel=0.03)
    assert (left, right) == (pytest.approx(1.5, rel=0.03), pytest.approx(1.5, rel=0.03))
    _, left, right = asymmetric_gaussian(np.where(values < 0, values, 0.5 * values))
    assert left / right == pytest.approx(2, rel=0.02)


def slow(picture: np.ndarray, parameters: NiqeParameters) -> float:
    """The authors' program step by step with scipy, one block after the other."""
    grey = np.round(picture @ np.array([0.2989, 0.5870, 0.1140]))[: picture.shape[0] // 96 * 96]
    grey = grey[:, : picture.shape[1] // 96 * 96]
    scales = []
    for scale in (1, 2):
        side = 96 // scale
        mean = correlate(grey, WINDOW, mode="nearest")
        contrast = (grey - mean) / (np.sqrt(np.abs(correlate(grey**2, WINDOW, mode="nearest") - mean**2)) + 1)
        rows = []
        for x in range(0, grey.shape[1], side):
            for y in range(0, grey.shape[0], side):
                block = contrast[y : y + side, x : x + side]
                row = []
                for shift in (None, (0, 1), (1, 0), (1, 1), (1, -1)):
                    v = block if shift is None else block * np.roll(np.roll(block, shift[0], 0), shift[1], 1)
                    a = np.arange(0.2, 10.001, 0.001)
                    low, high = (np.sqrt(np.mean(v[side] ** 2)) for side in (v < 0, v > 0))
                    g = low / high
                    r = np.mean(np.abs(v)) ** 2 / np.mean(v**2) * (g**3 + 1) * (g + 1) / (g**2 + 1) ** 2
                    a = a[np.argmin(np.abs(gamma(2 / a) ** 2 / (gamma(1 / a) * gamma(3 / a)) - r))]
                    low, high = (s * np.sqrt(gamma(1 / a) / gamma(3 / a)) for s in (low, high))
                    mean_product = (high - low) * gamma(2 / a) / gamma(1 / a)
                    row += [a, (low + high) / 2] if shift is None else [a, mean_product, low, high]
                rows.append(row)
        scales.append(np.array(rows))
        grey = halved(grey)
    features = np.hstack(scales)
    difference = parameters.mean - features.mean(0)
    spread = np.linalg.pinv((parameters.covariance + np.cov(features.T)) / 2)
    return float(np.sqrt(difference @ spread @ difference))


def test_the_whole_is_that_of_slow_arithmetic(made_up: NiqeParameters) -> None:
    photo = make_photo(200, 310)
    assert niqe(photo, made_up) == pytest.approx(slow(photo, made_up), rel=1e-6)


def test_what_has_no_texture_has_no_score(made_up: NiqeParameters) -> None:
    assert np.isnan(niqe(np.full((192, 192, 3), 90, np.uint8), made_up))


def test_less_than_two_blocks_are_refused(made_up: NiqeParameters) -> None:
    with pytest.raises(ValueError, match="two blocks"):
        niqe(make_photo(191, 120), made_up)


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    with pytest.raises(ValueError, match=r"other\.npz"):
        load_niqe(tmp_path / "other.npz")


def test_photos_are_natural_and_noise_and_blur_are_not(shared_data: Path) -> None:
    parameters = load_niqe(shared_data / "checkpoints/niqe/niqe_pris_params.npz")
    assert np.allclose(parameters.window, WINDOW, atol=1e-6)
    path = sorted((shared_data / "pairs/fivek_c_uegan/test/label").iterdir())[0]
    photo = open_photo(path).pixels
    noise = np.random.default_rng(1).normal(0, 40, photo.shape)
    noisy = np.clip(photo + noise, 0, 255).astype(np.uint8)
    small = Image.fromarray(photo).resize((photo.shape[1] // 4, photo.shape[0] // 4))
    blurred = np.asarray(small.resize(photo.shape[1::-1], Image.Resampling.BICUBIC))
    score = niqe(photo, parameters)
    assert 1.5 < score < 7
    assert niqe(noisy, parameters) > score + 1
    assert niqe(blurred, parameters) > score + 1
