"""Reads the shown photo: a picture that suffices for the screen first, every pixel when it is asked for.

When the shown photo is on the screen, its neighbours are read ahead, so the next one is at hand.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.photo_cache import PhotoCache
from app.jobs.report import report
from app.jobs.saving import Known
from app.jobs.sizes import Size, source_edge
from app.open_photos import list_photos
from app.pictures import Opened
from app.session import Session
from engine.errors import PhotoError, StyleError
from engine.image import Image
from engine.styles import Style

if TYPE_CHECKING:
    from engine.decode import Source

FIRST_EDGE = 1600
"""Long edge that is read while nothing is known of the photo's size."""
GLANCE_EDGE = 640
"""Long edge by which a photo can be judged: then its grade moves by a few hundredths of a dE2000."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A photo that cannot be shown.

    Attributes:
        path: the photo.
        problem: why.
    """

    path: Path
    problem: PhotoError


class Opening(QObject):
    """Brings photos to the session."""

    def __init__(self, session: Session, known: Known) -> None:
        super().__init__(session)
        self._session, self._known = session, known
        self._cache = PhotoCache()
        self._beside = ThreadPoolExecutor(2, "penchant-glance")  # the last photo's may not be done yet
        self._seen: tuple[Path, Future[Image | None]] | None = None
        self._asked_edge = 0
        self._asked_full = self._asked_sharp = False
        self._ahead: tuple[Path, ...] = ()
        self._first = self._worker("opening")  # of its own, so that the next photo need not wait for this one's rest
        self._screen = self._worker("screen-size")
        self._next = self._worker("ahead")
        self._full = self._worker("full-size")
        self._lister = self._worker("listing")
        session.reading_wanted.connect(self._open)
        session.listing_wanted.connect(self._list)
        session.full_size_wanted.connect(self._open_full)
        session.view_changed.connect(self._enlarge)
        session.look_changed.connect(self._enlarge)
        session.image_changed.connect(self._enlarge)
        # The rest comes after something is on the screen, so that it does not compete with it.
        session.preview_changed.connect(self._go_on)

    def close(self) -> None:
        """End the threads."""
        for worker in (self._first, self._next, self._screen, self._full, self._lister):
            worker.close()
        self._beside.shutdown()

    def _worker(self, name: str) -> NewestOnly:
        worker = NewestOnly(name, self)
        worker.came.connect(self._take)
        worker.failed.connect(partial(report, self._session))
        return worker

    def _open(self, path: Path | None) -> None:
        for worker in (self._first, self._screen, self._full):
            worker.forget()
        self._asked_full = self._asked_sharp = False
        if path is None:
            return
        room = self._session.view.picture_size
        self._asked_edge = max(FIRST_EDGE, *room)
        self._first.submit(partial(self._read_first, path, self._asked_edge, room, self._session.style))

    def _enlarge(self, *_: object) -> None:
        """Read the photo again where the view, or a crop, has come to need more of it."""
        session, image = self._session, self._session.image
        if image is None or session.path is None or image.is_full_size:
            return
        needed = source_edge(image.full_size, session.look, session.view.picture_size)
        if needed > max(image.width, image.height, self._asked_edge):
            self._asked_edge = needed
            self._screen.submit(partial(self._read, session.path, needed))

    def _go_on(self, *_: object) -> None:
        """Something is on the screen: read the photo itself behind a draft, then the neighbours."""
        if not self._session.is_provisional:
            self._look_ahead()
        elif not self._asked_sharp and self._session.path is not None:
            self._asked_sharp = True
            self._screen.submit(partial(self._read, self._session.path, self._asked_edge))

    def _look_ahead(self) -> None:
        """Read where the person is likely to go next, once for each place."""
        photos, index = self._session.photos, self._session.index
        ahead = (*photos[index + 1 : index + 2], *photos[max(index - 1, 0) : index])
        if ahead != self._ahead:
            self._ahead = ahead
            self._next.submit(partial(self._read_ahead, ahead, self._asked_edge))

    def _open_full(self) -> None:
        session = self._session
        if self._asked_full or session.path is None or session.image is None or session.image.is_full_size:
            return
        self._asked_full = True
        self._full.submit(partial(read_full, session.path))

    def _list(self, paths: tuple[Path, ...]) -> None:
        self._lister.submit(partial(_listed, paths))

    def _take(self, answer: Opened | Refused | tuple[Path, ...] | None) -> None:
        if answer is None:
            return
        if isinstance(answer, Opened):
            self._session.take_opened(answer)
        elif not isinstance(answer, Refused):
            self._session.take_photos(answer)
        elif self._session.image is None or self._session.is_provisional:
            self._session.take_refusal(answer.path, answer.problem)
        else:  # a smaller reading is on the screen and can stay there
            self._session.trouble.emit(answer.problem)

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _read_first(self, path: Path, edge: int, room: Size, style: Style | None) -> Iterator[Opened | Refused]:
        """What of a photo is there soonest: the camera's own picture of a RAW file, a draft of a JPEG; else the photo.

        Args:
            path: the photo.
            edge: long edge of the photo that suffices.
            room: width and height on the screen that it is to fill.
            style: what it will probably be shown in.
        """
        from engine.decode import RAW_EXTENSIONS, draft_of, embedded_preview, large_jpeg

        try:
            if not self._cache.has(path, edge):
                small = None
                if path.suffix.lower() in RAW_EXTENSIONS:
                    small = embedded_preview(path)
                elif (jpeg := large_jpeg(path)) is not None:
                    self._seen = path, self._beside.submit(_glance, jpeg)
                    self._seen[1].add_done_callback(partial(_grade_ahead, style))
                    small = draft_of(jpeg, room, edge)
                if small is not None and max(small.width, small.height) >= max(room) // 4:
                    yield self._opened(path, small, provisional=True)
                    return
        except PhotoError as problem:
            yield Refused(path, problem)
        else:
            yield from self._read(path, edge)

    def _read(self, path: Path, edge: int) -> Iterator[Opened | Refused]:
        """The photo as large as asked."""
        try:
            yield self._opened(path, self._cache.get(path, edge, read_screen_size))
        except PhotoError as problem:
            yield Refused(path, problem)

    def _opened(self, path: Path, image: Image, *, provisional: bool = False) -> Opened:
        """A reading of a photo, to be judged by the glance at it, if there was one."""
        from engine.analysis import judge_alike
        from engine.decode import facts

        # After decoding, since until then the window is busy telling everybody of the photo.
        opened = Opened(path, image, self._known.read(path), facts(image), provisional)
        of, glance = self._seen or (None, None)
        if of == path and glance is not None and (seen := glance.result()) is not None:
            judge_alike(image, seen)
        return opened

    def _read_ahead(self, paths: tuple[Path, ...], edge: int) -> Iterator[None]:
        """Photos into the cache; one that cannot be shown is told when the person goes there."""
        for path in paths:
            with suppress(PhotoError):
                self._cache.get(path, edge, read_screen_size)
            yield None  # a place to stop, if something else is wanted by now


