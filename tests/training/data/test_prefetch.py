"""Prefetching keeps order and count, works ahead, and passes errors on."""

import itertools
import threading

import pytest

from training.data.prefetch import prefetched


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_results_come_in_order(count: int) -> None:
    numbers = itertools.count()
    assert list(prefetched(lambda: next(numbers), count)) == list(range(count))
    assert next(numbers) == count


def test_the_next_one_is_made_while_this_one_is_used() -> None:
    made = threading.Semaphore(0)

    def make() -> str:
        made.release()
        return threading.current_thread().name

    results = prefetched(make, 3)
    first = next(results)
    assert first != threading.current_thread().name
    assert all(made.acquire(timeout=60) for _ in range(2))
    results.close()


def test_errors_are_passed_on() -> None:
    def make() -> None:
        raise ValueError("no photo")

    with pytest.raises(ValueError, match="no photo"):
        next(prefetched(make, 1))
