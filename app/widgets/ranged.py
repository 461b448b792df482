"""A value between two ends, moved by pointer, keys and wheel: what all sliders share. Painting is left to them."""

from abc import abstractmethod
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAccessibleInterface, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app import theme
from app.widgets import accessible
from app.widgets.direction import is_mirrored
from app.widgets.value_field import ValueField
from app.words import number_format

KNOB = 6.0  # radius at 100 %
RING = 10.0  # outer radius of the focus ring
_FINE = 0.1
_WHEEL_PAUSE = 400  # ms without a notch that end one turn of the wheel
_NOTCH = 120
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageUp: 20,
    Qt.Key.Key_PageDown: -20,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Ranged(QWidget):
    """Base of the sliders: one gesture (drag, held key, turn of the wheel, typed number) is one `committed`.

    Signals:
        changed: the value while it moves.
        committed: the value at the end of a gesture that changed it; one undo step.
    """

    changed = Signal(float)
    committed = Signal(float)

    def __init__(
        self,
        low: float,
        high: float,
        default: float,
        step: float,
        decimals: int,
        *,
        unit: str = "",
        shown_times: float = 1.0,
        format: Callable[[float], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Make a value at its default.

        Args:
            low: least value.
            high: greatest value.
            default: rest position.
            step: one press of an arrow; dragging stops at its multiples.
            decimals: digits shown, and the grain of a fine drag.
            unit: shown behind the number.
            shown_times: factor between the value and the number shown (100 for per cent).
            format: words for a value instead of its number.
            parent: owner.
        """
        super().__init__(parent)
        accessible.install()
        self.low, self.high, self.default, self.step, self.decimals = low, high, default, step, decimals
        self._unit = unit
        self._shown_times = shown_times
        self._format = format
        self._value = default
        self._before: float | None = None  # value at the start of the gesture under way
        self._drag: tuple[float, float] | None = None  # last pointer x, exact value under it
        self._hot = ""  # part under the pointer
        self._field: ValueField | None = None
        self._notches = 0
        self._wheel_end = QTimer(self, singleShot=True, interval=_WHEEL_PAUSE)
        self._wheel_end.timeout.connect(self._finish)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        theme.watcher.changed.connect(self._dressed)

    # -- value

    def value(self) -> float:
        """The value now."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value without telling anybody; it is brought into the range."""
        value = min(max(value, self.low), self.high)
        if value != self._value:
            self._value = value
            self.update()
            accessible.value_changed(self, value)

    def set_default(self, default: float) -> None:
        """Move the place to which a double-click returns."""
        self.default = min(max(default, self.low), self.high)
        self.update()

    def reset(self) -> None:
        """Go back to the default, as one gesture."""
        self._gesture(self.default)

    def words(self, value: float | None = None) -> str:
        """The value as shown."""
        value = self._value if value is None else value
        if self._format is not None:
            return self._format(value)
        shown = value * self._shown_times
        return number_format.number(shown, self.decimals, sign=self.low < 0, unit=self._unit)

    def spoken_value(self) -> str:
        """The value for a screen reader."""
        return self.words()

    def spoken_range(self) -> tuple[float, float, float]:
        """Low, high and step for a screen reader."""
        return self.low, self.high, self.step

    def speak_value(self, value: float) -> None:
        """Take a value from a screen reader, as one gesture."""
        self._gesture(value)

    def make_accessible(self) -> QAccessibleInterface:
        """Interface for a screen reader."""
        return accessible.AccessibleValue(self, self)

    # -- for the painters

    @abstractmethod
    def track(self) -> QRectF:
        """Where the middle of the knob travels, as a line of height 0."""

    @abstractmethod
    def value_box(self) -> QRectF:
        """Where the value stands and is typed."""

    @abstractmethod
    def part_at(self, at: QPointF) -> str:
        """Part under a point: "name", "value", "knob", "track" or ""."""

    def x_of(self, value: float) -> float:
        """Middle of the knob for a value."""
        line = self.track()
        share = (value - self.low) / (self.high - self.low)
        return line.left() + line.width() * (1 - share if is_mirrored(self) else share)

    def is_dragged(self) -> bool:
        """Whether the knob is held."""
        return self._drag is not None

    def _per_pixel(self) -> float:
        sign = -1 if is_mirrored(self) else 1
        return sign * (self.high - self.low) / max(self.track().width(), 1.0)

    # -- gestures

    def _grained(self, value: float, grain: float) -> float:
        value = self.default + round((value - self.default) / grain) * grain
        return min(max(round(value, 9), self.low), self.high)

    def _move(self, value: float) -> None:
        value = min(max(value, self.low), self.high)
        if value == self._value:
            return
        self._value = value
        self.update()
        accessible.value_changed(self, value)
        self.changed.emit(value)

    def _begin(self) -> None:
        if self._before is None:
            self._before = self._value

    def _finish(self) -> None:
        self._wheel_end.stop()
        self._drag = None
        before, self._before = self._before, None
        self.update()
        if before is not None and before != self._value:
            self.committed.emit(self._value)

    def _take_back(self) -> None:
        before, self._before, self._drag = self._before, None, None
        if before is not None:
            self._move(before)
        self.update()

    def _gesture(self, value: float) -> None:
        self._begin()
        self._move(value)
        self._finish()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        part = self.part_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or not part:
            event.ignore()
            return
        if part == "value":
            self.type_value()
        elif part in ("knob", "track"):
            self._begin()
            x = event.position().x()
            exact = self._value if part == "knob" else self._value + (x - self.x_of(self._value)) * self._per_pixel()
            self._drag = (x, exact)
            self._move(self._grained(exact, self.step))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            self._set_hot(self.part_at(event.position()))
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        last, exact = self._drag
        exact += (x - last) * self._per_pixel() * (_FINE if fine else 1.0)
        self._drag = (x, exact)
        grain = 10.0**-self.decimals / self._shown_times
        self._move(self._grained(exact, min(grain, self.step) if fine else self.step))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._finish()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.part_at(event.position()):
            self.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()  # an unfocused slider lets the panel scroll
            return
        delta = event.angleDelta()
        self._notches += delta.y() or delta.x()
        notches = int(self._notches / _NOTCH)
        self._notches -= notches * _NOTCH
        if notches:
            many = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._begin()
            self._move(self._grained(self._value + notches * many * self.step, self._grain()))
            self._wheel_end.start()
        event.accept()

    def event(self, event: QEvent) -> bool:
        # Arrows, Page and Enter belong to a focused slider before they belong to the window's shortcuts.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._takes(event):
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._take_back()
        elif key in _ENTER:
            self.type_value()
        elif key == Qt.Key.Key_Home:
            self.reset()
        else:
            self._begin()
            self._move(self._grained(self._value + self._steps(event) * self.step, self._grain()))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS and not event.isAutoRepeat() and self._drag is None:
            self._finish()
        else:
            super().keyReleaseEvent(event)

    def _grain(self) -> float:
        # Keys and wheel keep what was typed or dragged finely: they step from there.
        return min(10.0**-self.decimals / self._shown_times, self.step)

    def _steps(self, event: QKeyEvent) -> int:
        key = Qt.Key(event.key())
        steps = _STEPS[key]
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and is_mirrored(self):
            steps = -steps
        return steps * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def _takes(self, event: QKeyEvent) -> bool:
        allowed = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        if event.modifiers() & ~allowed:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            return self._before is not None
        return key in _STEPS or key in _ENTER or key == Qt.Key.Key_Home

    # -- typing

    def type_value(self) -> None:
        """Open a field over the value; Enter takes the number, Esc leaves the value as it was."""
        self._finish()
        shown = number_format.number(self._value * self._shown_times, self.decimals, sign=self.low < 0)
        self._field = ValueField(shown, self.value_box().toRect(), self)
        self._field.taken.connect(lambda number: self._gesture(number / self._shown_times))
        self._field.reset.connect(self.reset)
        self._field.closed.connect(self._typed)
        self.update()

    def is_typed(self) -> bool:
        """Whether a number is being typed."""
        return self._field is not None

    def _typed(self, keep_focus: bool) -> None:
        self._field = None
        if keep_focus:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    # -- state

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hot("")
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._finish()
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._finish()
        super().changeEvent(event)

    def _set_hot(self, part: str) -> None:
        if part != self._hot:
            self._hot = part
            over_value = part == "value"
            self.setCursor(Qt.CursorShape.IBeamCursor if over_value else Qt.CursorShape.ArrowCursor)
            self.update()

    def _dressed(self) -> None:
        self.updateGeometry()
        self.update()
