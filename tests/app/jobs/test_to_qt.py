"""Pictures for Qt: the same pixels, memory of their own, sRGB whatever they were."""

import gc

import numpy as np
import pytest
from PySide6.QtGui import QColorSpace, QImage

from app.jobs.to_qt import to_mask, to_qimage
from engine.color import DISPLAY_P3, SRGB, from_working
from engine.image import Image
from tests.app.jobs.conftest import pixels_of
from tests.conftest import make_photo


@pytest.mark.parametrize(("height", "width"), [(1, 1), (3, 5), (48, 33), (33, 64)])
def test_pixels_arrive_unchanged(height: int, width: int) -> None:
    pixels = make_photo(height, width)
    picture = to_qimage(Image(pixels))
    assert np.array_equal(pixels_of(picture), pixels)
    assert picture.colorSpace() == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    assert picture.pixelColor(0, 0).getRgb()[:3] == tuple(pixels[0, 0])


def test_the_picture_outlives_the_photo() -> None:
    pixels = make_photo(20, 30)
    expected = pixels.copy()
    picture = to_qimage(Image(pixels))
    pixels[:] = 0
    del pixels
    gc.collect()
    assert np.array_equal(pixels_of(picture), expected)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_deep_and_wide_photos_are_shown_in_srgb(dtype: type) -> None:
    working = make_photo(20, 30).astype(np.float32) / 255
    wide = from_working(working, DISPLAY_P3)
    pixels = wide if dtype == np.float32 else (wide * 65535 + 0.5).astype(np.uint16)
    shown = pixels_of(to_qimage(Image(pixels.astype(dtype), DISPLAY_P3)))
    assert np.abs(shown.astype(int) - np.round(working * 255).astype(int)).max() <= 1
    assert not np.array_equal(shown, pixels_of(to_qimage(Image(pixels.astype(dtype), SRGB))))


def test_masks_are_opaque_where_true() -> None:
    mask = np.random.default_rng(1).random((7, 13)) > 0.5
    picture = to_mask(mask)
    assert picture.format() == QImage.Format.Format_Alpha8
    found = [[picture.pixelColor(x, y).alpha() for x in range(13)] for y in range(7)]
    assert np.array_equal(np.array(found), mask * 255)
