"""The header: menus at the left, rooms in the middle, undo, redo and export at the right."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenuBar, QWidget

from app import theme
from app.widgets.buttons import Button, IconButton
from app.widgets.switch import Option, Switch


class Header(QWidget):
    """One bar of 44 over everything. The switch shows the rooms that exist."""

    def __init__(
        self, menus: QMenuBar, actions: Mapping[str, QAction], rooms: Iterable[Option], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.rooms = Switch(rooms, name=self.tr("Rooms"), large=True, keys=True, parent=self)
        self.export = Button(
            actions["export"].text(), icon="export", key=_key(actions["export"]), small=True, parent=self
        )
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.setSpacing(8)
        # Two stretching columns of equal weight keep the rooms in the middle of the window.
        layout.addWidget(menus, 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.rooms, 0, 1, Qt.AlignmentFlag.AlignCenter)
        layout.addLayout(self._right(actions), 0, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)
        self.setFixedHeight(theme.px(theme.HEIGHTS.header))
        theme.watcher.changed.connect(self._dressed)

    def _right(self, actions: Mapping[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for name, icon in (("undo", "arrow-u-up-left"), ("redo", "arrow-u-up-right")):
            row.addWidget(self._tool(actions[name], icon))
        row.addSpacing(8)
        export = actions["export"]
        self.export.clicked.connect(export.trigger)
        self.export.setEnabled(export.isEnabled())
        export.enabledChanged.connect(self.export.setEnabled)
        row.addWidget(self.export)
        return row

    def _tool(self, action: QAction, icon: str) -> IconButton:
        button = IconButton(icon, action.text(), _key(action), parent=self)
        button.clicked.connect(action.trigger)
        button.setEnabled(action.isEnabled())
        action.enabledChanged.connect(button.setEnabled)
        return button

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the keys leave the room switch."""
        self.rooms.set_keys(not narrow)

    def _dressed(self) -> None:
        self.setFixedHeight(theme.px(theme.HEIGHTS.header))


def _key(action: QAction) -> str:
    return action.shortcut().toString()
