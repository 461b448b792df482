"""The histogram: brightness as a filled shape, red, green and blue as thin lines, and below it what is clipped."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import icons, theme
from app.pictures import Tones
from app.widgets import crisp, tip
from app.words import number_format

_CHART, _GAP, _ROW, _ICON = 96, 8, 16, 12
_WEAK = 0.75  # power that lifts small counts, so that a large even area does not hide everything else
_NOTABLE = 0.0005  # a share that is shown as at least 0.1 %


class Histogram(QWidget):
    """Chart of 96 and a line of words of 16."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Histogram"))
        tip.set_tip(self, self.tr("Clipped"), "J", self.tr("marks lost highlights and shadows."))
        self._tones: Tones | None = None
        self._shapes: dict[str, list[float]] = {}
        theme.watcher.changed.connect(self.updateGeometry)

    def show_tones(self, tones: Tones | None) -> None:
        """Show the tones of a picture, or an empty chart."""
        self._tones = tones
        self._shapes = _heights(tones) if tones else {}
        self.setAccessibleDescription(self._spoken())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(_CHART + _GAP + _ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), self.sizeHint().height())

    def chart(self) -> QRectF:
        """Where the curves are drawn."""
        return QRectF(0, 0, self.width(), theme.px(_CHART))

    def words(self) -> tuple[str, str, str]:
        """What is clipped at the dark end, at the bright end, and what of it is new; empty without a picture."""
        if self._tones is None:
            return "", "", ""
        newly = self._tones.newly
        new = self.tr("%1 new").replace("%1", number_format.percent(newly, 1)) if newly >= _NOTABLE else ""
        return number_format.percent(self._tones.low, 1), number_format.percent(self._tones.high, 1), new

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        tokens = theme.current()
        crisp.fill(painter, self.chart(), tokens.well)
        if self._shapes:
            for quarter in (1, 2, 3):
                x = self.chart().width() * quarter / 4
                crisp.fill(painter, QRectF(x, 0, 1 / self.devicePixelRatioF(), self.chart().height()), tokens.line)
            self._paint_curves(painter)
            self._paint_words(painter)
        painter.end()

    def _paint_curves(self, painter: QPainter) -> None:
        tokens = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        box = self.chart()
        ground = [QPointF(box.right(), box.bottom()), QPointF(box.left(), box.bottom())]
        painter.drawPolygon(QPolygonF([*_points(self._shapes["luma"], box), *ground]))
        for channel in ("red", "green", "blue"):
            painter.setPen(QPen(QColor(getattr(tokens, channel)), 1, j=Qt.PenJoinStyle.RoundJoin))
            painter.drawPolyline(QPolygonF(_points(self._shapes[channel], box)))

    def _paint_words(self, painter: QPainter) -> None:
        tokens, side = theme.current(), theme.px(_ICON)
        low, high, new = self.words()
        row = QRectF(0, theme.px(_CHART + _GAP), self.width(), theme.px(_ROW))
        top = row.y() + (row.height() - side) / 2
        for x in (0.0, self.width() - side):
            icons.draw(painter, QRectF(x, top, side, side), "ph.triangle", tokens.text2)
        painter.setFont(theme.font("caption"))
        inner = row.adjusted(side + theme.px(4), 0, -side - theme.px(6), 0)
        middle, left = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(tokens.text2))
        painter.drawText(inner, left | middle, low)
        metrics = QFontMetricsF(painter.font())
        first, second = f"{high}, " if new else high, new
        start = inner.right() - metrics.horizontalAdvance(first) - metrics.horizontalAdvance(second)
        between = QRectF(inner.x(), row.y(), start - inner.x(), row.height())
        between.setLeft(between.x() + metrics.horizontalAdvance(low))
        painter.drawText(between, Qt.AlignmentFlag.AlignHCenter | middle, self.tr("Clipped"))
        painter.drawText(QRectF(start, row.y(), inner.width(), row.height()), left | middle, first)
        painter.setPen(QColor(tokens.text))
        start += metrics.horizontalAdvance(first)
        painter.drawText(QRectF(start, row.y(), inner.width(), row.height()), left | middle, second)

    def _spoken(self) -> str:
        low, high, new = self.words()
        if not low:
            return ""
        sentence = self.tr("Clipped: shadows %1, highlights %2.").replace("%1", low).replace("%2", high)
        return f"{sentence} {new}".strip()


def _heights(tones: Tones) -> dict[str, list[float]]:
    """Counts as heights 0..1 on one common scale; what piles up at the two ends does not set it."""
    counts = {name: _smooth(getattr(tones, name)) for name in ("luma", "red", "green", "blue")}
    top = max(max(values[2:-2]) for values in counts.values()) or 1.0
    return {name: [min(1.0, value / top) ** _WEAK for value in values] for name, values in counts.items()}


def _smooth(counts: Iterable[int]) -> list[float]:
    """Each value with its neighbours, so that a stretched picture draws a curve and not a comb."""
    values: Sequence[float] = [float(count) for count in counts]
    padded = [values[0], *values, values[-1]]
    return [(a + 2 * b + c) / 4 for a, b, c in zip(padded, padded[1:], padded[2:], strict=False)]


def _points(heights: list[float], box: QRectF) -> list[QPointF]:
    step, room = box.width() / (len(heights) - 1), box.height() - 4
    return [QPointF(box.left() + i * step, box.bottom() - height * room) for i, height in enumerate(heights)]
