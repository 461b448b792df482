"""Styles that come from files: tried on this photo, kept with the person's styles, renamed, put in the trash."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QObject

from app.adding import Finding, Order, Question
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.shelf import Shelf
from app.jobs.trying import Trial
from app.session import Session
from engine.errors import PenchantError
from engine.styles import Style

ADDED, RENAMED, REMOVED, RESTORED, DOUBLED = "added", "renamed", "removed", "restored", "doubled"
Change = tuple[str, tuple[Style, ...], PenchantError | None]
"""What became of the shelf, with the styles that it is about; or a problem."""


class AddingJob(QObject):
    """Answers questions about files, the newest first, and keeps the shelf of added styles, one order after another."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._trial, self._shelf = Trial(), Shelf()
        self._orders: deque[Callable[[], Change]] = deque()
        self._looking = NewestOnly("style-file", self)
        self._looking.came.connect(session.style_found)
        self._looking.failed.connect(partial(report, session))
        self._keeping = NewestOnly("styles", self)
        self._keeping.came.connect(self._take)
        self._keeping.failed.connect(partial(report, session))
        session.style_file_wanted.connect(self._ask)
        session.style_wanted.connect(self._add)
        session.style_name_wanted.connect(self._rename)
        session.style_copy_wanted.connect(self._double)
        session.style_trash_wanted.connect(self._remove)
        session.style_restore_wanted.connect(self._restore)

    def close(self) -> None:
        """End the threads; what was ordered is carried out first."""
        self._looking.close()
        self._keeping.close(finish=True)

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _ask(self, question: Question | None) -> None:
        self._looking.forget()
        if question is not None:
            photo = self._session.image
            self._looking.submit(partial(self._find, question, photo))

    def _find(self, question: Question, photo: object) -> Iterator[Finding]:
        yield self._trial.find(question, photo)  # type: ignore[arg-type]

    # ── keeping ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _add(self, order: Order) -> None:
        self._order(lambda: (ADDED, self._shelf.add(order), None))

    def _rename(self, style: Style, name: str) -> None:
        self._order(lambda: (RENAMED, self._shelf.rename(style, name), None))

    def _double(self, style: Style, name: str) -> None:
        self._order(lambda: (DOUBLED, self._shelf.duplicate(style, name), None))

    def _remove(self, style: Style) -> None:
        self._order(lambda: (REMOVED, self._shelf.remove(style), None))

    def _restore(self, style: Style) -> None:
        self._order(lambda: (RESTORED, self._shelf.restore(style), None))

    def _order(self, order: Callable[[], Change]) -> None:
        self._orders.append(order)
        self._keeping.submit(self._carry_out)

    def _carry_out(self) -> Iterator[list[Change]]:
        """Every order that waits, without a stop between them, so that none is left when the app ends."""
        changes = []
        while self._orders:
            changes.append(_done(self._orders.popleft()))
        yield changes

    def _take(self, changes: list[Change]) -> None:
        for what, styles, problem in changes:
            if problem is not None:
                self._session.trouble.emit(problem)
            else:
                self._tell(what, styles)

    def _tell(self, what: str, about: tuple[Style, ...]) -> None:
        """Put the styles into the session, a renamed one where it stood."""
        session = self._session
        ids = {style.id for style in about}
        now = list(session.styles)
        place = next((i for i, style in enumerate(now) if style.id in ids), len(now))
        kept = [style for style in now if style.id not in ids]
        session.take_styles((*kept[:place], *(() if what == REMOVED else about), *kept[place:]))
        if what == ADDED:
            session.choose_style(about[0].id)
            session.said.emit(self.tr("{name} is under Added now.").format(name=about[0].name))
        elif what == DOUBLED:
            session.said.emit(self.tr("{name} is with your styles.").format(name=about[0].name))
        elif what == REMOVED:
            session.style_removed.emit(about[0])


def _done(order: Callable[[], Change]) -> Change:
    try:
        return order()
    except PenchantError as problem:
        return "", (), problem
