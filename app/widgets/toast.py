"""A sentence with an action at the bottom of the canvas: one at a time, 6 s, longer while somebody is at it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget

from app import theme
from app.widgets import crisp
from app.widgets.buttons import Button, IconButton
from app.widgets.icon_label import IconLabel

LASTS = 6000
_ABOVE = 16


class Toaster(QObject):
    """Shows toasts over a widget, each in place of the one before."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._toast: Toast | None = None
        canvas.installEventFilter(self)

    def offer(self, words: str, action: str, do: Callable[[], object]) -> None:
        """Say what was done and offer an action ("Undo", "Details"); goes after 6 s."""
        self._show(Toast(words, action, do, lasting=False, parent=self._canvas))

    def trouble(self, words: str, action: str = "", do: Callable[[], object] | None = None) -> None:
        """Say what went wrong; stays until it is closed."""
        self._show(Toast(words, action, do, lasting=True, parent=self._canvas))

    def toast(self) -> "Toast | None":
        """The toast that is shown."""
        return self._toast

    def close(self) -> None:
        """Take the toast away."""
        toast, self._toast = self._toast, None
        if toast is not None:
            toast.leave()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self._toast is not None:
            self._toast.place()
        return False

    def _show(self, toast: "Toast") -> None:
        self.close()
        self._toast = toast
        toast.gone = self._forget
        toast.place()
        toast.show()
        toast.raise_()
        from app.widgets import accessible  # there is none in the window's first picture

        accessible.announce(self._canvas, toast.words)

    def _forget(self, toast: "Toast") -> None:
        if self._toast is toast:
            self._toast = None


class Toast(QWidget):
    """The frame with icon, words, action and, if it lasts, a button to close it."""

    def __init__(
        self, words: str, action: str, do: Callable[[], object] | None, *, lasting: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.words = words
        self.gone: Callable[[Toast], object] = lambda _toast: None
        self._do = do
        self.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(8), theme.px(4))
        row.setSpacing(theme.px(12))
        if lasting:
            row.addWidget(IconLabel("warning-circle", "error"))
        row.addWidget(QLabel(words))
        if action:
            button = Button(action, "quiet")
            button.clicked.connect(self._act)
            row.addWidget(button)
        if lasting:
            close = IconButton("x", self.tr("Close"))
            close.clicked.connect(self.leave)
            row.addWidget(close)
        self._time = QTimer(self, singleShot=True, interval=LASTS)
        self._time.timeout.connect(self._late)
        if not lasting:
            self._time.start()

    def place(self) -> None:
        """Stand at the bottom centre of the canvas."""
        canvas = self.parentWidget()
        assert canvas is not None
        self.adjustSize()
        width = min(self.width(), canvas.width() - 2 * theme.px(_ABOVE))
        self.resize(width, self.height())
        self.move((canvas.width() - width) // 2, canvas.height() - self.height() - theme.px(_ABOVE))

    def leave(self) -> None:
        """Go away."""
        self._time.stop()
        self.hide()
        self.gone(self)
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box, corner = QRectF(self.rect()), theme.px(theme.HEIGHTS.corner)
        crisp.fill(painter, box, tokens.raised, corner)
        crisp.frame(painter, box, tokens.rule, 1, corner)
        painter.end()

    def _act(self) -> None:
        do = self._do
        self.leave()
        if do is not None:
            do()

    def _late(self) -> None:
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._time.start()
        else:
            self.leave()
