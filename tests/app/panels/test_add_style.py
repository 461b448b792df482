"""The sheet that adds a style: every row is a finding and can be corrected; Enter adds, Esc asks no more."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.adding import Finding, Order, Question
from app.panels.add_style import AddStyleSheet
from app.panels.add_style.correct import reading_words
from app.session import Session
from engine.errors import StyleError

READING = {"input_range": "0..1", "output_range": "0..1", "channels": "rgb", "layout": "NCHW", "size": None}


def picture(colour: Qt.GlobalColor) -> QImage:
    made = QImage(60, 40, QImage.Format.Format_RGB32)
    made.fill(colour)
    return made


def finding(question: Question, **changes: object) -> Finding:
    found = Finding(
        question,
        title="CSRNet",
        name="CSRNet",
        parameters=36_489,
        reading=READING,
        correctable=("input_range", "output_range"),
        file_bytes=148_480,
        seconds=0.061,
        before=picture(Qt.GlobalColor.gray),
        as_grade=picture(Qt.GlobalColor.red),
        as_texture=picture(Qt.GlobalColor.blue),
    )
    return replace(found, **changes)  # type: ignore[arg-type]


class Opened:
    """The sheet over a window, and what it asked for."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self.session = session
        self.questions: list[Question | None] = []
        self.orders: list[Order] = []
        session.style_file_wanted.connect(self.questions.append)
        session.style_wanted.connect(self.orders.append)
        self.sheet = AddStyleSheet(session, Path("/styles/csrnet.pth"), window)
        self.sheet.enter()

    def answer(self, **changes: object) -> None:
        question = self.questions[-1]
        assert question is not None
        self.session.style_found.emit(finding(question, **changes))


@pytest.fixture
def opened(qtbot: QtBot, session: Session, window: QWidget) -> Opened:
    return Opened(session, window)


def colour(opened: Opened) -> Qt.GlobalColor:
    return opened.sheet.after.picture().pixelColor(5, 5).toRgb().name()


def test_it_asks_about_the_file_and_waits(opened: Opened) -> None:
    assert opened.questions == [Question(Path("/styles/csrnet.pth"))]
    assert not opened.sheet.go.isEnabled()
    assert opened.sheet.line.isVisible()
    assert not opened.sheet.findings.kind.isEnabled()


def test_the_name_has_the_focus_and_enter_adds(opened: Opened) -> None:
    opened.answer()
    name = opened.sheet.findings.name
    assert opened.sheet.focusWidget() in (name, None) or QApplication.focusWidget() is name
    assert name.text() == "CSRNet"
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert opened.orders == [Order(Path("/styles/csrnet.pth"), "CSRNet", "grade")]
    assert not opened.sheet.isVisible()


def test_enter_before_anything_is_known_adds_nothing(opened: Opened) -> None:
    QTest.keyClick(opened.sheet.findings.name, Qt.Key.Key_Return)
    assert opened.orders == []
    assert opened.sheet.isVisible()


def test_every_row_says_how_it_is_known(opened: Opened) -> None:
    opened.answer()
    findings = opened.sheet.findings
    assert (findings.title.text(), findings.parameters.text()) == ("CSRNet", "about 36\u202f000 parameters")
    assert "No code in the file was run" in findings.how.text()
    assert findings.licence.text() == "Not stated in the file"
    assert "Full-size export stays fast" in findings.kind_note.text()
    assert findings.device.currentText() == "Automatic: processor"
    assert "0.06" in findings.device_note.text()
    assert findings.reading.text() == "Colours from 0 to 1, any size"
    assert "145" in opened.sheet.note.text()


def test_the_picture_follows_the_kind(opened: Opened) -> None:
    opened.answer()
    assert colour(opened) == "#ff0000"
    opened.sheet.findings.kind.segment("texture").click()
    assert colour(opened) == "#0000ff"
    assert "longer" in opened.sheet.findings.kind_note.text()
    opened.sheet.go.click()
    assert opened.orders[0].kind == "texture"


def test_tone_chosen_where_texture_was_measured_says_what_is_lost(opened: Opened) -> None:
    opened.answer(kind="texture")
    assert opened.sheet.findings.kind.choice() == "texture"
    opened.sheet.findings.kind.segment("grade").click()
    assert "left out" in opened.sheet.findings.kind_note.text()


