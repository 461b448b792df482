"""Buttons with words and with icons."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.tokens import LIGHT
from app.widgets.buttons import Button, IconButton
from app.widgets.menu_button import MenuButton
from tests.app.widgets.conftest import put


def ground(button: QWidget) -> str:
    """Colour beside the words."""
    place = button.mapTo(button.window(), QPoint(8, button.height() // 2))
    return button.window().grab().toImage().pixelColor(place).name().upper()


@pytest.mark.parametrize(("role", "token"), [("normal", "raised"), ("primary", "accent"), ("quiet", "panel")])
def test_roles_have_their_ground(stage: QWidget, role: str, token: str) -> None:
    button = Button("Export", role)
    put(button, stage)
    assert button.height() == 32
    assert ground(button) == getattr(theme.current(), token)


@pytest.mark.parametrize(("role", "token"), [("normal", "hover"), ("primary", "accent_hover"), ("quiet", "hover")])
def test_hover_and_pressed(stage: QWidget, role: str, token: str) -> None:
    button = Button("Export", role)
    put(button, stage)
    QTest.mouseMove(button, QPoint(10, 10))
    QTest.mouseMove(button, QPoint(12, 10))
    QApplication.processEvents()
    assert ground(button) == getattr(theme.current(), token)
    button.setDown(True)
    pressed = "accent_pressed" if role == "primary" else "pressed"
    assert ground(button) == getattr(theme.current(), pressed)


def test_a_small_button_is_28(stage: QWidget) -> None:
    button = Button("Copy edits", small=True)
    put(button, stage)
    assert button.height() == 28


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
@pytest.mark.parametrize("kind", ["words", "icon"])
def test_keys_press(stage: QWidget, qtbot: QtBot, key: Qt.Key, kind: str) -> None:
    button = Button("Reset") if kind == "words" else IconButton("eye", "Before", "\\")
    put(button, stage)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, key)


def test_focus_on_the_primary_button_is_a_second_ring(stage: QWidget) -> None:
    button = Button("Export", "primary")
    put(button, stage)
    size = button.sizeHint()
    button.setFocus()
    picture = button.grab().toImage()
    middle = picture.height() // 2
    assert picture.pixelColor(0, middle).name().upper() == theme.current().accent
    assert picture.pixelColor(3, middle).name().upper() == theme.current().on_accent
    assert button.sizeHint() == size


def test_focus_on_a_normal_button_is_an_accent_frame(stage: QWidget) -> None:
    button = Button("Reset")
    put(button, stage)
    button.setFocus()
    assert button.grab().toImage().pixelColor(0, 16).name().upper() == theme.current().accent


def test_an_icon_beside_words_follows_theme_and_state(stage: QWidget, qapp: QApplication) -> None:
    button = Button("Export…", icon="square", small=True)
    put(button, stage)

    def colours() -> set[str]:
        picture = button.grab().toImage()
        return {picture.pixelColor(x, 14).name().upper() for x in range(14, 30)}

    assert theme.current().text in colours()
    button.setEnabled(False)
    assert theme.current().off in colours()
    button.setEnabled(True)
    theme.apply(qapp, "light")
    assert LIGHT.text in colours()


def test_an_icon_button_is_28_and_has_name_and_key(stage: QWidget) -> None:
    button = IconButton("eye", "Before", "\\", checkable=True)
    put(button, stage)
    assert button.size().toTuple() == (28, 28)
    assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == "Before"
    assert button.toolTip() == "Before (\\)"
    button.set_name("After", "\\")
    assert button.accessibleName() == "After"
    button.setChecked(True)
    assert button.grab().toImage().pixelColor(4, 14).name().upper() == theme.current().raised


def test_a_button_with_a_key_has_a_tooltip(stage: QWidget) -> None:
    button = Button("Export…", key="Ctrl+E")
    put(button, stage)
    assert button.toolTip() == "Export (Ctrl+E)"


def test_a_menu_does_not_move_the_words_into_the_caret(qtbot: QtBot) -> None:
    plain, with_menu = MenuButton("Order"), MenuButton("Order")
    for button in (plain, with_menu):
        qtbot.addWidget(button)
        button.setText("Capture time")
        button.resize(button.sizeHint())
    with_menu.setMenu(QMenu(with_menu))
    assert plain.size() == with_menu.size()
    assert plain.grab().toImage() == with_menu.grab().toImage()
