"""Folding groups."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.widgets.buttons import Button
from app.widgets.fold import Fold
from tests.app.widgets.conftest import put


@pytest.fixture
def fold(stage: QWidget) -> Fold:
    fold = Fold("Light")
    fold.add(QLabel("Exposure"))
    put(fold, stage, 280)
    return fold


def test_it_folds_at_once_and_says_so(fold: Fold, qtbot: QtBot) -> None:
    open_height = fold.sizeHint().height()
    with qtbot.waitSignal(fold.opened) as heard:
        QTest.mouseClick(fold.head(), Qt.MouseButton.LeftButton)
    assert heard.args == [False]
    assert fold.sizeHint().height() == 32 < open_height
    with qtbot.waitSignal(fold.opened) as heard:
        QTest.keyClick(fold.head(), Qt.Key.Key_Return)
    assert heard.args == [True]
    assert fold.sizeHint().height() == open_height


def test_code_folds_silently(fold: Fold, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(fold.opened):
        fold.set_open(False)
    assert not fold.is_open()
    assert not fold.findChild(QLabel).isVisible()


def test_the_caret_turns(fold: Fold) -> None:
    before = fold.head().grab().toImage()
    fold.set_open(False)
    assert fold.head().grab().toImage() != before


def test_something_can_stand_at_the_end_of_the_head(fold: Fold) -> None:
    button = Button("As shot", "quiet", small=True)
    fold.set_trailing(button)
    QApplication.processEvents()
    assert button.geometry().right() <= fold.width()
    assert button.geometry().left() > fold.head().geometry().right()
    assert fold.head().height() == 32
