"""The navigator: the whole photo, small, in a corner of a zoomed view, with a frame around what is seen."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app import theme

_SIDE = 140
_BORDER = 4
_INSET = 12


class Navigator:
    """Place, picture and painting of the navigator, all in device pixels."""

    def __init__(self) -> None:
        self._small = QImage()
        self._of: tuple[int, QSize] | None = None

    def rect(self, area: QSize, size: tuple[int, int], ratio: float) -> QRect:
        """The frame, in the lower left corner of an area."""
        longest, border, inset = (round(n * ratio) for n in (_SIDE - 2 * _BORDER, _BORDER, _INSET))
        scale = longest / max(size)
        width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
        top = area.height() - inset - height - 2 * border
        return QRect(inset, top, width + 2 * border, height + 2 * border)

    def place(self, point: QPointF, frame: QRect, ratio: float) -> tuple[float, float]:
        """The fractions of the photo under a point of the frame."""
        inner = _inner(frame, ratio)
        return (point.x() - inner.x()) / inner.width(), (point.y() - inner.y()) / inner.height()

    def paint(self, painter: QPainter, frame: QRect, picture: QImage, seen: QRectF, ratio: float) -> None:
        """Paint photo and frame.

        Args:
            painter: counts in device pixels.
            frame: from `rect`.
            picture: the whole photo.
            seen: fractions of the photo that are on the canvas.
            ratio: device pixels for one logical pixel.
        """
        inner = _inner(frame, ratio)
        painter.fillRect(frame, QColor(theme.DARK.raised))
        painter.drawImage(inner.topLeft(), self._scaled(picture, inner.size()))
        box = QRectF(
            inner.x() + seen.x() * inner.width(),
            inner.y() + seen.y() * inner.height(),
            seen.width() * inner.width(),
            seen.height() * inner.height(),
        )
        line = max(1, round(ratio))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for width, colour in ((3 * line, theme.DARK.tag), (line, theme.DARK.knob_hover)):
            painter.setPen(QPen(QColor(colour), width, j=Qt.PenJoinStyle.MiterJoin))
            painter.drawRect(box.toAlignedRect().intersected(inner).adjusted(0, 0, -1, -1))

    def _scaled(self, picture: QImage, size: QSize) -> QImage:
        if self._of != (picture.cacheKey(), size):
            self._of = picture.cacheKey(), size
            smooth, stretch = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.IgnoreAspectRatio
            self._small = picture.scaled(size, stretch, smooth)
        return self._small


def _inner(frame: QRect, ratio: float) -> QRect:
    border = round(_BORDER * ratio)
    return frame.adjusted(border, border, -border, -border)
