"""One cell of a grid of photos: its plate, its picture, and the line under it with name and marks."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from app import icons, theme
from app.tokens import Tokens
from app.widgets import crisp
from app.widgets.device_pixels import device_pixels
from app.widgets.shown import Scaled

INSET, LINE, STARS = 4, 36, 5
_STAR, _STAR_PITCH, _HEART, _SMALL, _TAG = 14, 14, 16, 14, 22
_REJECTED = 0.38
_LABELS = {"red": "red", "yellow": "warning", "green": "green", "blue": "blue", "purple": "edge"}
"""Tokens of labels; the letter on each says the same without colour."""


@dataclass(frozen=True, slots=True)
class PhotoCell:
    """What a cell says.

    Attributes:
        name: short, for the line under the picture.
        full_name: for the tooltip and a screen reader.
        liked, rejected, stars, label: marks; a label is "red", "yellow", "green", "blue" or "purple".
        is_edited: whether an edit is kept.
        copies: how many near-copies there are of it, itself included; 0 for none.
    """

    name: str
    full_name: str
    liked: bool = False
    rejected: bool = False
    stars: int = 0
    label: str = ""
    is_edited: bool = False
    copies: int = 0


@dataclass(frozen=True, slots=True)
class CellState:
    """How a cell is shown now."""

    is_selected: bool = False
    is_current: bool = False
    is_hovered: bool = False
    has_ring: bool = False


def size(box: int) -> QSize:
    """Size of a plate whose picture is at most `box` wide, and three quarters of that high."""
    inset = theme.px(INSET)
    return QSize(box + 2 * inset, round(box * 0.75) + inset + theme.px(LINE))


def heart_box(plate: QRectF) -> QRectF:
    """Where the heart is pressed."""
    side = theme.px(28)
    line = _line(plate)
    return QRectF(line.right() - side + theme.px(6), line.center().y() - side / 2, side, side)


def star_box(plate: QRectF, star: int) -> QRectF:
    """Where a star, 1..5, is pressed."""
    pitch, line = theme.px(_STAR_PITCH), _line(plate)
    left = heart_box(plate).left() - STARS * pitch + (star - 1) * pitch
    return QRectF(left, line.y(), pitch, line.height())


def star_at(plate: QRectF, at: QPointF) -> int:
    """The star under a point, 0 for none."""
    return next((star for star in range(1, STARS + 1) if star_box(plate, star).contains(at)), 0)


def paint(
    painter: QPainter,
    plate: QRectF,
    cell: PhotoCell,
    picture: Scaled | None,
    shape: QSize,
    state: CellState,
    *,
    is_known: bool,
) -> None:
    """Paint a cell.

    Args:
        painter: of the grid.
        plate: where, in logical pixels.
        cell: what it says.
        picture: its picture; None while it is not there.
        shape: width and height of the picture; only their proportion counts.
        state: how it is shown.
        is_known: whether a missing picture is one that cannot be shown.
    """
    tokens, corner = theme.current(), theme.px(theme.HEIGHTS.corner)
    colour = tokens.raised if state.is_current else tokens.selected if state.is_selected else tokens.hover_cell
    if state.is_current or state.is_selected or state.is_hovered:
        crisp.fill(painter, plate, colour, corner)
    _paint_picture(painter, plate, picture, shape, faint=cell.rejected, is_known=is_known)
    if cell.copies:
        _paint_copies(
            painter, tokens, centred(_area(plate), shape if picture is not None else QSize(4, 3)), cell.copies
        )
    _paint_line(painter, tokens, plate, cell, state)
    if state.is_current:
        crisp.frame(painter, plate, tokens.accent, 2, corner)
        if state.has_ring:
            crisp.frame(painter, plate.adjusted(3, 3, -3, -3), tokens.accent, 1, max(0, corner - 2))


def spoken(cell: PhotoCell, words: dict[str, str]) -> str:
    """A cell for a screen reader; `words` translates "liked", "rejected", "edited", "stars" and "copies" (with %1)."""
    parts = [cell.full_name]
    parts += [words["liked"]] if cell.liked else []
    parts += [words["rejected"]] if cell.rejected else []
    parts += [words["stars"].replace("%1", str(cell.stars))] if cell.stars else []
    parts += [words["edited"]] if cell.is_edited else []
    parts += [words["copies"].replace("%1", str(cell.copies))] if cell.copies else []
    return ", ".join(parts)


def _line(plate: QRectF) -> QRectF:
    inset, line = theme.px(INSET), theme.px(LINE)
    return QRectF(plate.x() + inset + theme.px(4), plate.bottom() - line, plate.width() - 2 * inset - theme.px(8), line)


def _area(plate: QRectF) -> QRectF:
    """Where the picture stands, in the middle of it."""
    inset = theme.px(INSET)
    high = plate.height() - inset - theme.px(LINE)
    return QRectF(plate.x() + inset, plate.y() + inset, plate.width() - 2 * inset, high)


def _paint_picture(
    painter: QPainter, plate: QRectF, picture: Scaled | None, shape: QSize, *, faint: bool, is_known: bool
) -> None:
    area = _area(plate)
    if picture is None:
        tokens = theme.current()
        crisp.fill(painter, centred(area, QSize(4, 3)), tokens.well, theme.px(theme.HEIGHTS.thumbnail_corner))
        if is_known:
            side, middle = theme.px(24), area.center()
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            icons.draw(painter, box, "file-x", tokens.text2)
        return
    target = crisp.snapped(painter, centred(area, shape))
    ratio = painter.device().devicePixelRatioF()
    painter.setOpacity(_REJECTED if faint else 1.0)
    with device_pixels(painter):
        on_screen = QRectF(target.topLeft() * ratio, target.size() * ratio).toRect()
        picture.draw(painter, on_screen, on_screen)
    painter.setOpacity(1.0)


def _paint_copies(painter: QPainter, tokens: Tokens, picture: QRectF, copies: int) -> None:
    """A tag in the upper right corner of the picture: so many count as one."""
    inset, high, side = theme.px(4), theme.px(_TAG), theme.px(_SMALL)
    words, measure = str(copies), QFontMetricsF(theme.font("caption"))
    width = measure.horizontalAdvance(words) + side + theme.px(18)
    box = QRectF(picture.right() - inset - width, picture.y() + inset, width, high)
    crisp.fill(painter, box, tokens.tag, theme.px(theme.HEIGHTS.thumbnail_corner))
    mark = QRectF(box.x() + theme.px(6), box.center().y() - side / 2, side, side)
    icons.draw(painter, mark, "stack", tokens.tag_text)
    painter.setFont(theme.font("caption"))
    painter.setPen(QColor(tokens.tag_text))
    rest = box.adjusted(side + theme.px(12), 0, 0, 0)
    painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)


def _paint_line(painter: QPainter, tokens: Tokens, plate: QRectF, cell: PhotoCell, state: CellState) -> None:
    line, heart = _line(plate), heart_box(plate)
    side = theme.px(_HEART)
    place = QRectF(heart.center().x() - side / 2, heart.center().y() - side / 2, side, side)
    right = line.right()
    shows_stars = plate.width() >= theme.px(136)
    if cell.liked or state.is_hovered:
        icons.draw(painter, place, "heart-fill" if cell.liked else "heart", tokens.like if cell.liked else tokens.text2)
        right = heart.left()
    elif cell.rejected:
        icons.draw(painter, place, "prohibit", tokens.text2)
        right = heart.left()
    if shows_stars and (cell.stars or state.is_hovered):
        right = _paint_stars(
            painter, tokens, plate, cell.stars, outlined=state.is_hovered, at_end=right == line.right()
        )
    left = line.x()
    if cell.label:
        left = _paint_label(painter, tokens, line, cell.label)
    room = right - left - theme.px(6) - (theme.px(_SMALL + 6) if cell.is_edited else 0)
    measure = QFontMetricsF(theme.font("body"))
    name = measure.elidedText(cell.name, Qt.TextElideMode.ElideMiddle, max(0.0, room))
    painter.setFont(theme.font("body"))
    lit = state.is_current or state.is_selected
    painter.setPen(tokens.text if lit else tokens.text2)
    words = QRectF(left, line.y(), max(0.0, room), line.height())
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
    if cell.is_edited:
        mark = theme.px(_SMALL)
        at = left + min(measure.horizontalAdvance(name), room) + theme.px(6)
        icons.draw(painter, QRectF(at, line.center().y() - mark / 2, mark, mark), "sliders-horizontal", tokens.text2)


def _paint_stars(
    painter: QPainter, tokens: Tokens, plate: QRectF, stars: int, *, outlined: bool, at_end: bool
) -> float:
    """Stars before the heart, or at the end of the line where there is no heart; gives back where they begin."""
    side, pitch = theme.px(_STAR), theme.px(_STAR_PITCH)
    shift = _line(plate).right() - star_box(plate, STARS).right() if at_end else 0.0
    first = 1 if outlined else STARS - stars + 1
    left = 0.0
    for place in range(STARS, first - 1, -1):
        box = star_box(plate, place).translated(shift, 0)
        left = box.left()
        filled = place <= stars if outlined else True
        mark = QRectF(box.x() + (pitch - side) / 2, box.center().y() - side / 2, side, side)
        icons.draw(painter, mark, "star-fill" if filled else "star", tokens.text if filled else tokens.text2)
    return left


def _paint_label(painter: QPainter, tokens: Tokens, line: QRectF, label: str) -> float:
    side = theme.px(14)
    box = QRectF(line.x(), line.center().y() - side / 2, side, side)
    crisp.fill(painter, box, str(getattr(tokens, _LABELS[label])), 2)
    painter.setFont(theme.font("caption"))
    painter.setPen(tokens.well)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label[0].upper())
    return box.right() + theme.px(6)


def centred(area: QRectF, shape: QSize) -> QRectF:
    """The largest rectangle of these proportions in the middle of an area."""
    scale = min(area.width() / max(shape.width(), 1), area.height() / max(shape.height(), 1))
    width, height = shape.width() * scale, shape.height() * scale
    return QRectF(area.x() + (area.width() - width) / 2, area.y() + (area.height() - height) / 2, width, height)
