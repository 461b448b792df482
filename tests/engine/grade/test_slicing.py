"""Slicing: the stated positions, strips and regions equal the whole, doing nothing is exact."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.color import LUMA
from engine.grade import Grade, apply, identity
from tests.conftest import make_photo
from tests.engine.grade.conftest import random_grade

KINDS = [np.uint8, np.uint16, np.float32]


def photo(kind: type, height: int = 96, width: int = 144) -> np.ndarray:
    pixels = make_photo(height, width)
    if kind is np.uint8:
        return pixels
    return pixels.astype(np.uint16) * 257 if kind is np.uint16 else pixels.astype(np.float32) / np.float32(255)


def sliced_plainly(grade: Grade, rgb: np.ndarray) -> np.ndarray:
    """An independent slice, written from the definition: eight corners, clamped, tent weights, float64."""
    height, width = rgb.shape[:2]
    gh, gw, depth, _ = grade.grid.shape
    luma = np.clip(rgb.astype(np.float64) @ np.array(LUMA), 0, 1)
    y, x = np.mgrid[0:height, 0:width]
    places = ((y + 0.5) * gh / height, (x + 0.5) * gw / width, luma * depth)
    total = np.zeros((height, width, 12))
    for corner in np.ndindex(2, 2, 2):
        weight, index = np.ones((height, width)), []
        for place, cells, step in zip(places, (gh, gw, depth), corner, strict=True):
            cell = np.floor(place - 0.5).astype(int) + step
            weight = weight * np.maximum(1 - np.abs(cell + 0.5 - place), 0)
            index.append(np.clip(cell, 0, cells - 1))
        total += weight[..., None] * grade.grid[tuple(index)]
    maps = total.reshape(height, width, 3, 4)
    return np.einsum("yxoi,yxi->yxo", maps[..., :3], rgb) + maps[..., 3]


@pytest.mark.parametrize(
    ("y", "x", "guide", "value"),
    [(0, 0, 0.0, 0.0), (1, 2, 0.5, 34.0), (2, 3, 0.3, 88.2), (3, 5, 1.0, 123.0), (1, 1, 0.125, 27.5)],
)
def test_golden_values_of_the_slice(y: int, x: int, guide: float, value: float) -> None:
    iy, ix, iz = np.mgrid[0:2, 0:3, 0:4]
    grid = np.zeros((2, 3, 4, 12), np.float32)
    grid[..., 3::4] = (100 * iy + 10 * ix + iz)[..., None]
    result = apply(Grade(grid), np.full((4, 6, 3), guide, np.float32))
    assert result[y, x] == pytest.approx([value] * 3, abs=0.003)


def test_equals_the_definition(grade: Grade) -> None:
    pixels = photo(np.float32)
    assert np.abs(apply(grade, pixels) - sliced_plainly(grade, pixels)).max() < 2e-5


def test_colours_outside_0_to_1_keep_their_distance(grade: Grade) -> None:
    pixels = photo(np.float32) * 1.6 - 0.3
    assert np.abs(apply(grade, pixels) - sliced_plainly(grade, pixels)).max() < 5e-5


@pytest.mark.parametrize(("kind", "white"), [(np.uint8, 255), (np.uint16, 65535)])
def test_integers_are_rounded_and_clipped(grade: Grade, kind: type, white: int) -> None:
    pixels = photo(kind)
    wanted = np.clip(sliced_plainly(grade, pixels / white), 0, 1) * white
    result = apply(grade, pixels)
    assert result.dtype == kind
    assert np.abs(result - wanted).max() < 0.52 if kind is np.uint8 else np.abs(result - wanted).max() < 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (32, 32)])
def test_identity_is_exact(kind: type, size: tuple[int, int]) -> None:
    pixels = photo(kind)
    assert np.array_equal(apply(identity(size), pixels), pixels)


@pytest.mark.parametrize("kind", KINDS)
def test_strips_and_regions_equal_the_whole(grade: Grade, kind: type) -> None:
    pixels = photo(kind, 150, 401)
    whole = apply(grade, pixels)
    for y0, y1 in ((0, 64), (64, 65), (65, 150)):
        assert np.array_equal(apply(grade, pixels[y0:y1], at=(0, y0), full=(401, 150)), whole[y0:y1])
    for x0, y0, x1, y1 in ((3, 5, 300, 77), (200, 100, 201, 101), (399, 0, 401, 150)):
        region = apply(grade, pixels[y0:y1, x0:x1], at=(x0, y0), full=(401, 150))
        assert np.array_equal(region, whole[y0:y1, x0:x1])


@given(
    height=st.integers(1, 40),
    width=st.integers(1, 150),
    size=st.tuples(st.integers(1, 9), st.integers(1, 40)),
    cut=st.floats(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_any_size_equals_the_definition(height: int, width: int, size: tuple[int, int], cut: float) -> None:
    grade = random_grade(size=size)
    pixels = np.random.default_rng(0).random((height, width, 3), np.float32)
    whole = apply(grade, pixels)
    assert np.abs(whole - sliced_plainly(grade, pixels)).max() < 1e-4
    x, y = int(cut * (width - 1)), int(cut * (height - 1))
    assert np.array_equal(apply(grade, pixels[y:, x:], at=(x, y), full=(width, height)), whole[y:, x:])


def test_one_thread_and_many_agree(grade: Grade) -> None:
    pixels = make_photo(500, 700)
    one, many = (apply(grade, pixels, threads=n) for n in (1, 4))
    assert np.array_equal(one, many)


@pytest.mark.parametrize("kind", KINDS)
def test_in_place_and_into_a_window(grade: Grade, kind: type) -> None:
    pixels = photo(kind)
    wanted = apply(grade, pixels)
    canvas = np.zeros((120, 200, 3), kind)
    assert np.array_equal(apply(grade, pixels, out=canvas[10:106, 20:164]), wanted)
    assert np.array_equal(canvas[10:106, 20:164], wanted)
    assert not canvas[:10].any()
    assert not canvas[:, 164:].any()
    assert np.array_equal(apply(grade, pixels, out=pixels), wanted)


def test_any_memory_layout(grade: Grade) -> None:
    pixels = make_photo(96, 144)
    upside_down, planar = pixels[::-1, ::-1], np.asfortranarray(pixels)
    assert np.array_equal(apply(grade, upside_down), apply(grade, upside_down.copy()))
    assert np.array_equal(apply(grade, planar), apply(grade, pixels))
    out = np.asfortranarray(np.zeros_like(pixels))
    assert np.array_equal(apply(grade, pixels, out=out), apply(grade, pixels))


def test_what_is_not_a_number_stays_where_it_is(grade: Grade) -> None:
    pixels = photo(np.float32)
    wanted = apply(grade, pixels)
    pixels[40, 50] = (np.nan, np.inf, -np.inf)
    result = apply(grade, pixels)
    same = np.ones((96, 144), bool)
    same[40, 50] = False
    assert np.array_equal(result[same], wanted[same])


def test_pixels_of_another_kind_are_refused(grade: Grade) -> None:
    with pytest.raises(ValueError, match="uint8, uint16 or float32"):
        apply(grade, np.zeros((4, 4, 3)))
    with pytest.raises(ValueError, match="shape and the type"):
        apply(grade, np.zeros((4, 4, 3), np.uint8), out=np.zeros((4, 5, 3), np.uint8))
    with pytest.raises(ValueError, match="inside the full picture"):
        apply(grade, np.zeros((4, 4, 3), np.uint8), at=(1, 0), full=(4, 4))
