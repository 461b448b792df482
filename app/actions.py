"""Every command a person can give: words, place in the menus, keys, and what it does.

Menus, shortcuts and the sheet of all keys are made from this table; nothing else declares a key, except for what a
widget does while it has the focus (arrows in a slider, Enter in a list).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication

from app.marking import LIBRARY
from app.rooms import ROOMS, Room
from app.session import Session


def QT_TRANSLATE_NOOP(context: str, words: str) -> str:  # noqa: ARG001 - the name and arguments that lupdate looks for
    """Mark words of a table for translation; they are translated where they are shown."""
    return words


class Desk(Protocol):
    """What commands may ask of the window; the rest they ask of the session."""

    session: Session

    def ask_for_photos(self) -> None:
        """Let the person choose photos to open."""

    def ask_for_folder(self) -> None:
        """Let the person choose a folder to open."""

    def ask_for_likes(self) -> None:
        """Let the person choose finished pictures from anywhere as likes."""

    def ask_for_style(self) -> None:
        """Let the person choose a file that holds a style."""

    def show_sheet(self, name: str) -> None:
        """Open a sheet: "export", "export_all", "keys", "preferences" or "about"."""

    def show_in_folder(self) -> None:
        """Show the current photo in the system's file manager."""

    def toggle(self, part: str) -> None:
        """Hide or show "panels", "filmstrip" or "bars" (everything but the photo)."""

    def show_left_page(self, page: str) -> None:
        """Turn the left panel to "styles" or "history"."""

    def use_tool(self, tool: str) -> None:
        """Take up the "crop" frame or the "white" point picker, or lay it down again."""

    def zoom(self, how: str) -> None:
        """Zoom "fit", "actual", "toggle", "in" or "out"."""

    def close(self) -> bool:
        """Close the window."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the table.

    Attributes:
        id: stable name; a key of the person's own is kept under it.
        text: words in the menu (English, marked for translation); an ellipsis says that it will ask something.
        keys: in Qt's portable form; the first one is shown.
        act: what it does.
        needs_photo: off while no photo is open.
        on_canvas: the keys act only while the photo has the focus, so that lists and sliders keep theirs.
        is_on: for a command with a tick, whether it is ticked now.
        context: where the words are kept for translation.
    """

    id: str
    text: str
    keys: tuple[str, ...]
    act: Callable[[Desk], Any]
    needs_photo: bool = True
    on_canvas: bool = False
    is_on: Callable[[Session], bool] | None = None
    context: str = "Actions"

    @property
    def words(self) -> str:
        """The text in the person's language."""
        return QCoreApplication.translate(self.context, self.text)


def _mode(mode: str) -> dict[str, Any]:
    return {"act": lambda d: d.session.set_view(mode=mode), "is_on": lambda s: s.view.mode == mode}


def _split(desk: Desk) -> None:
    """Split the view; a second time lays the line flat, or raises it again."""
    view = desk.session.view
    desk.session.set_view(mode="split", flat=view.flat != (view.mode == "split"))


def _room(room: Room) -> Command:
    return Command(room.id, room.text, (room.key,), lambda d: d.session.enter_room(room.id), False, context="Rooms")


def _sheet(name: str) -> dict[str, Any]:
    return {"act": lambda d: d.show_sheet(name)}


def _turn(quarters: int, words: str) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        turns = (desk.session.edit.quarter_turns + quarters) % 4
        desk.session.set(QCoreApplication.translate("Actions", words), quarter_turns=turns)

    return act


def _flip(desk: Desk) -> None:
    desk.session.set(QCoreApplication.translate("Actions", "Flip"), flip=not desk.session.edit.flip)


def _next_style(step: int) -> Callable[[Desk], None]:
    def act(desk: Desk) -> None:
        ids = [None, *(style.id for style in desk.session.styles)]
        now = ids.index(desk.session.edit.style) if desk.session.edit.style in ids else 0
        desk.session.choose_style(ids[max(0, min(now + step, len(ids) - 1))])

    return act


def _duel(desk: Desk) -> None:
    """Judge the chosen style blind, on the open photos."""
    from app.duels.duel import usual_wish

    session = desk.session
    if session.edit.style is not None:
        known = [style.id for style in session.styles]
        session.hold_duel(usual_wish(session.edit.style, known, session.settings.default_style, session.photos))


def _toggle_before(desk: Desk) -> None:
    desk.session.set_view(before=not desk.session.view.before)


def _toggle_clipping(desk: Desk) -> None:
    desk.session.set_view(clipping=not desk.session.view.clipping)


def _targets(desk: Desk) -> tuple[Path, ...]:
    """The photos that a mark is meant for: in the Library what is selected or pointed at, else the photo shown."""
    session = desk.session
    if session.room == LIBRARY:
        return session.targets
    return (session.path,) if session.path is not None else ()


