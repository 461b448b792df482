"""Rows shared out to threads."""

import threading

import pytest

from engine.strips import in_strips


@pytest.mark.parametrize(("height", "threads"), [(1, 2), (64, 2), (65, 2), (1000, 3), (1000, 1)])
def test_every_row_is_treated_once(height: int, threads: int) -> None:
    seen: list[tuple[int, int]] = []
    in_strips(lambda y0, y1: seen.append((y0, y1)), height, 5000, threads=threads)
    assert sorted(y for y0, y1 in seen for y in range(y0, y1)) == list(range(height))
    assert max(y1 - y0 for y0, y1 in seen) <= 64


def test_two_threads_work_at_once() -> None:
    meeting = threading.Barrier(2, timeout=60)
    in_strips(lambda y0, y1: meeting.wait() and None, 128, 5000, threads=2)
    assert not meeting.broken


def test_small_pictures_stay_in_the_callers_thread() -> None:
    names = set()
    in_strips(lambda y0, y1: names.add(threading.current_thread().name), 300, 100, threads=4)
    assert names == {threading.current_thread().name}


def test_a_problem_in_a_strip_reaches_the_caller() -> None:
    def stumble(y0: int, y1: int) -> None:
        if y0 == 640:
            raise MemoryError("strip 640")

    with pytest.raises(MemoryError, match="strip 640"):
        in_strips(stumble, 2000, 2000, threads=2)
