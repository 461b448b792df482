"""How strong a style is: 0 to 150 %, with a tick at 100. Stands under the style cards, or in one row in a bar."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp, tip
from app.widgets.direction import aligned, is_mirrored, turned
from app.widgets.ranged import RING, Ranged
from app.widgets.slider import paint_knob
from app.words import number_format

LOW, FULL, HIGH = 0.0, 1.0, 1.5
_VALUE = 52
_ROWS = (20, 28, 16)  # name and value, track, scale


class StrengthSlider(Ranged):
    """Values are 0..1.5 and shown as per cent; see `Ranged` for signals and keys."""

    def __init__(self, *, inline: bool = False, parent: QWidget | None = None) -> None:
        """Make it at 100 %.

        Args:
            inline: name, track and value in one row of 28, without the scale.
            parent: owner.
        """
        super().__init__(LOW, HIGH, FULL, 0.01, 0, unit="%", shown_times=100.0, parent=parent)
        self._inline = inline
        self._name = self.tr("Strength")
        self.setAccessibleName(self._name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tip.set_tip(self, self._name, more=self.tr("of the style. Double-click returns to its own default."))

    def sizeHint(self) -> QSize:
        if self._inline:
            return QSize(theme.px(280), theme.px(theme.HEIGHTS.row))
        return QSize(theme.px(240), sum(theme.px(row) for row in _ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200 if self._inline else 140), self.sizeHint().height())

    def name_box(self) -> QRectF:
        """Where the name stands."""
        if self._inline:
            width = QFontMetricsF(theme.font("section")).horizontalAdvance(self._name)
            return turned(self, QRectF(0, 0, width, self.height()))
        return turned(self, QRectF(0, 0, self.width() - theme.px(_VALUE), theme.px(_ROWS[0])))

    def value_box(self) -> QRectF:
        width = theme.px(_VALUE)
        height = self.height() if self._inline else theme.px(_ROWS[0])
        return turned(self, QRectF(self.width() - width, 0, width, height))

    def track(self) -> QRectF:
        line, ring = self._line(), theme.px(RING)
        return line.adjusted(ring, 0, -ring, 0)  # room for the ring at both ends

    def part_at(self, at: QPointF) -> str:
        if self.value_box().contains(at):
            return "value"
        if self.name_box().contains(at):
            return "name"
        reach, line = theme.px(RING), self._line()
        if abs(at.y() - line.y()) > reach + theme.px(4) or not line.left() <= at.x() <= line.right():
            return ""
        return "knob" if abs(at.x() - self.x_of(self.value())) <= reach else "track"

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint_words(painter)
        self._paint_track(painter)
        if not self._inline:
            self._paint_scale(painter)
        painter.end()

    def _paint_words(self, painter: QPainter) -> None:
        tokens = theme.current()
        if self._hot == "value" and self.isEnabled():
            plate = self.value_box().adjusted(theme.px(4), 0, 0, 0)
            crisp.fill(painter, plate, tokens.well, theme.px(theme.HEIGHTS.corner))
        painter.setPen(tokens.text if self.isEnabled() else tokens.off)
        painter.setFont(theme.font("section"))
        painter.drawText(self.name_box(), aligned(self, Qt.AlignmentFlag.AlignLeft), self._name)
        painter.setFont(theme.font("body"))
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a sign stays behind its number
        if not self.is_typed():
            painter.drawText(self.value_box(), aligned(self, Qt.AlignmentFlag.AlignRight), self.words())

    def _paint_track(self, painter: QPainter) -> None:
        tokens = theme.current()
        on = self.isEnabled()
        line = self._line()
        knob, tick = self.x_of(self.value()), theme.px(5)
        crisp.fill(painter, QRectF(line.left(), line.y() - 1, line.width(), 2), tokens.track if on else tokens.line)
        full = QRectF(self.x_of(FULL) - 0.5, line.y() - tick, 1, 2 * tick)
        crisp.fill(painter, full, tokens.track if on else tokens.line)
        if on:
            start = line.right() if is_mirrored(self) else line.left()
            crisp.fill(painter, QRectF(min(start, knob), line.y() - 1, abs(knob - start), 2), tokens.fill)
        paint_knob(painter, self, QPointF(knob, line.y()), hot=self._hot == "knob" or self.is_dragged())

    def _paint_scale(self, painter: QPainter) -> None:
        tokens = theme.current()
        painter.setPen(tokens.text2 if self.isEnabled() else tokens.off)
        painter.setFont(theme.font("caption"))
        height = theme.px(_ROWS[2])
        row = QRectF(0, self.height() - height, self.width(), height)
        painter.drawText(row, aligned(self, Qt.AlignmentFlag.AlignLeft), number_format.number(0))
        painter.drawText(row, aligned(self, Qt.AlignmentFlag.AlignRight), number_format.percent(HIGH))
        middle = QRectF(self.x_of(FULL) - 50, row.y(), 100, height)
        painter.drawText(middle, Qt.AlignmentFlag.AlignCenter, number_format.number(100))

    def _line(self) -> QRectF:
        if not self._inline:
            return QRectF(0, theme.px(_ROWS[0]) + theme.px(_ROWS[1]) / 2, self.width(), 0)
        gap, name = theme.px(8), self.name_box().width()
        width = self.width() - name - theme.px(_VALUE) - 2 * gap
        return turned(self, QRectF(name + gap, self.height() / 2, width, 0))
