"""Painting in device pixels: one unit is one pixel of the screen, and whole numbers meet whole pixels."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPoint, QPointF, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget


@contextmanager
def device_pixels(painter: QPainter) -> Iterator[None]:
    """Within this block the painter of a widget counts in device pixels from the widget's corner.

    At 125 % a widget may begin in the middle of a pixel; the corner is then moved to the nearest whole one, because a
    photo that is drawn between pixels is a blurred photo.
    """
    painter.save()
    before = painter.deviceTransform()
    painter.scale(1 / before.m11(), 1 / before.m22())
    corner = painter.deviceTransform()
    painter.translate(round(corner.dx()) - corner.dx(), round(corner.dy()) - corner.dy())
    try:
        yield
    finally:
        painter.restore()


def size_of(widget: QWidget) -> QSize:
    """Size of a widget in device pixels."""
    ratio = widget.devicePixelRatioF()
    return QSize(round(widget.width() * ratio), round(widget.height() * ratio))


def all_of(widget: QWidget) -> QRect:
    """What covers all of a widget in device pixels, those too that it has half of."""
    return QRect(QPoint(), size_of(widget)).adjusted(-1, -1, 1, 1)


def length(widget: QWidget, logical: float) -> int:
    """A length in device pixels, never less than one."""
    return max(1, round(logical * widget.devicePixelRatioF()))


def point(widget: QWidget, logical: QPointF) -> QPointF:
    """A place in a widget, e.g. of the pointer, in device pixels."""
    return logical * widget.devicePixelRatioF()
