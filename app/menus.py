"""Menus and shortcuts, made from the command table and kept in step with the session."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from app.actions import COMMANDS, MENUS, RATING, Command, Desk
from app.marking import LIBRARY
from app.rooms import ENHANCE, ROOMS
from app.session import Session
from app.storage import own_keys
from app.storage.settings import Settings

MENU_ORDER = {
    "File": (
        "open",
        "open_folder",
        "recent",
        "-",
        "export",
        "export_all",
        "show_in_folder",
        "-",
        "preferences",
        "-",
        "quit",
    ),
    "Edit": ("undo", "redo", "-", "copy", "paste", "-", "reset"),
    "Photo": (
        *("next", "previous", "-", "crop", "white", "-", "turn_left", "turn_right", "flip"),
        *("-", "like", "reject", "unmark", "rating", "-", "add_likes"),
    ),
    "View": (
        *(room.id for room in ROOMS if room.key),
        *("-", "single", "side", "split", "grid", "-", "before", "clipping", "-"),
        *("fit", "actual", "zoom_in", "zoom_out", "-", "panels", "filmstrip", "bars"),
    ),
    "Style": ("style_down", "style_up", "-", "duel", "add_style", "-", "styles", "history"),
    "Help": ("keys", "about"),
}
"""What stands in each menu; "-" is a line, "recent" the files opened lately, "rating" stars and labels."""

_ONLY_IN_ENHANCE = frozenset(
    command.id for menu in ("Edit", "Photo", "View", "Style") for command in MENUS[menu] if command.needs_photo
)
"""What acts on the photo of the canvas; in other rooms its keys are theirs."""


class Actions(QObject):
    """One QAction for each command: enabled, ticked and triggered as the session stands."""

    def __init__(self, desk: Desk, window: QWidget, canvas: QWidget) -> None:
        super().__init__(window)
        self._session = desk.session
        self.by_id = {command.id: self._make(command, desk, window, canvas) for command in COMMANDS.values()}
        session = self._session
        for signal in (session.photo_changed, session.image_changed, session.photo_refused, session.history_changed):
            signal.connect(self.refresh)
        session.photo_overdue.connect(self.refresh)
        session.clipboard_changed.connect(self.refresh)
        session.view_changed.connect(self.refresh)
        session.room_changed.connect(self.refresh)
        session.marks_changed.connect(self.refresh)
        session.targets_changed.connect(self.refresh)
        session.settings_changed.connect(self.rebind)
        self.rebind(session.settings)
        self.refresh()

    def rebind(self, settings: Settings) -> None:
        """Give every command its keys: the person's own, or those of the table."""
        for name, action in self.by_id.items():
            action.setShortcuts([QKeySequence(key) for key in own_keys.keys_of(settings.keys, name)])

    def refresh(self) -> None:
        """Follow the session: what can be done now, and which ticks are set."""
        conditions = self._conditions()
        for name, action in self.by_id.items():
            command = COMMANDS[name]
            action.setEnabled(conditions.get(name, self._session.is_ready or not command.needs_photo))
            if command.is_on is not None:
                action.setChecked(command.is_on(self._session))

    def _conditions(self) -> dict[str, bool]:
        """Commands that need more, or less, than a photo that can be edited."""
        session = self._session
        away = dict.fromkeys(_ONLY_IN_ENHANCE if session.room != ENHANCE else (), False)
        return {
            "undo": session.is_ready and session.history.can_undo,
            "redo": session.is_ready and session.history.can_redo,
            "paste": session.is_ready and session.clipboard is not None,
            **dict.fromkeys(("next", "previous", "left", "right"), len(session.photos) > 1),
            "export": session.is_at_hand,
            "export_all": session.is_at_hand and len(session.photos) > 1,
            "duel": session.is_ready and session.style is not None,
            "show_in_folder": session.path is not None,
            **away,
            **self._marking(),
        }

    def _marking(self) -> dict[str, bool]:
        """Marks need photos that they are meant for; undo and redo are about them where they are what was done last."""
        session = self._session
        has_targets = bool(session.targets) if session.room == LIBRARY else session.path is not None
        named = ("like", "reject", "unmark", *(command.id for command in RATING))
        marks = dict.fromkeys(named, has_targets and session.room in (LIBRARY, ENHANCE))
        if session.undoes_marks:
            marks["undo"] = session.can_undo_marks
        if session.redoes_marks:
            marks["redo"] = session.can_redo_marks
        return marks

    def _make(self, command: Command, desk: Desk, window: QWidget, canvas: QWidget) -> QAction:
        action = QAction(command.words, window)
        action.setCheckable(command.is_on is not None)
        action.triggered.connect(partial(_act, command, desk))
        if command.on_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            canvas.addAction(action)
        else:
            window.addAction(action)
        return action


def _act(command: Command, desk: Desk, _checked: bool = False) -> None:
    command.act(desk)


def menu_bar(actions: Actions, session: Session, parent: QWidget) -> QMenuBar:
    """The menus; the list of files opened lately is filled when its menu opens."""
    bar = QMenuBar(parent)
    for name in MENUS:
        menu = bar.addMenu(QCoreApplication.translate("Actions", name))
        for entry in MENU_ORDER[name]:
            if entry == "-":
                menu.addSeparator()
            elif entry == "recent":
                menu.addMenu(_recent_menu(session, menu))
            elif entry == "rating":
                menu.addMenu(_rating_menu(actions, menu))
            else:
                menu.addAction(actions.by_id[entry])
    return bar


def _rating_menu(actions: Actions, parent: QMenu) -> QMenu:
    menu = QMenu(QCoreApplication.translate("Actions", "Stars and labels"), parent)
    for command in RATING:
        menu.addAction(actions.by_id[command.id])
    return menu


def _recent_menu(session: Session, parent: QMenu) -> QMenu:
    menu = QMenu(QCoreApplication.translate("Actions", "Open recent"), parent)

    def fill() -> None:
        menu.clear()
        for path in session.recent.paths:
            menu.addAction(path.name, partial(session.open_paths, [path])).setToolTip(str(path))
        menu.addSeparator()
        forget = menu.addAction(QCoreApplication.translate("Actions", "Clear this list"), session.clear_recent)
        forget.setEnabled(bool(session.recent.paths))

    menu.setToolTipsVisible(True)
    menu.aboutToShow.connect(fill)
    return menu
