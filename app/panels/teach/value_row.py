"""A choice as a line: its name at the left, what is chosen at the right, a menu under it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from app import theme
from app.widgets.elided_label import ElidedLabel
from app.widgets.menu_button import MenuButton

Offer = tuple[str, bool, Callable[[], object]]
"""Words, whether it is chosen, and what choosing does."""


class ValueRow(QWidget):
    """While nothing may be changed, only the words stand there."""

    def __init__(self, name: str, offers: Callable[[], Sequence[Offer]], parent: QWidget | None = None) -> None:
        """Make a row.

        Args:
            name: what is chosen.
            offers: what there is to choose from, asked when the menu opens.
            parent: owner.
        """
        super().__init__(parent)
        self._offers = offers
        label = QLabel(name)
        label.setProperty("role", "second")
        self.button = MenuButton(name)
        self.button.setProperty("role", "quiet")
        self.value = ElidedLabel()
        self.value.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self._menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(self.value, 4)
        row.addWidget(self.button)
        self.setMinimumHeight(theme.px(theme.HEIGHTS.row))
        self.set_locked(False)

    def show_value(self, words: str) -> None:
        """Say what is chosen."""
        self.button.setText(words)
        self.value.setText(words)

    def set_locked(self, locked: bool) -> None:
        """Whether only the words stand there."""
        self.button.setVisible(not locked)
        self.value.setVisible(locked)

    def choices(self) -> list[str]:
        """The words of what can be chosen now."""
        return [words for words, _, _ in self._offers()]

    def choose(self, index: int) -> None:
        """Do what an entry of the menu does."""
        self._offers()[index][2]()

    def _fill(self) -> None:
        self._menu.clear()
        group = QActionGroup(self._menu)
        for words, chosen, act in self._offers():
            action = self._menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(chosen)
            group.addAction(action)
            action.triggered.connect(partial(_do, act))


def _do(act: Callable[[], object], _checked: bool = False) -> None:
    act()
