"""Averaging down."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.color import ADOBE_RGB
from engine.image import Image
from engine.resize import resize_long_edge, smaller
from tests.conftest import make_photo

PHOTO = make_photo(97, 151)


@pytest.mark.parametrize("size", [(75, 48), (151, 40), (50, 97), (1, 1), (150, 96), (13, 90)])
def test_it_is_the_mean_of_the_area(size: tuple[int, int]) -> None:
    """Against every pixel cut into size[0] x size[1] pieces, which makes all areas whole; one direction at a time."""
    rows = np.repeat(PHOTO.astype(np.float64), size[1], axis=0).reshape(size[1], 97, 151, 3).mean(axis=1)
    exact = np.repeat(rows, size[0], axis=1).reshape(size[1], size[0], 151, 3).mean(axis=2)
    assert np.abs(smaller(PHOTO, size) - exact).max() <= 0.5 + 1e-3
    assert np.abs(smaller(PHOTO.astype(np.float32), size) - exact).max() < 1e-3


def test_opencv_agrees() -> None:
    other = cv2.resize(PHOTO, (60, 40), interpolation=cv2.INTER_AREA)
    assert np.abs(smaller(PHOTO, (60, 40)).astype(int) - other).max() <= 1


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_an_even_picture_stays_even(kind: type) -> None:
    top = 1 if kind == np.float32 else np.iinfo(kind).max
    for value in (0, top // 3 if top > 1 else 0.3, top):
        pixels = np.full((31, 47, 3), value, kind)
        assert np.allclose(smaller(pixels, (20, 9)), value, rtol=1e-6)


@given(st.integers(1, 151), st.integers(1, 97), st.data())
@settings(max_examples=40, deadline=None)
def test_a_part_equals_the_whole(width: int, height: int, data: st.DataObject) -> None:
    whole = smaller(PHOTO, (width, height))
    x0, y0 = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    x1, y1 = data.draw(st.integers(x0 + 1, width)), data.draw(st.integers(y0 + 1, height))
    assert np.array_equal(smaller(PHOTO, (width, height), part=(x0, y0, x1, y1)), whole[y0:y1, x0:x1])


def test_an_area_is_averaged_as_if_it_were_cut_out() -> None:
    cut = np.ascontiguousarray(PHOTO[11:90, 20:141])
    assert np.array_equal(smaller(PHOTO, (50, 30), area=(20, 11, 141, 90)), smaller(cut, (50, 30)))
    part = smaller(PHOTO, (50, 30), area=(20, 11, 141, 90), part=(3, 4, 40, 29))
    assert np.array_equal(part, smaller(cut, (50, 30))[4:29, 3:40])
    assert np.array_equal(smaller(PHOTO, (121, 79), area=(20, 11, 141, 90)), cut)


def test_threads_do_not_matter() -> None:
    large = make_photo(500, 700)
    assert np.array_equal(smaller(large, (300, 200), threads=1), smaller(large, (300, 200), threads=2))


def test_nothing_is_enlarged() -> None:
    with pytest.raises(ValueError, match="smaller"):
        smaller(PHOTO, (152, 97))


def test_a_copy_for_the_screen_knows_its_full_size_and_space() -> None:
    image = Image(PHOTO, ADOBE_RGB)
    copy = resize_long_edge(image, 60)
    assert (copy.width, copy.height) == (60, 39)
    assert copy.full_size == (151, 97)
    assert copy.space == ADOBE_RGB
    assert resize_long_edge(image, 151) is image
