"""A group with a head that folds it: caret, section name, and perhaps something at the end of the head."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import icons, theme
from app.widgets import crisp

_CARET, _GAP, _RING = 12, 6, 4


class Fold(QWidget):
    """Head of 32 with a body below it; folding is instant.

    Signals:
        opened: whether it is open after the person pressed the head.
    """

    opened = Signal(bool)

    def __init__(self, title: str, *, is_open: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._head = _Head(title)
        self._head.clicked.connect(self._pressed)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self._head, 1)
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(self._body)
        self.set_open(is_open)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the others in the body."""
        self._inside.addWidget(widget)

    def set_trailing(self, widget: QWidget) -> None:
        """Put a widget at the end of the head."""
        self._row.addWidget(widget)

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold, silently."""
        self._head.setChecked(is_open)
        self._body.setVisible(is_open)

    def is_open(self) -> bool:
        """Whether the body is shown."""
        return self._head.isChecked()

    def head(self) -> QAbstractButton:
        """The button that folds."""
        return self._head

    def _pressed(self) -> None:
        self._body.setVisible(self.is_open())
        self.opened.emit(self.is_open())


class _Head(QAbstractButton):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(theme.font("section")).horizontalAdvance(self.text())
        return QSize(round(words) + theme.px(_CARET + _GAP) + 2 * _RING, theme.px(theme.HEIGHTS.head))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = theme.px(_CARET)
        caret = QRectF(self.width() - side if mirrored else 0, (self.height() - side) / 2, side, side)
        closed = "caret-left" if mirrored else "caret-right"
        quiet = tokens.text if self.underMouse() else tokens.text2
        icons.draw(painter, caret, "caret-down" if self.isChecked() else closed, quiet)
        painter.setFont(theme.font("section"))
        painter.setPen(tokens.text if self.isEnabled() else tokens.off)
        inset = side + theme.px(_GAP)
        words = QRectF(self.rect()).adjusted(0 if mirrored else inset, 0, -inset if mirrored else 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            ring = QRectF(self.rect()).adjusted(0, 2, 0, -2)
            crisp.frame(painter, ring, tokens.accent, 2, theme.px(theme.HEIGHTS.corner))
        painter.end()
