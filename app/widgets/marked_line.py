"""MarkedLine: a progress line with a mark at the place from which on something is true."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from app import theme
from app.widgets import crisp
from app.widgets.progress_line import Line


class MarkedLine(Line):
    """The line of a learning; the mark says since when a usable style exists."""

    _mark: float | None = None

    def set_mark(self, share: float | None) -> None:
        """Put the mark at a share 0..1 of the line; None takes it away."""
        if share != self._mark:
            self._mark = share
            self.update()

    def mark(self) -> float | None:
        """Where the mark stands."""
        return self._mark

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._mark is None:
            return
        painter = QPainter(self)
        x = min(max(self._mark, 0.0), 1.0) * self.width()
        crisp.fill(painter, QRectF(x - 2, self.height() / 2 - 3, 4, 6), theme.current().panel)
        crisp.fill(painter, QRectF(x - 1, self.height() / 2 - 4, 2, 8), theme.current().text)
        painter.end()
