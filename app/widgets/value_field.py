"""The small field that opens over a slider's value."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app import theme
from app.words import number_format


class ValueField(QLineEdit):
    """Takes one number and goes away.

    Signals:
        taken: the number, after Enter or when the focus moves on.
        reset: a double-click asks for the default.
        closed: the field is going; True if its owner should have the focus again.
    """

    taken = Signal(float)
    reset = Signal()
    closed = Signal(bool)

    def __init__(self, text: str, box: QRect, owner: QWidget) -> None:
        super().__init__(text, owner)
        self._before = text
        self._open = True
        self.setAccessibleName(owner.accessibleName())
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # The house's fields are taller than a row of sliders.
        self.setStyleSheet("QLineEdit, QLineEdit:focus { min-height: 0; padding: 0; }")
        self.setFont(theme.font("body"))
        self.setGeometry(box)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close(keep_focus=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)
            self._mark(wrong=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._close(keep_focus=True)
        self.reset.emit()
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._leave()

    def _take(self) -> None:
        number = number_format.parse(self.text())
        if number is None:
            self._mark(wrong=True)
            self.selectAll()
            return
        self._close(keep_focus=True)
        self.taken.emit(number)

    def _leave(self) -> None:
        number = number_format.parse(self.text())
        typed = self.text() != self._before
        if self._close(keep_focus=False) and typed and number is not None:
            self.taken.emit(number)

    def _close(self, *, keep_focus: bool) -> bool:
        if not self._open:
            return False
        self._open = False
        self.closed.emit(keep_focus)
        self.hide()
        self.deleteLater()
        return True

    def _mark(self, *, wrong: bool) -> None:
        state = "error" if wrong else ""
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().polish(self)
