"""The value: checked, read-only, linear in strength and blend."""

import numpy as np
import pytest

from engine.grade import Grade, apply, blend, identity, with_strength
from tests.conftest import make_photo
from tests.engine.grade.conftest import random_grade


def with_carriers(seed: int) -> Grade:
    rng = np.random.default_rng(seed)
    residual = rng.normal(0, 0.05, (6 + seed, 9, 3)).astype(np.float32)
    gain = 1 + rng.normal(0, 0.1, (6, 9 + seed, 3)).astype(np.float32)
    return Grade(random_grade(seed).grid, residual, gain)


@pytest.fixture
def pixels() -> np.ndarray:
    return make_photo(60, 80).astype(np.float32) / np.float32(255)


def test_a_grade_cannot_be_changed(grade: Grade) -> None:
    with pytest.raises(ValueError, match="read-only"):
        grade.grid[0, 0, 0, 0] = 1
    source = np.zeros((1, 1, 8, 12), np.float32)
    kept = Grade(source)
    source[...] = 5
    assert not kept.grid.any()


@pytest.mark.parametrize("shape", [(2, 2, 8, 11), (2, 2, 12), (0, 2, 8, 12)])
def test_a_grid_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="a grid is"):
        Grade(np.zeros(shape, np.float32))


def test_values_that_are_no_numbers_are_refused() -> None:
    grid = identity((2, 2)).grid.copy()
    grid[1, 1, 3, 4] = np.nan
    with pytest.raises(ValueError, match="finite"):
        Grade(grid)
    with pytest.raises(ValueError, match="a residual is h x w x 3"):
        Grade(identity().grid, residual=np.zeros((4, 4), np.float32))


def test_strength_zero_changes_nothing(grade: Grade) -> None:
    for kind in (grade, with_carriers(1)):
        pixels = make_photo(60, 80)
        assert np.array_equal(apply(with_strength(kind, 0.0), pixels), pixels)


def test_strength_is_linear_in_the_picture(pixels: np.ndarray) -> None:
    for grade in (random_grade(), with_carriers(2)):
        full = apply(grade, pixels)
        assert with_strength(grade, 1.0) is grade
        for strength in (0.3, 1.5):
            wanted = pixels + strength * (full - pixels)
            assert np.abs(apply(with_strength(grade, strength), pixels) - wanted).max() < 1e-5


def test_a_blend_of_grades_is_a_blend_of_pictures(pixels: np.ndarray) -> None:
    grades = [random_grade(1), with_carriers(2), with_carriers(3)]
    weights = [0.5, 0.3, 0.2]
    wanted = sum(w * apply(g, pixels) for g, w in zip(grades, weights, strict=True))
    # Maps of different sizes are brought to one size first, which a bilinear stretch repeats only nearly.
    assert np.abs(apply(blend(grades, weights), pixels) - wanted).mean() < 0.004
    plain = [random_grade(n) for n in (1, 2, 3)]
    exact = sum(w * apply(g, pixels) for g, w in zip(plain, weights, strict=True))
    assert np.abs(apply(blend(plain, weights), pixels) - exact).max() < 1e-5


def test_a_blend_needs_a_weight_for_each(grade: Grade) -> None:
    for grades, weights in (([], []), ([grade], [0.5, 0.5]), ([grade, identity()], [0.5, 0.5])):
        with pytest.raises(ValueError, match="a weight for each"):
            blend(grades, weights)


def test_the_carrier_is_told() -> None:
    small = np.zeros((2, 2, 3), np.float32)
    assert [Grade(identity().grid, *maps).carrier for maps in ((), (small,), (None, small))] == [
        "none",
        "residual",
        "gain",
    ]
