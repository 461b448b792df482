"""Reads the versions of a photo once it is on the screen, and writes them when they change."""

import logging
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.pictures import Preview
from app.session import Session
from app.storage import snapshots
from app.storage.snapshots import Snapshot
from engine.errors import FolderRefused, PenchantError

Versions = tuple[Snapshot, ...]
Answer = tuple[Path, Versions | PenchantError]


class SnapshotsJob(QObject):
    """Answers `Session.snapshots`; every wish is fulfilled, in order."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._lock = threading.Lock()
        self._wanted: list[tuple[Path, Versions | None]] = []  # to be written, or None: to be read
        self._worker = NewestOnly("versions", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        # The photo itself comes first: nobody misses its versions before it is seen.
        session.preview_changed.connect(self._ask)
        session.snapshots.keep_wanted.connect(self._want)

    def close(self) -> None:
        """Write what is still to be written, then end."""
        self._worker.close(finish=True)

    def _ask(self, preview: Preview) -> None:
        asked = any(path == preview.path for path, _ in self._wanted)
        if not asked and not self._session.snapshots.knows(preview.path):
            self._want(preview.path, None)

    def _want(self, path: Path, versions: Versions | None) -> None:
        with self._lock:
            self._wanted.append((path, versions))
        self._worker.submit(self._work)

    def _work(self) -> Iterator[Answer]:
        while True:
            with self._lock:
                if not self._wanted:
                    return
                path, versions = self._wanted.pop(0)
            if versions is None:
                yield path, _read(path)
            elif (problem := _written(path, versions)) is not None:
                yield path, problem

    def _take(self, answer: Answer) -> None:
        path, found = answer
        if isinstance(found, PenchantError):
            self._session.trouble.emit(found)
        else:
            self._session.snapshots.take(path, found)


def _read(photo: Path) -> Versions:
    try:
        return snapshots.load(snapshots.file(photo))
    except OSError as problem:  # the photo went away meanwhile: it has no versions to show
        logging.getLogger(__name__).info("versions were not read: %s", problem)
        return ()


def _written(photo: Path, versions: Versions) -> PenchantError | None:
    try:
        snapshots.save(snapshots.file(photo), versions)
    except OSError as problem:
        words = QCoreApplication.translate("Snapshots", "The versions of {name} could not be kept.")
        return FolderRefused(words.format(name=photo.name), subject=photo, details=str(problem))
    return None
