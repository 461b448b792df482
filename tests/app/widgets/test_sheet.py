"""Sheets lie in the window, keep the focus and the keys, and give both back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.buttons import Button
from app.widgets.sheet import Sheet


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    window.resize(1000, 700)
    window.setCentralWidget(QPushButton("behind"))
    window.statusBar().addWidget(QLabel("Edits saved"))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.centralWidget().setFocus()
    return window


@pytest.fixture
def sheet(window: QMainWindow) -> Sheet:
    sheet = Sheet("Export", window, width=600)
    for words in ("one", "two"):
        sheet.body.addWidget(QLineEdit(words))
    sheet.add_note(QLabel("About 4 MB"))
    sheet.add_button(Button("Cancel"))
    sheet.add_button(Button("Export", "primary"))
    return sheet


def frame_of(sheet: Sheet) -> QWidget:
    return next(child for child in sheet.children() if isinstance(child, QWidget))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_it_covers_all_but_the_status_line(window: QMainWindow, sheet: Sheet) -> None:
    sheet.enter()
    assert sheet.width() == window.width()
    assert sheet.geometry().bottom() < window.statusBar().geometry().top()
    frame = frame_of(sheet)
    assert frame.width() == 600
    assert frame.y() == 60
    assert abs(frame.geometry().center().x() - sheet.rect().center().x()) <= 1


def test_it_follows_the_window_and_stays_inside_a_small_one(window: QMainWindow, sheet: Sheet) -> None:
    sheet.enter()
    window.resize(500, 240)
    QApplication.processEvents()
    frame = frame_of(sheet)
    assert sheet.width() == 500
    assert sheet.rect().contains(frame.geometry())
    export = next(b for b in frame.findChildren(Button) if b.text() == "Export")
    assert frame.rect().contains(export.geometry()), "buttons stay in view, the rest scrolls"


def test_the_focus_goes_round_inside(sheet: Sheet) -> None:
    sheet.enter()
    first = focused()
    assert isinstance(first, QLineEdit)
    seen = []
    for _ in range(5):
        seen.append(focused())
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused() is first
    assert len(set(seen)) == 5
    assert all(sheet.isAncestorOf(widget) for widget in seen)
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    assert focused() is seen[-1]


def test_escape_closes_it_and_gives_the_focus_back(window: QMainWindow, sheet: Sheet, qtbot: QtBot) -> None:
    sheet.enter()
    with qtbot.waitSignal(sheet.closed):
        QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert focused() is window.centralWidget()
    with qtbot.assertNotEmitted(sheet.closed):
        sheet.leave()


def test_what_shall_have_the_focus_has_it(sheet: Sheet) -> None:
    second = next(field for field in sheet.findChildren(QLineEdit) if field.text() == "two")
    sheet.enter(second)
    assert second.hasFocus()


def test_the_windows_keys_rest_meanwhile(window: QMainWindow, sheet: Sheet) -> None:
    heard = []
    action = QAction(window)
    action.setShortcut(QKeySequence("Ctrl+L"))
    action.triggered.connect(lambda: heard.append("like"))
    window.addAction(action)
    button = next(b for b in sheet.findChildren(Button) if b.text() == "Cancel")
    sheet.enter(button)
    QTest.keyClick(button, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert heard == []
    sheet.leave()
    QTest.keyClick(window.centralWidget(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert heard == ["like"]


def test_the_veil_lets_no_press_through(window: QMainWindow, sheet: Sheet) -> None:
    pressed = []
    window.centralWidget().clicked.connect(lambda: pressed.append(True))
    sheet.enter()
    QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=sheet.rect().bottomLeft())
    assert pressed == []


def test_its_x_closes_it(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.enter()
    close = next(b for b in frame_of(sheet).findChildren(QWidget) if b.accessibleName() == "Close")
    with qtbot.waitSignal(sheet.closed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)
