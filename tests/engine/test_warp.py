"""Cubic sampling along slanted rows."""

import numpy as np
import pytest

from engine.warp import ONE, sample
from tests.conftest import make_photo

PHOTO = make_photo(60, 80)


def fixed(x: float, y: float) -> tuple[int, int]:
    return round(x * ONE), round(y * ONE)


def catmull_rom(pixels: np.ndarray, x: float, y: float) -> np.ndarray:
    """Direct evaluation of Keys' kernel with a = -1/2."""

    def weight(d: float) -> float:
        d = abs(d)
        if d < 1:
            return 1.5 * d**3 - 2.5 * d**2 + 1
        return -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2 if d < 2 else 0.0

    total = np.zeros(3)
    for j in range(int(np.floor(y)) - 1, int(np.floor(y)) + 3):
        for i in range(int(np.floor(x)) - 1, int(np.floor(x)) + 3):
            pixel = pixels[np.clip(j, 0, pixels.shape[0] - 1), np.clip(i, 0, pixels.shape[1] - 1)]
            total += weight(x - i) * weight(y - j) * pixel
    return total


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_whole_positions_give_the_pixels_back(kind: type) -> None:
    pixels = PHOTO.astype(kind)
    result = sample(pixels, (40, 30), fixed(7, 5), fixed(1, 0), fixed(0, 1))
    assert result.dtype == kind
    assert np.allclose(result, pixels[5:35, 7:47], atol=1e-4)


def test_it_is_keys_kernel_inside_and_at_the_edges() -> None:
    pixels = PHOTO.astype(np.float32)
    start, right, down = (-1.3, 0.4), (0.97, -0.24), (0.24, 0.97)
    result = sample(pixels, (60, 50), fixed(*start), fixed(*right), fixed(*down))
    for row, column in ((0, 0), (3, 9), (20, 31), (49, 59), (49, 0)):
        x = start[0] + column * right[0] + row * down[0]
        y = start[1] + column * right[1] + row * down[1]
        assert np.allclose(result[row, column], catmull_rom(pixels, x, y), atol=0.02)


def test_integers_are_rounded_and_clipped() -> None:
    edge = np.zeros((10, 10, 3), np.uint8)
    edge[:, 5:] = 255
    result = sample(edge, (80, 1), fixed(1, 4), fixed(0.1, 0), fixed(0, 1))[0, :, 0]
    exact = [np.clip(catmull_rom(edge, 1 + 0.1 * k, 4)[0], 0, 255) for k in range(80)]
    assert np.abs(result - exact).max() <= 0.51


def test_a_part_equals_the_whole() -> None:
    start, right, down = fixed(5.2, 9.7), fixed(0.9986, -0.0523), fixed(0.0523, 0.9986)
    whole = sample(PHOTO, (50, 40), start, right, down)
    first = tuple(start[i] + 11 * right[i] + 17 * down[i] for i in (0, 1))
    part = sample(PHOTO, (20, 13), (first[0], first[1]), right, down)
    assert np.array_equal(part, whole[17:30, 11:31])
