"""Reads the shown photo: a picture that suffices for the screen first, every pixel when it is asked for.

When the shown photo is on the screen, its neighbours are read ahead, so the next one is at hand.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.photo_cache import PhotoCache
from app.jobs.report import report
from app.jobs.saving import Known
from app.jobs.sizes import source_edge
from app.open_photos import list_photos
from app.pictures import Opened
from app.session import Session
from engine.errors import PhotoError
from engine.image import Image

FIRST_EDGE = 1600
"""Long edge that is read while nothing is known of the photo's size."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A photo that cannot be shown.

    Attributes:
        path: the photo.
        problem: why.
        for_good: whether what is on the screen goes as well, since it was only a draft.
    """

    path: Path
    problem: PhotoError
    for_good: bool = False


class Opening(QObject):
    """Brings photos to the session."""

    def __init__(self, session: Session, known: Known) -> None:
        super().__init__(session)
        self._session, self._known = session, known
        self._cache = PhotoCache()
        self._asked_edge = 0
        self._asked_full = False
        self._ahead: tuple[Path, ...] = ()
        self._screen = self._worker("opening")
        self._next = self._worker("ahead")
        self._full = self._worker("full-size")
        self._lister = self._worker("listing")
        session.photo_changed.connect(self._open)
        session.listing_wanted.connect(self._list)
        session.full_size_wanted.connect(self._open_full)
        session.view_changed.connect(self._enlarge)
        session.look_changed.connect(self._enlarge)
        session.image_changed.connect(self._enlarge)
        # The neighbours come after the photo is on the screen, so that they do not compete with it.
        session.preview_changed.connect(self._look_ahead)

    def close(self) -> None:
        """End the threads."""
        for worker in (self._next, self._screen, self._full, self._lister):
            worker.close()

    def _worker(self, name: str) -> NewestOnly:
        worker = NewestOnly(name, self)
        worker.came.connect(self._take)
        worker.failed.connect(partial(report, self._session))
        return worker

    def _open(self, path: Path | None) -> None:
        self._screen.forget()
        self._full.forget()
        self._asked_full = False
        if path is None:
            return
        self._asked_edge = max(FIRST_EDGE, *self._session.view.picture_size)
        self._screen.submit(partial(self._read, path, self._asked_edge, max(self._session.view.picture_size) // 4))

    def _enlarge(self, *_: object) -> None:
        """Read the photo again where the view, or a crop, has come to need more of it."""
        session, image = self._session, self._session.image
        if image is None or session.path is None or image.is_full_size:
            return
        needed = source_edge(image.full_size, session.look, session.view.picture_size)
        if needed > max(image.width, image.height, self._asked_edge):
            self._asked_edge = needed
            self._screen.submit(partial(self._read, session.path, needed, needed))

    def _look_ahead(self, *_: object) -> None:
        """Read where the person is likely to go next, once for each place."""
        if self._session.is_provisional:
            return
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
        elif self._session.image is None or answer.for_good:
            self._session.take_refusal(answer.path, answer.problem)
        else:  # a smaller reading is on the screen and can stay there
            self._session.trouble.emit(answer.problem)

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _read(self, path: Path, edge: int, at_first: int) -> Iterator[Opened | Refused]:
        """The photo as large as asked, and before it what is there sooner, where that takes a while.

        Of a RAW file that is the camera's own picture, of a progressive JPEG a draft.

        Args:
            path: the photo.
            edge: long edge that suffices.
            at_first: long edge from which a smaller picture is worth showing until then.
        """
        from engine.decode import RAW_EXTENSIONS, draft_of, embedded_preview, facts

        is_raw, has_draft = path.suffix.lower() in RAW_EXTENSIONS, False
        try:
            if at_first < edge and not self._cache.has(path, edge):
                small = embedded_preview(path) if is_raw else draft_of(path, edge)
                if small is not None and max(small.width, small.height) >= at_first:
                    yield Opened(path, small, self._known.read(path), facts(small), provisional=True)
                    has_draft = not is_raw
            image = self._cache.get(path, edge, read_screen_size)
            # Last, since the window is busy now telling everybody of the photo, which decoding does not wait for.
            yield Opened(path, image, self._known.read(path), facts(image))
        except PhotoError as problem:
            yield Refused(path, problem, for_good=has_draft)

    def _read_ahead(self, paths: tuple[Path, ...], edge: int) -> Iterator[None]:
        """Photos into the cache; one that cannot be shown is told when the person goes there."""
        for path in paths:
            with suppress(PhotoError):
                self._cache.get(path, edge, read_screen_size)
            yield None  # a place to stop, if something else is wanted by now


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
