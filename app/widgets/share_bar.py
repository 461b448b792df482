"""ShareBar: a share as a thin line, never coloured; the number beside it says the same."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp

_THICK = 4


class ShareBar(QWidget):
    """0..1 of its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_share(self, share: float) -> None:
        """Show a share."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def share(self) -> float:
        """The share shown."""
        return self._share

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, high = theme.current(), theme.px(_THICK)
        painter = QPainter(self)
        whole = QRectF(0, (self.height() - high) / 2, self.width(), high)
        crisp.fill(painter, whole, tokens.line, high / 2)
        if self._share:
            whole.setWidth(max(high, self._share * self.width()))
            crisp.fill(painter, whole, tokens.fill, high / 2)
        painter.end()
