"""Keeps edits, settings and recent paths on disk: a second after the last change, and before the app ends."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from app.storage import recent, settings, sidecar
from app.storage.recent import Recent
from app.storage.settings import Settings
from app.storage.sidecar import Kept
from engine.edit import Edit
from engine.errors import PenchantError

DELAY = 1000
"""Milliseconds without a further step before an edit is written."""

Answer = tuple[Path, Kept | PenchantError]


class Known:
    """What is known of each photo's sidecar. Shared by the threads that read and write sidecars."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Path, Kept] = {}
        self.elsewhere: Callable[[Path], Edit | None] = lambda _: None
        """Asked for the edit of a photo without a sidecar: it may have been moved without it."""

    def read(self, photo: Path) -> Edit | None:
        """The edit kept for a photo, and remember what was found."""
        kept = sidecar.read(photo)
        with self._lock:
            self._kept[photo] = kept
        return kept.edit or (None if kept.reason else self.elsewhere(photo))

    def write(self, photo: Path, edit: Edit, needed: bool) -> Kept | None:
        """Keep an edit; None if there was nothing to keep.

        Args:
            photo: the original.
            edit: what was decided.
            needed: False if the photo looks as it came, so that only an older edit of it has to go.
        """
        with self._lock:
            known = self._kept.get(photo, Kept())
        if not needed and known.edit is None:
            return None
        kept = sidecar.write(photo, edit, known)
        with self._lock:
            self._kept[photo] = kept
        return kept


class Saving(QObject):
    """Writes what the session wants kept."""

    def __init__(self, session: Session, known: Known) -> None:
        super().__init__(session)
        self._session, self._known = session, known
        self._pending: dict[Path, tuple[Edit, bool]] = {}
        self._own: list[Settings | Recent] = []
        self._lock = threading.Lock()
        self._told: set[str] = set()
        self._timer = QTimer(self, singleShot=True, interval=DELAY)
        self._timer.timeout.connect(self._flush)
        self._worker = NewestOnly("saving", self)
        self._worker.came.connect(self._tell_all)
        self._worker.failed.connect(partial(report, session))
        session.keep_wanted.connect(self._keep)
        session.photo_changed.connect(self._flush)
        session.settings_changed.connect(self._keep_own)
        session.recent_changed.connect(self._keep_own)

    def close(self) -> None:
        """Write what is pending, then end."""
        self._flush()
        self._worker.close(finish=True)

    def _keep(self, path: Path, edit: Edit, needed: bool) -> None:
        with self._lock:
            self._pending.pop(path, None)
            self._pending[path] = (edit, needed)
        self._timer.start()

    def _keep_own(self, value: Settings | Recent) -> None:
        with self._lock:
            self._own = [v for v in self._own if type(v) is not type(value)] + [value]
        self._timer.start()

    def _flush(self, *_: object) -> None:
        self._timer.stop()
        if self._pending or self._own:
            self._worker.submit(self._write)

    def _write(self) -> Iterator[list[Answer]]:
        """Everything that is pending, by the worker; what comes meanwhile is left to the next request."""
        with self._lock:
            own, self._own = self._own, []
            edits, self._pending = self._pending, {}
        for value in own:
            if isinstance(value, Settings):
                settings.save(value)
            else:
                recent.save(value)
        yield [answer for path, decided in edits.items() if (answer := self._write_one(path, *decided))]

    def _write_one(self, path: Path, edit: Edit, needed: bool) -> Answer | None:
        try:
            kept = self._known.write(path, edit, needed)
        except PenchantError as problem:
            return path, problem
        return (path, kept) if kept else None

    def _tell_all(self, answers: list[Answer]) -> None:
        for path, kept in answers:
            self._tell(path, kept)

    def _tell(self, path: Path, kept: Kept | PenchantError) -> None:
        if isinstance(kept, PenchantError):
            self._session.trouble.emit(kept)
            return
        words = self.tr("Edits saved")
        self._session.saved_changed.emit(
            words if kept.place == sidecar.BESIDE else self.tr("Edits saved in the library")
        )
        if kept.aside is not None:
            sentence = self.tr("{name} was edited in another window too; that edit is kept in {file}.")
            self._session.said.emit(sentence.format(name=path.name, file=kept.aside))
        if kept.reason:
            self._say_once(kept.reason, path)

    def _say_once(self, reason: str, path: Path) -> None:
        """Why an edit is not beside its photo: once for a folder, or for a sidecar."""
        if reason == "read-only":
            key, sentence = str(path.parent), self.tr("This folder is read-only, so edits are kept in the library.")
        else:
            sentence = self.tr(
                "{name} was written by another program or a newer version, so edits are kept in the library."
            )
            key, sentence = str(path), sentence.format(name=sidecar.beside(path).name)
        if key not in self._told:
            self._told.add(key)
            self._session.said.emit(sentence)
