"""Renders the part of the photo in sight at full size, when it is zoomed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.jobs.desk import beside_of
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.to_qt import to_qimage
from app.pictures import Region
from app.session import Session
from engine.edit import Edit
from engine.image import Image
from engine.styles import Style

Rect = tuple[int, int, int, int]
SLOW = 1000
"""Milliseconds after which the window says that the picture is being refined."""


class RegionJob(QObject):
    """Brings the part that `Session.look_at` asks for; has every pixel read first where only a preview is here."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._worker = NewestOnly("region", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._slow = QTimer(self, singleShot=True, interval=SLOW)
        self._slow.timeout.connect(partial(session.busy_changed.emit, True))
        session.photo_changed.connect(self._forget)
        for signal in (session.region_wanted, session.look_changed, session.image_changed):
            signal.connect(self._ask)
        self._beside = session.beside
        session.view_changed.connect(self._view_changed)

    def close(self) -> None:
        """End the thread."""
        self._slow.stop()
        self._worker.close()

    def _forget(self, *_: object) -> None:
        """Nothing is wanted any more."""
        self._worker.forget()
        self._rest()

    def _rest(self) -> None:
        self._slow.stop()
        self._session.busy_changed.emit(False)

    def _ask(self, *_: object) -> None:
        session = self._session
        if session.region is None or session.path is None or session.image is None:
            self._forget()
            return
        if not self._slow.isActive():
            self._slow.start()
        if not session.image.is_full_size:
            session.full_size_wanted.emit()
            return
        look = session.look
        self._worker.submit(
            partial(
                _render,
                session.path,
                session.image,
                look,
                session.style_called(look.style),
                session.beside,
                session.region,
            )
        )

    def _view_changed(self, *_: object) -> None:
        """Only what is compared with matters here."""
        if self._session.beside != self._beside:
            self._beside = self._session.beside
            self._ask()

    def _fail(self, problem: Exception) -> None:
        self._rest()
        report(self._session, problem)

    def _take(self, region: Region) -> None:
        self._rest()
        if region.path == self._session.path and self._session.region is not None:
            self._session.region_changed.emit(region)


def _render(
    path: Path, image: Image, look: Edit, style: Style | None, beside: Style | None, rect: Rect
) -> Iterator[Region]:
    from engine.geometry import output_size
    from engine.render import render

    # The canvas asks again when a crop or turn has changed the size; until then the part may lie partly outside.
    width, height = output_size(image.full_size, look)
    rect = max(rect[0], 0), max(rect[1], 0), min(rect[2], width), min(rect[3], height)
    if rect[0] >= rect[2] or rect[1] >= rect[3]:
        return
    before = render(image, beside_of(look, beside), beside, region=rect)
    after = render(image, look, style, region=rect)
    yield Region(path, look, rect, to_qimage(before), to_qimage(after))
