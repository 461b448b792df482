"""Rows: a finished picture that is asked for strip by strip, so that no writer needs all of it in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from engine.color import SRGB, Space
from engine.image import Image, Pixels

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a writer is given.

    Attributes:
        width, height: of the finished picture.
        read: `read(y0, y1)` gives the rows y0..y1-1 as C-contiguous uint8 or uint16, (y1 - y0) x width x 3; it may be
            called from several threads at once.
        space: colour space of the rows.
        dtype: of the rows.
    """

    width: int
    height: int
    read: Callable[[int, int], Pixels]
    space: Space = SRGB
    dtype: type[np.uint8] | type[np.uint16] = np.uint8

    def strips(self, height: int) -> list[tuple[int, int]]:
        """The picture cut into strips (y0, y1) of this height; the last may be lower."""
        return [(y, min(y + height, self.height)) for y in range(0, self.height, height)]

    def whole(self, threads: int) -> Pixels:
        """All rows in one array, for encoders that cannot work by strips."""
        out = np.empty((self.height, self.width, 3), self.dtype)

        def fill(strip: tuple[int, int]) -> None:
            out[strip[0] : strip[1]] = self.read(*strip)

        for _ in in_order(fill, self.strips(256), threads):
            pass
        return out


def from_image(image: Image) -> Rows:
    """The rows of a picture in memory.

    Raises:
        ValueError: float pixels, which no writer takes.
    """
    if image.pixels.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"a writer takes uint8 or uint16, got {image.pixels.dtype}")
    dtype = np.uint8 if image.pixels.dtype == np.uint8 else np.uint16
    return Rows(image.width, image.height, lambda y0, y1: image.pixels[y0:y1], image.space, dtype)


def in_order(work: Callable[[tuple[int, int]], T], strips: list[tuple[int, int]], threads: int) -> Iterator[T]:
    """Results of `work` in the order of the strips, computed by some threads a few strips ahead."""
    if threads <= 1 or len(strips) <= 1:
        yield from map(work, strips)
        return
    pool = ThreadPoolExecutor(threads, thread_name_prefix="export")
    waiting: list[Future[T]] = []
    try:
        for strip in strips:
            waiting.append(pool.submit(work, strip))
            if len(waiting) > 2 * threads:
                yield waiting.pop(0).result()
        while waiting:
            yield waiting.pop(0).result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
