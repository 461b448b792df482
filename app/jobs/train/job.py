"""Answers what the Teach room asks. One thread begins, ends, reads and keeps, in the order in which that was asked."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.saving import Known
from app.jobs.shelf import rebalance
from app.jobs.train import child as processes
from app.jobs.train.folder import OVER, all_folders, remove_old
from app.jobs.train.run import Run
from app.learning import DONE, LEARNING, PAUSING, REFUSED, Learning, LearningWish
from app.session import Session
from engine.edit import Edit
from engine.errors import PenchantError, StyleError, TrainingError
from engine.styles import Style

POLL = 400
"""Milliseconds between two looks at a learning."""
QUIT_GRACE = 2.5
"""Seconds that a process gets to save what it has where the window is closing."""

Answer = Learning | Style | tuple[Style, ...] | PenchantError | str | None


class TrainJob(QObject):
    """Answers what `app.teaching` asks."""

    def __init__(self, session: Session, known: Known | None = None) -> None:
        super().__init__(session)
        self._session, self._known = session, known or Known()
        self._run: Run | None = None  # of the worker's thread
        self._orders: deque[Callable[[], Answer]] = deque()
        self._worker = NewestOnly("learning", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        self._poll = QTimer(self, interval=POLL)
        self._poll.timeout.connect(lambda: self._worker.submit(self._carry_out))
        session.warming.connect(lambda: self._order(self._find))
        session.learning_wanted.connect(lambda wish: self._order(partial(self._begin, wish)))
        session.learning_pause_wanted.connect(lambda paused: self._order(partial(self._pause, paused)))
        session.learning_keep_wanted.connect(lambda seconds: self._order(partial(self._keep, seconds)))
        session.learning_drop_wanted.connect(lambda: self._order(self._drop))
        session.balance_wanted.connect(lambda style, balance: self._order(partial(self._rebalance, style, balance)))

    def close(self) -> None:
        """End the threads; a learning goes on without the window, or rests, as the person prefers."""
        self._poll.stop()
        if not self._session.settings.learn_on:
            self._orders.append(self._rest)
        if self._orders:
            self._worker.submit(self._carry_out)
        self._worker.close(finish=True)
        processes.let_go()

    # ── on the GUI thread ───────────────────────────────────────────────────────────────────────────────────────

    def _order(self, order: Callable[[], Answer]) -> None:
        self._orders.append(order)
        self._worker.submit(self._carry_out)

    def _take(self, answers: list[Answer]) -> None:
        session = self._session
        for answer in answers:
            if isinstance(answer, Learning):
                session.take_learning(answer)
            elif isinstance(answer, tuple):
                self._show_styles(answer)
            elif isinstance(answer, PenchantError):
                session.trouble.emit(answer)
            elif isinstance(answer, Style):
                known = session.styles
                session.take_styles(tuple(answer if style.id == answer.id else style for style in known))
            elif answer == "":
                session.take_learning(None)
        learning = session.learning
        (self._poll.start if learning is not None and learning.status in (LEARNING, PAUSING) else self._poll.stop)()

    def _show_styles(self, styles: tuple[Style, ...]) -> None:
        """Learned styles stand before all others."""
        session, ids = self._session, {style.id for style in styles}
        if styles:
            session.take_styles((*styles, *(style for style in session.styles if style.id not in ids)))
            session.said.emit(self.tr("{name} is under Yours now.").format(name=styles[0].name))

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _carry_out(self) -> Iterator[list[Answer]]:
        """Every order that waits, without a stop between them; then how far it is."""
        answers: list[Answer] = []
        while self._orders:
            try:
                answers.append(self._orders.popleft()())
            except PenchantError as problem:
                answers.append(problem)
        if self._run is not None:
            found = self._run.look()
            if found.status == DONE and self._run.kept.state != OVER:
                answers.append(self._finished(self._run))
            answers.append(found)
        yield answers

    def _find(self) -> Answer:
        """A learning of an earlier session that runs, rests or was interrupted; the newest counts."""
        for folder in all_folders():
            kept = folder.read()
            if kept is not None and kept.state != OVER and self._run is None:
                self._run = Run(folder, kept)
        return None

    def _begin(self, wish: LearningWish) -> Answer:
        if self._run is not None:
            if self._run.is_working():
                return None  # one at a time; the window does not offer it
            self._run.stop()
        self._run = None
        remove_old()
        try:
            edited = (*wish.corrected, *wish.finished)
            self._run = Run.begin(wish, {path: edit for path in edited if (edit := self._edit_of(path))})
        except TrainingError as problem:
            return Learning(wish, REFUSED, problem=problem.sentence)
        return None

    def _edit_of(self, path: Path) -> Edit | None:
        """How she corrected a photo: as it stands in the window, beside the photo, or in the library."""
        try:
            return self._session.edit_of(path) or self._known.read(path)
        except PenchantError:
            return None

    def _pause(self, paused: bool) -> Answer:
        run = self._run
        if run is not None and paused:
            run.pause()
        elif run is not None and not run.is_working():
            run.resume()
        return None

    def _rest(self) -> Answer:
        if self._run is not None and self._run.is_working():
            self._run.pause(QUIT_GRACE)
        return None

    def _keep(self, seconds: float | None) -> Answer:
        return self._run.keep(seconds) if self._run is not None else None

    def _rebalance(self, style: Style, balance: float) -> Answer:
        return rebalance(style, balance)

    def _finished(self, run: Run) -> Answer:
        try:
            return run.keep(None)
        except StyleError as problem:
            return problem

    def _drop(self) -> Answer:
        run, self._run = self._run, None
        if run is not None:
            run.stop()
        return ""
