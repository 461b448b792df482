"""Colour spaces: known values, there and back, and the compiled way against the plain formula."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import rgb2lab

from engine.color import (
    ADOBE_RGB,
    DISPLAY_P3,
    SRGB,
    Space,
    from_linear,
    from_working,
    lab_to_rgb,
    linear_to_srgb,
    luma,
    matrix_between,
    rgb_to_lab,
    srgb_to_linear,
    to_linear,
    to_working,
)

SAMPLED = Space("sampled", SRGB.to_xyz, curve=tuple(float(v) for v in np.linspace(0, 1, 512) ** 1.8))
LINEAR_P3 = Space("linear", DISPLAY_P3.to_xyz, gamma=1.0)
WIDE = [DISPLAY_P3, ADOBE_RGB, SAMPLED, LINEAR_P3]

encoded = st.floats(-1.5, 1.5, width=32)


@given(encoded)
def test_the_srgb_curve_there_and_back(value: float) -> None:
    assert linear_to_srgb(srgb_to_linear(np.array([value])))[0] == pytest.approx(value, abs=1e-6)


def test_the_srgb_curve_at_known_points() -> None:
    # IEC 61966-2-1: the knee, middle grey, and the ends.
    linear = srgb_to_linear(np.array([0.0, 0.04045, 0.5, 1.0]))
    np.testing.assert_allclose(linear, [0, 0.0031308, 0.21404114, 1], atol=1e-7)
    assert srgb_to_linear(np.array([-0.5]))[0] == -linear[2]


@pytest.mark.parametrize("space", WIDE, ids=lambda s: s.name)
@given(value=st.floats(0, 1, width=32))
def test_every_transfer_curve_there_and_back(space: Space, value: float) -> None:
    assert from_linear(to_linear(np.array([value]), space), space)[0] == pytest.approx(value, abs=2e-3)


def plain_to_working(pixels: np.ndarray, space: Space) -> np.ndarray:
    top = 1.0 if pixels.dtype == np.float32 else np.iinfo(pixels.dtype).max
    return linear_to_srgb(to_linear(pixels / np.float64(top), space) @ matrix_between(space, SRGB).T)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("space", WIDE, ids=lambda s: s.name)
def test_integers_to_working_are_the_plain_formula(space: Space, dtype: type) -> None:
    top = np.iinfo(dtype).max
    pixels = np.random.default_rng(1).integers(0, top + 1, (37, 41, 3)).astype(dtype)
    pixels[0, :2] = [[0, 0, 0], [top, top, top]]
    np.testing.assert_allclose(to_working(pixels, space), plain_to_working(pixels, space), atol=1e-5)


def test_saturated_wide_colours_leave_the_srgb_range() -> None:
    red = np.array([[[255, 0, 0]]], np.uint8)
    working = to_working(red, DISPLAY_P3)[0, 0]
    # The well-known sRGB coordinates of Display P3's red.
    np.testing.assert_allclose(working, [1.093, -0.227, -0.150], atol=2e-3)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("space", WIDE, ids=lambda s: s.name)
def test_working_values_return_to_the_pixels_they_came_from(space: Space, dtype: type) -> None:
    top = np.iinfo(dtype).max
    pixels = np.random.default_rng(2).integers(0, top + 1, (64, 48, 3)).astype(dtype)
    back = from_working(to_working(pixels, space), space)
    # Pure powers are infinitely steep at black, where float32 leaves up to 2e-3: less than half a step of 8 bits.
    np.testing.assert_allclose(back, pixels / np.float64(top), atol=2e-3)
    if dtype == np.uint8:
        np.testing.assert_array_equal(np.round(back * 255), pixels)


@settings(max_examples=50)
@given(st.tuples(encoded, encoded, encoded))
def test_output_spaces_clip_to_their_range(rgb: tuple[float, float, float]) -> None:
    pixel = np.array([[rgb]], np.float32)
    for space in (SRGB, *WIDE):
        out = from_working(pixel, space)
        assert out.dtype == np.float32
        assert out.min() >= 0
        assert out.max() <= 1


@settings(max_examples=50)
@given(st.tuples(*[st.floats(0, 1, width=32)] * 3))
def test_srgb_colours_survive_every_wider_space_as_floats(rgb: tuple[float, float, float]) -> None:
    pixel = np.array([[rgb]], np.float32)
    for space in (DISPLAY_P3, ADOBE_RGB):
        np.testing.assert_allclose(to_working(from_working(pixel, space), space), pixel, atol=5e-3)


def test_not_a_number_is_no_way_out_of_the_tables() -> None:
    pixel = np.full((3, 5, 3), np.nan, np.float32)
    assert from_working(pixel, ADOBE_RGB).shape == pixel.shape
    assert from_working(pixel, DISPLAY_P3).shape == pixel.shape


def test_srgb_passes_untouched() -> None:
    floats = np.random.default_rng(3).random((4, 5, 3), np.float32) * 2 - 0.5
    assert to_working(floats, SRGB) is floats
    np.testing.assert_array_equal(from_working(floats, SRGB), np.clip(floats, 0, 1))
    pixels = np.arange(256, dtype=np.uint8).repeat(3).reshape(16, 16, 3)
    np.testing.assert_allclose(to_working(pixels, SRGB), pixels / 255, atol=1e-7)


def test_white_and_greys_stay_neutral_in_every_space() -> None:
    grey = np.linspace(0, 255, 16).astype(np.uint8).repeat(3).reshape(1, 16, 3)
    for space in WIDE:
        working = to_working(grey, space)
        assert np.ptp(working, axis=2).max() < 1e-3
        np.testing.assert_allclose(working[0, -1], 1, atol=1e-3)


def test_lab_is_that_of_skimage() -> None:
    rgb = np.random.default_rng(4).random((20, 20, 3))
    np.testing.assert_allclose(rgb_to_lab(rgb), rgb2lab(rgb), atol=0.02)
    assert rgb_to_lab(rgb.astype(np.float32)).dtype == np.float32


def test_lab_of_files_at_known_colours() -> None:
    lab = np.array([[100, 0, 0], [0, 0, 0], [50, 0, 0], [53.24, 80.09, 67.20]])
    rgb = lab_to_rgb(lab)
    np.testing.assert_allclose(rgb[:3], [[1, 1, 1], [0, 0, 0], [0.4663] * 3], atol=2e-3)
    # sRGB's red relative to D50 is about L 54.3, a 80.8, b 69.9.
    np.testing.assert_allclose(lab_to_rgb(np.array([54.29, 80.81, 69.89])), [1, 0, 0], atol=0.01)


def test_luma_is_clipped() -> None:
    np.testing.assert_allclose(
        luma(np.array([[2, 2, 2], [-1, -1, -1], [1, 0, 0]], np.float32)), [1, 0, 0.299], atol=1e-6
    )
