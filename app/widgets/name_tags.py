"""The names of the pictures in a photo view: words above a fitted pair, tags lying on a picture that fills its pane."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app import theme
from app.tokens import Tokens
from app.widgets import crisp
from app.widgets.photo_stage import PhotoStage
from app.widgets.shown import Shown
from app.widgets.split_line import SplitLine

CAPTION = 24
_TAG, _PAD, _INSET, _GAP = 24, 8, 12, 8


@dataclass(frozen=True, slots=True)
class NameTag:
    """One name.

    Attributes:
        side: 0 for the first picture, 1 for the second.
        rect: where it stands, in logical pixels.
        name, note: its words; the name is the brighter one.
        on_picture: whether it lies on the picture and needs its own ground.
    """

    side: int
    rect: QRectF
    name: str
    note: str
    on_picture: bool


def above(side: int, shown: Shown, picture: QRectF) -> NameTag:
    """Words above a picture, starting at its left edge."""
    height = theme.px(CAPTION)
    width = min(_width(shown.name, shown.note) + 1, picture.width())
    return NameTag(side, QRectF(picture.x(), picture.y() - height, width, height), shown.name, shown.note, False)


def inside(side: int, shown: Shown, seen: QRectF, corner: Qt.Corner) -> NameTag:
    """A tag in a corner of the seen part of a picture; what was done says more than "After"."""
    name, inset, height = shown.note or shown.name, theme.px(_INSET), theme.px(_TAG)
    width = min(_width(name, "") + 2 * theme.px(_PAD), max(0.0, seen.width() / 2 - 1.5 * inset))
    rect = QRectF(seen.x() + inset, seen.y() + inset, width, height)
    if corner in (Qt.Corner.TopRightCorner, Qt.Corner.BottomRightCorner):
        rect.moveRight(seen.right() - inset)
    if corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
        rect.moveBottom(seen.bottom() - inset)
    return NameTag(side, rect, name, "", True)


def on_photo(stage: PhotoStage, shown: tuple[Shown, Shown], before: bool, line: SplitLine) -> list[NameTag]:
    """The names of what stands on the stage.

    Args:
        stage: where the pictures stand.
        shown: the two pictures.
        before: whether the first stands in the place of the second.
        line: of the split view.
    """
    first, second = shown[0], shown[0] if before else shown[1]
    seen = [logical(stage.seen(side), stage.ratio) for side in (0, 1)]
    if stage.mode == "single" or (stage.mode == "split" and before):
        return [inside(0, first, seen[0], Qt.Corner.TopLeftCorner)] if before else []
    if stage.mode == "side" and stage.viewport.is_fitted:
        return [above(0, first, seen[0]), above(1, second, seen[1])]
    corner = Qt.Corner.TopLeftCorner
    if stage.mode == "split":
        corner = Qt.Corner.BottomRightCorner if line.flat else Qt.Corner.TopRightCorner
    return [inside(0, first, seen[0], Qt.Corner.TopLeftCorner), inside(1, second, seen[1], corner)]


def paint(painter: QPainter, tag: NameTag, tokens: Tokens, hovered: bool) -> None:
    """Paint one name, in logical pixels; the one under the pointer is underlined, because it can be clicked."""
    font = theme.font("body")
    font.setUnderline(hovered)
    if tag.on_picture:
        crisp.fill(painter, tag.rect, tokens.tag, theme.px(theme.HEIGHTS.thumbnail_corner))
        box = tag.rect.adjusted(theme.px(_PAD), 0, -theme.px(_PAD), 0)
        write(painter, box, font, tag.name, tokens.tag_text)
        return
    first = tokens.text if tag.note else tokens.text2
    used = write(painter, tag.rect, font, tag.name, first)
    if tag.note:
        rest = tag.rect.adjusted(used + theme.px(_GAP), 0, 0, 0)
        write(painter, rest, font, tag.note, tokens.text2)


def write(painter: QPainter, box: QRectF, font: QFont, words: str, colour: str) -> float:
    """Write elided words; gives back how wide they are."""
    if box.width() <= 0:
        return 0.0
    metrics = QFontMetricsF(font)
    words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width() + 0.5)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
    return metrics.horizontalAdvance(words)


def _width(name: str, note: str) -> float:
    metrics = QFontMetricsF(theme.font("body"))
    width = metrics.horizontalAdvance(name)
    return width + theme.px(_GAP) + metrics.horizontalAdvance(note) if note else width


def logical(rect: QRect, ratio: float) -> QRectF:
    """A rectangle of device pixels in logical ones."""
    return QRectF(rect.x() / ratio, rect.y() / ratio, rect.width() / ratio, rect.height() / ratio)
