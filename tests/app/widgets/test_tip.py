"""Tooltips: after a rest, with the key in a frame, gone at the first press."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from app.widgets import tip
from app.widgets.keycap import Keycap, cap_size
from tests.app.widgets.conftest import put


@pytest.fixture
def button(stage: QWidget) -> QPushButton:
    button = QPushButton("x")
    put(button, stage)
    tip.set_tip(button, "Like", "P", "the finished picture")
    return button


def enter(widget: QWidget) -> None:
    at = QPointF(4, 4)
    QApplication.sendEvent(widget, QEnterEvent(at, at, widget.mapToGlobal(at)))


def shown(widget: QWidget) -> list[tip.Tip]:
    return [found for found in widget.findChildren(tip.Tip) if found.isVisible()]


def test_it_comes_after_half_a_second_and_has_the_key(button: QPushButton, qtbot: QtBot) -> None:
    assert tip.DELAY == 500
    enter(button)
    assert not shown(button)
    qtbot.waitUntil(lambda: len(shown(button)) == 1, timeout=30_000)
    (found,) = shown(button)
    assert found.findChild(Keycap).accessibleName() == "P"
    assert "the finished picture" in found.findChild(QLabel).text()
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert not shown(button)


def test_leaving_in_time_shows_nothing(button: QPushButton, qtbot: QtBot) -> None:
    enter(button)
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    qtbot.wait(tip.DELAY + 100)
    assert not shown(button)


def test_qts_own_tooltip_stays_away_and_screen_readers_have_the_words(button: QPushButton) -> None:
    assert button.toolTip() == "Like the finished picture (P)"
    at = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, at, button.mapToGlobal(at)))
    assert not QToolTip.isVisible()


def test_setting_it_again_replaces_it(button: QPushButton, qtbot: QtBot) -> None:
    tip.set_tip(button, "Unlike")
    enter(button)
    qtbot.waitUntil(lambda: len(shown(button)) == 1, timeout=30_000)
    (found,) = shown(button)
    assert found.findChild(Keycap) is None
    assert "Unlike" in found.findChild(QLabel).text()


def test_no_name_no_tip(button: QPushButton, qtbot: QtBot) -> None:
    tip.set_tip(button, "")
    enter(button)
    qtbot.wait(tip.DELAY + 100)
    assert not shown(button)


def test_it_stays_on_the_screen(button: QPushButton, qtbot: QtBot) -> None:
    window = button.window()
    room = window.screen().availableGeometry()
    window.move(room.right() - 60, room.bottom() - 60)
    enter(button)
    qtbot.waitUntil(lambda: len(shown(button)) == 1, timeout=30_000)
    assert room.contains(shown(button)[0].geometry())


def test_words_are_words_and_not_markup(stage: QWidget) -> None:
    found = tip.Tip("a < b & c", "", "", stage)
    assert "a &lt; b &amp; c" in found.findChild(QLabel).text()


@pytest.mark.parametrize("key", ["P", "Ctrl+Shift+E"])
def test_a_cap_is_as_wide_as_its_key(stage: QWidget, key: str) -> None:
    cap = Keycap("J")
    put(cap, stage)
    narrow = cap.sizeHint().width()
    assert cap.sizeHint().height() == narrow == 18
    cap.set_key(key)
    assert cap.sizeHint().width() == cap_size(key).toSize().width() >= narrow