def _glance(photo: "Source") -> Image | None:
    """The photo as small as it can be judged by, read while another core reads it for the screen; None for most."""
    from engine.analysis import analysis_of
    from engine.decode import glance_of

    seen = glance_of(photo, GLANCE_EDGE)
    if seen is not None:
        analysis_of(seen)
    return seen


def _grade_ahead(style: Style | None, glance: "Future[Image | None]") -> None:
    """Work out what a style makes of a photo while it is still read; slow styles would keep the next photo waiting."""
    from engine.analysis import analysis_of
    from engine.enhance import answers_with_grid

    if style is None or glance.cancelled() or glance.exception() or (seen := glance.result()) is None:
        return
    with suppress(StyleError):  # the preview tells
        if answers_with_grid(style):
            analysis_of(seen).grade(style, 1.0)


def read_screen_size(path: Path, edge: int) -> Image:
    """A photo whose long edge suffices; see `engine.decode.open_photo` for what is raised."""
    from engine.decode import open_photo

    return open_photo(path, at_least=edge)


def read_full(path: Path) -> Iterator[Opened | Refused]:
    """Every pixel of a photo."""
    from engine.decode import facts, open_photo

    try:
        image = open_photo(path)
        yield Opened(path, image, None, facts(image))
    except PhotoError as problem:
        yield Refused(path, problem)


def _listed(paths: tuple[Path, ...]) -> Iterator[tuple[Path, ...]]:
    from engine.decode import looks_like_photo

    yield list_photos(paths, looks_like_photo)