def _toggle(**mark: Any) -> Callable[[Desk], None]:
    return lambda desk: desk.session.toggle(_targets(desk), **mark)


def _mark(**marks: Any) -> Callable[[Desk], None]:
    return lambda desk: desk.session.mark(_targets(desk), **marks)


FILE = (
    Command("open", QT_TRANSLATE_NOOP("Actions", "Open photos…"), ("Ctrl+O",), lambda d: d.ask_for_photos(), False),
    Command(
        "open_folder",
        QT_TRANSLATE_NOOP("Actions", "Open folder…"),
        ("Ctrl+Shift+O",),
        lambda d: d.ask_for_folder(),
        False,
    ),
    Command("show_in_folder", QT_TRANSLATE_NOOP("Actions", "Show in folder"), (), lambda d: d.show_in_folder()),
    Command("export", QT_TRANSLATE_NOOP("Actions", "Export…"), ("Ctrl+Shift+E", "Ctrl+E"), **_sheet("export")),
    Command("export_all", QT_TRANSLATE_NOOP("Actions", "Export all…"), ("Ctrl+Alt+E",), **_sheet("export_all")),
    Command(
        "preferences",
        QT_TRANSLATE_NOOP("Actions", "Preferences…"),
        ("Ctrl+,",),
        **_sheet("preferences"),
        needs_photo=False,
    ),
    Command("quit", QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",), lambda d: d.close(), False),
)
EDIT = (
    Command("undo", QT_TRANSLATE_NOOP("Actions", "Undo"), ("Ctrl+Z",), lambda d: d.session.undo()),
    Command("redo", QT_TRANSLATE_NOOP("Actions", "Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), lambda d: d.session.redo()),
    Command("copy", QT_TRANSLATE_NOOP("Actions", "Copy edits"), ("Ctrl+Shift+C",), lambda d: d.session.copy_edit()),
    Command("paste", QT_TRANSLATE_NOOP("Actions", "Paste"), ("Ctrl+Shift+V",), lambda d: d.session.paste_edit()),
    Command("reset", QT_TRANSLATE_NOOP("Actions", "Reset"), ("Ctrl+Shift+R",), lambda d: d.session.reset()),
)
PHOTO = (
    Command("next", QT_TRANSLATE_NOOP("Actions", "Next photo"), ("PgDown",), lambda d: d.session.go(1)),
    Command("previous", QT_TRANSLATE_NOOP("Actions", "Previous photo"), ("PgUp",), lambda d: d.session.go(-1)),
    Command(
        "right",
        QT_TRANSLATE_NOOP("Actions", "Next photo"),
        ("Right",),
        lambda d: d.session.go(1),
        on_canvas=True,
    ),
    Command(
        "left", QT_TRANSLATE_NOOP("Actions", "Previous photo"), ("Left",), lambda d: d.session.go(-1), on_canvas=True
    ),
    Command("crop", QT_TRANSLATE_NOOP("Actions", "Crop and straighten"), ("R",), lambda d: d.use_tool("crop")),
    Command("white", QT_TRANSLATE_NOOP("Actions", "Pick the white point"), ("W",), lambda d: d.use_tool("white")),
    Command("turn_left", QT_TRANSLATE_NOOP("Actions", "Turn left"), ("Ctrl+[",), _turn(-1, "Turn left")),
    Command("turn_right", QT_TRANSLATE_NOOP("Actions", "Turn right"), ("Ctrl+]",), _turn(1, "Turn right")),
    Command("flip", QT_TRANSLATE_NOOP("Actions", "Flip"), ("Ctrl+Shift+H",), _flip),
)
RATING = (
    *(
        Command(f"stars_{stars}", words, (str(stars),), _mark(stars=stars), False)
        for stars, words in enumerate(
            (
                QT_TRANSLATE_NOOP("Actions", "No stars"),
                QT_TRANSLATE_NOOP("Actions", "1 star"),
                QT_TRANSLATE_NOOP("Actions", "2 stars"),
                QT_TRANSLATE_NOOP("Actions", "3 stars"),
                QT_TRANSLATE_NOOP("Actions", "4 stars"),
                QT_TRANSLATE_NOOP("Actions", "5 stars"),
            )
        )
    ),
    Command("label_red", QT_TRANSLATE_NOOP("Actions", "Red"), ("6",), _toggle(label="red"), False),
    Command("label_yellow", QT_TRANSLATE_NOOP("Actions", "Yellow"), ("7",), _toggle(label="yellow"), False),
    Command("label_green", QT_TRANSLATE_NOOP("Actions", "Green"), ("8",), _toggle(label="green"), False),
    Command("label_blue", QT_TRANSLATE_NOOP("Actions", "Blue"), ("9",), _toggle(label="blue"), False),
)
MARKS = (
    Command("like", QT_TRANSLATE_NOOP("Actions", "Like"), ("P",), _toggle(liked=True), False),
    Command("reject", QT_TRANSLATE_NOOP("Actions", "Reject"), ("X",), _toggle(rejected=True), False),
    Command(
        "unmark",
        QT_TRANSLATE_NOOP("Actions", "Neither liked nor rejected"),
        ("U",),
        _mark(liked=False, rejected=False),
        False,
    ),
    Command("add_likes", QT_TRANSLATE_NOOP("Actions", "Add likes…"), (), lambda d: d.ask_for_likes(), False),
)
"""Like, reject, stars and labels; they act in every room that shows photos."""
VIEW = (
    *(_room(room) for room in ROOMS if room.key),
    Command("single", QT_TRANSLATE_NOOP("Actions", "Single"), ("E",), **_mode("single")),
    Command("side", QT_TRANSLATE_NOOP("Actions", "Side by side"), ("Y",), **_mode("side")),
    Command("split", QT_TRANSLATE_NOOP("Actions", "Split"), ("Shift+Y",), **(_mode("split") | {"act": _split})),
    Command("grid", QT_TRANSLATE_NOOP("Actions", "Grid"), ("N",), **_mode("grid")),
    Command("before", QT_TRANSLATE_NOOP("Actions", "Before"), ("\\",), _toggle_before, is_on=lambda s: s.view.before),
    Command(
        "clipping", QT_TRANSLATE_NOOP("Actions", "Clipped"), ("J",), _toggle_clipping, is_on=lambda s: s.view.clipping
    ),
    Command("zoom", QT_TRANSLATE_NOOP("Actions", "Fit or 100 %"), ("Z",), lambda d: d.zoom("toggle")),
    Command("fit", QT_TRANSLATE_NOOP("Actions", "Fit"), ("Ctrl+0",), lambda d: d.zoom("fit")),
    Command("actual", QT_TRANSLATE_NOOP("Actions", "100 %"), ("Ctrl+1",), lambda d: d.zoom("actual")),
    Command("zoom_in", QT_TRANSLATE_NOOP("Actions", "Zoom in"), ("Ctrl++", "Ctrl+="), lambda d: d.zoom("in")),
    Command("zoom_out", QT_TRANSLATE_NOOP("Actions", "Zoom out"), ("Ctrl+-",), lambda d: d.zoom("out")),
    Command(
        "panels", QT_TRANSLATE_NOOP("Actions", "Side panels"), ("Tab",), lambda d: d.toggle("panels"), on_canvas=True
    ),
    Command("filmstrip", QT_TRANSLATE_NOOP("Actions", "Filmstrip"), ("F6",), lambda d: d.toggle("filmstrip")),
    Command("bars", QT_TRANSLATE_NOOP("Actions", "Only the photo"), ("F", "F11"), lambda d: d.toggle("bars")),
)
STYLE = (
    Command("duel", QT_TRANSLATE_NOOP("Actions", "Blind duel…"), (), _duel),
    Command("add_style", QT_TRANSLATE_NOOP("Actions", "Add style…"), (), lambda d: d.ask_for_style(), False),
    Command("style_down", QT_TRANSLATE_NOOP("Actions", "Next style"), ("Down",), _next_style(1), on_canvas=True),
    Command("style_up", QT_TRANSLATE_NOOP("Actions", "Previous style"), ("Up",), _next_style(-1), on_canvas=True),
    Command("styles", QT_TRANSLATE_NOOP("Actions", "Styles"), ("Ctrl+Shift+1",), lambda d: d.show_left_page("styles")),
    Command(
        "history", QT_TRANSLATE_NOOP("Actions", "History"), ("Ctrl+Shift+2",), lambda d: d.show_left_page("history")
    ),
)
HELP = (
    Command(
        "keys", QT_TRANSLATE_NOOP("Actions", "All keys"), ("?", "H", "Ctrl+/"), **_sheet("keys"), needs_photo=False
    ),
    Command("about", QT_TRANSLATE_NOOP("Actions", "About Penchant"), (), **_sheet("about"), needs_photo=False),
)

MENUS: dict[str, tuple[Command, ...]] = {
    QT_TRANSLATE_NOOP("Actions", "File"): FILE,
    QT_TRANSLATE_NOOP("Actions", "Edit"): EDIT,
    QT_TRANSLATE_NOOP("Actions", "Photo"): (*PHOTO, *MARKS, *RATING),
    QT_TRANSLATE_NOOP("Actions", "View"): VIEW,
    QT_TRANSLATE_NOOP("Actions", "Style"): STYLE,
    QT_TRANSLATE_NOOP("Actions", "Help"): HELP,
}
"""The menus in their order."""

COMMANDS: dict[str, Command] = {command.id: command for menu in MENUS.values() for command in menu}
"""All commands by id."""
