"""The sheet of all keys: searchable; pressing a row lets the person give its command another key."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QKeySequenceEdit, QLabel, QLineEdit, QVBoxLayout, QWidget

from app import theme
from app.actions import COMMANDS, MENUS, Command
from app.session import Session
from app.storage import own_keys
from app.widgets.buttons import Button, IconButton
from app.widgets.keycap import Keycap
from app.widgets.sheet import Sheet

IN_PLACE = (
    ("Arrows", "Move by one step; with Shift by ten"),
    ("Page Up, Page Down", "Move a slider by twenty steps"),
    ("Home", "Back to the default"),
    ("Enter", "Type a value; choose in the grid"),
    ("Shift+Left, Shift+Right", "Move the line of the split view"),
    ("Ctrl+Tab", "Go to the next part of the window"),
    ("Esc", "Close, or go back"),
)
"""Keys of the thing that has the focus; these cannot be changed."""
_HALVES = (("File", "Edit", "Photo", "Style"), ("View", "Help", ""))


class KeysSheet(Sheet):
    """All keys in the order of the menus."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(QCoreApplication.translate("Keys", "All keys"), window, width=800)
        self._session = session
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.rows: dict[str, KeyRow] = {}
        self._sections: list[tuple[QWidget, list[QWidget]]] = []
        self.note = QLabel()
        self.note.setProperty("role", "second")
        self.body.addWidget(self.search)
        self.body.addLayout(self._columns())
        self.search.textChanged.connect(self._filter)
        again = Button(self.tr("Use the usual keys"), "quiet")
        again.clicked.connect(lambda: self._keep(""))
        done = Button(self.tr("Done"), "primary")
        done.clicked.connect(self.leave)
        self.add_note(self.note)
        self.add_button(again)
        self.add_button(done)

    def _columns(self) -> QHBoxLayout:
        columns = QHBoxLayout()
        columns.setSpacing(theme.px(32))
        for half in _HALVES:
            column = QVBoxLayout()
            column.setSpacing(0)
            for menu in half:
                self._add_section(column, menu)
            column.addStretch(1)
            columns.addLayout(column, 1)
        return columns

    def _add_section(self, column: QVBoxLayout, menu: str) -> None:
        title = QLabel(QCoreApplication.translate("Actions", menu) if menu else self.tr("Where the focus is"))
        title.setProperty("role", "section")
        column.addWidget(title)
        rows: list[QWidget] = [self._command_row(command) for command in MENUS.get(menu, ()) if command.keys]
        if not menu:
            rows += [KeyRow(QCoreApplication.translate("Keys", words), (key,)) for key, words in IN_PLACE]
        for row in rows:
            column.addWidget(row)
        column.addSpacing(theme.px(8))
        self._sections.append((title, rows))

    def _command_row(self, command: Command) -> "KeyRow":
        row = KeyRow(command.words, own_keys.keys_of(self._session.settings.keys, command.id), can_change=True)
        row.edit.editingFinished.connect(partial(self._rebind, command.id))
        self.rows[command.id] = row
        return row

    def _rebind(self, name: str) -> None:
        """Give a command the key that was pressed, unless another command has it."""
        row = self.rows[name]
        key = row.edit.keySequence().toString()
        row.stop_editing()
        text = self._session.settings.keys
        taken = own_keys.taken_by(text, key, name)
        if taken:
            words = self.tr("%1 already belongs to “%2”.")
            self.note.setText(words.replace("%1", key).replace("%2", COMMANDS[taken].words))
        elif key:
            self._keep(own_keys.with_key(text, name, key))

    def _keep(self, text: str) -> None:
        self.note.setText("")
        self._session.change_settings(keys=text)
        for name, row in self.rows.items():
            row.show_keys(own_keys.keys_of(text, name))

    def _filter(self, wanted: str) -> None:
        for title, rows in self._sections:
            for row in rows:
                row.setVisible(wanted.casefold() in row.accessibleName().casefold())
            title.setVisible(any(not row.isHidden() for row in rows))


class KeyRow(QWidget):
    """Words at the left, keys at the right; a key that can be changed has a small button behind it."""

    def __init__(self, words: str, keys: tuple[str, ...], *, can_change: bool = False) -> None:
        super().__init__()
        self._words = words
        self.edit = QKeySequenceEdit(self)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setFixedWidth(theme.px(120))
        self.edit.hide()
        self._keys = QHBoxLayout()
        self._keys.setSpacing(theme.px(4))
        label = QLabel(words)
        label.setProperty("role", "second")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(label, 1)
        layout.addLayout(self._keys)
        layout.addWidget(self.edit)
        if can_change:
            change = IconButton("pencil-simple", self.tr("Another key for “%1”").replace("%1", words))
            change.clicked.connect(self.start_editing)
            layout.addWidget(change)
        self.setMinimumHeight(theme.px(theme.HEIGHTS.row))
        self.show_keys(keys)

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show these keys."""
        while (item := self._keys.takeAt(0)) is not None:
            cap = item.widget()
            if cap is not None:
                cap.deleteLater()
        for key in keys:
            self._keys.addWidget(Keycap(key))
        self.setAccessibleName(f"{self._words}: {', '.join(keys)}")

    def start_editing(self) -> None:
        """Wait for the new key."""
        self.edit.setKeySequence(QKeySequence())
        self.edit.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def stop_editing(self) -> None:
        """Put the field away."""
        self.edit.hide()
