"""A menu in which one of several is chosen; it goes away with its last use."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget


class ChoiceMenu(QMenu):
    """Entries of which one is marked."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._group = QActionGroup(self)

    def offer(self, words: str, chosen: bool, act: Callable[[], object]) -> None:
        """Add an entry that does something when it is chosen."""
        action = self.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(chosen)
        self._group.addAction(action)
        action.triggered.connect(lambda _=False: act())
