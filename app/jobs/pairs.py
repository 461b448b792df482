"""Looks up which finished picture belongs to which photo."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.pairs import Folders, PairsFound
from app.session import Session
from engine.errors import PenchantError


class PairsJob(QObject):
    """Answers `pairs_wanted`, the newest first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._worker = NewestOnly("pairs", self)
        self._worker.came.connect(session.pairs_found)
        self._worker.failed.connect(partial(report, session))
        session.pairs_wanted.connect(lambda folders: self._worker.submit(partial(_found, folders)))

    def close(self) -> None:
        """End the thread."""
        self._worker.close()


def _found(folders: Folders) -> Iterator[PairsFound]:
    from engine.pair_names import match

    try:
        yield PairsFound(folders, match(*folders))
    except PenchantError as problem:
        yield PairsFound(folders, problem=problem.sentence)
    except OSError as problem:
        yield PairsFound(folders, problem=f"{folders[0].name}: {problem.strerror}.")
