"""Residual and gain: stretched as stated, the same in every window."""

import numpy as np
import pytest

from engine.grade import Grade, apply, identity
from engine.grade.carriers import upsample
from tests.conftest import make_photo

cv2 = pytest.importorskip("cv2")


def test_a_small_map_is_stretched_bilinearly() -> None:
    small = np.random.default_rng(0).random((5, 9, 3), np.float32)
    wanted = cv2.resize(small, (70, 33), interpolation=cv2.INTER_LINEAR)
    assert np.abs(upsample(small, (0, 0), (33, 70), (70, 33)) - wanted).max() < 1e-5


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_residual_and_gain_are_added_and_multiplied(kind: type) -> None:
    pixels = make_photo(70, 90)
    white = 255 if kind is np.uint8 else 65535 if kind is np.uint16 else 1
    photo = (pixels.astype(np.float64) / 255 * white).astype(kind)
    rng = np.random.default_rng(1)
    residual, gain = (rng.normal(at, 0.1, (7, 8, 3)).astype(np.float32) for at in (0, 1))
    result = apply(Grade(identity().grid, residual, gain), photo) / white
    size = (90, 70)
    plain = photo / white
    wanted = plain * cv2.resize(gain, size) + cv2.resize(residual, size)
    wanted = wanted if kind is np.float32 else np.clip(wanted, 0, 1)
    assert np.abs(result - wanted).max() < (0.51 / 255 if kind is np.uint8 else 2e-5)


@pytest.mark.parametrize("kind", [np.uint8, np.float32])
def test_windows_equal_the_whole(kind: type, grade: Grade) -> None:
    rng = np.random.default_rng(1)
    residual, gain = (rng.normal(at, 0.1, (17, 21, 3)).astype(np.float32) for at in (0, 1))
    carried = Grade(grade.grid, residual, gain)
    pixels = make_photo(150, 201).astype(kind)
    whole = apply(carried, pixels)
    for x0, y0, x1, y1 in ((0, 60, 201, 150), (33, 20, 150, 101), (200, 149, 201, 150), (0, 0, 1, 1)):
        window = apply(carried, pixels[y0:y1, x0:x1], at=(x0, y0), full=(201, 150))
        assert np.array_equal(window, whole[y0:y1, x0:x1])
