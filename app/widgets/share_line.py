"""ShareLine: a share on a scale from 0 to 100 % with its interval, and a mark in the middle that means even."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp

KNOB = 14
"""Diameter of the knob at 100 %; half of it stands beyond each end of the scale."""
_THICK, _MARK = 5, 22


class ShareLine(QWidget):
    """Not a control: it only shows. The words beside it say the same."""

    def __init__(self, share: float, low: float, high: float, parent: QWidget | None = None) -> None:
        """Show a share.

        Args:
            share: 0..1.
            low: where its interval begins.
            high: where it ends.
            parent: owner.
        """
        super().__init__(parent)
        self._share, self._low, self._high = share, low, high
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(560), theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        middle, knob = self.height() / 2, theme.px(KNOB)
        left, length = knob / 2, self.width() - knob
        crisp.fill(painter, QRectF(left, middle - 1, length, 1), tokens.rule)
        mark = theme.px(_MARK)
        crisp.fill(painter, QRectF(left + length / 2, middle - mark / 2, 1, mark), tokens.text2)
        thick = theme.px(_THICK)
        reach = QRectF(left + self._low * length, middle - thick / 2, (self._high - self._low) * length, thick)
        crisp.fill(painter, reach, tokens.track, thick / 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.knob))
        painter.drawEllipse(QPointF(left + self._share * length, middle), knob / 2, knob / 2)
        painter.end()
