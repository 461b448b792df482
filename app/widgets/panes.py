"""Panes: where on the canvas one picture, a pair or a grid of pictures stands. Numbers only, no widgets."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QMargins, QRect, QSize

_KEEP = 1.1  # a pair turns only for pictures that are a tenth larger


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances around pictures in device pixels.

    Attributes:
        margin: canvas left free around fitted pictures.
        gap: between two pictures.
        caption: height of the line of words above each picture of a pair, or under each of a grid.
    """

    margin: int
    gap: int
    caption: int


def single(area: QSize, spacing: Spacing, zoomed: bool) -> QRect:
    """The pane of one picture; a zoomed one reaches the edges."""
    whole = QRect(0, 0, area.width(), area.height())
    if zoomed:
        return whole
    edge = spacing.margin
    return _at_least_one(whole.marginsRemoved(QMargins(edge, edge, edge, edge)))


def pair(area: QSize, spacing: Spacing, zoomed: bool, across: bool) -> tuple[QRect, QRect]:
    """The panes of two pictures, beside each other or one above the other."""
    edge = 0 if zoomed else spacing.margin
    caption = 0 if zoomed else spacing.caption
    gap = spacing.gap
    if across:
        width = (area.width() - 2 * edge - gap) // 2
        # The words hang above the pictures and take half of the upper margin with them.
        top = caption + (edge * 2) // 3
        height = area.height() - top - edge
        first = QRect(edge, top, width, height)
        return _at_least_one(first), _at_least_one(first.translated(width + gap, 0))
    height = (area.height() - 2 * edge - gap - 2 * caption) // 2
    first = QRect(edge, edge + caption, area.width() - 2 * edge, height)
    return _at_least_one(first), _at_least_one(first.translated(0, height + gap + caption))


def stands_across(size: tuple[int, int], area: QSize, spacing: Spacing, now: bool | None) -> bool:
    """Whether two pictures are larger beside each other than stacked.

    Args:
        size: of the photo.
        area: of the canvas.
        spacing: distances.
        now: how they stand; kept unless turning makes them a tenth larger. None if there were none.
    """
    beside = _scale(size, pair(area, spacing, False, True)[0])
    stacked = _scale(size, pair(area, spacing, False, False)[0])
    if now is None:
        return beside >= stacked
    return stacked < beside * _KEEP if now else beside >= stacked * _KEEP


def together(first: QRect, second: QRect, picture: QSize, spacing: Spacing) -> tuple[QRect, QRect]:
    """Move fitted panes towards each other so that the pair is centred with only the gap between."""
    if first.x() == second.x():
        shift = (first.height() - picture.height()) // 2
        return first.translated(0, shift), second.translated(0, -shift)
    shift = (first.width() - picture.width()) // 2
    # Centred as if there were no words above, as long as the words keep their room.
    rise = (spacing.caption + (spacing.margin * 2) // 3 - spacing.margin) // 2
    rise = min(rise, (first.height() - picture.height()) // 2)
    return first.translated(shift, -rise), second.translated(-shift, -rise)


def grid(count: int, size: tuple[int, int], area: QSize, spacing: Spacing) -> tuple[QRect, ...]:
    """Picture rectangles of a grid, in the number of columns that makes them largest; captions go underneath."""
    columns = max(range(1, count + 1), key=lambda n: (_scale(size, QRect(0, 0, *_cell(n, count, area, spacing))), -n))
    rows = math.ceil(count / columns)
    width, height = _cell(columns, count, area, spacing)
    scale = _scale(size, QRect(0, 0, width, height))
    width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    line = height + spacing.caption
    across = columns * width + (columns - 1) * spacing.gap
    # The room under the last words is left out, so that pictures and words together look centred.
    down = rows * line + (rows - 1) * spacing.gap - spacing.caption // 3
    left, top = (area.width() - across) // 2, (area.height() - down) // 2
    return tuple(
        QRect(left + (i % columns) * (width + spacing.gap), top + (i // columns) * (line + spacing.gap), width, height)
        for i in range(count)
    )


def _cell(columns: int, count: int, area: QSize, spacing: Spacing) -> tuple[int, int]:
    """Room for one picture of a grid."""
    rows = math.ceil(count / columns)
    width = (area.width() - 2 * spacing.margin - (columns - 1) * spacing.gap) // columns
    height = (area.height() - 2 * spacing.margin - (rows - 1) * spacing.gap) // rows - spacing.caption
    return max(1, width), max(1, height)


def _scale(size: tuple[int, int], room: QRect) -> float:
    return min(room.width() / size[0], room.height() / size[1])


def _at_least_one(rect: QRect) -> QRect:
    return QRect(rect.x(), rect.y(), max(1, rect.width()), max(1, rect.height()))
