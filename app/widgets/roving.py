"""Several widgets as one tab stop: Tab enters at the current one, arrows move among them, Enter presses."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

_WAYS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ASIDE = 3  # how much worse a step aside is than a step ahead


class Roving(QObject):
    """Moves the focus among widgets by where they stand, so rows, columns and wrapped grids all work."""

    def __init__(self, stops: Sequence[QWidget], owner: QWidget) -> None:
        super().__init__(owner)
        self._stops: list[QWidget] = []
        self._here: QWidget | None = None
        self.set_stops(stops)

    def set_stops(self, stops: Sequence[QWidget]) -> None:
        """Change the widgets; the current one stays current if it is among them."""
        for stop in self._stops:
            stop.removeEventFilter(self)
        self._stops = list(stops)
        for stop in self._stops:
            stop.installEventFilter(self)
        here = self._here if self._here in self._stops else None
        self.hold(here or (self._stops[0] if self._stops else None))

    def hold(self, stop: QWidget | None) -> None:
        """Make a widget the one that Tab enters."""
        self._here = stop
        for other in self._stops:
            other.setFocusPolicy(Qt.FocusPolicy.StrongFocus if other is stop else Qt.FocusPolicy.ClickFocus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.hold(watched)
        elif isinstance(event, QKeyEvent) and isinstance(watched, QWidget) and self._takes(event):
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                self._press(watched, Qt.Key(event.key()))
                return True
        return False

    def _takes(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        return event.key() in _WAYS or event.key() in _ENTER

    def _press(self, stop: QWidget, key: Qt.Key) -> None:
        if key in _ENTER:
            if isinstance(stop, QAbstractButton):
                stop.click()
            return
        target = self._next(stop, _WAYS[key])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def _next(self, stop: QWidget, way: QPoint) -> QWidget | None:
        best: tuple[int, QWidget] | None = None
        start = stop.mapToGlobal(stop.rect().center())
        for other in self._stops:
            if other is stop or not other.isVisible() or not other.isEnabled():
                continue
            step = other.mapToGlobal(other.rect().center()) - start
            ahead = step.x() * way.x() + step.y() * way.y()
            aside = abs(step.x() * way.y()) + abs(step.y() * way.x())
            if ahead <= 0 or aside > ahead * 2:
                continue
            cost = ahead + _ASIDE * aside
            if best is None or cost < best[0]:
                best = (cost, other)
        return best[1] if best else None
