"""Every widget test starts in the dark theme at 100 % and leaves no window behind."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """Dark, 100 %, and no window that was not there before."""
    theme.apply(qapp, "dark")
    before = set(qapp.topLevelWidgets())
    yield
    gc.collect()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in qapp.topLevelWidgets() if widget not in before]
    assert not left, f"windows left behind: {left}"


@pytest.fixture
def stage(qtbot: QtBot) -> QWidget:
    """An active window of 800 x 600 to put widgets in."""
    window = QWidget()
    window.resize(800, 600)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def put(widget: QWidget, stage: QWidget, width: int = 0) -> QWidget:
    """Lay a widget at the top left of the stage in its own size."""
    widget.setParent(stage)
    hint = widget.sizeHint()
    widget.resize(width or hint.width(), hint.height())
    widget.show()
    QApplication.processEvents()
    return widget
