"""The crop frame on a photo, with its grips."""

from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter

from app import theme
from app.widgets.crop_frame import CropFrame, Grip

_REACH = 12
_KEY_STEP = 0.01
_CORNER = 20
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_Cursor = Qt.CursorShape
_CURSORS = {
    (-1, -1): _Cursor.SizeFDiagCursor,
    (1, 1): _Cursor.SizeFDiagCursor,
    (1, -1): _Cursor.SizeBDiagCursor,
    (-1, 1): _Cursor.SizeBDiagCursor,
    (-1, 0): _Cursor.SizeHorCursor,
    (1, 0): _Cursor.SizeHorCursor,
    (0, -1): _Cursor.SizeVerCursor,
    (0, 1): _Cursor.SizeVerCursor,
    (0, 0): _Cursor.SizeAllCursor,
}


class CropTool(QObject):
    """A frame with grips; arrows move it, Shift and arrows size it.

    Signals:
        changed: the frame has moved.
    """

    changed = Signal()

    def __init__(self, frame: CropFrame, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.frame = frame
        self._grip: Grip | None = None
        self._start: tuple[QPointF, CropFrame] = (QPointF(), frame)

    def set_frame(self, frame: CropFrame) -> None:
        """Stand elsewhere."""
        if frame != self.frame:
            self.frame = frame
            self.changed.emit()

    def cursor(self, point: QPointF, photo: QRect, ratio: float) -> Qt.CursorShape:
        grip = self._grip or self.frame.grip_at(point, photo, theme.px(_REACH) * ratio)
        return _CURSORS[grip.x, grip.y] if grip else _Cursor.ArrowCursor

    def press(self, point: QPointF, photo: QRect, ratio: float) -> None:
        self._grip = self.frame.grip_at(point, photo, theme.px(_REACH) * ratio)
        self._start = point, self.frame

    def move(self, point: QPointF, photo: QRect) -> None:
        if self._grip is not None:
            begun, frame = self._start
            moved = point - begun
            self.set_frame(frame.dragged(self._grip, moved.x() / photo.width(), moved.y() / photo.height()))

    def release(self, point: QPointF, photo: QRect) -> None:
        self.move(point, photo)
        self._grip = None

    def key(self, event: QKeyEvent) -> bool:
        step = _STEPS.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step is None or modifiers & ~Qt.KeyboardModifier.ShiftModifier:
            return False
        grip = Grip(abs(step[0]), abs(step[1])) if modifiers else Grip()
        if self.frame.shape is not None and modifiers:
            grip = Grip(1, 1)
            step = (step[0] + step[1],) * 2
        self.set_frame(self.frame.dragged(grip, step[0] * _KEY_STEP, step[1] * _KEY_STEP))
        return True

    def paint(self, painter: QPainter, photo: QRect, ratio: float) -> None:
        tokens = theme.DARK
        box = self.frame.on(photo).toAlignedRect()
        veil, line = QColor(tokens.veil), max(1, round(ratio))
        painter.fillRect(QRect(photo.left(), photo.top(), photo.width(), box.top() - photo.top()), veil)
        below = photo.y() + photo.height() - box.y() - box.height()
        painter.fillRect(QRect(photo.left(), box.y() + box.height(), photo.width(), below), veil)
        painter.fillRect(QRect(photo.left(), box.top(), box.left() - photo.left(), box.height()), veil)
        beside = photo.x() + photo.width() - box.x() - box.width()
        painter.fillRect(QRect(box.x() + box.width(), box.top(), beside, box.height()), veil)
        for part in (1, 2):
            thin = QColor(tokens.knob_hover)
            thin.setAlphaF(0.35)
            painter.fillRect(QRect(box.x() + box.width() * part // 3, box.y(), line, box.height()), thin)
            painter.fillRect(QRect(box.x(), box.y() + box.height() * part // 3, box.width(), line), thin)
        _outline(painter, box.adjusted(-line, -line, line, line), line, QColor(tokens.tag))
        _outline(painter, box, line, QColor(tokens.knob_hover))
        _corners(painter, box, round(theme.px(_CORNER) * ratio), 3 * line, QColor(tokens.knob_hover))


def whole(frame: CropFrame) -> CropFrame:
    """The whole photo, in the frame's shape."""
    return replace(frame, left=0.0, top=0.0, right=1.0, bottom=1.0).shaped(frame.shape)


def _outline(painter: QPainter, box: QRect, line: int, colour: QColor) -> None:
    painter.fillRect(QRect(box.x(), box.y(), box.width(), line), colour)
    painter.fillRect(QRect(box.x(), box.y() + box.height() - line, box.width(), line), colour)
    painter.fillRect(QRect(box.x(), box.y() + line, line, box.height() - 2 * line), colour)
    painter.fillRect(QRect(box.x() + box.width() - line, box.y() + line, line, box.height() - 2 * line), colour)


def _corners(painter: QPainter, box: QRect, length: int, line: int, colour: QColor) -> None:
    length = min(length, box.width() // 2, box.height() // 2)
    for x in (box.x(), box.x() + box.width() - length):
        for y in (box.y(), box.y() + box.height() - line):
            painter.fillRect(QRect(x, y, length, line), colour)
    for x in (box.x(), box.x() + box.width() - line):
        for y in (box.y(), box.y() + box.height() - length):
            painter.fillRect(QRect(x, y, line, length), colour)
