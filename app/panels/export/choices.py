"""What is written: format, quality, size, colour, sharpening and metadata."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.widgets.icon_label import IconLabel
from app.widgets.slider import Slider
from engine.color import SPACES
from engine.controls import Control
from engine.export.formats import FORMATS
from engine.export.options import METADATA, SHARPEN, ExportOptions

SIZES = (0, 4096, 3000, 2048, 1600, 1080)
"""Long edges on offer; 0 is full size."""
QUALITY = Control("quality", "Quality", "Export", 1, 100, default=90)


class Choices(QWidget):
    """A form for `ExportOptions`.

    Signals:
        changed: the person changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conflict = "unique"
        self.format = _combo({name: f.label for name, f in FORMATS.items()}, self.tr("Format"))
        self.bits = _combo({0: ""}, self.tr("Depth"))
        self.quality = Slider(QUALITY, parent=self)
        self.edge = _combo({edge: self._size_words(edge) for edge in SIZES}, self.tr("Size"))
        self.space = _combo({name: space.name for name, space in SPACES.items()}, self.tr("Colour"))
        self.sharpen = _combo({name: _words(text) for name, text in SHARPEN.items()}, self.tr("Sharpen"))
        self.metadata = QButtonGroup(self)
        self.places = QLabel(self)
        self._build()
        self._offer_depths()
        self.format.currentIndexChanged.connect(self._offer_depths)
        for combo in (self.format, self.bits, self.edge, self.space, self.sharpen):
            combo.currentIndexChanged.connect(self._tell)
        self.quality.committed.connect(self._tell)
        self.metadata.idClicked.connect(self._tell)

    def options(self, on_conflict: str) -> ExportOptions:
        """The choices as a value."""
        return ExportOptions(
            format=self.format.currentData(),
            quality=round(self.quality.value()),
            bit_depth=self.bits.currentData() or 0,
            space=self.space.currentData(),
            long_edge=self.edge.currentData(),
            sharpen=self.sharpen.currentData(),
            metadata=tuple(METADATA)[self.metadata.checkedId()],
            on_conflict=on_conflict,
        )

    def show_options(self, options: ExportOptions) -> None:
        """Fill the form, silently."""
        self.blockSignals(True)
        _choose(self.format, options.format)
        self._offer_depths()
        _choose(self.bits, options.depth)
        self.quality.set_value(options.quality)
        if self.edge.findData(options.long_edge) < 0:
            self.edge.addItem(self._size_words(options.long_edge), options.long_edge)
        _choose(self.edge, options.long_edge)
        _choose(self.space, options.space)
        _choose(self.sharpen, options.sharpen)
        self.metadata.button(tuple(METADATA).index(options.metadata)).setChecked(True)
        self.blockSignals(False)

    def show_places(self, located: int, photos: int) -> None:
        """Say how many photos know where they were taken, and what the choice does about it.

        Args:
            located: photos with a position; -1 while that is not known yet.
            photos: all photos of this export.
        """
        kept = tuple(METADATA)[self.metadata.checkedId()] == "keep"
        if located < 0:
            words = self.tr("Looking for places…")
        elif located == 0:
            words = self.tr("No photo says where it was taken.")
        elif kept:
            words = self.tr("%1 of the %n photo(s) say where they were taken. With this choice, they will.", "", photos)
        else:
            words = self.tr("%1 of the %n photo(s) say where they were taken. With this choice, none will.", "", photos)
        words = words.replace("%1", str(located))
        self.places.setText(words)

    def _size_words(self, edge: int) -> str:
        return self.tr("%1 px").replace("%1", str(edge)) if edge else self.tr("Full size")

    def _build(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(8))
        form.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Format"), self.format),
            (self.tr("Depth"), self.bits),
            (self.tr("Size"), self.edge),
            (self.tr("Colour"), self.space),
            (self.tr("Sharpen"), self.sharpen),
        )
        form.addWidget(self.quality, 1, 0, 1, 2)
        for place, (words, field) in enumerate(rows):
            row = place + (place > 0)
            label = QLabel(words, self)
            label.setProperty("role", "second")
            label.setBuddy(field)
            form.addWidget(label, row, 0)
            form.addWidget(field, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(form)
        column.addSpacing(theme.px(8))
        column.addLayout(self._metadata())
        column.addStretch(1)

    def _metadata(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        head = QLabel(self.tr("Metadata"), self)
        head.setProperty("role", "section")
        column.addWidget(head)
        for number, words in enumerate(METADATA.values()):
            radio = QRadioButton(_words(words), self)
            self.metadata.addButton(radio, number)
            column.addWidget(radio)
        self.metadata.button(0).setChecked(True)
        self.places.setProperty("role", "caption")
        self.places.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(IconLabel("map-pin"))
        line.addWidget(self.places, 1)
        column.addSpacing(theme.px(4))
        column.addLayout(line)
        return column

    def _offer_depths(self, *_: object) -> None:
        """Only what the format holds can be chosen."""
        kind = FORMATS[self.format.currentData()]
        self.bits.blockSignals(True)
        self.bits.clear()
        for bits in kind.bit_depths:
            self.bits.addItem(self.tr("%1 bit").replace("%1", str(bits)), bits)
        self.bits.setEnabled(len(kind.bit_depths) > 1)
        self.bits.blockSignals(False)
        self.quality.setEnabled(kind.has_quality)

    def _tell(self, *_: object) -> None:
        self.changed.emit()


def _combo(entries: Mapping[str, str] | Mapping[int, str], name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    for value, words in entries.items():
        combo.addItem(words, value)
    return combo


def _choose(combo: QComboBox, value: object) -> None:
    combo.blockSignals(True)
    combo.setCurrentIndex(max(combo.findData(value), 0))
    combo.blockSignals(False)


def _words(text: str) -> str:
    return QCoreApplication.translate("Export", text)
