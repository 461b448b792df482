"""One learning: its plan, its process, and where it stands by what the process says."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.jobs.shelf import folder as shelf_folder
from app.jobs.shelf import publish
from app.jobs.train import child as processes
from app.jobs.train import folder as folders
from app.jobs.train.ending import is_full, nothing_learned, why_it_ended
from app.jobs.train.folder import OVER, RESTING, RUNNING, Kept, RunFolder
from app.learning import (
    DONE,
    INTERRUPTED,
    KEPT,
    LEARNING,
    PAUSED,
    PAUSING,
    REFUSED,
    Learning,
    LearningWish,
    next_moment,
)
from engine.edit import Edit
from engine.errors import StyleError, TrainingError
from engine.styles import Style, styles_of
from training.plan import TrainingPlan
from training.progress import Progress

GRACE = 6.0
"""Seconds that a process gets to save what it has before it is ended."""
COMMAND: tuple[str, ...] = ("-m", "training")
"""What Python runs, before the plan."""
_AHEAD = 10.0
"""Seconds for which a clock runs on without a word from the process."""
_POINTS = 400
_SCORES = ("self_recovery", "found_again", "found_again_quick")
"""Names under which a run says what it finds again of held-out likes; a deep one gives the better of two styles."""


class Run:
    """A learning that runs, rests or is over. For one thread."""

    def __init__(self, folder: RunFolder, kept: Kept) -> None:
        self.folder, self.kept = folder, kept
        self._last = Progress(0, 0, 0.0)
        self._heard = time.monotonic()
        self._ended = ""
        self._asked = ""
        self._asked_at = 0.0
        self._seen: tuple[str, ...] = ()
        self._stamp = 0
        self._style: Style | None = None
        self._says_when = False
        self._usable: tuple[float, float] | None = None
        self._curves: dict[str, list[tuple[float, float]]] = {}
        self._guards: dict[str, int] | None = None
        self._moment = 0.0
        self._left: float | None = None
        self._score: float | None = None
        self._note = self._message = ""

    @classmethod
    def begin(cls, wish: LearningWish, edits: Mapping[Path, Edit] | None = None) -> "Run":
        """Write the plan and start the process.

        Args:
            wish: what is to be learned.
            edits: those of the photos that were edited by hand.

        Raises:
            TrainingError: the folder cannot be written, the disk is full, or no process can be started.
        """
        folder = RunFolder(folders.home() / datetime.now().strftime("%Y%m%d-%H%M%S-%f"))
        run = cls(folder, Kept(wish, None, RUNNING))
        try:
            plan_of(wish, folder.path).write()
            _write_edits(wish, folder.path, edits or {})
            run._start(resume=False)
        except OSError as problem:
            folder.remove()
            sentence = QCoreApplication.translate(
                "jobs", "Nothing could be written into {folder}, so the learning was not begun."
            ).format(folder=folders.home())
            raise TrainingError(sentence, subject=folder.path, details=str(problem)) from problem
        return run

    def resume(self) -> None:
        """Go on where it stood.

        Raises:
            TrainingError: no process can be started.
        """
        self._read()
        try:
            self._start(resume=True)
        except OSError as problem:
            sentence = QCoreApplication.translate("jobs", "The learning could not go on; what was learned is kept.")
            raise TrainingError(sentence, subject=self.folder.path, details=str(problem)) from problem

    def pause(self, grace: float | None = None) -> None:
        """Free processor and memory; with a grace in seconds, wait for that and end the process if it does not."""
        self._asked, self._asked_at = "pause", time.monotonic()
        child = self.kept.child
        if child is None:
            return
        processes.end(child)
        self._remember(RESTING)
        if grace is not None and not processes.wait(child, grace):
            processes.kill(child)
            processes.wait(child, GRACE)

    def stop(self) -> None:
        """End the process and wait for it."""
        child = self.kept.child
        if child is not None:
            processes.end(child)
            if not processes.wait(child, GRACE):
                processes.kill(child)
                processes.wait(child, GRACE)
        self._remember(OVER)

    def keep(self, seconds: float | None) -> tuple[Style, ...]:
        """End the learning and put its style, or that of a moment, to the others.

        Raises:
            StyleError: there is no style yet, or it cannot be kept; the learning can still go on.
        """
        file = self.folder.style_of(seconds)
        if seconds is None and not file.exists():
            raise nothing_learned(self.kept.wish)
        self.stop()
        return publish(file, self.kept.wish.name, self.kept.wish.start_style) if self.folder.take() else ()

    def is_working(self) -> bool:
        """Whether there is something to look at."""
        return self.kept.child is not None and processes.is_running(self.kept.child)

    def look(self) -> Learning:
        """How far it is now."""
        working = self.is_working()  # before the lines, so that the last ones are not missed
        self._read()
        self._keep_time(working)
        status = self._status(working)
        wish, count = self.kept.wish, len(self.kept.wish.previews)
        ahead = min(time.monotonic() - self._heard, _AHEAD) if status == LEARNING and self._last.step else 0.0
        left = self._left
        return Learning(
            wish,
            status,
            self._last.seconds + ahead,
            None if left is None else max(0.0, left - ahead),
            self._usable[0] if self._usable else None,
            self._usable[1] if self._usable else None,
            before=self.folder.befores(count),
            now=self.folder.nows(self._seen, count),
            moments=self.folder.moments(count),
            curves=tuple((name, tuple(points)) for name, points in self._curves.items()),
            guards=tuple(self._guards.items()) if self._guards is not None else None,
            style=self._style,
            score=self._score,
            note=self._note_now(status),
            problem=self._problem(status),
        )

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self, *, resume: bool) -> None:
        command = processes.python(*COMMAND, str(self.folder.path / "plan.json"), *(["--resume"] if resume else []))
        said, complaints = self.folder.path / folders.SAID, self.folder.path / folders.COMPLAINTS
        self.kept = replace(self.kept, child=processes.start(command, said, complaints), state=RUNNING)
        self._ended = self._asked = self._message = ""
        self._heard = time.monotonic()
        self.folder.write(self.kept)

    def _remember(self, state: str) -> None:
        self.kept = replace(self.kept, state=state)
        with suppress(OSError):  # then it is found as interrupted, which it is
            self.folder.write(self.kept)

    def _read(self) -> None:
        for line in self.folder.new_lines():
            try:
                self._take(Progress.read(line))
            except (ValueError, TypeError):
                continue  # something else was printed
        stamp = _stamp_of(self.folder.style)
        if stamp != self._stamp:
            self._stamp = stamp
            with suppress(StyleError):
                self._style = styles_of(self.folder.style)[0]
            if not self._says_when:
                self._style_was_kept()

    def _take(self, progress: Progress) -> None:
        self._ended = progress.kind if progress.kind in ("done", "failed", "stopped") else ""
        if progress.kind == "failed":
            self._message = progress.message
            return  # its numbers are those of nobody
        self._last, self._heard = progress, time.monotonic()
        self._left = progress.left if progress.left is not None else self._left
        if progress.kind == "note" and progress.message not in self._note:
            self._note = f"{self._note} {progress.message}".strip()
        elif progress.kind == "preview" and progress.files:
            self._show(progress)
        elif progress.kind == "step":
            self._plot(progress)
        if folders.STYLE in progress.files:
            self._says_when = True
            self._style_was_kept()
        bitten = {n.removeprefix("guard_"): round(v) for n, v in progress.held_out.items() if n.startswith("guard_")}
        self._guards = bitten or self._guards
        found_again = [progress.held_out[name] for name in _SCORES if name in progress.held_out]
        self._score = max(found_again, default=self._score)

    def _style_was_kept(self) -> None:
        first = self._usable[0] if self._usable else self._last.seconds
        self._usable = first, self._last.seconds

    def _show(self, progress: Progress) -> None:
        """Take the pictures of a preview; keep them, if the next moment has come."""
        self._seen = progress.files
        if progress.seconds >= next_moment(self._moment):
            due = next_moment(self._moment)
            while next_moment(due) <= progress.seconds:
                due = next_moment(due)
            self._moment = due
            self.folder.keep_moment(due, progress.files)

    def _plot(self, progress: Progress) -> None:
        values = progress.terms or ({"loss": progress.loss} if progress.loss is not None else {})
        for name, value in values.items():
            points = self._curves.setdefault(name, [])
            points.append((progress.seconds, value))
            if len(points) > _POINTS:
                del points[1::2]

    def _keep_time(self, working: bool) -> None:
        """End a process that was asked to leave and does not."""
        if working and self._asked and time.monotonic() - self._asked_at > GRACE and self.kept.child is not None:
            processes.kill(self.kept.child)

    def _status(self, working: bool) -> str:
        if self.kept.state == OVER or self.folder.is_taken:  # perhaps by another window
            return DONE if self._ended == "done" else KEPT
        if working:
            return PAUSING if self._asked else LEARNING
        if self._ended == "done":
            return DONE if self.folder.style.exists() else REFUSED
        if self._ended == "failed":
            return INTERRUPTED if self.folder.style.exists() else REFUSED
        return PAUSED if self._ended == "stopped" or self._asked or self.kept.state == RESTING else INTERRUPTED

    def _problem(self, status: str) -> str:
        if status == REFUSED:
            return self._message or nothing_learned(self.kept.wish).sentence
        if status != INTERRUPTED:
            return ""
        return self._message or why_it_ended(self.kept.child, self.folder.last_words())

    def _note_now(self, status: str) -> str:
        """What the process says of itself; where the disk is full, it cannot even say that."""
        if status == LEARNING and is_full(self.folder.path):
            return QCoreApplication.translate(
                "jobs", "The disk is full, so what is learned now cannot be kept; make some room."
            )
        return self._note


def plan_of(wish: LearningWish, folder: Path) -> TrainingPlan:
    """The plan by which a wish is learned.

    Raises:
        TrainingError: a choice that there is not.
    """
    data = {"likes": tuple(map(str, wish.likes)), "ordinary": tuple(map(str, wish.practice))}
    if wish.pairs is not None:
        data |= {"before": (str(wish.pairs[0]),), "after": (str(wish.pairs[1]),)}
    for name, photos in ((folders.CORRECTED, wish.corrected), (folders.FINISHED, wish.finished)):
        if photos:
            data |= {name.removesuffix(".json"): (str(folder / name),)}
    weights = wish.weights
    return TrainingPlan(
        "personal",
        folder,
        name=wish.name,
        data={name: files for name, files in data.items() if files},
        minutes=wish.minutes,
        device=wish.device,
        start=wish.start,
        previews=tuple(map(str, wish.previews)),
        options={
            "method": wish.method,
            "balance": wish.balance,
            "quality": weights.quality,
            "fidelity": weights.fidelity,
            "identity": weights.identity,
            "start_style": wish.start_style,
        },
    )


def _write_edits(wish: LearningWish, folder: Path, edits: Mapping[Path, Edit]) -> None:
    """Note for the process how photos were edited. Without its edit, a like is as it is, and a pair is none.

    Raises:
        OSError: it cannot be written.
    """
    if not (wish.corrected or wish.finished):
        return
    from training.corrected import write_corrected  # which can render, and is not needed to watch

    corrected = {path: edits[path] for path in wish.corrected if path in edits}
    finished = {path: edits.get(path, Edit()) for path in wish.finished}
    for name, photos in ((folders.CORRECTED, corrected), (folders.FINISHED, finished)):
        write_corrected(folder / name, photos, shelf_folder())


def _stamp_of(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
