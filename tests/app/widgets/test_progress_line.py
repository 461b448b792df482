"""Progress: words, line, pause, stop with a question in place, result."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets import accessible
from app.widgets.progress_line import Line, ProgressLine
from tests.app.widgets.conftest import put


@pytest.fixture
def line(stage: QWidget) -> Line:
    line = Line()
    put(line, stage, 200)
    return line


@pytest.fixture
def row(stage: QWidget) -> ProgressLine:
    row = ProgressLine(question="Stop after this photo?")
    put(row, stage, 600)
    row.set_work("Exporting 73 of 180", 73 / 180, "1 min 20 s left")
    return row


def lit(line: Line) -> int:
    picture = line.grab().toImage()
    knob = theme.current().knob.lower()
    return sum(picture.pixelColor(x, picture.height() // 2).name() == knob for x in range(picture.width()))


def shown_words(row: ProgressLine) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.isVisible() and label.text()]


def button(row: ProgressLine, name: str) -> QAbstractButton:
    found = [
        b
        for b in row.findChildren(QAbstractButton)
        if b.isVisible() and name in (b.text() or b.accessibleName(), b.accessibleName())
    ]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_the_line_is_as_long_as_the_work_done(line: Line, share: float) -> None:
    line.set_share(share)
    assert lit(line) == pytest.approx(200 * share, abs=4)


def test_shares_stay_within_the_line(line: Line) -> None:
    line.set_share(7.0)
    assert line.share() == 1.0


def test_an_unknown_length_moves_only_while_it_is_seen(line: Line) -> None:
    line.set_share(None)
    assert line.is_moving()
    assert lit(line) == pytest.approx(44, abs=6)
    line.hide()
    assert not line.is_moving()
    line.show()
    assert line.is_moving()
    line.set_share(0.5)
    assert not line.is_moving()


def test_with_reduced_motion_a_word_stands_in(stage: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theme, "reduced_motion", lambda: True)
    row = ProgressLine()
    put(row, stage, 600)
    row.set_work("Reading the folder", None)
    assert shown_words(row) == ["Reading the folder", "Working"]
    assert not row.findChild(Line).is_moving()


def test_pause_and_resume(row: ProgressLine) -> None:
    heard: list[bool] = []
    row.paused.connect(heard.append)
    button(row, "Pause").click()
    button(row, "Resume").click()
    assert heard == [True, False]
    row.set_paused(True)
    assert heard == [True, False]
    assert button(row, "Resume").isChecked()


def test_stop_asks_in_place_first(row: ProgressLine, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(row.stopped):
        button(row, "Stop").click()
    assert shown_words(row) == ["Exporting 73 of 180", "Stop after this photo?"]
    assert button(row, "Go on") is row.window().focusWidget()
    with qtbot.assertNotEmitted(row.stopped):
        button(row, "Go on").click()
    assert shown_words(row) == ["Exporting 73 of 180", "1 min 20 s left"]
    button(row, "Stop").click()
    with qtbot.waitSignal(row.stopped):
        button(row, "Stop").click()


def test_work_that_goes_on_leaves_the_question_open(row: ProgressLine) -> None:
    button(row, "Stop").click()
    row.set_work("Exporting 74 of 180", 74 / 180, "1 min 19 s left")
    assert shown_words(row) == ["Exporting 74 of 180", "Stop after this photo?"]
    button(row, "Go on").click()
    assert shown_words(row) == ["Exporting 74 of 180", "1 min 19 s left"]


def test_without_a_question_stop_stops(stage: QWidget, qtbot: QtBot) -> None:
    row = ProgressLine(pausable=False)
    put(row, stage, 600)
    row.set_work("Reading", None)
    with qtbot.waitSignal(row.stopped):
        QTest.mouseClick(button(row, "Stop"), Qt.MouseButton.LeftButton)
    assert not [b for b in row.findChildren(QAbstractButton) if b.isVisible() and b.accessibleName() == "Pause"]


def test_the_result_stands_in_place_with_its_action_and_new_work_replaces_it(row: ProgressLine, qtbot: QtBot) -> None:
    row.finish("179 photos exported, 1 was not.", "Show")
    assert shown_words(row) == ["179 photos exported, 1 was not."]
    assert not row.findChild(Line).isVisible()
    with qtbot.waitSignal(row.acted):
        button(row, "Show").click()
    row.set_work("Exporting 1 of 2", 0.5)
    assert row.findChild(Line).isVisible()


def test_a_screen_reader_hears_every_tenth_and_the_result(row: ProgressLine, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(accessible, "announce", lambda _widget, words: said.append(words))
    for done in range(74, 101):
        row.set_work(f"{done} of 100", done / 100)
    row.finish("Done.")
    assert said == ["74 of 100", "80 of 100", "90 of 100", "100 of 100", "Done."]
