"""LossPlot: how learning went, as lines over time; each on its own scale, since only its course says something."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp

_HEIGHT, _LABELS, _ROWS, _TICK = 126, 96, 4, 5

Curve = tuple[str, tuple[tuple[float, float], ...]]
"""Words, and points (seconds, value)."""


class LossPlot(QWidget):
    """Lines from the beginning to now; where now is, there is room for what is still to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves: tuple[Curve, ...] = ()
        self._end, self._end_words = 1.0, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Learning curve"))
        theme.watcher.changed.connect(self.updateGeometry)

    def set_curves(self, curves: tuple[Curve, ...], end: float, end_words: str) -> None:
        """Show how far it is.

        Args:
            curves: lines.
            end: seconds at the right edge.
            end_words: what stands there.
        """
        if (curves, end, end_words) != (self._curves, self._end, self._end_words):
            self._curves, self._end, self._end_words = curves, max(end, 1.0), end_words
            self.setAccessibleDescription(
                ", ".join(f"{words} {points[-1][1]:.3g}" for words, points in curves if points)
            )
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(900), theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box = QRectF(self.rect())
        crisp.fill(painter, box, tokens.well)
        for row in range(1, _ROWS):
            y = box.height() * row / _ROWS
            crisp.fill(painter, QRectF(0, y, box.width(), 1), tokens.line)
        for tick in range(1, 10):
            crisp.fill(painter, QRectF(self._x(self._end * tick / 10), box.bottom() - _TICK, 1, _TICK), tokens.rule)
        now = max((points[-1][0] for _, points in self._curves if points), default=0.0)
        if now:
            crisp.fill(painter, QRectF(self._x(now), 0, 1, box.height()), tokens.rule)
        painter.setFont(theme.font("caption"))
        taken: list[float] = []
        for number, (words, points) in enumerate(self._curves):
            if len(points) > 1:
                self._paint_curve(painter, points, tokens.text if number == 0 else tokens.track)
                self._paint_name(painter, words, points, now, taken)
        painter.setPen(tokens.text2)
        place = box.adjusted(0, 0, -theme.px(12), -theme.px(8))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, self._end_words)
        painter.end()

    def _paint_curve(self, painter: QPainter, points: tuple[tuple[float, float], ...], colour: str) -> None:
        line = QPolygonF([QPointF(self._x(seconds), self._y(value, points)) for seconds, value in points])
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.5))
        painter.drawPolyline(line)
        painter.restore()

    def _paint_name(
        self,
        painter: QPainter,
        words: str,
        points: tuple[tuple[float, float], ...],
        now: float,
        taken: list[float],
    ) -> None:
        """The name at the end of its line, clear of the others."""
        high = theme.px(18)
        y = self._y(points[-1][1], points)
        while any(abs(y - other) < high for other in taken):
            y += high
        taken.append(y)
        x = self._x(now) + theme.px(8)
        room = QRectF(x, y - high / 2, theme.px(_LABELS) - theme.px(8), high)
        painter.setPen(theme.current().text2)
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _x(self, seconds: float) -> float:
        return (self.width() - theme.px(_LABELS)) * min(seconds / self._end, 1.0)

    def _y(self, value: float, points: tuple[tuple[float, float], ...]) -> float:
        values = [v for _, v in points]
        low, high = min(0.0, *values), max(values)
        share = (value - low) / (high - low) if high > low else 0.5
        return self.height() * (0.88 - 0.76 * share)
