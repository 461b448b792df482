"""Keys, preferences and about: what they say, and that choices act at once."""

from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.actions import COMMANDS
from app.panels.about import AboutSheet
from app.panels.about_style import AboutStyleSheet
from app.panels.keys import KeysSheet
from app.panels.preferences import PreferencesSheet
from app.session import Session
from app.widgets.fold import Fold
from engine.styles import Learned, Style, bundled
from engine.version import VERSION


def test_every_key_of_the_table_is_listed(session: Session, window: QWidget) -> None:
    sheet = KeysSheet(session, window)
    assert set(sheet.rows) == {name for name, command in COMMANDS.items() if command.keys}


def test_keys_can_be_searched_by_word_and_by_key(session: Session, window: QWidget) -> None:
    sheet = KeysSheet(session, window)
    sheet.search.setText("clip")
    assert [name for name, row in sheet.rows.items() if not row.isHidden()] == ["clipping"]
    sheet.search.setText("ctrl+o")
    assert "open" in [name for name, row in sheet.rows.items() if not row.isHidden()]


def press(sheet: KeysSheet, name: str, key: str) -> None:
    sheet.rows[name].start_editing()
    sheet.rows[name].edit.setKeySequence(QKeySequence(key))
    sheet.rows[name].edit.editingFinished.emit()


def test_a_bundled_style_is_explained_with_its_card(session: Session, window: QWidget) -> None:
    natural = bundled()[0]
    sheet = AboutStyleSheet(session, natural, window)
    said = [label.text() for label in sheet.findChildren(QLabel)]
    assert natural.summary in said
    assert {"Bundled look.", "Apache-2.0", "looks.safetensors"} <= set(said)
    assert any("Weak points" in words for words in said)
    assert not any(words.startswith("# ") for words in said)


def test_the_sheet_of_a_style_grows_with_what_is_unfolded(session: Session, window: QWidget, qtbot: QtBot) -> None:
    sheet = AboutStyleSheet(session, bundled()[0], window)
    sheet.enter()
    before = sheet._frame.height()
    (fold,) = sheet.findChildren(Fold)
    fold.head().click()
    qtbot.waitUntil(lambda: sheet._frame.height() > before, timeout=30_000)
    fold.head().click()
    qtbot.waitUntil(lambda: sheet._frame.height() == before, timeout=30_000)
    sheet.leave()


def test_a_style_of_ones_own_says_when_and_from_what_it_was_taught(session: Session, window: QWidget) -> None:
    style = Style("dusk", "Dusk", "yours", Path("dusk.safetensors"), learned=Learned(1_780_000_000.0, likes=24))
    said = [label.text() for label in AboutStyleSheet(session, style, window).findChildren(QLabel)]
    assert {"Taught by you, on this computer.", "24", "Tone and colour"} <= set(said)
    assert "Licence" not in said
    assert "Pairs" not in said


def test_a_command_can_be_given_another_key_unless_it_is_taken(session: Session, window: QWidget) -> None:
    sheet = KeysSheet(session, window)
    press(sheet, "export", "Ctrl+P")
    assert "Ctrl+P" in sheet.rows["export"].accessibleName()
    press(sheet, "grid", "E")
    assert "Single" in sheet.note.text()
    assert "N" in sheet.rows["grid"].accessibleName()
    sheet._keep("")
    assert "Ctrl+Shift+E" in sheet.rows["export"].accessibleName()


def test_preferences_act_at_once(session: Session, window: QWidget) -> None:
    sheet = PreferencesSheet(session, window)
    appearance = sheet.findChildren(QComboBox)[0]
    appearance.setCurrentIndex(appearance.findData("light"))
    assert session.settings.theme == "light"
    hover = next(box for box in sheet.findChildren(QCheckBox) if "pointer" in box.text())
    hover.click()
    assert not session.settings.hover_preview


def test_devices_on_offer_are_those_of_this_computer(session: Session, window: QWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.devices_wanted):
        sheet = PreferencesSheet(session, window)
    assert [sheet.device.itemData(i) for i in range(sheet.device.count())] == ["auto", "cpu"]
    session.take_devices(("cpu", "cuda"))
    sheet.device.setCurrentIndex(sheet.device.findData("cuda"))
    assert session.settings.device == "cuda"


def test_about_names_version_and_licence(session: Session, window: QWidget) -> None:
    words = " ".join(label.text() for label in AboutSheet(session, window).findChildren(QLabel))
    assert VERSION in words
    assert "Apache" in words
