"""Work done a little ahead in one thread, in order, so that what it makes does not depend on timing."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def prefetched(make: Callable[[], T], count: int, ahead: int = 2) -> Iterator[T]:
    """The results of `count` calls of `make`, each begun while earlier ones are used.

    Args:
        make: called in one other thread, never twice at once; what it raises is raised here.
        count: how often.
        ahead: results waiting at most.

    Yields:
        The results in the order of the calls.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        waiting = deque(worker.submit(make) for _ in range(min(ahead, count)))
        for done in range(count):
            result = waiting.popleft().result()
            if done + ahead < count:
                waiting.append(worker.submit(make))
            yield result
