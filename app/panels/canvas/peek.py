"""Peek: holding the key of Before shows the original only as long as the key is held; a short press leaves it on."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.actions import COMMANDS
from app.session import Session
from app.view import View
from app.widgets.canvas_bar import HOLD


class Peek(QObject):
    """Watches the window for the key being let go; the command table has already seen it being pressed."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._before = session.view.before
        self._since = QElapsedTimer()
        session.view_changed.connect(self._view_changed)

    def watch(self, window: QWidget) -> None:
        """Watch a window that is about to be shown."""
        handle = window.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
            self._released(event.key())
        return False

    def _released(self, key: int) -> None:
        if QKeySequence(key).toString() not in COMMANDS["before"].keys or not self._since.isValid():
            return
        held = self._since.elapsed() >= HOLD
        self._since.invalidate()
        if held:
            self._session.set_view(before=False)

    def _view_changed(self, view: View) -> None:
        if view.before and not self._before:
            self._since.start()
        self._before = view.before
