"""Rooms: every line of the table works, and the window goes from one to another and back."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import rooms
from app.actions import COMMANDS
from app.main_window import MainWindow
from app.rooms import BY_ID, ENHANCE, ROOMS, Room
from app.session import Session
from app.widgets.room import RoomPage
from engine.errors import StyleError
from tests.app.panels.conftest import STYLES


class Workshop(RoomPage):
    """A room with nothing in it."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.narrow: bool | None = None

    def set_narrow(self, narrow: bool) -> None:
        self.narrow = narrow


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    workshop = Room("workshop", "Workshop", "", "plus", f"{__name__}:Workshop", in_header=False)
    monkeypatch.setitem(rooms.BY_ID, "workshop", workshop)
    made = MainWindow(Session())
    made.complete()
    made.session.take_styles(STYLES)
    made.resize(1600, 1000)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


@pytest.mark.parametrize("room", [room for room in ROOMS if room.panel], ids=lambda room: room.id)
def test_every_room_can_be_built_and_entered(qtbot: QtBot, room: Room) -> None:
    window = MainWindow(Session())
    window.complete()
    window.show()
    window.session.enter_room(room.id)
    page = window.page()
    assert page is not None
    assert page.isVisible()
    assert page.regions()
    window.close()
    window.deleteLater()


def test_ids_and_keys_are_their_own() -> None:
    assert len({room.id for room in ROOMS}) == len(ROOMS) == len(BY_ID)
    for room in ROOMS:
        assert not room.key or COMMANDS[room.id].keys == (room.key,)


def test_a_room_is_built_once_with_the_session_and_left_again(window: MainWindow) -> None:
    window.session.enter_room("workshop")
    page = window.page()
    assert isinstance(page, Workshop)
    assert page.session is window.session
    assert page.narrow is False
    assert page.isVisible()
    assert not window.canvas.isVisible()
    window.session.enter_room(ENHANCE)
    assert window.canvas.isVisible()
    assert window.page() is None
    window.session.enter_room("workshop")
    assert window.page() is page


def test_commands_of_the_photo_rest_in_other_rooms(window: MainWindow) -> None:
    window.session.view_changed.emit(window.session.view)
    window.session.enter_room("workshop")
    assert not window.commands.by_id["grid"].isEnabled()
    assert window.commands.by_id["open"].isEnabled()


def test_trouble_is_said_in_the_room_that_was_entered(window: MainWindow) -> None:
    window.session.enter_room("workshop")
    window.session.trouble.emit(StyleError("look.pth is damaged, so it was not opened."))
    page = window.page()
    assert page is not None
    assert page.toaster.toast() is not None
    assert window.canvas.toaster.toast() is None


def test_a_narrow_window_tells_its_rooms(window: MainWindow) -> None:
    window.session.enter_room("workshop")
    window.resize(1200, 800)
    QApplication.processEvents()
    page = window.page()
    assert isinstance(page, Workshop)
    assert page.narrow is True


def test_the_window_builds_enhance_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        BY_ID[ENHANCE].build(Session())
