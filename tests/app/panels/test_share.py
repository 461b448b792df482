"""The sheet that passes a style on: what it says beforehand, what it asks for, and what it says afterwards."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.panels.share import KIND, POINTS, ShareSheet
from app.session import Session
from app.sharing import CUBE, HALD, PENCHANT, Shared, ShareWish
from engine.errors import StyleError
from tests.app.panels.conftest import STYLES


@pytest.fixture
def wishes(session: Session) -> list[ShareWish]:
    found: list[ShareWish] = []
    session.share_wanted.connect(found.append)
    return found


@pytest.fixture
def sheet(session: Session, window: QWidget, wishes: list[ShareWish]) -> ShareSheet:
    made = ShareSheet(session, STYLES[2], window)
    made.enter()
    return made


def choose(sheet: ShareSheet, key: str, value: str) -> None:
    combo = sheet.rows.combos[key]
    combo.setCurrentIndex(combo.findData(value))


def save_as(monkeypatch: pytest.MonkeyPatch, name: Path) -> None:
    monkeypatch.setattr("app.panels.share.QFileDialog.getSaveFileName", lambda *_: (str(name), ""))


def test_a_style_file_is_saved_without_pictures_unless_they_are_ticked(
    sheet: ShareSheet, wishes: list[ShareWish], session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "no photos, no names of files or folders" in sheet.words.text()
    save_as(monkeypatch, tmp_path / "vivid")
    sheet.go.click()
    assert wishes[-1].target == tmp_path / "vivid.penchant"
    assert not wishes[-1].with_pictures
    said: list[str] = []
    session.said.connect(said.append)
    session.shared.emit(Shared(wishes[-1]))
    assert said == ["Vivid is in vivid.penchant."]
    assert not sheet.isVisible()


def test_pictures_go_in_if_she_says_so(
    sheet: ShareSheet, wishes: list[ShareWish], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheet.pictures.click()
    save_as(monkeypatch, tmp_path / "vivid.penchant")
    sheet.go.click()
    assert wishes[-1].with_pictures
    assert wishes[-1].photos


def test_a_table_is_measured_before_it_can_be_saved(sheet: ShareSheet, wishes: list[ShareWish]) -> None:
    choose(sheet, KIND, CUBE)
    assert wishes == [ShareWish(STYLES[2], CUBE, wishes[0].photos, 33)]
    assert not sheet.go.isEnabled()
    assert sheet.line.isVisible()
    assert not sheet.rows.combos[POINTS].isHidden()
    choose(sheet, POINTS, "65")
    sheet._session.shared.emit(Shared(wishes[0], 2, 0.5, 3.0))
    assert not sheet.go.isEnabled()  # that was about another size
    sheet._session.shared.emit(Shared(wishes[1], 2, 0.937, 1.26))
    assert sheet.go.isEnabled()
    assert "On 2 of your photos it does 94\u202f% of what the style" in sheet.words.text().replace("(s)", "s")
    assert "1.3" in sheet.words.text()
    choose(sheet, KIND, HALD)
    assert sheet.rows.combos[POINTS].isHidden()
    choose(sheet, KIND, PENCHANT)
    assert sheet.go.isEnabled()


def test_what_cannot_be_shared_is_said_in_the_sheet(sheet: ShareSheet, wishes: list[ShareWish], tmp_path: Path) -> None:
    choose(sheet, KIND, CUBE)
    sheet._session.shared.emit(Shared(wishes[-1], problem=StyleError("There are no photos to sample it over.")))
    assert sheet.words.text() == "There are no photos to sample it over."
    assert not sheet.go.isEnabled()
    target = replace(wishes[-1], target=tmp_path / "x.cube")
    sheet._session.shared.emit(Shared(target, problem=StyleError("x.cube could not be written.")))
    assert sheet.isVisible()
    assert sheet.go.isEnabled()
