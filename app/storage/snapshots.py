"""Snapshots: edits of a photo that the person gave a name, to come back to; the window calls them versions.

Values with signals, on the GUI thread. A job reads and writes them; the file goes by the photo's content, so a moved or
renamed photo has its versions still.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.storage import folders, small_file
from engine.edit import Edit
from engine.errors import EditError

if TYPE_CHECKING:
    from app.session import Session

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One version.

    Attributes:
        name: the person's words.
        made: seconds since 1970.
        edit: everything that was decided.
    """

    name: str
    made: float
    edit: Edit


class Snapshots(QObject):
    """Versions of the photos that were shown, newest first."""

    changed = Signal()  # those of the photo that is shown
    keep_wanted = Signal(object, object)  # Path, tuple[Snapshot, ...]: to be on disk

    def __init__(self, session: "Session") -> None:
        super().__init__(session)
        self._session = session
        self._of: dict[Path, tuple[Snapshot, ...]] = {}

    @property
    def shown(self) -> tuple[Snapshot, ...]:
        """Versions of the photo that is shown."""
        return self._of.get(self._session.path, ()) if self._session.path else ()

    @property
    def is_ready(self) -> bool:
        """Whether it is known which versions the shown photo has, so that one more can be kept."""
        return self._session.is_ready and self._session.path in self._of

    def knows(self, path: Path) -> bool:
        """Whether the versions of a photo have been read."""
        return path in self._of

    def keep(self, name: str, edit: Edit | None = None) -> None:
        """Keep an edit of the shown photo as a version; without one, what is decided now."""
        if self.is_ready and name.strip():
            snapshot = Snapshot(name.strip(), time.time(), edit or self._session.edit)
            self._change(lambda known: (snapshot, *known))

    def use(self, snapshot: Snapshot) -> None:
        """Go back to a version, in one step that can be undone."""
        edit = snapshot.edit
        values = {field.name: getattr(edit, field.name) for field in fields(edit) if field.name != "version"}
        self._session.set(snapshot.name, **values)

    def rename(self, snapshot: Snapshot, name: str) -> None:
        """Call a version by another name."""
        if name.strip():
            self._change(lambda known: tuple(replace(s, name=name.strip()) if s is snapshot else s for s in known))

    def remove(self, snapshot: Snapshot) -> None:
        """Forget a version."""
        self._change(lambda known: tuple(s for s in known if s is not snapshot))

    def take(self, path: Path, snapshots: tuple[Snapshot, ...]) -> None:
        """The versions of a photo have been read."""
        if path not in self._of:
            self._of[path] = snapshots
            self.changed.emit()

    def _change(self, change: Callable[[tuple[Snapshot, ...]], tuple[Snapshot, ...]]) -> None:
        path = self._session.path
        if path is None or path not in self._of:
            return
        after = change(self._of[path])
        if after != self._of[path]:
            self._of[path] = after
            self.keep_wanted.emit(path, after)
            self.changed.emit()


def file(photo: Path) -> Path:
    """Where the versions of a photo are kept.

    Raises:
        OSError: the photo is not there, or may not be read.
    """
    from app.library.content import content_key

    return folders.data() / "versions" / f"{content_key(photo)}.json"


def load(path: Path) -> tuple[Snapshot, ...]:
    """Read versions; a file that cannot be understood as a whole is kept aside and reads as none."""
    values, _ = small_file.read_json(path)
    if not values:
        return ()
    try:
        if values["format"] != FORMAT:
            raise ValueError("of a newer Penchant")
        return tuple(
            Snapshot(str(one["name"]), float(one["made"]), Edit.from_json(json.dumps(one["edit"])))
            for one in values["versions"]
        )
    except (KeyError, TypeError, ValueError, EditError):
        small_file.keep_aside(path)
        return ()


def save(path: Path, snapshots: tuple[Snapshot, ...]) -> None:
    """Replace the versions of a photo; without any the file goes.

    Raises:
        OSError: the folder cannot be written, or the disk is full; what was kept stays.
    """
    if not snapshots:
        path.unlink(missing_ok=True)
        return
    versions = [{"name": s.name, "made": s.made, "edit": json.loads(s.edit.to_json())} for s in snapshots]
    text = json.dumps({"format": FORMAT, "versions": versions}, indent=1, ensure_ascii=False)
    small_file.replace_file(path, text.encode())
