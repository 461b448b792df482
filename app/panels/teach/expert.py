"""The expert fold-out: UEGAN's three numbers, the method and the device."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app import theme
from app.learning import METHODS, Weights
from app.panels.teach import words
from app.panels.teach.words import tr
from app.words import device_words, number_format

NUMBERS = ("quality", "fidelity", "identity")
_MOST = 100.0


class ExpertFields(QWidget):
    """Fields in rows.

    Signals:
        weights_changed: Weights, after the person typed one.
        device_chosen: "auto", "cpu", "cuda" or "mps".
    """

    weights_changed = Signal(object)
    device_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights = Weights()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        labels = {"quality": tr("Quality"), "fidelity": tr("Fidelity"), "identity": tr("Identity")}
        self.numbers: dict[str, QLineEdit] = {}
        for name in NUMBERS:
            field = QLineEdit()
            field.editingFinished.connect(self._read)
            self.numbers[name] = field
            self._row(labels[name], field)
        self.method, self.device = QComboBox(), QComboBox()
        for method in METHODS:
            self.method.addItem(words.method_words(method), method)
        self.device.currentIndexChanged.connect(lambda _: self.device_chosen.emit(self.device.currentData()))
        if len(METHODS) > 1:
            self._row(tr("Method"), self.method)
        else:
            self.method.setParent(self)
            self.method.hide()
        self._row(tr("Device"), self.device)

    def show_weights(self, weights: Weights) -> None:
        """Show numbers, silently."""
        self._weights = weights
        for name, field in self.numbers.items():
            field.setText(words.plain(getattr(weights, name)))

    def show_devices(self, devices: tuple[str, ...], chosen: str) -> None:
        """Offer devices, silently."""
        self.device.blockSignals(True)
        self.device.clear()
        for device, text in device_words.choices(devices, chosen).items():
            self.device.addItem(text, device)
        self.device.setCurrentIndex(max(self.device.findData(chosen), 0))
        self.device.blockSignals(False)

    def choose_method(self, method: str) -> None:
        """Show a method as chosen."""
        self.method.setCurrentIndex(max(self.method.findData(method), 0))

    def _row(self, text: str, field: QWidget) -> None:
        label = QLabel(text)
        label.setProperty("role", "second")
        label.setBuddy(field)
        field.setAccessibleName(text)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)

    def _read(self) -> None:
        """Take what was typed; what is no number goes back to what it was."""
        typed = {name: number_format.parse(field.text()) for name, field in self.numbers.items()}
        shown = {name: words.plain(getattr(self._weights, name)) for name in NUMBERS}
        values = {
            name: getattr(self._weights, name)
            if value is None or self.numbers[name].text() == shown[name]
            else min(max(value, 0.0), _MOST)
            for name, value in typed.items()
        }
        weights = Weights(**values)
        changed = weights != self._weights
        self.show_weights(weights)
        if changed:
            self.weights_changed.emit(weights)
