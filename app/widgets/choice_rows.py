"""Rows of a name and a choice: what a person may say about a photo in words."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from app import theme


class ChoiceRows(QWidget):
    """Choices below each other, with names that line up with those of sliders.

    Signals:
        chosen: key of the row and id of what the person chose; silent when code chooses.
    """

    chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnMinimumWidth(0, theme.px(84))
        self._grid.setColumnStretch(1, 1)
        self.combos: dict[str, QComboBox] = {}

    def add(self, key: str, name: str, options: Mapping[str, str]) -> None:
        """Put a row below the others.

        Args:
            key: how code calls it.
            name: its words.
            options: ids to words.
        """
        label, combo = QLabel(name, self), QComboBox(self)
        label.setProperty("role", "second")
        label.setBuddy(combo)
        combo.setAccessibleName(name)
        for value, words in options.items():
            combo.addItem(words, value)
        combo.currentIndexChanged.connect(partial(self._tell, key))
        row = len(self.combos)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(combo, row, 1)
        self.combos[key] = combo

    def show_row(self, key: str, shown: bool) -> None:
        """Show a row, or leave it out where there is nothing to choose."""
        place = self._grid.indexOf(self.combos[key])
        row = self._grid.getItemPosition(place)[0]  # type: ignore[index]
        for column in range(2):
            item = self._grid.itemAtPosition(row, column)
            part = item.widget() if item is not None else None
            if part is not None:
                part.setVisible(shown)

    def choose(self, key: str, value: str) -> None:
        """Show a row's choice, silently."""
        combo = self.combos[key]
        combo.blockSignals(True)
        combo.setCurrentIndex(combo.findData(value))
        combo.blockSignals(False)

    def _tell(self, key: str, index: int) -> None:
        self.chosen.emit(key, self.combos[key].itemData(index))
