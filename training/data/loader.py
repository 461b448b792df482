"""Batches of a source, made a little ahead by threads, in an order that does not depend on timing."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from training.data.items import Source
from training.data.sampler import Draw, Sampler

Item = TypeVar("Item")
Batch = TypeVar("Batch")


def batches(
    source: Source[Item],
    sampler: Sampler,
    stack: Callable[[Sequence[Item]], Batch],
    size: int,
    *,
    steps: range,
    rank: int = 0,
    world: int = 1,
    threads: int = 1,
    ahead: int = 2,
) -> Iterator[Batch]:
    """The batches of some steps of a run.

    Args:
        source: of the items.
        sampler: for this source.
        stack: makes a batch of items, `items.stack_pairs` or `items.stack_singles`.
        size: of a whole batch, over all processes.
        steps: their numbers; a resumed run starts where it stopped: range(done, total).
        rank: see `Sampler.batch`.
        world: see `Sampler.batch`.
        threads: that decode and crop.
        ahead: batches made before they are asked for.

    Yields:
        One batch per step. What a source raises is raised here.
    """

    def item(draw: Draw) -> Item:
        return source.item(draw.index, draw.rng())

    with ThreadPoolExecutor(max_workers=threads) as pool:
        waiting: deque[list[Future[Item]]] = deque()
        try:
            for step in steps:
                waiting.append([pool.submit(item, draw) for draw in sampler.batch(step, size, rank=rank, world=world)])
                if len(waiting) > ahead:
                    yield stack([future.result() for future in waiting.popleft()])
            while waiting:
                yield stack([future.result() for future in waiting.popleft()])
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
