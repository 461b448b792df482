"""The line of the split view: where it stands, what it takes to hit it, and how it is painted."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app import icons, theme

HANDLE = 32
REACH = 12
NUDGE = 0.02


@dataclass(frozen=True, slots=True)
class SplitLine:
    """The line between two sides of one picture.

    Attributes:
        at: fraction 0..1 of the seen picture, from the left (from the top when it lies flat).
        flat: whether it runs from left to right, with the sides above and below.
    """

    at: float = 0.5
    flat: bool = False

    def moved_to(self, point: QPointF, seen: QRect) -> "SplitLine":
        """The line through a point, in the seen part of the picture."""
        start, length = (seen.y(), seen.height()) if self.flat else (seen.x(), seen.width())
        along = point.y() if self.flat else point.x()
        return replace(self, at=min(max((along - start) / max(1, length), 0.0), 1.0))

    def nudged(self, steps: int) -> "SplitLine":
        """The line some steps of 2 % further."""
        return replace(self, at=min(max(self.at + steps * NUDGE, 0.0), 1.0))

    def position(self, seen: QRect) -> int:
        """First pixel of the second side."""
        if self.flat:
            return seen.y() + round(self.at * seen.height())
        return seen.x() + round(self.at * seen.width())

    def sides(self, seen: QRect) -> tuple[QRect, QRect]:
        """The two parts of the seen picture."""
        at = self.position(seen)
        if self.flat:
            upper = QRect(seen.x(), seen.y(), seen.width(), at - seen.y())
            return upper, QRect(seen.x(), at, seen.width(), seen.y() + seen.height() - at)
        left = QRect(seen.x(), seen.y(), at - seen.x(), seen.height())
        return left, QRect(at, seen.y(), seen.x() + seen.width() - at, seen.height())

    def is_near(self, point: QPointF, seen: QRect, reach: float) -> bool:
        """Whether a point is close enough to take hold of the line or its handle."""
        area = QRectF(seen).adjusted(-reach, -reach, reach, reach)
        along = point.y() if self.flat else point.x()
        return area.contains(point) and abs(along - self.position(seen)) <= reach

    def middle(self, seen: QRect) -> QPointF:
        """Where the handle sits."""
        at, centre = self.position(seen), QRectF(seen).center()
        return QPointF(centre.x(), at) if self.flat else QPointF(at, centre.y())


def paint(painter: QPainter, line: SplitLine, seen: QRect, ratio: float, focused: bool) -> None:
    """Paint line and handle in device pixels: white with a dark edge, to be seen on any photo."""
    width = max(1, round(ratio))
    at = line.position(seen) - width // 2
    core = QRect(seen.x(), at, seen.width(), width) if line.flat else QRect(at, seen.y(), width, seen.height())
    edge = core.adjusted(0, -width, 0, width) if line.flat else core.adjusted(-width, 0, width, 0)
    painter.fillRect(edge, QColor(theme.DARK.tag))
    painter.fillRect(core, QColor(theme.DARK.knob_hover))
    _paint_handle(painter, line.middle(seen), ratio, line.flat, focused)


def _paint_handle(painter: QPainter, middle: QPointF, ratio: float, flat: bool, focused: bool) -> None:
    tokens = theme.DARK
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(middle)
    if flat:
        painter.rotate(90)
    radius = theme.px(HANDLE) * ratio / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.tag))
    painter.drawEllipse(QPointF(), radius, radius)
    pen = ratio * (2 if focused else 1)
    painter.setPen(QPen(QColor(tokens.accent if focused else tokens.knob_hover), pen))
    painter.drawEllipse(QPointF(), radius - pen, radius - pen)
    half = theme.px(8) * ratio
    icons.draw(painter, QRectF(-half, -half, 2 * half, 2 * half), "ph.arrows-left-right", tokens.tag_text)
    painter.restore()
