"""Colour differences against scikit-image and the published table of CIEDE2000 (Sharma et al., 2005)."""

import numpy as np
import pytest
from skimage.color import deltaE_cie76, deltaE_ciede2000, rgb2lab

from training.metrics import delta_e_2000, mean_delta_e, mean_delta_e_76


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_delta_e_is_that_of_the_published_table(first: tuple, second: tuple, expected: float) -> None:
    assert delta_e_2000(np.array(first), np.array(second)) == pytest.approx(expected, abs=1e-4)


def test_delta_e_of_random_colours_is_that_of_scikit_image() -> None:
    rng = np.random.default_rng(3)
    first, second = (rng.uniform((0, -100, -100), (100, 100, 100), (4000, 3)) for _ in range(2))
    first[:50, 1:] = 0
    assert np.allclose(delta_e_2000(first, second), deltaE_ciede2000(first, second), atol=1e-9)


def test_mean_delta_e_of_pictures_is_near_that_of_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    theirs = deltaE_ciede2000(rgb2lab(pair[0]), rgb2lab(pair[1])).mean()
    assert mean_delta_e(*pair) == pytest.approx(theirs, abs=0.01)


def test_mean_delta_e_76_of_pictures_is_near_that_of_scikit_image(pair: tuple[np.ndarray, np.ndarray]) -> None:
    theirs = deltaE_cie76(rgb2lab(pair[0]), rgb2lab(pair[1])).mean()
    assert mean_delta_e_76(*pair) == pytest.approx(theirs, abs=0.01)


def test_one_grey_step_of_lightness_is_its_distance() -> None:
    dark, bright = np.full((4, 4, 3), 100, np.uint8), np.full((4, 4, 3), 140, np.uint8)
    lightness = [rgb2lab(p)[0, 0, 0] for p in (dark, bright)]
    assert mean_delta_e_76(dark, bright) == pytest.approx(lightness[1] - lightness[0], abs=0.01)
