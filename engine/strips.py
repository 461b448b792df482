"""A picture's rows shared out to threads: kernels release the GIL, so two threads do two strips at a time."""

import os
import threading
from collections import deque
from collections.abc import Callable

ROWS = 64
"""Rows of a strip: small enough to stay in a core's cache, large enough that calls cost nothing."""
SMALL = 150_000
"""Pixels below which a second thread costs more than it gains."""


def cores() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_strips(
    work: Callable[[int, int], None], height: int, width: int, *, threads: int | None = None, rows: int = ROWS
) -> None:
    """Call work(y0, y1) for strips that cover 0..height, from the caller and from threads that end with the call.

    Args:
        work: treats rows y0 up to y1; called from several threads at once, so it writes to its own rows only.
        height: rows of the picture.
        width: columns of the picture.
        threads: threads in all, the caller's included; None for as many as there are cores.
        rows: height of a strip.

    Raises:
        BaseException: the first that a strip raised, after all threads have ended.
    """
    strips = deque((y, min(y + rows, height)) for y in range(0, height, rows))
    problems: list[BaseException] = []

    def take() -> None:
        while strips and not problems:
            try:
                strip = strips.popleft()
            except IndexError:  # another thread took the last one
                return
            try:
                work(*strip)
            except BaseException as problem:  # noqa: BLE001 - raised again in the caller's thread
                problems.append(problem)

    count = min(threads or cores(), len(strips)) if height * width > SMALL else 1
    helpers = [threading.Thread(target=take, name=f"strips-{i}") for i in range(count - 1)]
    for helper in helpers:
        helper.start()
    take()
    for helper in helpers:
        helper.join()
    if problems:
        raise problems[0]
