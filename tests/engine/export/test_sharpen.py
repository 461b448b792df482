"""Output sharpening: stronger edges, unmoved flat parts and colours, the same by strips as in one piece."""

import numpy as np
import pytest

from engine.export.rows import from_image
from engine.export.sharpen import sharpened
from engine.image import Image
from tests.conftest import make_photo


def edge(dtype: type) -> np.ndarray:
    pixels = np.full((40, 40, 3), 80, dtype)
    pixels[:, 20:] = 160
    return pixels * (257 if dtype == np.uint16 else 1)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_print_is_stronger_than_screen_and_flat_parts_stay(dtype: type) -> None:
    pixels = edge(dtype)
    steps = []
    for kind in ("none", "screen", "print"):
        row = sharpened(from_image(Image(pixels)), kind).read(0, 40)[20].astype(int)
        steps.append(row[20:24, 0].max() - row[16:20, 0].min())
        assert np.abs(row[:14] - pixels[20, :14]).max() <= 1
        assert np.ptp(row, axis=1).max() <= 1  # grey stays grey
    assert steps[0] < steps[1] < steps[2]


@pytest.mark.parametrize("kind", ["screen", "print"])
def test_strips_equal_the_whole(kind: str) -> None:
    rows = sharpened(from_image(Image(make_photo(100, 60))), kind)
    whole = rows.read(0, 100)
    assert np.array_equal(np.vstack([rows.read(*strip) for strip in rows.strips(7)]), whole)


def test_none_is_the_very_same() -> None:
    rows = from_image(Image(make_photo(10, 10)))
    assert sharpened(rows, "none") is rows
