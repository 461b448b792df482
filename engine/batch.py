"""A run over many photos: one photo a thread, a bad photo is reported and the rest goes on.

The window and the command line share it. One photo alone gets all threads; several get one thread each, and no more
photos are in memory than threads at work.
"""

import threading
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from engine.decode.room import Room
from engine.errors import ExportError, PenchantError, PhotoTooLarge
from engine.export.options import ExportOptions
from engine.export.safe_write import identities
from engine.export.writer import Written
from engine.exporting import Job, export_photo
from engine.journal import Journal
from engine.strips import cores
from engine.tiles import Cancelled

PAUSE_STEP = 0.1
_SHARE_STEP = 0.01


@dataclass(frozen=True, slots=True)
class Started:
    """A photo is being worked on; `index` counts from 0."""

    index: int
    total: int
    job: Job


@dataclass(frozen=True, slots=True)
class Working:
    """A photo whose style makes every pixel anew has come so far; told once for each hundredth at most.

    Attributes:
        index, total, job: as in `Started`.
        share: of the style's work on this photo, 0..1; what is left then is writing.
    """

    index: int
    total: int
    job: Job
    share: float


@dataclass(frozen=True, slots=True)
class Done:
    """A photo was exported; `written.path` is None where its name was taken and the choice was to skip."""

    index: int
    total: int
    job: Job
    written: Written
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A photo could not be exported; the problem says why in a sentence."""

    index: int
    total: int
    job: Job
    problem: PenchantError


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over.

    Attributes:
        done, skipped, refused: numbers of photos.
        total: photos of the run.
        is_cancelled: whether photos were left out because the run was stopped.
        seconds: duration.
    """

    done: int
    skipped: int
    refused: int
    total: int
    is_cancelled: bool
    seconds: float


Event = Started | Working | Done | Refused | Finished


def run(
    jobs: Sequence[Job],
    options: ExportOptions,
    *,
    workers: int = 0,
    on_event: Callable[[Event], None] = lambda event: None,  # noqa: ARG005 - nobody listens
    cancelled: threading.Event | None = None,
    paused: threading.Event | None = None,
    journal: Journal | None = None,
) -> Finished:
    """Export photos.

    Args:
        jobs: the photos.
        options: how they are written.
        workers: photos at a time; 0 for as many as there are processors.
        on_event: told what happens, one at a time, from the threads that work.
        cancelled: once set, photos at work are left unwritten and no other is begun.
        paused: while set, no photo is begun.
        journal: keeps account, so that the run can be taken up again.
    """
    batch = _Batch(jobs, options, on_event, cancelled or threading.Event(), paused or threading.Event(), journal)
    return batch.run(workers)


class _Batch:
    def __init__(
        self,
        jobs: Sequence[Job],
        options: ExportOptions,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        paused: threading.Event,
        journal: Journal | None,
    ) -> None:
        self._jobs, self._options, self._journal = jobs, options, journal
        self._on_event, self._cancelled, self._paused = on_event, cancelled, paused
        self._originals = identities(job.source for job in jobs)
        self._lock, self._here = threading.Lock(), threading.local()
        self._counts = {"done": 0, "skipped": 0, "refused": 0}

    def run(self, workers: int) -> Finished:
        """Export all photos; the caller's thread does it alone if one worker suffices."""
        started = time.monotonic()
        workers = min(workers or cores(), len(self._jobs)) or 1
        self._threads = max(1, cores() // workers)
        if workers == 1:
            for index in range(len(self._jobs)):
                self._one(index)
        else:
            self._by(workers)
        over = sum(self._counts.values())
        is_cancelled = self._cancelled.is_set() and over < len(self._jobs)
        seconds = time.monotonic() - started
        finished = Finished(**self._counts, total=len(self._jobs), is_cancelled=is_cancelled, seconds=seconds)
        self._tell(finished)
        return finished

    def _by(self, workers: int) -> None:
        with ThreadPoolExecutor(workers, thread_name_prefix="photo") as pool:
            try:
                for _ in pool.map(self._one, range(len(self._jobs))):
                    pass
            except BaseException:
                self._cancelled.set()  # Ctrl+C or a listener that raised: the photos at work are left at once
                raise

    def _one(self, index: int) -> None:
        """One photo from start to end; nothing that happens to it reaches the others."""
        job, total = self._jobs[index], len(self._jobs)
        if not self._may_begin():
            return
        self._tell(Started(index, total, job))
        started = time.monotonic()
        try:
            written = export_photo(
                job,
                self._options,
                threads=self._threads,
                originals=self._originals,
                cancelled=self._cancelled,
                progress=self._progress(index, job),
                room=self._room(),
            )
        except Cancelled:
            return
        except Exception as problem:  # noqa: BLE001 - one bad photo must not stop the run
            self._refuse(Refused(index, total, job, _in_words(problem, job)))
            return
        if self._journal:
            self._journal.done(index, written)
        self._count("done" if written.path else "skipped")
        self._tell(Done(index, total, job, written, time.monotonic() - started))

    def _room(self) -> Room:
        """The thread's own, kept from photo to photo."""
        room: Room = self._here.__dict__.setdefault("room", Room())
        return room

    def _progress(self, index: int, job: Job) -> Callable[[float], None]:
        """Tells of a photo how far it is, in hundredths; tiles are smaller than anybody wants to hear of."""
        told = 0.0

        def tell(share: float) -> None:
            nonlocal told
            if share >= min(1.0, told + _SHARE_STEP) and share > told:
                told = share
                self._tell(Working(index, len(self._jobs), job, share))

        return tell

    def _may_begin(self) -> bool:
        while self._paused.is_set() and not self._cancelled.is_set():
            self._cancelled.wait(PAUSE_STEP)
        return not self._cancelled.is_set()

    def _refuse(self, event: Refused) -> None:
        if self._journal:
            self._journal.refused(event.index, event.problem)
        self._count("refused")
        self._tell(event)

    def _count(self, kind: str) -> None:
        with self._lock:
            self._counts[kind] += 1

    def _tell(self, event: Event) -> None:
        with self._lock:
            self._on_event(event)


def _in_words(problem: Exception, job: Job) -> PenchantError:
    """Whatever went wrong as something that a person can read."""
    if isinstance(problem, PenchantError):
        return problem
    details = "".join(traceback.format_exception(problem))
    name = job.source.name
    if isinstance(problem, MemoryError):
        return PhotoTooLarge(f"{name} takes more memory than there is.", subject=job.source, details=details)
    sentence = f"{name} could not be exported, for a reason that nobody foresaw; the details tell more."
    return ExportError(sentence, subject=job.source, details=details)
