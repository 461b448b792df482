"""The watchdog bites, and lets a calm event loop pass."""

import gc
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
        qtbot.waitUntil(lambda: watch.beats >= 3 and watch.worked >= 0.002, timeout=10_000)


def test_collecting_garbage_is_not_laid_at_the_door_of_a_handler(qtbot: QtBot) -> None:
    collected: list[str] = []
    keeping: list[object] = []

    def allocate() -> None:
        keeping.extend([] for _ in range(3 * gc.get_threshold()[0]))

    def note(phase: str, facts: dict[str, int]) -> None:
        if facts["generation"] == 0:  # Python's own: whoever asks for one, in any thread, has all generations looked at
            collected.append(phase)

    gc.callbacks.append(note)
    try:
        with watched():
            turn_once(qtbot, allocate)
            assert collected == []
        keeping.extend([] for _ in range(3 * gc.get_threshold()[0]))
        assert collected
    finally:
        gc.callbacks.remove(note)


def turn_once(qtbot: QtBot, handler: Callable[[], None]) -> None:
    done: list[bool] = []

    def handle() -> None:
        handler()
        done.append(True)

    QTimer.singleShot(1, handle)
    qtbot.waitUntil(lambda: bool(done), timeout=10_000)


def turn(qtbot: QtBot, handler: Callable[[], None], waiting: float = WAITING) -> None:
    with watched(waiting=waiting) as watch:
        qtbot.waitUntil(lambda: watch.beats > 0, timeout=10_000)
        turn_once(qtbot, handler)


def test_work_on_the_gui_thread_is_caught(qtbot: QtBot) -> None:
    with pytest.raises(AssertionError, match="busy"):
        turn(qtbot, lambda: _work(0.06))


def test_waiting_on_the_gui_thread_is_caught(qtbot: QtBot) -> None:
    with pytest.raises(AssertionError, match="waiting"):
        turn(qtbot, lambda: time.sleep(0.1), waiting=0.05)
