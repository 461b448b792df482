"""Changes the edits of photos that were not opened yet: what their sidecars hold is read off the GUI thread."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.history import Change
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.saving import Known
from app.session import Session
from engine.edit import Edit


class ManyEditsJob(QObject):
    """Answers `Session.edits_wanted`; every wish is fulfilled, in order."""

    def __init__(self, session: Session, known: Known) -> None:
        super().__init__(session)
        self._session, self._known = session, known
        self._lock = threading.Lock()
        self._wanted: list[tuple[Path, Change]] = []
        self._worker = NewestOnly("many-edits", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.edits_wanted.connect(self._ask)
        session.closing.connect(self.close)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def _ask(self, paths: tuple[Path, ...], change: Change) -> None:
        with self._lock:
            self._wanted += [(path, change) for path in paths]
        self._worker.submit(self._read)

    def _read(self) -> Iterator[tuple[Path, Edit | None, Change]]:
        while True:
            with self._lock:
                if not self._wanted:
                    return
                path, change = self._wanted.pop(0)
            yield path, self._known.read(path), change

    def _take(self, answer: tuple[Path, Edit | None, Change]) -> None:
        path, kept, change = answer
        self._session.take_changed_edit(path, kept or self._session.fresh_edit(), change)
