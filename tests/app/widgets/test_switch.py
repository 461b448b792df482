"""The switch: one tab stop, arrows move, Space and Enter choose; choosing shifts nothing."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.switch import Option, Switch
from tests.app.widgets.conftest import put

MODES = (
    Option("single", "Single", "square", "E"),
    Option("side", "Side by side", "columns", "Y"),
    Option("split", "Split", "square-half", "Shift+Y"),
)


@pytest.fixture
def switch(stage: QWidget) -> Switch:
    switch = Switch(MODES, name="View")
    put(switch, stage)
    return switch


def test_the_first_is_chosen_and_code_chooses_silently(switch: Switch, qtbot: QtBot) -> None:
    assert switch.choice() == "single"
    with qtbot.assertNotEmitted(switch.chosen):
        switch.choose("split")
    assert switch.choice() == "split"
    with pytest.raises(KeyError):
        switch.choose("grid")


def test_a_press_chooses_and_a_second_press_says_nothing(switch: Switch, qtbot: QtBot) -> None:
    with qtbot.waitSignal(switch.chosen) as heard:
        QTest.mouseClick(switch.segment("side"), Qt.MouseButton.LeftButton)
    assert heard.args == ["side"]
    with qtbot.assertNotEmitted(switch.chosen):
        QTest.mouseClick(switch.segment("side"), Qt.MouseButton.LeftButton)
    assert switch.choice() == "side"


def test_it_is_one_tab_stop_at_the_chosen_segment(stage: QWidget, switch: Switch) -> None:
    field = QLineEdit()
    put(field, stage)
    QWidget.setTabOrder(switch.segment("split"), field)
    switch.choose("side")
    switch.segment("side").setFocus()
    QTest.keyClick(switch.segment("side"), Qt.Key.Key_Tab)
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_Backtab)
    assert switch.segment("side").hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_arrows_move_and_a_key_chooses(switch: Switch, qtbot: QtBot, key: Qt.Key) -> None:
    switch.segment("single").setFocus()
    with qtbot.assertNotEmitted(switch.chosen):
        QTest.keyClick(switch.segment("single"), Qt.Key.Key_Right)
    side = switch.segment("side")
    assert side.hasFocus()
    assert switch.choice() == "single"
    with qtbot.waitSignal(switch.chosen) as heard:
        QTest.keyClick(side, key)
    assert heard.args == ["side"]


def test_arrows_pass_over_what_is_not_available_and_stop_at_the_ends(switch: Switch) -> None:
    switch.set_available("side", False)
    single = switch.segment("single")
    single.setFocus()
    QTest.keyClick(single, Qt.Key.Key_Right)
    assert switch.segment("split").hasFocus()
    QTest.keyClick(switch.segment("split"), Qt.Key.Key_Right)
    assert switch.segment("split").hasFocus()


def test_choosing_shifts_nothing(switch: Switch) -> None:
    before = [switch.segment(option.id).geometry() for option in MODES]
    switch.choose("split")
    QApplication.processEvents()
    assert [switch.segment(option.id).geometry() for option in MODES] == before
    assert switch.height() == 28


def test_compact_shows_icons_of_36_and_names_stay_for_screen_readers(switch: Switch) -> None:
    switch.set_compact(True)
    assert switch.segment("side").sizeHint().width() == 36
    spoken = QAccessible.queryAccessibleInterface(switch.segment("side"))
    assert spoken.text(QAccessible.Text.Name) == "Side by side"
    assert spoken.role() == QAccessible.Role.RadioButton
    assert "(Y)" in switch.segment("side").toolTip()


def test_keys_can_be_shown_and_left_out(stage: QWidget) -> None:
    rooms = Switch([("library", "Library", "", "G"), ("enhance", "Enhance", "", "D")], large=True, keys=True)
    put(rooms, stage)
    wide = rooms.sizeHint().width()
    assert rooms.sizeHint().height() == 32
    rooms.set_keys(False)
    assert rooms.sizeHint().width() < wide


def test_an_option_can_be_left_out(switch: Switch) -> None:
    wide = switch.sizeHint().width()
    switch.set_shown("split", False)
    assert switch.sizeHint().width() < wide


def test_spread_shares_the_width(stage: QWidget) -> None:
    tabs = Switch([("styles", "Styles"), ("history", "History")], spread=True)
    put(tabs, stage, 240)
    assert abs(tabs.segment("styles").width() - tabs.segment("history").width()) <= 1


def test_the_chosen_segment_stays_checked_when_pressed_again(switch: Switch) -> None:
    switch.segment("single").click()
    assert switch.segment("single").isChecked()
