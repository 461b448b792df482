"""Fitting: known operators are repeated at full size within bounds; the carrier is chosen by what it gains."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.color import luma
from engine.grade import Grade, apply, fit, identity
from engine.grade.fitting import fit_grid
from engine.grade.splat import splat
from tests.conftest import make_photo
from tests.engine.grade.conftest import random_grade

cv2 = pytest.importorskip("cv2")
Operator = Callable[[np.ndarray], np.ndarray]


def affine(rgb: np.ndarray) -> np.ndarray:
    matrix = np.array([[0.8, 0.1, 0.0], [0.05, 0.8, 0.05], [0.0, 0.1, 0.8]], np.float32)
    return rgb @ matrix.T + np.float32(0.03)


def tone_curve(rgb: np.ndarray) -> np.ndarray:
    return np.clip(rgb**0.7 * (1.0 - 0.08 * np.sin(2 * np.pi * rgb)), 0, 1).astype(np.float32)


def local_tone(rgb: np.ndarray) -> np.ndarray:
    """Brightens what lies in dark surroundings: the kind of operator a grid is made for."""
    around = cv2.GaussianBlur(luma(rgb), (0, 0), min(rgb.shape[:2]) / 12)[..., None]
    return np.clip(rgb * (0.5 / (around + 0.15)) ** 0.4, 0, 1).astype(np.float32)


def detail(rgb: np.ndarray) -> np.ndarray:
    """Strengthens local differences, which no grid can follow alone."""
    return np.clip(rgb + 0.6 * (rgb - cv2.GaussianBlur(rgb, (0, 0), min(rgb.shape[:2]) / 40)), 0, 1).astype(np.float32)


@pytest.fixture(scope="module")
def photo() -> tuple[np.ndarray, np.ndarray]:
    """A photo of 1200 x 800 and its small copy."""
    large = cv2.GaussianBlur(make_photo(800, 1200), (0, 0), 1.5).astype(np.float32) / np.float32(255)
    return large, cv2.resize(large, (600, 400), interpolation=cv2.INTER_AREA)


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    error = np.mean((np.clip(a, 0, 1) - np.clip(b, 0, 1)) ** 2, dtype=np.float64)
    return float(-10 * np.log10(max(error, 1e-10)))


@pytest.mark.parametrize(("operator", "bound"), [(affine, 60), (tone_curve, 45), (local_tone, 42)])
def test_operators_are_repeated_at_full_size(
    operator: Operator, bound: float, photo: tuple[np.ndarray, np.ndarray]
) -> None:
    large, small = photo
    grade = fit_grid(small, operator(small), (32, 32))
    assert psnr(apply(grade, large), operator(large)) > bound


def test_doing_nothing_is_fitted_as_nothing(photo: tuple[np.ndarray, np.ndarray]) -> None:
    grade = fit(photo[1], photo[1])
    assert np.abs(grade.grid - identity().grid).max() < 1e-4
    assert grade.carrier == "none"
    assert grade.fit_error == 100


def test_a_grade_is_recovered_from_its_picture(photo: tuple[np.ndarray, np.ndarray]) -> None:
    made = random_grade(size=(4, 4), amount=0.03)
    small = np.random.default_rng(0).random((200, 300, 3), np.float32)  # every colour everywhere
    fitted = fit_grid(small, apply(made, small), (4, 4))
    assert psnr(apply(fitted, photo[0]), apply(made, photo[0])) > 40


def test_what_a_grid_cannot_hold_gets_a_carrier_and_a_worse_figure(photo: tuple[np.ndarray, np.ndarray]) -> None:
    large, small = photo
    plain, sharp = fit(small, affine(small)), fit(small, detail(small))
    assert (plain.carrier, sharp.carrier) == ("none", "residual")
    assert sharp.fit_error < plain.fit_error
    alone = Grade(sharp.grid)
    assert psnr(apply(sharp, large), detail(large)) > psnr(apply(alone, large), detail(large)) + 1


def test_the_figure_promises_no_more_than_holds(photo: tuple[np.ndarray, np.ndarray]) -> None:
    """A fit reaches at twice the size what it says of itself, or better."""
    large, small = photo
    for operator in (local_tone, detail):
        grade = fit(small, operator(small))
        assert psnr(apply(grade, large), operator(large)) > grade.fit_error - 2


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (37, 3), (65, 129)])
def test_any_size_and_flat_pictures(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    flat = np.full((*shape, 3), 0.25, np.float32)
    for before in (flat, rng.random((*shape, 3), np.float32), flat * 0):
        after = np.clip(before * 0.5 + 0.3, 0, 1)
        grade = fit(before, after, (8, 8))
        assert psnr(apply(grade, before), after) > 35
        assert np.abs(grade.grid).max() < 20


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_integers_may_be_given(kind: type) -> None:
    before = make_photo(60, 80).astype(kind) * (1 if kind is np.uint8 else 257)
    assert fit(before, before, (4, 4)).fit_error == 100


def test_colours_that_never_occur_are_treated_like_their_neighbours() -> None:
    """A photo of dark tones only: white, which it does not have, still becomes a bright tone and not a wild one."""
    before = make_photo(200, 300).astype(np.float32) / 255 * 0.3
    grade = fit(before, np.clip(before * 1.5, 0, 1), (16, 16))
    white = apply(grade, np.ones((20, 30, 3), np.float32))
    assert 0.8 < white.min() <= white.max() < 1.8


def test_pictures_of_two_sizes_are_refused() -> None:
    small = np.zeros((4, 5, 3), np.float32)
    for other in (np.zeros((5, 4, 3), np.float32), np.zeros((4, 5), np.float32)):
        with pytest.raises(ValueError, match="two pictures of one size"):
            fit(small, other)


def test_the_splat_is_the_adjoint_of_the_slice() -> None:
    """<slice(g), wanted> = <g, splat(wanted)> for any grid and any picture."""
    rng = np.random.default_rng(2)
    before, wanted = rng.random((2, 40, 50, 3), np.float32)
    grade = random_grade(size=(5, 7))
    gram, towards = splat(before, wanted, (5, 7), 8)
    grid = grade.grid.reshape(5, 7, 8, 3, 4).swapaxes(3, 4)
    assert np.sum(grid * towards) == pytest.approx(np.sum(apply(grade, before) * wanted), rel=1e-4)
    assert gram[..., 3, 3].sum() == pytest.approx(40 * 50, rel=1e-5)
    assert np.allclose(gram, gram.swapaxes(3, 4))
