"""One adjustable value in a row: name, track from the default, value. Drawn from a declared control."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp, tip
from app.widgets.direction import aligned, is_mirrored, turned
from app.widgets.ranged import KNOB, RING, Ranged
from engine.controls import Control

NAME, VALUE, GAP = 84, 52, 8
_TRACK_LEAST = 60


class Slider(Ranged):
    """A control as a row of 28; see `Ranged` for signals and keys."""

    def __init__(
        self, control: Control, *, format: Callable[[float], str] | None = None, parent: QWidget | None = None
    ) -> None:
        """Make the row at the control's default.

        Args:
            control: name, range and unit; its words are translated in the context "Control".
            format: words for a value instead of its number and unit.
            parent: owner.
        """
        super().__init__(
            control.low,
            control.high,
            control.default,
            control.step,
            control.decimals,
            unit="" if control.unit == "EV" else control.unit,
            format=format,
            parent=parent,
        )
        self.control = control
        self._name = QCoreApplication.translate("Control", control.label)
        self.setAccessibleName(self._name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        explained = QCoreApplication.translate("Control", control.help) if control.help else ""
        self.setAccessibleDescription(explained)
        tip.set_tip(self, self._name, more=explained)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(theme.HEIGHTS.row))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(NAME + VALUE + 2 * GAP + _TRACK_LEAST), theme.px(theme.HEIGHTS.row))

    def name_box(self) -> QRectF:
        """Where the name stands."""
        return turned(self, QRectF(0, 0, theme.px(NAME), self.height()))

    def value_box(self) -> QRectF:
        width, height = theme.px(VALUE), theme.px(24)
        return turned(self, QRectF(self.width() - width, (self.height() - height) / 2, width, height))

    def track(self) -> QRectF:
        left = theme.px(NAME + GAP)
        width = self.width() - left - theme.px(VALUE + GAP)
        return turned(self, QRectF(left, self.height() / 2, max(width, 1), 0))

    def part_at(self, at: QPointF) -> str:
        if self.value_box().contains(at):
            return "value"
        if self.name_box().contains(at):
            return "name"
        reach = theme.px(RING)
        if abs(at.x() - self.x_of(self.value())) <= reach:
            return "knob"
        return "track" if self.track().adjusted(-reach, -reach, reach, reach).contains(at) else ""

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font("body"))
        self._paint_words(painter)
        self._paint_track(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        tokens = theme.current()
        changed = self.value() != self.default
        colour = tokens.off if not self.isEnabled() else tokens.text if changed else tokens.text2
        if self._hot == "value" and self.isEnabled():
            crisp.fill(painter, self.value_box(), tokens.well, theme.px(theme.HEIGHTS.corner))
        painter.setPen(colour)
        box = self.name_box()
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, aligned(self, Qt.AlignmentFlag.AlignLeft), name)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a sign stays before its number
        if not self.is_typed():
            inset = theme.px(4)
            box = self.value_box().adjusted(-inset, 0, -inset, 0)
            if is_mirrored(self):
                box.translate(2 * inset, 0)
            painter.drawText(box, aligned(self, Qt.AlignmentFlag.AlignRight), self.words())

    def _paint_track(self, painter: QPainter) -> None:
        tokens = theme.current()
        on = self.isEnabled()
        line, middle = self.track(), self.height() / 2
        knob, rest = self.x_of(self.value()), self.x_of(self.default)
        crisp.fill(painter, QRectF(line.left(), middle - 1, line.width(), 2), tokens.track if on else tokens.line)
        if on and self.value() != self.default:
            tick = theme.px(5)
            crisp.fill(painter, QRectF(rest - 0.5, middle - tick, 1, 2 * tick), tokens.track)
            crisp.fill(painter, QRectF(min(knob, rest), middle - 1, abs(knob - rest), 2), tokens.fill)
        paint_knob(painter, self, QPointF(knob, middle), hot=self._hot == "knob" or self.is_dragged())


def paint_knob(painter: QPainter, widget: QWidget, at: QPointF, *, hot: bool) -> None:
    """The knob of a slider with its ring while focused; the surround keeps it apart from the track."""
    tokens = theme.current()
    radius, ring = float(theme.px(KNOB)), float(theme.px(RING))
    if widget.hasFocus():
        crisp.disc(painter, at.x(), at.y(), ring, tokens.accent)
        crisp.disc(painter, at.x(), at.y(), ring - 2, tokens.panel)
    else:
        crisp.disc(painter, at.x(), at.y(), radius + 1, tokens.panel)
    colour = tokens.off if not widget.isEnabled() else tokens.knob_hover if hot else tokens.knob
    crisp.disc(painter, at.x(), at.y(), radius, colour)
