"""The photos that are looked at while a style is learned: chosen ones, else open ones, else likes."""

import json
from pathlib import Path

from PySide6.QtGui import QImage

from app.learning import PAIRS
from app.session import Session


class Previews:
    """Which photos, and their pictures as far as they are here. What she chose is remembered."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._asked: set[Path] = set()
        self.pictures: dict[Path, QImage] = {}

    def choose(self, photos: list[Path]) -> None:
        """Look at these, also after a restart; none looks at the open ones again."""
        text = json.dumps([str(path) for path in photos[:PAIRS]]) if photos else ""
        self._session.change_settings(teach_photos=text)

    def chosen(self) -> tuple[Path, ...]:
        """What she chose, as far as it is still there."""
        try:
            names = json.loads(self._session.settings.teach_photos or "[]")
            return tuple(path for path in map(Path, names) if path.is_file())[:PAIRS]
        except (ValueError, TypeError):
            return ()

    def photos(self) -> tuple[Path, ...]:
        """The photos to look at now."""
        session = self._session
        return (self.chosen() or self._spread(open_photos(session)) or session.liked_paths())[:PAIRS]

    def _spread(self, photos: tuple[Path, ...]) -> tuple[Path, ...]:
        """Some of many, evenly; in the place of one that cannot be shown stands the next, and the others stay."""
        step = max(1, len(photos) // PAIRS)
        parts = (photos[start : start + step] for start in range(0, len(photos), step))
        found = (next((path for path in part if not self._is_refused(path)), None) for part in parts)
        return tuple(path for path in found if path is not None)

    def _is_refused(self, path: Path) -> bool:
        return path in self.pictures and self.pictures[path].isNull()

    def ask(self, paths: tuple[Path, ...]) -> None:
        """Ask for pictures that are not here yet, each once."""
        missing = tuple(path for path in paths if path not in self.pictures)
        if missing and not set(missing) <= self._asked:
            self._asked |= set(missing)
            self._session.show_small(missing)

    def picture(self, path: Path) -> QImage:
        """The picture of a photo; null while it is being read."""
        return self.pictures.get(path, QImage())


def open_photos(session: Session) -> tuple[Path, ...]:
    """Open photos that are not liked: nobody has finished them."""
    likes = set(session.liked_paths())
    return tuple(path for path in session.photos if path not in likes)


def edited_photos(session: Session) -> tuple[Path, ...]:
    """Photos that she corrected by hand and that are still there."""
    found = {entry.photo: entry.path for entry in session.shelf.entries.values() if entry.is_edited}
    return tuple(path for path in found.values() if path.is_file())
