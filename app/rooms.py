"""The rooms of the window: one table that header, keys and window read. A new room is a line here and its panel."""

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QCoreApplication

from app.marking import LIBRARY
from app.session import Session
from app.widgets.room import RoomPage

ENHANCE = "enhance"
"""The room that the window is built around; it has no panel of its own here."""


def QT_TRANSLATE_NOOP(context: str, words: str) -> str:  # noqa: ARG001 - the name and arguments that lupdate looks for
    """Mark words of the table for translation; they are translated where they are shown."""
    return words


@dataclass(frozen=True, slots=True)
class Room:
    """One line of the table.

    Attributes:
        id: stable name; also that of the command that leads there.
        text: its name (English, marked for translation).
        key: that leads there; "" for none.
        icon: for menus and empty states.
        panel: "module:class" of its `RoomPage`, made with the session when it is first entered: panels do not know
            each other, and a start does not pay for rooms that nobody enters. "" is the room built by the window.
        in_header: whether it stands in the switch of the header; others are reached from a room.
    """

    id: str
    text: str
    key: str
    icon: str
    panel: str
    in_header: bool = True

    @property
    def words(self) -> str:
        """The name in the person's language."""
        return QCoreApplication.translate("Rooms", self.text)

    def build(self, session: Session) -> RoomPage:
        """Make the page of the room.

        Raises:
            ValueError: the window builds this one itself.
        """
        module, _, name = self.panel.partition(":")
        if not name:
            raise ValueError(f"the window builds {self.id} itself")
        page = getattr(import_module(module), name)(session)
        assert isinstance(page, RoomPage)
        return page


ROOMS: tuple[Room, ...] = (
    Room(LIBRARY, QT_TRANSLATE_NOOP("Rooms", "Library"), "G", "squares-four", "app.panels.library:LibraryRoom"),
    Room(ENHANCE, QT_TRANSLATE_NOOP("Rooms", "Enhance"), "D", "sliders-horizontal", ""),
    Room("teach", QT_TRANSLATE_NOOP("Rooms", "Teach"), "T", "graduation-cap", "app.panels.teach:TeachRoom"),
    Room("duel", QT_TRANSLATE_NOOP("Rooms", "Blind duel"), "", "scales", "app.panels.duel:DuelPage", in_header=False),
)
"""The rooms that work, in the order of the header."""

BY_ID: dict[str, Room] = {room.id: room for room in ROOMS}
"""All rooms by id."""
