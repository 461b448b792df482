"""What pointer, wheel and keys do in a photo view.

Drag pans both pictures, Shift-drag one; the wheel zooms at the pointer; double-click goes to 100 % there and back. The
line is taken within 12 px; Shift and arrows move it, double-click centres it. Ctrl and arrows pan without a pointer.
"""

from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app import theme
from app.widgets import viewport
from app.widgets.split_line import REACH

if TYPE_CHECKING:
    from app.widgets.photo_view import PhotoView

_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_PAN = 0.1
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_Cursor = Qt.CursorShape


class Hold(Enum):
    """What the pressed pointer holds."""

    NOTHING = 0
    PHOTO = 1
    LINE = 2
    NAVIGATOR = 3
    NAME = 4
    TOOL = 5


class PhotoHands:
    """Turns events of a photo view into calls of it."""

    def __init__(self, view: "PhotoView") -> None:
        self._view = view
        self._hold = Hold.NOTHING
        self._last = QPointF()
        self._side = 0
        self.hovered_name: int | None = None

    def press(self, event: QMouseEvent) -> None:
        """Take hold of what is under the pointer."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        point = self._point(event.position())
        tool = self._view.tool
        if tool is not None and event.button() == Qt.MouseButton.LeftButton:
            self._hold = Hold.TOOL
            tool.press(point, self._view.stage.whole(0), self._view.stage.ratio)
            return
        self._last, self._side = point, self._view.stage.side_at(point)
        only_pan = event.button() == Qt.MouseButton.MiddleButton
        self._hold = Hold.PHOTO if only_pan else self._under(event.position())
        if self._hold == Hold.NAVIGATOR:
            self._view.look_at_navigator(point)
        self._show_cursor(event.position(), held=True)

    def move(self, event: QMouseEvent) -> None:
        """Move what is held, or show what could be held."""
        point = self._point(event.position())
        if self._hold == Hold.PHOTO:
            alone = bool(event.modifiers() & _SHIFT)
            self._view.show_part(self._view.stage.panned(point - self._last, self._side, alone))
        elif self._hold == Hold.LINE:
            self._view.set_line(self._view.line.moved_to(point, self._view.stage.seen(0)))
        elif self._hold == Hold.NAVIGATOR:
            self._view.look_at_navigator(point)
        elif self._hold == Hold.TOOL and self._view.tool is not None:
            self._view.tool.move(point, self._view.stage.whole(0))
        elif self._hold == Hold.NOTHING:
            self._hover(event.position())
            self._show_cursor(event.position(), held=False)
        self._last = point

    def release(self, event: QMouseEvent) -> None:
        """Let go; a name is clicked by letting go on it."""
        held, self._hold = self._hold, Hold.NOTHING
        if held == Hold.TOOL and self._view.tool is not None:
            self._view.tool.release(self._point(event.position()), self._view.stage.whole(0))
        side = self._name_at(event.position())
        if held == Hold.NAME and side is not None:
            self._open_name(side)
        self._show_cursor(event.position(), held=False)

    def double_click(self, event: QMouseEvent) -> None:
        """Centre the line, or zoom to 100 % at the pointer and back."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        under = Hold.TOOL if self._view.tool is not None else self._under(event.position())
        if under == Hold.LINE:
            self._view.set_line(replace(self._view.line, at=0.5))
        elif under == Hold.PHOTO:
            self._view.zoom("toggle", self._point(event.position()))

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        delta = event.angleDelta().y()
        stage = self._view.stage
        if delta and not (delta < 0 and self._view.viewport.is_fitted):
            scale = viewport.turned(stage.scale, delta, stage.fitted_scale)
            self._view.zoom_to(scale, self._point(event.position()))
        event.accept()

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key was used."""
        if self._view.tool is not None and self._view.tool.key(event):
            return True
        step = _STEPS.get(Qt.Key(event.key()))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if step and modifiers == _SHIFT and self._view.mode == "split":
            along = step[1] if self._view.line.flat else step[0]
            self._view.set_line(self._view.line.nudged(along or step[0] + step[1]))
        elif step and modifiers == _CTRL and not self._view.viewport.is_fitted:
            self._pan_by_key(*step)
        elif event.key() == Qt.Key.Key_Space and not modifiers:
            self._view.zoom("toggle", self._pointer())
        else:
            return False
        return True

    def other(self, event: QEvent) -> bool:
        """Whether an event without a handler of its own was used: keys before shortcuts take them, and pinching."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            shifted = event.modifiers() in (_SHIFT, _CTRL) and Qt.Key(event.key()) in _STEPS
            tool = self._view.tool is not None and event.key() in (*_STEPS, *_ENTER)
            if shifted or tool or event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            stage = self._view.stage
            delta = 480 * event.value()
            self._view.zoom_to(viewport.turned(stage.scale, delta, stage.fitted_scale), self._point(event.position()))
            return True
        return False

    def leave(self) -> None:
        """The pointer has gone."""
        self._hover(QPointF(-1, -1))

    def _under(self, position: QPointF) -> Hold:
        view, point = self._view, self._point(position)
        if view.shown is None:
            return Hold.NOTHING
        if self._name_at(position) is not None:
            return Hold.NAME
        if view.navigator_rect().contains(point.toPoint()):
            return Hold.NAVIGATOR
        reach = theme.px(REACH) * view.devicePixelRatioF()
        if view.mode == "split" and view.line.is_near(point, view.stage.seen(0), reach):
            return Hold.LINE
        return Hold.PHOTO

    def _hover(self, position: QPointF) -> None:
        hovered = self._name_at(position)
        if hovered != self.hovered_name:
            self.hovered_name = hovered
            self._view.update()

    def _name_at(self, position: QPointF) -> int | None:
        return next((tag.side for tag in self._view.tags() if tag.rect.contains(position)), None)

    def _open_name(self, side: int) -> None:
        tag = next(tag for tag in self._view.tags() if tag.side == side)
        corner = tag.rect.bottomLeft().toPoint() + QPoint(0, theme.px(4))
        self._view.name_clicked.emit(side, self._view.mapToGlobal(corner))

    def _show_cursor(self, position: QPointF, *, held: bool) -> None:
        if self._view.tool is not None:
            photo, ratio = self._view.stage.whole(0), self._view.stage.ratio
            self._view.setCursor(self._view.tool.cursor(self._point(position), photo, ratio))
            return
        under = self._hold if held else self._under(position)
        flat = self._view.line.flat
        shapes = {
            Hold.NAME: _Cursor.PointingHandCursor,
            Hold.LINE: _Cursor.SplitVCursor if flat else _Cursor.SplitHCursor,
            Hold.NAVIGATOR: _Cursor.SizeAllCursor,
        }
        shape = shapes.get(under, _Cursor.ArrowCursor)
        if under == Hold.PHOTO and self._view.stage.is_cut():
            shape = _Cursor.ClosedHandCursor if held else _Cursor.OpenHandCursor
        self._view.setCursor(shape)

    def _pan_by_key(self, x: int, y: int) -> None:
        pane = self._view.stage.pane(0)
        moved = QPointF(-x * pane.width() * _PAN, -y * pane.height() * _PAN)
        self._view.show_part(self._view.stage.panned(moved, 0, alone=False))

    def _pointer(self) -> QPointF | None:
        """The pointer, if it is over the photo and the person is using it."""
        view = self._view
        if not view.underMouse() or QApplication.widgetAt(view.cursor().pos()) is not view:
            return None
        return self._point(QPointF(view.mapFromGlobal(view.cursor().pos())))

    def _point(self, logical: QPointF) -> QPointF:
        return logical * self._view.devicePixelRatioF()
