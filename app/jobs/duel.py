"""Brings both sides of a blind duel's pairs, the next pair beforehand, and keeps every answer on disk."""

import logging
import random
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage

from app.duels import files as duel_files
from app.duels.duel import Duel, DuelError, DuelWish, Pair, begin
from app.duels.held import DuelPart, DuelPictures, DuelView, Size
from app.jobs.desk import Desk, Wanted, beside_of
from app.jobs.newest_only import NewestOnly
from app.jobs.opening import read_screen_size
from app.jobs.photo_cache import PhotoCache
from app.jobs.report import report
from app.jobs.sizes import fitted_edge
from app.jobs.to_qt import to_qimage
from app.session import Session
from engine.edit import Edit
from engine.errors import PhotoError
from engine.styles import Style

SAMPLE = 480
"""Long edge of the small pictures of a result: 160 wide at 200 %."""
_KEPT = 4
_FIRST_EDGE = 1600

StyleOf = Callable[[str], Style | None]
Refused = tuple[Path, PhotoError]


class DuelJob(QObject):
    """Answers `Session.duels`; pictures are rendered as previews are."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session, self._duels = session, session.duels
        self._photos = PhotoCache()
        self._made: OrderedDict[tuple[Pair, Size], DuelPictures] = OrderedDict()  # of the worker's thread
        self._keeper = self._worker("duel-keeper", self._take_begun)
        self._pictures = self._worker("duel", self._take_pictures)
        self._parts = self._worker("duel-part", self._take_part)
        self._samples = self._worker("duel-samples", self._take_sample)
        self._view: DuelView | None = None
        duels = self._duels
        duels.wanted.connect(self._begin)
        duels.keep_wanted.connect(self._keep)
        duels.drop_wanted.connect(self._drop)
        duels.view_wanted.connect(self._show)
        duels.samples_wanted.connect(self._sample)

    def close(self) -> None:
        """End the threads; the last answer is on disk."""
        self._keeper.close(finish=True)
        for worker in (self._parts, self._samples, self._pictures):
            worker.close()

    def _worker(self, name: str, take: Callable[[object], None]) -> NewestOnly:
        worker = NewestOnly(name, self)
        worker.came.connect(take)
        worker.failed.connect(partial(report, self._session))
        return worker

    # ── begun, kept, dropped ────────────────────────────────────────────────────────────────────────────────────

    def _begin(self, wish: DuelWish) -> None:
        self._view = None
        self._pictures.forget()
        self._keeper.submit(partial(_begun, wish))

    def _keep(self, duel: Duel) -> None:
        self._keeper.submit(partial(_kept, duel))

    def _drop(self, duel: Duel) -> None:
        self._keeper.submit(partial(_dropped, duel))

    def _take_begun(self, begun: object) -> None:
        if isinstance(begun, DuelError):
            self._session.trouble.emit(begun)
        elif isinstance(begun, Duel):
            if begun.answers:
                words = self.tr("This duel goes on where you left it.")
                self._session.said.emit(words)
            self._duels.take(begun)

    # ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────

    def _style_of(self) -> StyleOf:
        """The styles as they are now, for another thread."""
        known = {style.id: style for style in self._session.styles}
        return known.get

    def _show(self, view: DuelView) -> None:
        if view == self._view:
            return
        before, self._view = self._view, view
        if before is None or (before.pair, before.next, before.room) != (view.pair, view.next, view.room):
            self._pictures.submit(partial(self._both, view, self._style_of()))
        if view.part is not None:
            self._parts.submit(partial(self._part, view.pair, view.part, self._style_of()))
        else:
            self._parts.forget()

    def _sample(self, samples: tuple[tuple[Path, str], ...]) -> None:
        self._samples.submit(partial(self._small, samples, self._style_of()))

    def _take_pictures(self, answer: object) -> None:
        if isinstance(answer, DuelPictures):
            self._duels.pictures_changed.emit(answer)
        elif isinstance(answer, tuple):
            self._duels.photo_refused.emit(*answer)

    def _take_part(self, part: object) -> None:
        self._duels.part_changed.emit(part)

    def _take_sample(self, sample: object) -> None:
        if isinstance(sample, tuple):
            self._duels.sample_changed.emit(*sample)

    # ── in the workers' threads ─────────────────────────────────────────────────────────────────────────────────

    def _both(self, view: DuelView, style_of: StyleOf) -> Iterator[DuelPictures | Refused | None]:
        """Both sides of the pair; then those of the next, so that it is there at once."""
        for pair in (view.pair, view.next):
            if pair is None:
                continue
            try:
                made = self._pair(pair, view.room, style_of)
            except PhotoError as problem:
                yield pair.photo, problem
                return
            yield made if pair == view.pair else None

    def _pair(self, pair: Pair, room: Size, style_of: StyleOf) -> DuelPictures:
        key = pair, room
        if key not in self._made:
            photo = self._photos.get(pair.photo, max(_FIRST_EDGE, *room), read_screen_size)
            left, right = style_of(pair.left), style_of(pair.right)
            wanted = Wanted(pair.photo, photo, _edit_of(right), right, room, False, left)
            shown = Desk().preview(wanted, 0)
            self._made[key] = DuelPictures(pair, shown.before, shown.after, shown.size)
            while len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return self._made[key]

    def _part(self, pair: Pair, rect: QRect, style_of: StyleOf) -> Iterator[DuelPart]:
        """A part at full size; every pixel of the photo is read for it."""
        from engine.decode import open_photo
        from engine.render import render

        try:
            photo = self._photos.get(pair.photo, 1 << 30, lambda path, _: open_photo(path))
        except PhotoError:
            return  # the fitted pictures are there, and stay
        box = (rect.left(), rect.top(), rect.left() + rect.width(), rect.top() + rect.height())
        sides = (style_of(pair.left), style_of(pair.right))
        left, right = (to_qimage(render(photo, _edit_of(style), style, region=box)) for style in sides)
        yield DuelPart(pair, rect, left, right)

    def _small(self, samples: tuple[tuple[Path, str], ...], style_of: StyleOf) -> Iterator[tuple[Path, str, QImage]]:
        from engine.render import render
        from engine.resize import resize_long_edge

        for path, style_id in samples:
            try:
                photo = self._photos.get(path, SAMPLE, read_screen_size)
            except PhotoError:
                continue
            edge = fitted_edge(photo.full_size, (SAMPLE, SAMPLE))
            style = style_of(style_id)
            small = render(resize_long_edge(photo, max(edge, SAMPLE)), _edit_of(style), style, long_edge=edge)
            yield path, style_id, to_qimage(small)


def _edit_of(style: Style | None) -> Edit:
    """A style at its own strength on the photo as it was taken."""
    return beside_of(Edit(), style)


def _begun(wish: DuelWish) -> Iterator[Duel | DuelError]:
    """The duel that was left, or a new one."""
    found = duel_files.unfinished(wish)
    if found is not None:
        yield found
        return
    seed = random.SystemRandom().randrange(1 << 30) if wish.seed is None else wish.seed
    try:
        yield begin(wish.contenders, wish.photos, focus=wish.focus, count=wish.count, seed=seed)
    except DuelError as problem:
        yield problem


def _kept(duel: Duel) -> Iterator[None]:
    """On disk; where that is not possible the duel goes on all the same."""
    try:
        duel_files.keep(duel)
    except OSError as problem:
        logging.getLogger(__name__).info("the duel was not kept: %s", problem)
    yield None


def _dropped(duel: Duel) -> Iterator[None]:
    try:
        duel_files.drop(duel)
    except OSError as problem:
        logging.getLogger(__name__).info("the duel was not dropped: %s", problem)
    yield None
