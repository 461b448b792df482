"""The history panel: newest on top, a click stands at that step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QMenu
from pytestqt.qtbot import QtBot

from app.panels.history import HistoryPanel
from app.session import Session
from app.storage.snapshots import Snapshot
from engine.edit import Edit


def rows(panel: HistoryPanel) -> list[str]:
    return [panel.steps.item(row).text() for row in range(panel.steps.count())]


def test_newest_step_stands_on_top_and_undone_ones_stay(qtbot: QtBot, session: Session) -> None:
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    session.set("Exposure", "+0.30", exposure=0.3)
    session.set("Contrast", "+5", contrast=5)
    assert rows(panel) == ["Contrast", "Exposure", "Opened"]
    session.undo()
    assert rows(panel) == ["Contrast", "Exposure", "Opened"]
    assert panel.steps.currentRow() == 1


def test_a_click_goes_to_that_step(qtbot: QtBot, session: Session) -> None:
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    session.set("Exposure", exposure=0.3)
    panel.steps.setCurrentRow(1)
    assert session.edit.exposure == 0
    panel.steps.setCurrentRow(0)
    assert session.edit.exposure == 0.3


# ── versions ────────────────────────────────────────────────────────────────────────────────────────────────────────

OLD = Snapshot("Black and white", 1_700_000_000.0, Edit(saturation=-100))


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> HistoryPanel:
    """Shown, with one version of long ago."""
    made = HistoryPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 600)
    made.show()
    assert session.path is not None
    session.snapshots.take(session.path, (OLD,))
    return made


def press(panel: HistoryPanel, where: QListWidget, row: int, words: str) -> None:
    """Press an entry of the menu of a row."""
    where.customContextMenuRequested.emit(where.visualItemRect(where.item(row)).center())
    menu = panel.findChildren(QMenu)[-1]
    next(action for action in menu.actions() if action.text() == words).trigger()
    menu.close()


def answer(monkeypatch: pytest.MonkeyPatch, words: str, accepted: bool = True) -> None:
    monkeypatch.setattr("app.panels.history.QInputDialog.getText", lambda *_, **__: (words, accepted))


def test_a_version_is_kept_by_the_button_and_gone_back_to_by_a_click(
    panel: HistoryPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "Brighter")
    session.set("Exposure", "+0.30", exposure=0.3)
    panel.keep.click()
    assert [panel.versions.item(row).text() for row in range(2)] == ["Brighter", "Black and white"]
    item = panel.versions.visualItemRect(panel.versions.item(1))
    QTest.mouseClick(panel.versions.viewport(), Qt.MouseButton.LeftButton, pos=item.center())
    assert session.edit == OLD.edit
    assert panel.steps.item(0).text() == "Black and white"


def test_an_earlier_step_can_be_kept(panel: HistoryPanel, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, "As it came")
    session.set("Exposure", "+0.30", exposure=0.3)
    press(panel, panel.steps, 1, "Keep as a version…")
    assert session.snapshots.shown[0].edit.exposure == 0


def test_versions_are_renamed_and_deleted(
    panel: HistoryPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "Never", accepted=False)
    press(panel, panel.versions, 0, "Rename…")
    assert session.snapshots.shown == (OLD,)
    answer(monkeypatch, "For the wall")
    press(panel, panel.versions, 0, "Rename…")
    assert panel.versions.item(0).text() == "For the wall"
    press(panel, panel.versions, 0, "Delete")
    assert not panel.versions.isVisible()


def test_versions_cannot_be_kept_before_it_is_known_which_there_are(qtbot: QtBot, session: Session) -> None:
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    assert not panel.keep.isEnabled()
    assert session.path is not None
    session.snapshots.take(session.path, ())
    assert panel.keep.isEnabled()
