"""The picker of the white point: a click on something that should be grey."""

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter

_Cursor = Qt.CursorShape


class WhitePicker(QObject):
    """Picks a place that should be grey.

    Signals:
        picked: the place as fractions of the photo.
    """

    picked = Signal(float, float)

    def cursor(self, point: QPointF, photo: QRect, _ratio: float) -> Qt.CursorShape:
        return _Cursor.CrossCursor if QRectF(photo).contains(point) else _Cursor.ArrowCursor

    def press(self, point: QPointF, photo: QRect, ratio: float) -> None:
        """A place is picked by letting go."""

    def move(self, point: QPointF, photo: QRect) -> None:
        """Only where the pointer is let go counts."""

    def release(self, point: QPointF, photo: QRect) -> None:
        if QRectF(photo).contains(point):
            self.picked.emit((point.x() - photo.x()) / photo.width(), (point.y() - photo.y()) / photo.height())

    def key(self, event: QKeyEvent) -> bool:
        """Enter takes the middle of the photo, for those who use no pointer."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(0.5, 0.5)
            return True
        return False

    def paint(self, painter: QPainter, photo: QRect, ratio: float) -> None:
        """Nothing lies over the photo, so that its colours can be judged."""
