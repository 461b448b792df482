"""Small pictures for filmstrip and Library: those in sight first, kept in memory and on disk."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.jobs.disk_thumbnails import DiskThumbnails
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.to_qt import to_qimage
from app.session import Session
from engine.errors import PhotoError
from engine.image import Image

EDGE = 320
"""Long edge in pixels: a cell of the filmstrip at 200 %."""
KEPT = 2000
"""Pictures in memory, some 250 KB each at most."""

PATIENCE = 1.0
"""Seconds that a thumbnail waits for the photo on its way to the screen."""

Answer = tuple[Path, QImage, bool]
"""The photo, its picture, and whether it is sharp: the first one comes out of the file's own thumbnail."""
Shown = tuple[Path, Image]
"""The photo on the canvas, as it was read."""


class ThumbnailsJob(QObject):
    """Answers `Session.want_thumbnails`; a null picture says that a photo cannot be shown.

    All photos in sight come at once from the disk or from the small pictures inside the files, then sharp in the same
    order. Decoding for the latter waits while the photo that was opened is on its way to the screen; the photo that is
    there already is not decoded again.
    """

    def __init__(self, session: Session, disk: DiskThumbnails | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._disk = disk or DiskThumbnails()
        self._kept: OrderedDict[Path, tuple[QImage, bool]] = OrderedDict()
        self._calm = threading.Event()
        self._calm.set()
        self._shown: Shown | None = None
        self._worker = NewestOnly("thumbnails", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.thumbnails_wanted.connect(self._ask)
        session.photos_changed.connect(self._forget_unreadable)
        session.photo_changed.connect(self._make_way)
        session.image_changed.connect(self._remember)
        session.preview_changed.connect(self._go_on)
        session.photo_refused.connect(self._go_on)

    def close(self) -> None:
        """End the thread."""
        self._calm.set()
        self._worker.close()

    def _make_way(self, path: Path | None) -> None:
        self._shown = None
        if path is None:
            self._calm.set()
        else:
            self._calm.clear()

    def _remember(self, image: Image) -> None:
        path = self._session.path
        if path is not None and not self._session.is_provisional:
            self._shown = path, image

    def _go_on(self, *_: object) -> None:
        if not self._session.is_provisional:
            self._calm.set()

    def _ask(self, paths: tuple[Path, ...]) -> None:
        for path in paths:
            if path in self._kept:
                self._kept.move_to_end(path)
                self._session.thumbnail_changed.emit(path, self._kept[path][0])
        blurred = tuple(path for path in paths if path not in self._kept or not self._kept[path][1])
        if blurred:
            missing = tuple(path for path in blurred if path not in self._kept)
            shown = lambda: self._shown  # noqa: E731 - by the time it is needed there may be another
            self._worker.submit(partial(_read_all, self._disk, missing, blurred, self._calm, shown))

    def _take(self, answer: Answer) -> None:
        path, picture, is_sharp = answer
        self._kept[path] = picture, is_sharp
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._session.thumbnail_changed.emit(path, picture)

    def _forget_unreadable(self) -> None:
        """A photo that could not be shown may be whole when it is opened again."""
        for path in [p for p, (picture, _) in self._kept.items() if picture.isNull()]:
            del self._kept[path]


def _read_all(
    disk: DiskThumbnails,
    missing: tuple[Path, ...],
    blurred: tuple[Path, ...],
    calm: threading.Event,
    shown: Callable[[], Shown | None],
) -> Iterator[Answer]:
    """What is on disk or inside the files for those that have none yet; then, in calm, all of them sharp."""
    done: set[Path] = set()
    for path in missing:
        for answer in _at_hand(disk, path):
            done.update({path} if answer[2] else ())
            yield answer
    for path in blurred:
        if path not in done:
            if not calm.wait(PATIENCE):
                calm.set()  # the photo may never come; the others are not to wait as long each
            answer = _sharp(path, shown())
            disk.keep(path, EDGE, answer[1])
            yield answer


def _at_hand(disk: DiskThumbnails, path: Path) -> Iterator[Answer]:
    kept = disk.get(path, EDGE)
    if kept is not None:
        yield path, kept, True
    else:
        yield from _embedded(path)


def _embedded(path: Path) -> Iterator[Answer]:
    """What the camera put into the file; nothing if it put nothing there, or the file cannot be read."""
    from engine.decode import embedded_preview
    from engine.resize import resize_long_edge

    try:
        small = embedded_preview(path)
    except PhotoError:
        return  # `_sharp` tells
    if small is not None:
        yield path, to_qimage(resize_long_edge(small, EDGE)), max(small.width, small.height) >= EDGE


def _sharp(path: Path, shown: Shown | None) -> Answer:
    from engine.decode import open_photo
    from engine.resize import resize_long_edge

    try:
        image = shown[1] if shown and shown[0] == path else open_photo(path, at_least=EDGE)
        return path, to_qimage(resize_long_edge(image, EDGE)), True
    except PhotoError:
        return path, QImage(), True
