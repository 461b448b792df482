"""Toasts: one at a time, with an action; they wait for whoever is at them; trouble stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.widgets import toast
from app.widgets.toast import Toast, Toaster


@pytest.fixture
def toaster(stage: QWidget) -> Toaster:
    return Toaster(stage)


def shown(toaster: Toaster) -> Toast:
    found = toaster.toast()
    assert found is not None
    return found


def button(of: Toast, name: str) -> QAbstractButton:
    return next(b for b in of.findChildren(QAbstractButton) if name in (b.text(), b.accessibleName()))


def test_it_stands_at_the_bottom_centre_and_moves_with_the_canvas(stage: QWidget, toaster: Toaster) -> None:
    toaster.offer("Harbour light applied to 12 photos", "Undo", lambda: None)
    box = shown(toaster).geometry()
    assert abs(box.center().x() - stage.rect().center().x()) <= 1
    assert box.bottom() == stage.height() - 17
    stage.resize(600, 400)
    QApplication.processEvents()
    assert shown(toaster).geometry().bottom() == 400 - 17


def test_the_action_is_done_and_the_toast_goes(toaster: Toaster) -> None:
    done = []
    toaster.offer("Applied", "Undo", lambda: done.append("undone"))
    button(shown(toaster), "Undo").click()
    assert done == ["undone"]
    assert toaster.toast() is None


def test_one_at_a_time(stage: QWidget, toaster: Toaster) -> None:
    toaster.offer("First", "Undo", lambda: None)
    toaster.offer("Second", "Undo", lambda: None)
    assert [t.words for t in stage.findChildren(Toast) if t.isVisible()] == ["Second"]


def test_it_goes_by_itself(toaster: Toaster, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert toast.LASTS == 6000
    monkeypatch.setattr(toast, "LASTS", 30)
    toaster.offer("Applied", "Undo", lambda: None)
    qtbot.waitUntil(lambda: toaster.toast() is None, timeout=30_000)


def test_it_waits_while_focused(toaster: Toaster, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toast, "LASTS", 30)
    toaster.offer("Applied", "Undo", lambda: None)
    button(shown(toaster), "Undo").setFocus()
    qtbot.wait(150)
    assert toaster.toast() is not None
    button(shown(toaster), "Undo").clearFocus()
    qtbot.waitUntil(lambda: toaster.toast() is None, timeout=30_000)


def test_trouble_stays_until_it_is_closed(toaster: Toaster, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toast, "LASTS", 30)
    toaster.trouble("The disk is full, so nothing was written.", "Details", lambda: None)
    qtbot.wait(150)
    button(shown(toaster), "Close").click()
    assert toaster.toast() is None


def test_escape_closes_it(toaster: Toaster) -> None:
    toaster.trouble("The disk is full, so nothing was written.")
    close = button(shown(toaster), "Close")
    close.setFocus()
    QTest.keyClick(close, Qt.Key.Key_Escape)
    assert toaster.toast() is None


def test_a_long_sentence_stays_inside_the_canvas(stage: QWidget, toaster: Toaster) -> None:
    stage.resize(300, 200)
    toaster.trouble("word " * 60)
    box = shown(toaster).geometry()
    assert stage.rect().contains(box)
