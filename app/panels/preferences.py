"""Preferences: a short sheet; every choice acts at once, so there is nothing to confirm."""

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QWidget

from app import theme
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.sheet import Sheet
from app.words import device_words

SCALES = (1.0, 1.25, 1.5, 1.75, 2.0)
SHADES = ("", "black", "dark", "middle", "light", "white")


class PreferencesSheet(Sheet):
    """What a person can prefer, drawn from the session's settings."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(QCoreApplication.translate("Preferences", "Preferences"), window, width=520)
        self._session = session
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self._choices()
        self._ticks()
        self.body.addLayout(self._grid)
        self.body.addStretch(1)
        done = Button(self.tr("Done"), "primary")
        done.clicked.connect(self.leave)
        self.add_button(done)

    def _choices(self) -> None:
        themes = (self.tr("Dark"), self.tr("Light"), self.tr("As the system"))
        shades = (
            self.tr("As the theme"),
            *(self.tr("Black"), self.tr("Dark grey"), self.tr("Middle grey"), self.tr("Light grey"), self.tr("White")),
        )
        styles = {"": self.tr("Original"), **{s.id: s.name for s in self._session.styles}}
        sizes = {scale: self.tr("%1 %").replace("%1", f"{scale * 100:.0f}") for scale in SCALES}
        self._choice("theme", self.tr("Appearance"), dict(zip(("dark", "light", "system"), themes, strict=True)))
        self._choice("interface_size", self.tr("Interface size"), sizes)
        self._choice("canvas_shade", self.tr("Around photos"), dict(zip(SHADES, shades, strict=True)))
        self._choice("default_style", self.tr("Style of a new photo"), styles)
        self.device = self._choice("device", self.tr("Styles run on"), self._devices())
        self._session.devices_changed.connect(self._offer_devices)
        self._session.devices_wanted.emit()

    def _devices(self) -> dict[str, str]:
        return device_words.choices(self._session.devices, self._session.settings.device)

    def _offer_devices(self, _devices: tuple[str, ...]) -> None:
        self.device.blockSignals(True)
        self.device.clear()
        for value, text in self._devices().items():
            self.device.addItem(text, value)
        self.device.setCurrentIndex(max(self.device.findData(self._session.settings.device), 0))
        self.device.blockSignals(False)

    def _ticks(self) -> None:
        self._tick("system_font", self.tr("Use the system's font"))
        self._tick("hover_preview", self.tr("Show the style under the pointer on the photo"))
        self._tick("keep_recent", self.tr("Remember photos and folders opened lately"))

    def _choice(self, name: str, words: str, entries: dict[Any, str]) -> QComboBox:
        label = QLabel(words)
        label.setProperty("role", "second")
        combo = QComboBox()
        combo.setAccessibleName(words)
        label.setBuddy(combo)
        for value, text in entries.items():
            combo.addItem(text, value)
        combo.setCurrentIndex(max(combo.findData(getattr(self._session.settings, name)), 0))
        combo.currentIndexChanged.connect(lambda _: self._session.change_settings(**{name: combo.currentData()}))
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(combo, row, 1)
        return combo

    def _tick(self, name: str, words: str) -> None:
        box = QCheckBox(words)
        box.setChecked(getattr(self._session.settings, name))
        box.toggled.connect(partial(self._set, name))
        self._grid.addWidget(box, self._grid.rowCount(), 0, 1, 2)

    def _set(self, name: str, value: bool) -> None:
        self._session.change_settings(**{name: value})
