"""A key as it looks on a keyboard: its sign in a small frame."""

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp


def cap_size(key: str) -> QSizeF:
    """Room that a key needs."""
    side = theme.px(18)
    words = QFontMetricsF(theme.font("caption")).horizontalAdvance(key)
    return QSizeF(max(side, words + theme.px(10)), side)


def paint_cap(painter: QPainter, box: QRectF, key: str) -> None:
    """Paint a key into a box of `cap_size`."""
    tokens = theme.current()
    crisp.frame(painter, box, tokens.rule, 1, theme.px(3))
    painter.setPen(tokens.text)
    painter.setFont(theme.font("caption"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class Keycap(QWidget):
    """One key."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_key(key)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_key(self, key: str) -> None:
        """Show another key."""
        self._key = key
        self.setAccessibleName(key)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return cap_size(self._key).toSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_cap(painter, QRectF(self.rect()), self._key)
        painter.end()
