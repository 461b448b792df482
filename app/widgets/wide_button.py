"""A wide button of an answer: its words and its key in the middle."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets.buttons import Button
from app.widgets.keycap import cap_size, paint_cap

_HEIGHT, _GAP, _PAD = 48, 12, 16


class WideButton(Button):
    """Words and a key cap, both painted in the middle of a button of 48."""

    def __init__(self, words: str, key: str, *, quiet: bool = False, parent: QWidget | None = None) -> None:
        """Make a button.

        Args:
            words: what it answers.
            key: that does the same.
            quiet: without a ground, as wide as its words.
            parent: owner.
        """
        super().__init__("", "quiet" if quiet else "normal", parent=parent)
        self._words, self._key, self._quiet = words, key, quiet
        self.setAccessibleName(words)
        across = QSizePolicy.Policy.Fixed if quiet else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(self._length() + 2 * theme.px(_PAD)), theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.text if self.isEnabled() else tokens.off)
        start = (self.width() - self._length()) / 2
        words = QRectF(start, 0, self._width(), self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words)
        cap = cap_size(self._key)
        corner = QPointF(words.right() + theme.px(_GAP), (self.height() - cap.height()) / 2)
        paint_cap(painter, QRectF(corner, cap), self._key)
        painter.end()

    def _width(self) -> float:
        return QFontMetricsF(theme.font("body")).horizontalAdvance(self._words) + 1

    def _length(self) -> float:
        return self._width() + theme.px(_GAP) + cap_size(self._key).width()
