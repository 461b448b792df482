"""Collecting likes in the real window: by key, by heart, in the Library, after a restart, and from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import application
from app.cli import run
from app.panels.library import LibraryRoom
from app.panels.library.choice import LIKED, Source
from tests.conftest import make_photo


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "Coast"
    folder.mkdir()
    paths = [folder / f"DSC_{number:04}.jpg" for number in range(6)]
    for seed, path in enumerate(paths):
        assert cv2.imwrite(str(path), make_photo(160, 240, seed))
    return paths


class Seat:
    """The window as a person uses it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.is_left = qtbot, False
        application.application()
        self.session, self.jobs, self.window = application.build()
        self.window.show()
        self.session.warm_up()

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)

    def press(self, command: str) -> None:
        action = self.window.commands.by_id[command]
        assert action.isEnabled(), command
        action.trigger()

    def leave(self) -> None:
        """Close the window; a second time does nothing."""
        if self.is_left:
            return
        self.is_left = True
        self.window.close()
        self.jobs.close()
        self.window.deleteLater()
        QApplication.processEvents()


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    made = Seat(qtbot)
    yield made
    made.leave()


def test_likes_are_collected_and_are_there_the_next_time(
    seat: Seat, photos: list[Path], qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    session, window = seat.session, seat.window
    session.open_paths([photos[0].parent])
    seat.until(lambda: session.is_ready and len(session.shelf.entries) == 6)
    seat.press("like")
    seat.press("stars_4")
    qtbot.mouseClick(
        window.enhance.gallery.strip.strip,
        Qt.MouseButton.LeftButton,
        pos=window.enhance.gallery.strip.strip.heart_box(2).center().toPoint(),
    )
    assert session.marks_of(photos[0]).stars == 4
    assert session.marks_of(photos[2]).liked
    seat.press("library")
    room = window.page()
    assert isinstance(room, LibraryRoom)
    room.grid._choose(4, frozenset({4, 5}), 4)
    seat.press("reject")
    seat.press("undo")
    seat.press("like")
    room.sources.choose(Source(LIKED))
    assert room.paths() == [photos[0], photos[2], photos[4], photos[5]]
    seat.until(lambda: session.likes and session.likes.readiness.count == 4)
    assert room.readiness.title.text().startswith("4 like")
    assert "near-copies of others" in room.readiness.words.text(), "the generated photos differ in noise alone"
    seat.leave()

    assert run(["likes", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(photos[n]) for n in (0, 2, 4, 5)]
    photos[0].parent.rename(photos[0].parent.with_name("Archive"))
    again = Seat(qtbot)
    again.session.open_paths([photos[0].parent.with_name("Archive")])
    again.until(lambda: len(again.session.shelf.entries) == 12)
    moved = photos[0].parent.with_name("Archive") / "DSC_0002.jpg"
    assert again.session.marks_of(moved).liked
    again.leave()
