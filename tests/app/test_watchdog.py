"""The watchdog bites, and lets a calm event loop pass."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from tests.app.watchdog import WAITING, watched


def _work(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def test_a_calm_loop_passes(qtbot: QtBot) -> None:
    with watched() as watch:
        for delay in (1, 2, 3):
            QTimer.singleShot(delay, lambda: _work(0.002))
        qtbot.wait(30)
    assert watch.beats >= 3
    assert watch.worked >= 0.002


def turn(qtbot: QtBot, handler: Callable[[], None], waiting: float = WAITING) -> None:
    with watched(waiting=waiting):
        QTimer.singleShot(1, handler)
        qtbot.wait(150)


def test_work_on_the_gui_thread_is_caught(qtbot: QtBot) -> None:
    with pytest.raises(AssertionError, match="busy"):
        turn(qtbot, lambda: _work(0.06))


def test_waiting_on_the_gui_thread_is_caught(qtbot: QtBot) -> None:
    with pytest.raises(AssertionError, match="waiting"):
        turn(qtbot, lambda: time.sleep(0.1), waiting=0.05)
