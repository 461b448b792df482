"""Going back to a version: the list of versions shows one photo in each, and has the menu of each."""

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt

from app import style_menu
from app.panels.teach.version_list import VersionList
from app.pictures import Styled
from app.session import Session
from engine.styles import YOURS, Style

_WISH = "version:"
"""Begins the names of wishes for a picture of a version."""


class GoingBack(QObject):
    """Connects the list of versions with the session."""

    def __init__(self, session: Session, versions: VersionList) -> None:
        super().__init__(versions)
        self._session, self._list = session, versions
        self._photo: Path | None = None
        self._asked: set[tuple[Style, Path]] = set()
        versions.chosen.connect(session.choose_version)
        versions.menu_wanted.connect(self._offer)
        session.styled_changed.connect(self._take)

    def show_photo(self, photo: Path | None) -> None:
        """Show this photo in every version."""
        if photo != self._photo:
            self._photo = photo
            self._asked.clear()
        self.ask()

    def ask(self) -> None:
        """Ask for the pictures that are not here yet, each once; of a style whose slider was moved anew."""
        if self._photo is None or not self._list.isVisible():
            return
        for style in self._session.styles:
            key = style, self._photo
            if style.kind == YOURS and key not in self._asked:
                self._asked.add(key)
                self._session.styled_wanted.emit(style, (self._photo,), _WISH + style.id, None)

    def _take(self, pictures: tuple[Styled, ...], wish: str) -> None:
        if wish.startswith(_WISH):
            self._list.show_picture(wish.removeprefix(_WISH), pictures[0].picture)

    def _offer(self, style_id: str, at: QPoint) -> None:
        style = self._session.style_called(style_id)
        if style is not None:
            menu = style_menu.menu_for(self._session, style, self._list)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)
