"""Tiles: cores that cover a photo once, surroundings that stop with it, and a canvas that knows what is missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import tiles
from engine.errors import DiskFull
from engine.tiles import CELL, Canvas, halves, sampled, with_surroundings


@given(st.integers(1, 900), st.integers(1, 900), st.integers(0, 99), st.sampled_from([1, 16]))
@settings(max_examples=50, deadline=None)
def test_surroundings_reach_as_far_as_the_photo_goes(width: int, height: int, reach: int, multiple: int) -> None:
    core = (0, 0, width, height) if min(width, height) < 64 else (32, 48, min(width, 512), min(height, 512))
    tile = with_surroundings(core, (width, height), reach, multiple)
    x0, y0, x1, y1 = tile.whole
    assert x0 % multiple == y0 % multiple == 0
    assert x0 == 0 or core[0] - x0 >= reach
    assert y0 == 0 or core[1] - y0 >= reach
    assert x1 == width or x1 - core[2] >= reach
    assert y1 == height or y1 - core[3] >= reach
    pixels = np.zeros((y1 - y0, x1 - x0, 3), np.float32)
    assert tile.cut(pixels).shape == (core[3] - core[1], core[2] - core[0], 3)


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([1, 16, 32]))
@settings(max_examples=50, deadline=None)
def test_halves_cover_a_core_once(width: int, height: int, multiple: int) -> None:
    seen = np.zeros((height, width), int)
    parts = halves((64, 32, 64 + width, 32 + height), multiple)
    for x0, y0, x1, y1 in parts:
        assert (x0 % multiple, y0 % multiple) == (0, 0)
        seen[y0 - 32 : y1 - 32, x0 - 64 : x1 - 64] += 1
    assert (seen == 1).all()
    assert len(parts) == 1 or max(width, height) > multiple


def test_every_pixel_of_a_small_photo_is_counted_and_some_of_a_large_one() -> None:
    assert sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in sampled((700, 500), 350_000)) == 350_000
    squares = sampled((6000, 4000), 4_000_000)
    assert 3.8e6 < sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in squares) <= 4_000_000
    thirds = {(3 * x0 // 6000, 3 * y0 // 4000) for x0, y0, _, _ in squares}
    assert len(thirds) == 9, "a part of the photo is not looked at"


def test_a_canvas_names_what_is_missing_once() -> None:
    canvas = Canvas((1500, 900), 2 * CELL)
    first = list(canvas.missing((600, 300, 700, 310)))
    assert first == [(512, 256, 768, 512)]
    canvas.put(first[0], np.full((256, 256, 3), 0.5, np.float32))
    assert list(canvas.missing((600, 300, 700, 310))) == []
    everything = list(canvas.missing((0, 0, 1500, 900)))
    for x0, y0, x1, y1 in everything:
        assert max(x1 - x0, y1 - y0) <= 2 * CELL
        canvas.put((x0, y0, x1, y1), np.full((y1 - y0, x1 - x0, 3), 2.0, np.float32))
    assert list(canvas.missing((0, 0, 1500, 900))) == []
    assert canvas.share == 1.0
    assert (canvas.pixels[:, :, 0][:256] == 65535).all()
    assert canvas.blocks((600, 300, 1400, 310)) == (512, 0, 1500, 512)


def test_a_large_result_lies_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "IN_MEMORY", 1000)
    canvas = Canvas((60, 40), CELL)
    assert isinstance(canvas.pixels, np.memmap)
    canvas.put((0, 0, 60, 40), np.ones((40, 60, 3), np.float32))
    assert (canvas.pixels == 65535).all()


def test_a_full_disk_is_said_beforehand(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, size: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tiles, "IN_MEMORY", 1000)
    monkeypatch.setattr(tiles, "_reserve", full)
    with pytest.raises(DiskFull, match=r"There is no room for 0\.0 GB"):
        Canvas((60, 40), CELL)
