"""Tiles: a photo of any size cut for a network that sees only so much at once.

Tiles begin at fixed places of the photo, whatever part of it is wanted, and each is given its surroundings as far as
the network reaches; so every part comes out as in the whole.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import DiskFull

Rect = tuple[int, int, int, int]
Size = tuple[int, int]

CELL = 256
"""Side of the squares in which a photo is remembered as done."""
IN_MEMORY = 200_000_000
"""Bytes of a result above which it is kept in a file that vanishes with it, and not in memory."""
_LASTING = "/var/tmp"


class Cancelled(Exception):
    """Work on a photo was stopped in the middle; nothing of it was written."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile and its surroundings.

    Attributes:
        core: x0, y0, x1, y1 of the photo that the tile is for.
        whole: the core with its surroundings, as far as the photo goes.
    """

    core: Rect
    whole: Rect

    def cut(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of something as large as the whole tile, the core."""
        (x0, y0, x1, y1), (left, top, _, _) = self.core, self.whole
        return pixels[y0 - top : y1 - top, x0 - left : x1 - left]


def with_surroundings(core: Rect, full: Size, reach: int, multiple: int = 1) -> Tile:
    """A tile around a core.

    Args:
        core: begins at multiples of `multiple`, and ends at such or with the photo.
        full: (width, height) of the photo.
        reach: how far a pixel's surroundings count.
        multiple: where tiles may begin and end, unless the photo ends.
    """
    around = -(-reach // multiple) * multiple
    x0, y0 = (max(0, start - around) for start in core[:2])
    x1, y1 = (min(side, end + around) for end, side in zip(core[2:], full, strict=True))
    return Tile(core, (x0, y0, x1, y1))


def halves(core: Rect, multiple: int) -> tuple[Rect, ...]:
    """A core as up to four smaller ones; the core alone if it cannot be made smaller."""
    x0, y0, x1, y1 = core
    across, down = (max(multiple, (end - start) // 2 // multiple * multiple) for start, end in ((x0, x1), (y0, y1)))
    columns = ((x0, min(x1, x0 + across)), (x0 + across, x1))
    rows = ((y0, min(y1, y0 + down)), (y0 + down, y1))
    return tuple((a, c, b, d) for c, d in rows for a, b in columns if a < b and c < d)


def sampled(full: Size, pixels: int, side: int = CELL) -> list[Rect]:
    """Squares on which the moments of a photo are counted: all of it, or as many as `pixels` allows, well spread.

    Squares are taken in the order of a sequence that fills a plane evenly (Roberts' R2), so no rhythm of a photo is
    met again and again.
    """
    columns, rows = (-(-length // side) for length in full)
    places = [(x, y) for y in range(rows) for x in range(columns)]
    count = len(places) if full[0] * full[1] <= pixels else max(1, pixels // side**2)
    places.sort(key=lambda place: (place[0] * 0.7548776662466927 + place[1] * 0.5698402909980532) % 1.0)
    chosen = sorted(places[:count], key=lambda place: (place[1], place[0]))
    return [(x * side, y * side, min(full[0], (x + 1) * side), min(full[1], (y + 1) * side)) for x, y in chosen]


class Canvas:
    """A result that fills up cell by cell; it knows which parts are still missing.

    Args:
        full: (width, height).
        side: of the largest tile, a multiple of CELL.

    Raises:
        DiskFull: neither memory nor disk has the room.
    """

    def __init__(self, full: Size, side: int) -> None:
        self.full, self.side = full, side
        self.pixels = _room((full[1], full[0], 3))
        self._done = np.zeros((-(-full[1] // CELL), -(-full[0] // CELL)), bool)

    def missing(self, rect: Rect) -> Iterator[Rect]:
        """Parts to be made so that a rectangle is there: at most `side` a side, in reading order."""
        x0, y0, x1, y1 = rect
        for top in range(y0 // self.side * self.side, y1, self.side):
            for left in range(x0 // self.side * self.side, x1, self.side):
                block = (max(x0, left), max(y0, top), min(x1, left + self.side), min(y1, top + self.side))
                part = self._lacking(block)
                if part is not None:
                    yield part

    def blocks(self, rect: Rect) -> Rect:
        """A rectangle grown to tiles of the largest size."""
        x0, y0 = (start // self.side * self.side for start in rect[:2])
        x1, y1 = (min(all_, -(-end // self.side) * self.side) for end, all_ in zip(rect[2:], self.full, strict=True))
        return x0, y0, x1, y1

    def put(self, rect: Rect, values: NDArray[np.float32]) -> None:
        """Take in a part that `missing` named; values are clipped to 0..1."""
        x0, y0, x1, y1 = rect
        np.clip(values, 0, 1, out=values)
        self.pixels[y0:y1, x0:x1] = (values * np.float32(65535) + np.float32(0.5)).astype(np.uint16)
        self._done[y0 // CELL : -(-y1 // CELL), x0 // CELL : -(-x1 // CELL)] = True

    @property
    def share(self) -> float:
        """How much is done, 0..1."""
        return float(self._done.mean())

    def _lacking(self, block: Rect) -> Rect | None:
        """The smallest part made of whole cells that completes a block; None if nothing is missing."""
        first = block[0] // CELL, block[1] // CELL
        cells = self._done[first[1] : -(-block[3] // CELL), first[0] : -(-block[2] // CELL)]
        rows, columns = (np.flatnonzero(~cells.all(axis)) for axis in (1, 0))
        if not len(rows):
            return None
        left, top = first[0] + int(columns[0]), first[1] + int(rows[0])
        right, bottom = first[0] + int(columns[-1]) + 1, first[1] + int(rows[-1]) + 1
        return left * CELL, top * CELL, min(self.full[0], right * CELL), min(self.full[1], bottom * CELL)


def _room(shape: tuple[int, int, int]) -> NDArray[np.uint16]:
    """Zeros, in memory or in a file without a name."""
    size = 2 * shape[0] * shape[1] * shape[2]
    if size <= IN_MEMORY:
        return np.zeros(shape, np.uint16)
    folder = _on_disk()
    try:
        with tempfile.TemporaryFile(prefix="penchant-", dir=folder) as file:  # the array keeps it until it goes itself
            _reserve(file.fileno(), size)
            return np.memmap(file, np.uint16, "r+", shape=shape)
    except OSError as problem:
        sentence = f"There is no room for {size / 1e9:.1f} GB in {folder}, which this style needs."
        raise DiskFull(sentence, subject=folder, details=str(problem)) from problem


def _on_disk() -> str:
    """A folder for large files of a moment; /tmp may itself be memory, /var/tmp is not (FHS 3.0, 5.15)."""
    wanted = os.environ.get("TMPDIR")
    return _LASTING if not wanted and os.access(_LASTING, os.W_OK | os.X_OK) else tempfile.gettempdir()


def _reserve(file: int, size: int) -> None:
    """Make a file so large that writing to it cannot run out of room, which would end the program."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, 0, size)
    else:
        os.ftruncate(file, size)
