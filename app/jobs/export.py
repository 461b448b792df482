"""Exports in the background: one wish after the other, with progress, pause and stop; and the names beforehand."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app.exports import ExportNames, ExportProgress, ExportWish
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.saving import Known
from app.jobs.subjects import Decided, Subjects
from app.session import Session
from app.storage import folders
from engine.errors import ExportError, FolderRefused


class ExportJob(QObject):
    """Answers `export_wanted` and `export_names_wanted`.

    An edit that was changed after the wish does not reach it: what was decided then is what is exported.
    """

    _event = Signal(object)

    def __init__(self, session: Session, known: Known) -> None:
        super().__init__(session)
        self._session = session
        self._subjects = Subjects(known)
        self._waiting: deque[tuple[ExportWish, Decided]] = deque()
        self._progress: ExportProgress | None = None
        self._began = 0.0
        self._notes: set[str] = set()
        self._stop, self._pause = threading.Event(), threading.Event()
        self._runner = NewestOnly("export", self)
        self._runner.failed.connect(self._break_off)
        self._namer = NewestOnly("export-names", self)
        self._namer.came.connect(self._take_names)
        self._namer.failed.connect(partial(report, session))
        self._event.connect(self._note, Qt.ConnectionType.QueuedConnection)
        session.export_wanted.connect(self._add)
        session.export_names_wanted.connect(self._name)
        session.export_pause_wanted.connect(self._set_paused)
        session.export_stop_wanted.connect(self._end)

    def close(self) -> None:
        """Leave what is not begun, end what is at work without writing a part of a file."""
        self._waiting.clear()
        self._stop.set()
        self._namer.close()
        self._runner.close()

    # ── wishes ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _decided(self, wish: ExportWish) -> Decided:
        session = self._session
        edits = {path: edit for path in wish.photos if (edit := session.edit_of(path)) is not None}
        return Decided(edits, session.fresh_edit(), session.styles)

    def _name(self, wish: ExportWish) -> None:
        self._namer.submit(partial(self._names, wish, self._decided(wish)))

    def _take_names(self, names: ExportNames | None) -> None:
        if names is not None:
            self._session.export_names_changed.emit(names)

    def _add(self, wish: ExportWish) -> None:
        self._waiting.append((wish, self._decided(wish)))
        if self._progress is None or self._progress.is_finished:
            self._next()
        else:
            self._tell(replace(self._progress, waiting=len(self._waiting)))

    def _next(self) -> None:
        wish, decided = self._waiting.popleft()
        self._stop, self._pause = threading.Event(), threading.Event()
        self._began = time.monotonic()
        self._notes.clear()
        self._tell(ExportProgress(wish, waiting=len(self._waiting)))
        self._runner.submit(partial(self._run, wish, decided, self._stop, self._pause))

    def _set_paused(self, paused: bool) -> None:
        if self._progress is not None and not self._progress.is_finished:
            (self._pause.set if paused else self._pause.clear)()
            self._tell(replace(self._progress, is_paused=paused))

    def _end(self) -> None:
        """Stop: no further photo is begun, in this export or those behind it."""
        self._waiting.clear()
        self._stop.set()

    # ── progress, on the GUI thread ─────────────────────────────────────────────────────────────────────────────

    def _tell(self, progress: ExportProgress) -> None:
        self._progress = progress
        self._session.export_changed.emit(progress)

    def _note(self, event: object) -> None:
        """Take up one event of the batch."""
        from engine import batch

        now = self._progress
        if now is None:
            return
        if isinstance(event, batch.Started):
            self._tell(replace(now, at_work=(*now.at_work, event.job.source)))
        elif isinstance(event, batch.Working):
            self._tell(self._timed(replace(now, shares={**now.shares, event.job.source: event.share})))
        elif isinstance(event, batch.Done | batch.Refused):
            self._say_notes(event)
            self._tell(self._timed(_with_one_more(now, event)))
        elif isinstance(event, batch.Finished):
            over = replace(now, at_work=(), shares={}, is_finished=True, is_paused=False, seconds_left=None)
            self._tell(replace(over, is_stopped=event.is_cancelled))
            if self._waiting:
                self._next()

    def _say_notes(self, event: object) -> None:
        """What the person should know of a new file, each sentence once in an export."""
        from engine import batch

        for note in event.written.notes if isinstance(event, batch.Done) else ():
            if note not in self._notes:
                self._notes.add(note)
                self._session.said.emit(note)

    def _timed(self, progress: ExportProgress) -> ExportProgress:
        """With an estimate of the time left, once a quarter or four photos are through."""
        enough = min(4 / len(progress.wish.photos), 0.25)
        if progress.share < enough:
            return progress
        return replace(progress, seconds_left=(time.monotonic() - self._began) * (1 / progress.share - 1))

    def _break_off(self, problem: Exception) -> None:
        """A run that could not even begin, e.g. because its folder cannot be made."""
        if self._progress is not None:
            self._tell(replace(self._progress, is_finished=True, is_stopped=True, at_work=()))
        report(self._session, problem)
        if self._waiting:
            self._next()

    # ── in the worker's threads ─────────────────────────────────────────────────────────────────────────────────

    def _run(
        self, wish: ExportWish, decided: Decided, stop: threading.Event, pause: threading.Event
    ) -> Iterator[object]:
        from engine import batch, journal

        jobs = self._subjects.jobs(wish, decided)
        _make_folder(wish.folder)
        account = None
        with suppress(OSError):  # an export without a journal is better than none
            account = journal.begin(folders.state() / "exports", jobs, wish.options)
        batch.run(jobs, wish.options, on_event=self._event.emit, cancelled=stop, paused=pause, journal=account)
        yield from ()

    def _names(self, wish: ExportWish, decided: Decided) -> Iterator[ExportNames | None]:
        """The names by what is known already; then, once the facts of all photos are read, for good."""
        try:
            yield ExportNames(wish, self._subjects.names(wish, decided))
            for path in wish.photos:
                self._subjects.read(path)
                yield None  # a place to stop, if something else is wanted by now
            names, places = self._subjects.names(wish, decided), self._subjects.with_place(wish)
            yield ExportNames(wish, names, places, self._subjects.pixels(wish, decided))
        except ExportError as problem:
            yield ExportNames(wish, problem=problem)


def _with_one_more(now: ExportProgress, event: object) -> ExportProgress:
    from engine import batch

    assert isinstance(event, batch.Done | batch.Refused)
    source = event.job.source
    shares = {path: share for path, share in now.shares.items() if path != source}
    now = replace(now, at_work=tuple(p for p in now.at_work if p != source), shares=shares)
    if isinstance(event, batch.Refused):
        return replace(now, failures=(*now.failures, (source, event.problem)))
    if event.written.path is None:
        return replace(now, skipped=now.skipped + 1)
    return replace(now, written=(*now.written, Path(event.written.path)))


def _make_folder(folder: Path) -> None:
    """Make the folder for new files, unless it is there.

    Raises:
        FolderRefused: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sentence = f"The folder {folder.name} cannot be made there, so nothing was written."
        raise FolderRefused(sentence, subject=folder, details=str(problem)) from problem
