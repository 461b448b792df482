"""The export sheet: names before anything is written, presets, the choices of the last time, and a command to copy."""

import shlex
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.exports import ExportNames, ExportWish
from app.panels.export import ExportSheet
from app.panels.export.command import commands
from app.session import Session
from engine.edit import Edit
from engine.errors import ExportError
from engine.export.naming import PlannedName
from engine.export.options import ExportOptions


@pytest.fixture
def sheet(qtbot: QtBot, session: Session, window: QWidget) -> ExportSheet:
    made = ExportSheet(session, session.photos, window)
    made.enter()
    return made


def answer(session: Session, sheet: ExportSheet, *states: str) -> ExportWish:
    wish = sheet.wish()
    names = tuple(
        PlannedName(photo, wish.folder / f"{photo.stem}_Natural.jpg", state, "Name taken" if state != "free" else "")
        for photo, state in zip(wish.photos, states, strict=True)
    )
    session.export_names_changed.emit(ExportNames(wish, names, with_place=1))
    return wish


def test_nothing_can_be_exported_before_the_names_are_known(session: Session, sheet: ExportSheet) -> None:
    assert not sheet.go.isEnabled()
    answer(session, sheet, "free", "changed")
    assert sheet.go.isEnabled()
    assert sheet.names.table.rowCount() == 2
    assert "1 of 2" in sheet.names.summary.text()


def test_the_main_button_rests_while_no_photo_can_be_written(session: Session, sheet: ExportSheet) -> None:
    answer(session, sheet, "refused", "skipped")
    assert not sheet.go.isEnabled()


def test_a_template_that_cannot_be_understood_says_so(session: Session, sheet: ExportSheet) -> None:
    sheet.names.template.setText("{nonsense}")
    problem = ExportError("There is no {nonsense} to put into a name.")
    session.export_names_changed.emit(ExportNames(sheet.wish(), problem=problem))
    assert sheet.names.trouble.text() == problem.sentence
    assert not sheet.go.isEnabled()


def test_an_answer_to_an_older_question_is_ignored(session: Session, sheet: ExportSheet) -> None:
    old = sheet.wish()
    sheet.names.template.setText("{name}-new")
    session.export_names_changed.emit(ExportNames(old, (PlannedName(old.photos[0], Path("x.jpg")),)))
    assert not sheet.go.isEnabled()


def test_a_preset_fills_the_form_and_a_change_leaves_it(sheet: ExportSheet) -> None:
    sheet.list.setCurrentRow(2)
    assert (sheet.wish().options.format, sheet.wish().options.depth) == ("tiff", 16)
    assert not sheet.choices.quality.isEnabled()
    sheet.choices.space.setCurrentIndex(0)
    assert sheet.list.currentRow() == -1


def test_places_are_always_in_view(session: Session, sheet: ExportSheet) -> None:
    answer(session, sheet, "free", "free")
    assert "they will" in sheet.choices.places.text()
    sheet.choices.metadata.button(1).click()
    answer(session, sheet, "free", "free")
    assert "none will" in sheet.choices.places.text()


def test_exporting_asks_the_session_and_remembers_the_choices(
    qtbot: QtBot, session: Session, sheet: ExportSheet
) -> None:
    sheet.choices.show_options(sheet.wish().options)
    sheet.choices.quality.set_value(77)
    wish = answer(session, sheet, "free", "free")
    with qtbot.waitSignal(session.export_wanted, check_params_cb=lambda asked: asked == wish):
        sheet.go.click()
    assert not sheet.isVisible()
    assert session.settings.export_quality == 77


def test_the_equal_command_is_put_on_the_clipboard(session: Session, sheet: ExportSheet) -> None:
    said: list[str] = []
    session.said.connect(said.append)
    session.set("Exposure", exposure=0.3, quarter_turns=1)
    sheet._copy_command()
    words = QGuiApplication.clipboard().text()
    assert words.startswith("python main.py enhance ")
    assert "--style natural --strength 0.8 --set exposure=0.3" in words
    assert "turns" in said[-1]
    assert "not opened" in said[-1]  # the second photo


def test_photos_with_other_edits_get_commands_of_their_own() -> None:
    photos = tuple(Path(f"/trip/{name}.jpg") for name in ("a", "b b", "c"))
    wish = ExportWish(photos, Path("/out"), "{name}", ExportOptions(long_edge=2048, metadata="none", sharpen="screen"))
    plain, vivid = Edit(), Edit(style="vivid", strength=0.5, angle=-1.5)
    first, second = (shlex.split(line) for line in commands(wish, (vivid, plain, vivid)).splitlines())
    assert first[:5] == ["python", "main.py", "enhance", "/trip/a.jpg", "/trip/c.jpg"]
    assert first[5:11] == ["--style", "vivid", "--strength", "0.5", "--set", "angle=-1.5"]
    assert second[3:6] == ["/trip/b b.jpg", "--style", "original"]
    for words in (first, second):
        assert words[words.index("--metadata") + 1] == "none"
        assert words[words.index("--sharpen") + 1] == "screen"
        assert words[words.index("--template") + 1] == "{name}"
        assert words[words.index("--long-edge") + 1] == "2048"


def test_own_presets_come_and_go(session: Session, sheet: ExportSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.panels.export.sheet.QInputDialog.getText", lambda *_: ("Mine", True))
    before = sheet.list.count()
    sheet._keep_preset()
    assert sheet.list.count() == before + 1
    sheet.list.setCurrentRow(before)
    sheet._remove_preset()
    assert sheet.list.count() == before


def test_the_estimate_waits_for_the_sizes_of_all_photos(session: Session, sheet: ExportSheet) -> None:
    wish = sheet.wish()
    names = (PlannedName(wish.photos[0], Path("x.jpg")),)
    session.export_names_changed.emit(ExportNames(wish, names))
    assert sheet.estimate.text() == ""
    session.export_names_changed.emit(ExportNames(wish, names, with_place=0, pixels=30_000_000_000))
    assert sheet.estimate.text().replace("\u202f", " ") == "About 10 500 MB"


def test_names_have_the_room_of_marks_that_there_are_none(session: Session, sheet: ExportSheet) -> None:
    wish = sheet.wish()
    free, changed = (PlannedName(wish.photos[0], Path("x.jpg"), state) for state in ("free", "changed"))
    session.export_names_changed.emit(ExportNames(wish, (free,)))
    assert sheet.names.table.isColumnHidden(2)
    session.export_names_changed.emit(ExportNames(wish, (free, changed)))
    assert not sheet.names.table.isColumnHidden(2)
