"""Elided labels, flowing words with keys, icons that say something, and the parts of an empty canvas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.tokens import LIGHT
from app.widgets.buttons import Button
from app.widgets.elided_label import ElidedLabel
from app.widgets.empty_state import DropFrame, Step
from app.widgets.flow_words import FlowWords
from app.widgets.icon_label import IconLabel
from tests.app.widgets.conftest import put

NAME = "A very long name of a photo that goes on.NEF"


def test_words_are_elided_where_room_ends_and_then_told_by_the_tooltip(stage: QWidget) -> None:
    label = ElidedLabel(NAME)
    put(label, stage, 120)
    assert label.shown_text().endswith("…")
    assert label.toolTip() == NAME
    label.resize(600, label.height())
    QApplication.processEvents()
    assert label.shown_text() == NAME
    assert label.toolTip() == ""


def test_an_elided_label_asks_for_no_room_but_says_what_it_would_like(stage: QWidget) -> None:
    label = ElidedLabel(NAME, "caption", mode=Qt.TextElideMode.ElideMiddle)
    put(label, stage, 120)
    assert label.minimumSizeHint().width() < 30
    assert label.sizeHint().width() > 200
    label.setText("a.NEF")
    assert label.shown_text() == "a.NEF"
    assert QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name) == "a.NEF"


def test_flowing_words_wrap_and_grow_in_height(stage: QWidget) -> None:
    words = FlowWords("Press [P] on every finished picture you love, yours or anyone’s.")
    put(words, stage, 300)
    assert words.heightForWidth(1000) == 20
    assert words.heightForWidth(220) == 40
    assert words.heightForWidth(100) > 60
    assert words.accessibleName().startswith("Press P on every")


def test_a_key_among_words_has_a_frame(stage: QWidget) -> None:
    plain, keyed = FlowWords("Press P now"), FlowWords("Press [P] now")
    for words in (plain, keyed):
        put(words, stage, 300)
    rule = theme.current().rule.lower()

    def framed(words: FlowWords) -> int:
        picture = words.grab().toImage()
        return sum(
            picture.pixelColor(x, y).name() == rule for x in range(picture.width()) for y in range(picture.height())
        )

    assert framed(plain) == 0
    assert framed(keyed) > 20


def test_an_icon_follows_the_theme(stage: QWidget, qapp: QApplication) -> None:
    icon = IconLabel("heart-fill", "error", 40, name="Trouble")
    put(icon, stage)
    assert icon.size().toTuple() == (40, 40)
    assert icon.grab().toImage().pixelColor(20, 20).name().upper() == theme.current().error
    theme.apply(qapp, "light")
    assert icon.grab().toImage().pixelColor(20, 20).name().upper() == LIGHT.error
    assert icon.accessibleName() == "Trouble"


@pytest.fixture
def frame(stage: QWidget) -> DropFrame:
    frame = DropFrame("image", "Drop a photo or a folder here", "See it in several styles at once.")
    frame.add_button(Button("Open photos…", "primary"))
    frame.add_button(Button("Open folder…"))
    put(frame, stage, 600)
    return frame


def accents(frame: DropFrame) -> int:
    picture = frame.grab().toImage()
    accent = theme.current().accent.lower()
    return sum(picture.pixelColor(x, 1).name() == accent for x in range(picture.width()))


def test_the_frame_turns_accent_while_something_is_dragged(frame: DropFrame) -> None:
    assert accents(frame) == 0
    frame.set_awake(True)
    assert frame.is_awake()
    assert accents(frame) > 100
    frame.set_awake(False)
    assert accents(frame) == 0


def test_buttons_of_the_frame_stand_in_the_middle_in_order(frame: DropFrame, qtbot: QtBot) -> None:
    photos, folder = frame.findChildren(Button)
    assert photos.geometry().right() < folder.geometry().left()
    middle = (photos.geometry().left() + folder.geometry().right()) / 2
    assert middle == pytest.approx(frame.width() / 2, abs=2)
    with qtbot.waitSignal(photos.clicked):
        QTest.keyClick(photos, Qt.Key.Key_Return)


def test_a_step_gives_its_words_room(stage: QWidget) -> None:
    step = Step(2, "Like", "Press [P] on every finished picture you love, yours or anyone’s.")
    put(step, stage, 240)
    step.resize(240, step.heightForWidth(240))
    QApplication.processEvents()
    words = step.findChild(FlowWords)
    assert words.height() >= words.heightForWidth(words.width())
