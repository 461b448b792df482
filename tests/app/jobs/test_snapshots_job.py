"""Versions of photos on disk: read once the photo is on the screen, written as they change, kept through a restart."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.storage import folders
from tests.app.jobs.conftest import Desk


def test_versions_are_there_again_after_a_restart(desk: Desk, photos: list[Path], qtbot: QtBot) -> None:
    desk.open(photos[0])
    desk.until(lambda: desk.session.snapshots.is_ready)
    desk.session.set("Exposure", exposure=0.3)
    desk.session.snapshots.keep("Brighter")
    desk.session.close()
    again = Desk(qtbot)
    again.open(photos[0])
    again.until(lambda: again.session.snapshots.shown)
    (kept,) = again.session.snapshots.shown
    assert kept.name == "Brighter"
    assert kept.edit.exposure == 0.3
    again.session.close()


def test_a_folder_that_cannot_be_written_is_said(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    desk.until(lambda: desk.session.snapshots.is_ready)
    folders.data().mkdir(parents=True, exist_ok=True)
    (folders.data() / "versions").write_text("in the way")
    desk.session.snapshots.keep("Brighter")
    desk.until(lambda: desk.troubles)
    assert "IMG_1.jpg" in str(desk.troubles.pop()[0])
