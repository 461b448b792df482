"""Which pictures a view of thousands holds: those in sight, a page on either side of them, and not those far away."""

from collections.abc import Container, MutableMapping
from itertools import chain
from typing import Any


def forget_far(seen: range, pages: int, *held: MutableMapping[int, Any]) -> None:
    """Drop what belongs to cells more than some pages away from those in sight.

    Args:
        seen: the cells in sight.
        pages: as much on either side stays.
        held: what is held for each cell.
    """
    away = pages * max(1, len(seen))
    near = range(seen.start - away, seen.stop + away)
    for each in held:
        for index in [index for index in each if index not in near]:
            del each[index]


def missing_around(seen: range, count: int, held: Container[int]) -> tuple[int, ...]:
    """The cells without a picture, those in sight first, then a page ahead, then a page behind from the nearest on.

    Args:
        seen: the cells in sight.
        count: of all cells.
        held: the cells that have a picture.
    """
    page = max(1, len(seen))
    ahead = range(seen.stop, min(count, seen.stop + page))
    behind = reversed(range(max(0, seen.start - page), seen.start))
    return tuple(index for index in chain(seen, ahead, behind) if index not in held)
