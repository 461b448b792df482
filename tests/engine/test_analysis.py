"""Analysis: made once for a photo, shared by its readings, let go with it."""

import gc
import weakref

import numpy as np
import pytest

from engine import enhance
from engine.analysis import analysis_of, judge_alike
from engine.color import ADOBE_RGB
from engine.image import Image
from engine.styles import Style, bundled
from tests.conftest import make_photo


@pytest.fixture(scope="module")
def style() -> Style:
    return bundled()[0]


def test_a_photo_is_analysed_once_in_each_space() -> None:
    pixels = make_photo(50, 70)
    image = Image(pixels)
    first = analysis_of(image)
    assert analysis_of(image) is first
    assert analysis_of(image.with_pixels(image.pixels, ADOBE_RGB)) is not first
    assert analysis_of(Image(pixels.copy())) is not first


def test_it_does_not_keep_the_photo_alive() -> None:
    image = Image(make_photo(50, 70))
    analysis_of(image)
    pixels = weakref.ref(image.pixels)
    del image
    gc.collect()
    assert pixels() is None


def test_readings_of_a_photo_are_judged_alike(style: Style) -> None:
    small, large = Image(make_photo(50, 70)), Image(make_photo(150, 210))
    grade = analysis_of(small).grade(style, 0.7)
    assert analysis_of(large).grade(style, 0.7) is not grade
    judge_alike(large, small)
    theirs = analysis_of(large).grade(style, 0.7)
    assert theirs is not None
    assert grade is not None
    assert np.array_equal(theirs.grid, grade.grid)
    same = analysis_of(small)
    judge_alike(small, small)
    assert analysis_of(small) is same


def test_grades_and_maps_are_made_once(style: Style) -> None:
    analysis = analysis_of(Image(make_photo(50, 70)))
    grade = analysis.grade(style, 0.7)
    assert grade is not None
    assert analysis.grade(style, 0.7) is grade
    assert analysis.local_map(grade) is analysis.local_map(grade)
    assert analysis.local_map(None) is not analysis.local_map(grade)


def test_a_slider_shows_the_photo_to_the_network_once(style: Style, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, int]] = []
    real = enhance.smaller
    monkeypatch.setattr(enhance, "smaller", lambda pixels, size, **_: made.append(size) or real(pixels, size))
    analysis = analysis_of(Image(make_photo(500, 700)))
    for strength in (0.2, 0.4, 0.6):
        analysis.grade(style, strength)
    assert made == [(700, 500), (256, 256)], "the small copy, and what the network sees of it"


def test_no_style_and_no_strength_are_no_grade(style: Style) -> None:
    analysis = analysis_of(Image(make_photo(50, 70)))
    assert analysis.grade(None, 1.0) is None
    assert analysis.grade(style, 0.0) is None


def test_the_map_is_of_the_graded_photo(style: Style) -> None:
    analysis = analysis_of(Image(make_photo(150, 220)))
    graded = analysis.local_map(analysis.grade(style, 1.5)).coefficients
    assert not np.allclose(graded, analysis.local_map(None).coefficients, atol=1e-3)
