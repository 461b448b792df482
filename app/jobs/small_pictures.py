"""Small pictures of photos that need not be open: as they were taken, and in a style."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.pictures import Styled
from app.session import Session
from engine.image import Image
from engine.styles import Style

EDGE = 768
_KEPT = 12
_GUARDED = 320
"""Long edge of the copies that the guards compare."""
Wish = tuple[Style | None, tuple[Path, ...], str, float | None]
"""The style (None for none), photos, a name, and where on Faithful - Striking (None for where the style stands)."""
Made = tuple[Path, QImage] | tuple[tuple[Styled, ...], str]


class SmallPictures(QObject):
    """Answers `small_wanted` and `styled_wanted`, one wish after the other; a newer wish of a name replaces it."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._wishes: deque[Wish] = deque()
        self._photos: OrderedDict[Path, Image | None] = OrderedDict()  # of the worker's thread
        self._worker = NewestOnly("small-photos", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.small_wanted.connect(lambda paths: self._ask((None, paths, "", None)))
        session.styled_wanted.connect(lambda *wish: self._ask(wish))

    def close(self) -> None:
        """End the thread."""
        self._wishes.clear()
        self._worker.close()

    def _ask(self, wish: Wish) -> None:
        self._wishes.append(wish)
        self._worker.submit(self._work)

    def _take(self, made: list[Made]) -> None:
        for first, second in made:
            if isinstance(first, Path):
                self._session.small_changed.emit(first, second)
            else:
                self._session.styled_changed.emit(first, second)

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _work(self) -> Iterator[list[Made]]:
        """Every wish that waits; a photo at a time, so that pictures appear as they are made."""
        while self._wishes:
            style, paths, name, balance = self._wishes.popleft()
            if style is not None and any(wish[2] == name for wish in self._wishes):
                continue
            if style is not None:
                style = _moved(style, balance)
                yield [(tuple(self._styled(path, style) for path in paths), name)]
                continue
            while paths:
                made: list[Made] = [(paths[0], self._picture(paths[0]))]
                paths = paths[1:]
                if paths:  # a newer wish may end this one at the next hand-over; the rest is not forgotten
                    self._wishes.append((None, paths, "", None))
                yield made
                if paths:
                    self._wishes.remove((None, paths, "", None))

    def _picture(self, path: Path) -> QImage:
        """A photo, small; null where it cannot be shown."""
        from app.jobs.to_qt import to_qimage

        image = self._photo(path)
        return QImage() if image is None else to_qimage(image)

    def _styled(self, path: Path, style: Style) -> Styled:
        """A photo in a style, and what the guards say to that; null where it cannot be shown."""
        from app.jobs.to_qt import to_qimage
        from engine.edit import Edit
        from engine.errors import StyleError
        from engine.guards import guards
        from engine.render import render

        image = self._photo(path)
        if image is None:
            return Styled(QImage())
        edit = Edit(style=style.id, strength=style.default_strength)
        try:
            made = render(image, edit, style, threads=1)
            small = render(image, edit, style, long_edge=_GUARDED, threads=1)
        except StyleError:
            return Styled(QImage())
        plain = render(image, Edit(), None, long_edge=_GUARDED, threads=1)
        return Styled(to_qimage(made), guards(plain.pixels, small.pixels).biting)

    def _photo(self, path: Path) -> Image | None:
        from engine.decode import open_photo
        from engine.errors import PhotoError
        from engine.resize import resize_long_edge

        if path not in self._photos:
            try:
                image = open_photo(path, at_least=EDGE)
                self._photos[path] = resize_long_edge(image, min(EDGE, max(image.width, image.height)))
            except PhotoError:
                self._photos[path] = None
            while len(self._photos) > _KEPT:
                self._photos.popitem(last=False)
        return self._photos[path]


def _moved(style: Style, balance: float | None) -> Style:
    """A style at another place of Faithful - Striking; as it is where that cannot be."""
    from engine.balance import with_balance
    from engine.errors import StyleError

    if balance is None:
        return style
    try:
        return with_balance(style, balance)
    except StyleError:
        return style
