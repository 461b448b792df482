"""Passes styles on: writes style files and tables of colours, and measures what a table carries."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from app.sharing import PENCHANT, Shared, ShareWish
from engine.errors import PenchantError, StyleError
from engine.styles import Style

if TYPE_CHECKING:  # sampling is loaded when something is shared
    from engine.tables import Floats, Table


class SharingJob(QObject):
    """Answers `share_wanted`. What is being written is finished when the window closes; measuring is not."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._closing = False
        self._copies: tuple[tuple[Path, ...], list[Floats]] = ((), [])  # of the worker's thread, as all below
        self._table: tuple[tuple[Style, tuple[Path, ...], int], Table] | None = None
        self._worker = NewestOnly("sharing", self)
        self._worker.came.connect(session.shared)
        self._worker.failed.connect(partial(report, session))
        session.share_wanted.connect(lambda wish: self._worker.submit(partial(self._share, wish)))

    def close(self) -> None:
        """End the thread."""
        self._closing = True
        self._worker.close(finish=True)

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _share(self, wish: ShareWish) -> Iterator[Shared]:
        try:
            yield self._shared(wish)
        except _Closing:
            return
        except PenchantError as problem:
            yield Shared(wish, problem=problem)
        except OSError as problem:
            words = QCoreApplication.translate("Share", "{name} could not be written, so nothing was shared.")
            name = wish.target.name if wish.target is not None else wish.style.name
            yield Shared(wish, problem=StyleError(words.format(name=name), subject=name, details=str(problem)))

    def _shared(self, wish: ShareWish) -> Shared:
        from engine.sharing import export_style
        from engine.tables import before_and_after, small_copies, write_table

        if wish.kind == PENCHANT:
            if wish.target is not None:
                shown = small_copies(wish.photos[:1]) if wish.with_pictures else []
                export_style(wish.style, wish.target, before_and_after(wish.style, shown[0]) if shown else ())
            return Shared(wish)
        table = self._table_of(wish)
        if wish.target is not None:
            write_table(wish.target, table, wish.style.name)
        return Shared(wish, table.photos, table.carried, table.delta_e)

    def _table_of(self, wish: ShareWish) -> "Table":
        """The table of a wish; kept, since it is measured first and written later."""
        from engine.tables import small_copies, table_of

        key = wish.style, wish.photos, wish.size
        if self._table is None or self._table[0] != key:
            if self._copies[0] != wish.photos:
                self._copies = wish.photos, small_copies(wish.photos, partial(self._go_on, wish))
            self._table = key, table_of(wish.style, self._copies[1], wish.size)
        return self._table[1]

    def _go_on(self, wish: ShareWish) -> None:
        if self._closing and wish.target is None:
            raise _Closing


class _Closing(Exception):
    """Nobody waits for the answer any more."""
