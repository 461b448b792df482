"""How a file reads photos, as words, and as choices where the person knows better."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget

from app import theme
from app.words.number_format import MINUS

RANGES = {"0..1": (0, 1), "-1..1": (-1, 1), "0..255": (0, 255)}
SIZES = ((224, 224), (256, 256), (384, 384), (512, 512), (1024, 1024))
"""Sizes on offer beside any size and the one that was found; (height, width)."""


class Corrections(QWidget):
    """Ranges, order of colours, axes and size.

    Signals:
        changed: the person chose something else; see `values`.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(4))
        self._labels: dict[str, QLabel] = {}
        self.combos: dict[str, QComboBox] = {}
        ranges = {name: range_words(name) for name in RANGES}
        self._add("input_range", self.tr("Takes colours"), ranges)
        self._add("output_range", self.tr("Gives colours"), ranges)
        self._add("channels", self.tr("Order"), {"rgb": self.tr("Red first"), "bgr": self.tr("Blue first")})
        self._add("layout", self.tr("Layout"), {"NCHW": self.tr("Planes"), "NHWC": self.tr("Pixels")})
        self._add("size", self.tr("Size"), {size: size_words(size) for size in (None, *SIZES)})
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)

    def show_reading(self, reading: Mapping[str, Any], correctable: tuple[str, ...]) -> None:
        """Fill the choices, silently.

        Args:
            reading: how the file is read now.
            correctable: the choices that make sense for it; the others are left out.
        """
        for name, combo in self.combos.items():
            combo.blockSignals(True)
            value = reading.get(name)
            if name == "size" and self._row(combo, value) < 0:
                combo.addItem(size_words(value), value)
            combo.setCurrentIndex(max(self._row(combo, value), 0))
            combo.blockSignals(False)
            for part in (combo, self._labels[name]):
                part.setVisible(name in correctable)

    def values(self) -> tuple[tuple[str, Any], ...]:
        """What is chosen, of what can be chosen."""
        return tuple((name, combo.currentData()) for name, combo in self.combos.items() if not combo.isHidden())

    def _row(self, combo: QComboBox, value: Any) -> int:
        """Where a value stands; Qt finds neither None nor tuples by itself."""
        return next((row for row in range(combo.count()) if combo.itemData(row) == value), -1)

    def _add(self, name: str, words: str, entries: Mapping[Any, str]) -> None:
        label, combo = QLabel(words, self), QComboBox(self)
        label.setProperty("role", "caption")
        label.setBuddy(combo)
        combo.setAccessibleName(words)
        for value, text in entries.items():
            combo.addItem(text, value)
        combo.currentIndexChanged.connect(self.changed)
        place = len(self.combos)
        self._grid.addWidget(label, place // 2, 2 * (place % 2))
        self._grid.addWidget(combo, place // 2, 2 * (place % 2) + 1)
        self._labels[name], self.combos[name] = label, combo


def reading_words(reading: Mapping[str, Any]) -> str:
    """ "Colours from 0 to 1, any size"."""
    taken, given = str(reading.get("input_range", "0..1")), str(reading.get("output_range", "0..1"))
    size = size_words(reading.get("size"))
    size = size[:1].lower() + size[1:]
    if taken == given:
        return _tr("Colours {range}, {size}").format(range=range_words(taken), size=size)
    return _tr("Colours {range}, back {back}, {size}").format(
        range=range_words(taken), back=range_words(given), size=size
    )


def range_words(name: str) -> str:
    """ "from 0 to 1"."""
    low, high = RANGES[name]
    return _tr("from {low} to {high}").format(low=str(low).replace("-", MINUS), high=high)


def size_words(size: tuple[int, int] | None) -> str:
    """ "Any size" or "384 × 256" (width first)."""
    return _tr("Any size") if size is None else f"{size[1]} × {size[0]}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Corrections", words)
