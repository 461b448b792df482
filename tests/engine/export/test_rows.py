"""Rows: in order whatever the threads do, few ahead, and trouble comes through."""

import threading
import time

import numpy as np
import pytest

from engine.export.rows import Rows, from_image, in_order
from engine.image import Image
from tests.conftest import make_photo


def test_order_is_kept_when_later_strips_are_faster() -> None:
    strips = [(n, n + 1) for n in range(12)]

    def work(strip: tuple[int, int]) -> int:
        time.sleep(0.004 * (strip[0] % 3))
        return strip[0]

    assert list(in_order(work, strips, 3)) == list(range(12))


def test_few_strips_are_made_ahead() -> None:
    made: list[int] = []
    results = in_order(lambda strip: made.append(strip[0]), [(n, n + 1) for n in range(100)], 2)
    next(results)
    time.sleep(0.05)
    assert len(made) < 10
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("threads", [1, 3])
def test_trouble_in_a_strip_comes_through(threads: int) -> None:
    def work(strip: tuple[int, int]) -> int:
        if strip[0] == 5:
            raise ValueError("strip 5")
        return strip[0]

    with pytest.raises(ValueError, match="strip 5"):
        list(in_order(work, [(n, n + 1) for n in range(20)], threads))


def test_whole_is_all_strips() -> None:
    pixels = make_photo(700, 20)
    threads: set[str] = set()

    def read(y0: int, y1: int) -> np.ndarray:
        threads.add(threading.current_thread().name)
        return pixels[y0:y1]

    assert np.array_equal(Rows(20, 700, read).whole(2), pixels)
    assert threads


def test_floats_are_not_written() -> None:
    with pytest.raises(ValueError, match="uint8 or uint16"):
        from_image(Image(np.zeros((2, 2, 3), np.float32)))
