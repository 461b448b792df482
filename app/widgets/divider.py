"""A line between regions: one device-independent pixel, level or upright."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app import theme
from app.widgets import crisp


class Divider(QWidget):
    """A line of the token "line"; on the canvas, of "rule", since the other is hardly seen there."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
        *,
        token: str = "line",
    ) -> None:
        super().__init__(parent)
        self._token = token
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
        else:
            self.setFixedWidth(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        crisp.fill(painter, QRectF(self.rect()), str(getattr(theme.current(), self._token)))
        painter.end()
