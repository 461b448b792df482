"""Image: the contract of a picture in memory."""

import numpy as np
import pytest

from engine.color import ADOBE_RGB, SRGB
from engine.image import Image, Metadata, as_float, as_integers


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 4), (0, 4, 3), (4, 0, 3), (3,)])
def test_other_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="H x W x 3"):
        Image(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("kind", [np.float64, np.int32, np.bool_, np.float16])
def test_other_kinds_are_refused(kind: type) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Image(np.zeros((4, 4, 3), kind))


def test_pixels_cannot_be_written_through_it_and_are_not_copied() -> None:
    pixels = np.zeros((4, 6, 3), np.uint8)
    image = Image(pixels)
    with pytest.raises(ValueError, match="read-only"):
        image.pixels[0, 0, 0] = 1
    assert np.shares_memory(image.pixels, pixels)
    assert pixels.flags.writeable


def test_slanted_memory_is_straightened() -> None:
    image = Image(np.zeros((6, 4, 3), np.uint8).transpose(1, 0, 2))
    assert image.pixels.flags.c_contiguous
    assert (image.width, image.height) == (6, 4)


def test_full_size_is_its_own_unless_it_is_a_preview() -> None:
    whole = Image(np.zeros((4, 6, 3), np.uint8))
    preview = Image(np.zeros((4, 6, 3), np.uint8), full_size=(600, 400))
    assert whole.full_size == (6, 4)
    assert whole.is_full_size
    assert not preview.is_full_size


def test_other_pixels_keep_what_the_file_says() -> None:
    image = Image(np.zeros((4, 6, 3), np.uint8), ADOBE_RGB, Metadata(exif=b"x", format="TIFF"), (60, 40))
    other = image.with_pixels(np.ones((2, 3, 3), np.float32))
    assert (other.space, other.metadata, other.full_size) == (ADOBE_RGB, image.metadata, (60, 40))
    assert image.with_pixels(other.pixels, SRGB).space == SRGB


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_integers_become_floats_and_come_back(kind: type) -> None:
    values = np.arange(0, np.iinfo(kind).max + 1, 1 if kind == np.uint8 else 7).astype(kind)
    pixels = np.repeat(values[None, :, None], 3, axis=2)
    floats = as_float(pixels)
    assert floats.dtype == np.float32
    assert floats.min() == 0
    assert floats.max() <= 1
    assert np.array_equal(as_integers(floats, kind), pixels)


def test_floats_pass_and_are_clipped_and_rounded_to_integers() -> None:
    pixels = np.array([[[-0.3, 1.7, 0.5]]], np.float32)
    assert as_float(pixels) is pixels
    assert as_integers(pixels, np.uint8).tolist() == [[[0, 255, 128]]]
    assert as_integers(pixels, np.uint16).tolist() == [[[0, 65535, 32768]]]