def test_a_correction_is_tried_at_once_and_kept(opened: Opened) -> None:
    opened.answer()
    findings = opened.sheet.findings
    assert not findings.corrections.isVisible()
    findings.correct.click()
    assert findings.corrections.isVisible()
    combos = findings.corrections.combos
    assert [name for name, combo in combos.items() if not combo.isHidden()] == ["input_range", "output_range"]
    combos["output_range"].setCurrentIndex(combos["output_range"].findData("-1..1"))
    wanted = (("input_range", "0..1"), ("output_range", "-1..1"))
    assert opened.questions[-1] == Question(Path("/styles/csrnet.pth"), wanted)
    assert not opened.sheet.go.isEnabled()
    findings.kind.segment("texture").click()
    opened.answer(reading=READING | {"output_range": "-1..1"})
    assert findings.kind.choice() == "texture", "what the person chose stays"
    assert findings.reading.text() == "Colours from 0 to 1, back from \u22121 to 1, any size"
    opened.sheet.go.click()
    assert opened.orders[0].reading["output_range"] == "-1..1"


def test_a_size_can_be_corrected_where_it_was_only_tried(opened: Opened) -> None:
    every = ("input_range", "output_range", "channels", "layout", "size")
    opened.answer(how="tried", correctable=every, reading=READING | {"size": (300, 400)})
    combo = opened.sheet.findings.corrections.combos["size"]
    assert combo.currentText() == "400 × 300"
    combo.setCurrentIndex(0)
    question = opened.questions[-1]
    assert question is not None
    assert dict(question.corrections)["size"] is None


def test_a_correction_that_makes_no_photo_is_taken_back(qtbot: QtBot, opened: Opened) -> None:
    opened.answer()
    combo = opened.sheet.findings.corrections.combos["input_range"]
    combo.setCurrentIndex(2)
    problem = StyleError("csrnet.pth does not give back a photo, so it was not opened.")
    with qtbot.waitSignal(opened.session.said, check_params_cb=lambda words: words == problem.sentence):
        opened.answer(problem=problem)
    assert combo.currentIndex() == 0
    assert opened.sheet.go.isEnabled()


def test_an_answer_to_an_older_question_is_ignored(opened: Opened) -> None:
    opened.session.style_found.emit(finding(Question(Path("/styles/other.pth"))))
    assert not opened.sheet.go.isEnabled()


def test_a_taken_name_is_not_proposed_and_not_accepted(opened: Opened) -> None:
    opened.answer(name="Vivid")
    name = opened.sheet.findings.name
    assert name.text() == "Vivid 2"
    name.clear()
    QTest.keyClicks(name, "vivid")
    assert not opened.sheet.go.isEnabled()
    assert "already" in opened.sheet.findings.name_note.text()
    name.clear()
    QTest.keyClicks(name, " ")
    assert not opened.sheet.go.isEnabled()


def test_a_name_that_was_typed_meanwhile_stays(opened: Opened) -> None:
    QTest.keyClicks(opened.sheet.findings.name, "Mine")
    opened.answer()
    assert opened.sheet.findings.name.text() == "Mine"
    assert opened.sheet.go.isEnabled()


def test_a_file_that_is_no_style_says_why_and_no_more(opened: Opened) -> None:
    opened.answer(problem=StyleError("csrnet.pth was not recognised as an enhancer.", details="no weights in it"))
    sheet = opened.sheet
    assert sheet.findings.title.text() == "csrnet.pth was not recognised as an enhancer."
    assert not sheet.go.isVisible()
    assert not sheet.findings.name.isVisible()
    assert not sheet.pictures.isVisible()
    sheet.copy.click()
    assert QGuiApplication.clipboard().text().endswith("no weights in it")
    sheet.cancel.click()
    assert opened.orders == []


def test_leaving_asks_no_more(opened: Opened) -> None:
    QTest.keyClick(opened.sheet, Qt.Key.Key_Escape)
    assert opened.questions[-1] is None


def test_the_device_is_a_preference_and_only_what_exists(opened: Opened) -> None:
    opened.answer()
    findings = opened.sheet.findings
    assert [findings.device.itemData(i) for i in range(findings.device.count())] == ["auto", "cpu"]
    opened.session.take_devices(("cpu", "cuda"))
    assert findings.device.count() == 3
    assert "No graphics card" not in findings.device_note.text()
    findings.device.setCurrentIndex(1)
    assert opened.session.settings.device == "cpu"
    question = opened.questions[-1]
    assert question is not None
    assert question.device == "cpu"


def test_readings_are_said_in_words() -> None:
    assert reading_words(READING | {"input_range": "0..255", "output_range": "0..255", "size": (256, 384)}) == (
        "Colours from 0 to 255, 384 × 256"
    )
