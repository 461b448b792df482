"""Painting on the device's own pixels: edges and lines stay sharp at 125 and 150 %, and never vanish."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

Colour = str | QColor


def snapped(painter: QPainter, rect: QRectF) -> QRectF:
    """The rectangle moved to whole device pixels, at least one wide and high."""
    to_device = painter.deviceTransform()
    there = to_device.mapRect(rect)
    left, top = round(there.left()), round(there.top())
    width, height = max(1, round(there.width())), max(1, round(there.height()))
    back, possible = to_device.inverted()
    return back.mapRect(QRectF(left, top, width, height)) if possible else rect


def fill(painter: QPainter, rect: QRectF, colour: Colour, radius: float = 0.0) -> None:
    """Fill a rectangle whose edges lie on device pixels."""
    box = snapped(painter, rect)
    if not radius:
        painter.fillRect(box, QColor(colour))
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, radius, radius)
    painter.restore()


def frame(painter: QPainter, rect: QRectF, colour: Colour, width: float, radius: float = 0.0) -> None:
    """Draw a frame of whole device pixels that lies inside the rectangle."""
    ratio = painter.deviceTransform().m11() or 1.0
    line = max(1, round(width * ratio)) / ratio
    outer = snapped(painter, rect)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRoundedRect(outer, radius, radius)
    inner = max(radius - line, 0.0)
    path.addRoundedRect(outer.adjusted(line, line, -line, -line), inner, inner)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, radius > 0)
    painter.fillPath(path, QColor(colour))
    painter.restore()


def disc(painter: QPainter, x: float, y: float, radius: float, colour: Colour) -> None:
    """Fill a circle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
    painter.restore()
