"""Finds the temperature and tint that make a place of the photo grey."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject

from app.jobs.desk import geometry_of
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from engine.edit import Edit
from engine.image import Image
from engine.styles import Style

_REACH = 2
"""Pixels of the screen-sized copy on each side of the place that are taken together, so that noise does not count."""

Balance = tuple[Path, float, float]


class WhiteJob(QObject):
    """Answers `Session.pick_white` with one step of the edit."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._worker = NewestOnly("white", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.white_wanted.connect(self._ask)
        session.photo_changed.connect(self._worker.forget)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def _ask(self, place: tuple[float, float]) -> None:
        session, preview = self._session, self._session.preview
        if preview is not None and preview.copy is not None:
            edit = session.edit
            self._worker.submit(
                partial(_measure, preview.path, preview.copy, edit, session.style_called(edit.style), place)
            )

    def _take(self, found: Balance) -> None:
        path, temperature, tint = found
        if path == self._session.path:
            words = QCoreApplication.translate("jobs", "White balance")
            self._session.set(words, temperature=temperature, tint=tint)


def _measure(path: Path, copy: Image, edit: Edit, style: Style | None, place: tuple[float, float]) -> Iterator[Balance]:
    from engine.finish import white_balance_from
    from engine.geometry import output_size
    from engine.render import render

    # White balance comes after the style and before everything else, so the style alone is what it sees.
    bare = geometry_of(edit).with_(style=edit.style, strength=edit.strength)
    width, height = output_size((copy.width, copy.height), bare)
    x, y = min(int(place[0] * width), width - 1), min(int(place[1] * height), height - 1)
    around = max(x - _REACH, 0), max(y - _REACH, 0), min(x + _REACH + 1, width), min(y + _REACH + 1, height)
    red, green, blue = render(copy, bare, style, region=around).pixels.reshape(-1, 3).mean(axis=0) / 255
    yield path, *white_balance_from((float(red), float(green), float(blue)))
