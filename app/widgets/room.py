"""RoomPage: what fills the window between header and status line while another room than Enhance is entered."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.widgets.toast import Toaster


class RoomPage(QWidget):
    """Base of the rooms' panels; Qt's show and hide events tell them that they were entered and left.

    Signals:
        wanted: id of a command whose button was pressed.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.toaster = Toaster(self)

    def regions(self) -> list[QWidget]:
        """The parts that Ctrl+Tab goes round, in order."""
        return [self]

    def set_narrow(self, narrow: bool) -> None:
        """Follow the width of the window: whether it is narrow (under 1440)."""

    def take_focus(self) -> None:
        """Put the focus on what a person does first here."""
        self.setFocus()
