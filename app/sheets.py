"""The sheets over the window, one at a time; each is loaded when it is first wanted, so that no start pays for it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app import style_files
from app.session import Session
from app.widgets.sheet import Sheet

if TYPE_CHECKING:
    from engine.styles import Style


class Sheets:
    """Opens sheets in the window; while one is open, no other is."""

    def __init__(self, session: Session, window: QWidget) -> None:
        self._session, self._window = session, window
        self._waiting: list[Path] = []

    def show(self, name: str) -> None:
        """Open "export", "export_all", "keys", "preferences" or "about"."""
        if name.startswith("export"):
            path, photos = self._session.path, self._session.photos
            self.export(photos if name == "export_all" or path is None else (path,))
        elif self._is_free():
            self._enter(self._make(name))

    def export(self, photos: tuple[Path, ...]) -> None:
        """Open the sheet that exports these photos."""
        from app.panels.export import ExportSheet

        if photos and self._is_free():
            self._enter(ExportSheet(self._session, photos, self._window))

    def share(self, style: "Style") -> None:
        """Open the sheet that passes a style on."""
        from app.panels.share import ShareSheet

        if self._is_free():
            self._enter(ShareSheet(self._session, style, self._window))

    def about_style(self, style: "Style") -> None:
        """Open the sheet that says what a style is."""
        from app.panels.about_style import AboutStyleSheet

        if self._is_free():
            self._enter(AboutStyleSheet(self._session, style, self._window))

    def add_style(self, file: Path) -> None:
        """Open the sheet that shows what a file does to the photo, and adds it; of several one after the other."""
        from app.panels.add_style import AddStyleSheet

        if self._is_free():
            self._enter(AddStyleSheet(self._session, style_files.index_of(file), self._window))
        elif any(not sheet.isHidden() for sheet in self._window.findChildren(AddStyleSheet)):
            self._waiting.append(file)

    def _make(self, name: str) -> Sheet:
        from app.panels.about import AboutSheet
        from app.panels.keys import KeysSheet
        from app.panels.preferences import PreferencesSheet

        kinds = {"keys": KeysSheet, "preferences": PreferencesSheet, "about": AboutSheet}
        return kinds[name](self._session, self._window)

    def _is_free(self) -> bool:
        return all(sheet.isHidden() for sheet in self._window.findChildren(Sheet))

    def _enter(self, sheet: Sheet) -> None:
        sheet.closed.connect(sheet.deleteLater)
        sheet.closed.connect(self._show_next)
        sheet.enter()

    def _show_next(self) -> None:
        """Open what waited for a sheet to close."""
        if self._waiting:
            self.add_style(self._waiting.pop(0))
