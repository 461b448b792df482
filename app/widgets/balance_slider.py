"""BalanceSlider: Faithful <-> Striking. The thick part of the track is what can be had at once, without teaching."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from app import theme
from app.learning import MIDDLE
from app.widgets import crisp, tip
from app.widgets.ranged import RING, Ranged
from app.widgets.slider import paint_knob
from app.words import number_format

_ROWS = (20, 32)
_THICK = 6


class BalanceSlider(Ranged):
    """Values are 0 (faithful) to 100 (striking), 50 at rest; see `Ranged` for signals and keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0.0, 100.0, MIDDLE, 1.0, 0, parent=parent)
        self._live: tuple[float, float] | None = None
        self._ends = self.tr("Faithful"), self.tr("Striking")
        self.setAccessibleName(self.tr("Faithful to striking"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        tip.set_tip(self, self.tr("Faithful to striking"), more=self.tr("Double-click returns to the middle."))

    def set_live(self, live: tuple[float, float] | None) -> None:
        """Say what the taught versions can blend at once, as two places; None for nothing."""
        if live != self._live:
            self._live = live
            self.update()

    def live(self) -> tuple[float, float] | None:
        """The places between which it answers at once."""
        return self._live

    def is_live(self) -> bool:
        """Whether the value can be had at once."""
        return self._live is not None and self._live[0] <= self.value() <= self._live[1]

    def spoken_value(self) -> str:
        """ "20 % towards striking"."""
        away = round((self.value() - MIDDLE) / MIDDLE * 100)
        if not away:
            return self.tr("In the middle")
        share = number_format.percent(abs(away) / 100)
        towards = self.tr("{share} towards striking") if away > 0 else self.tr("{share} towards faithful")
        return towards.format(share=share)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), sum(theme.px(row) for row in _ROWS))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(140), self.sizeHint().height())

    def value_box(self) -> QRectF:
        return QRectF(self.width() / 2 - theme.px(26), 0, theme.px(52), theme.px(_ROWS[0]))

    def track(self) -> QRectF:
        ring = theme.px(RING)
        return QRectF(ring, theme.px(_ROWS[0]) + theme.px(_ROWS[1]) / 2, self.width() - 2 * ring, 0)

    def part_at(self, at: QPointF) -> str:
        reach, line = theme.px(RING), self.track()
        if abs(at.y() - line.y()) > reach + theme.px(4):
            return ""
        return "knob" if abs(at.x() - self.x_of(self.value())) <= reach else "track"

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.font("section"))
        painter.setPen(tokens.text if self.isEnabled() else tokens.off)
        row = QRectF(0, 0, self.width(), theme.px(_ROWS[0]))
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        for words, side in zip(self._ends, sides, strict=True):
            turned = QStyle.visualAlignment(self.layoutDirection(), side)
            painter.drawText(row, turned | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, words)
        self._paint_track(painter)
        painter.end()

    def _paint_track(self, painter: QPainter) -> None:
        tokens, on = theme.current(), self.isEnabled()
        line, colour = self.track(), theme.current().track if self.isEnabled() else theme.current().line
        crisp.fill(painter, QRectF(0, line.y() - 1, self.width(), 2), colour)
        if self._live is not None:
            first, last = sorted(self.x_of(place) for place in self._live)
            crisp.fill(painter, QRectF(first, line.y() - _THICK / 2, last - first, _THICK), colour, _THICK / 2)
        tick = theme.px(8)
        crisp.fill(
            painter, QRectF(self.x_of(MIDDLE) - 0.5, line.y() - tick, 1, 2 * tick), tokens.fill if on else colour
        )
        knob = QPointF(self.x_of(self.value()), line.y())
        paint_knob(painter, self, knob, hot=self._hot == "knob" or self.is_dragged())
