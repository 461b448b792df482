"""The clipping overlay: stripes where highlights are lost, dots where shadows are, crossed where the style did it.

The pattern carries the meaning, the colour only helps; each stripe has a dark partner, so that it shows on white.
"""

from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen

from app import theme
from app.widgets.shown import Marks

_CELLS = {"low": 8, "high": 8, "newly": 12}  # logical pixels after which a pattern repeats
_KINDS = ("low", "high", "newly")  # the last one lies on top


class ClippingOverlay:
    """Paints the marks of one picture; what was painted is kept until the picture moves."""

    def __init__(self, marks: Marks) -> None:
        masks = ((kind, getattr(marks, kind)) for kind in _KINDS)
        self._masks = [(kind, mask) for kind, mask in masks if _is_set(mask)]
        self._key: tuple[QRect, QRect, float] | None = None
        self._made = QImage()

    def draw(self, painter: QPainter, target: QRect, pane: QRect, ratio: float) -> None:
        """Draw the marks of the picture that lies over `target`, as far as it is in `pane`; device pixels."""
        seen = target.intersected(pane)
        if seen.isEmpty() or not self._masks:
            return
        if self._key != (target, seen, ratio):
            self._key, self._made = (target, seen, ratio), self._make(target, seen, ratio)
        painter.drawImage(seen.topLeft(), self._made)

    def _make(self, target: QRect, seen: QRect, ratio: float) -> QImage:
        made = _transparent(seen)
        painter = QPainter(made)
        for kind, mask in self._masks:
            painter.drawImage(QPoint(), _layer(mask, kind, target, seen, ratio))
        painter.end()
        return made


def _is_set(mask: QImage) -> bool:
    """Whether a mask marks anything; most mark nothing, and each costs a layer."""
    return bool(bytes(mask.constBits()).strip(b"\0"))


def _transparent(seen: QRect) -> QImage:
    picture = QImage(seen.size(), QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _layer(mask: QImage, kind: str, target: QRect, seen: QRect, ratio: float) -> QImage:
    """One pattern where its mask is set."""
    layer = _transparent(seen)
    painter = QPainter(layer)
    painter.translate(-seen.topLeft())
    painter.setClipRect(seen)
    painter.setBrushOrigin(seen.topLeft())
    painter.fillRect(seen, QBrush(pattern(kind, ratio)))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(target, mask)
    painter.end()
    return layer


@lru_cache(maxsize=16)
def pattern(kind: str, ratio: float) -> QImage:
    """A tile of one pattern: "high", "low" or "newly"."""
    side = max(4, round(_CELLS[kind] * ratio))
    tile = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind == "low":
        _dots(painter, side)
    else:
        _stripes(painter, side, crossed=kind == "newly")
    painter.end()
    return tile


def _dots(painter: QPainter, side: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.DARK.blue))
    quarter, size = side // 4, max(2, side // 4)
    painter.drawEllipse(quarter // 2, quarter // 2, size, size)
    painter.drawEllipse(quarter // 2 + side // 2, quarter // 2 + side // 2, size, size)


def _stripes(painter: QPainter, side: int, *, crossed: bool) -> None:
    colour = theme.DARK.warning if crossed else theme.DARK.error
    width = side / 8 if crossed else side / 5
    # Drawn three times, so that the tile joins its neighbours without a gap at the corners.
    for paint, shift in ((QColor(theme.DARK.tag), width * 1.4), (QColor(colour), 0.0)):
        painter.setPen(QPen(paint, width))
        for copy in (-side, 0, side):
            painter.drawLine(QPointF(copy + shift - side, 2 * side), QPointF(copy + shift + 2 * side, -side))
            if crossed:
                painter.drawLine(QPointF(copy + shift - side, -side), QPointF(copy + shift + 2 * side, 2 * side))
