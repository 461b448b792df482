"""The history panel: newest on top, a click stands at that step."""

from pytestqt.qtbot import QtBot

from app.panels.history import HistoryPanel
from app.session import Session


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
