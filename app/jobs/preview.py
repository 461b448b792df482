"""Keeps the fitted picture in step with the session: photo, edit, hovered style, size and overlay."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from statistics import median

from PySide6.QtCore import QObject

from app.jobs.desk import Desk, Wanted, geometry_of
from app.jobs.newest_only import NewestOnly, Pause
from app.jobs.report import report
from app.pictures import Preview
from app.session import Session

PATIENCE = 0.018
"""Seconds that a moved slider can wait for the rendering: with the histogram and the painting, 30 ms."""
LARGER = 3.0
"""By how much longer than at half its size a picture is taken to take; 2.0 to 2.4 were measured."""
WORTH = 500_000
"""Pixels of a preview from which on half the size is much quicker."""
REST = 0.06
"""Seconds without a move after which a slider rests, and the picture becomes sharp."""


class PreviewJob(QObject):
    """Asks for a preview whenever one would look different from the last that was asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._desk, self._drafts = Desk(), Desk()
        self._last: Preview | None = None  # of the worker's thread, as the next
        self._took: deque[float] = deque([0.0], maxlen=3)  # seconds of the last renderings, had they been at own size
        self._asked: Wanted | None = None
        self._generation = 0
        self._missed: set[str] = set()
        self._worker = NewestOnly("preview", self)
        self._worker.came.connect(session.take_preview)
        self._worker.failed.connect(partial(report, session))
        session.photo_changed.connect(self._forget)
        for signal in (session.image_changed, session.look_changed, session.view_changed, session.styles_changed):
            signal.connect(self._ask)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def _forget(self) -> None:
        self._asked = None
        self._worker.forget()

    def _ask(self, *_: object) -> None:
        session = self._session
        if session.path is None or session.image is None:
            return
        look, view = session.look, session.view
        style = session.style_called(look.style)
        wanted = Wanted(session.path, session.image, look, style, view.picture_size, view.clipping, session.beside)
        if wanted == self._asked:
            return
        if look.style is not None and style is None and session.styles:
            self._say_missing(look.style)
        self._asked = wanted
        self._generation += 1
        is_drag = session.edit != session.history.edit
        self._worker.submit(partial(self._make, wanted, self._generation, is_drag))

    def _say_missing(self, style_id: str) -> None:
        """A saved edit may name a style of another computer; it is kept, and said once."""
        if style_id not in self._missed:
            self._missed.add(style_id)
            sentence = self.tr("The style {name} is not here, so photos are shown without it.")
            self._session.said.emit(sentence.format(name=style_id))

    def _make(self, wanted: Wanted, generation: int, is_drag: bool) -> Iterator[Preview | Pause]:
        """The preview; where this computer is too slow for it, while a slider moves, at half the size until it rests.

        The first of a session is preceded by the photo as it was taken.
        """
        last = self._last
        if last is None:
            # At a start styles and their kernels have yet to be loaded; the photo is there before. Nothing else is made
            # of this picture: cards would take the time from the next.
            plain = self._drafts.preview(replace(wanted, look=geometry_of(wanted.look), style=None), generation)
            yield replace(plain, copy=None)
        if is_drag and last is not None and last.path == wanted.path and self._is_too_slow(last):
            room = max(1, wanted.room[0] // 2), max(1, wanted.room[1] // 2)
            draft = self._drafts.preview(replace(wanted, room=room), generation)
            self._took.append(LARGER * self._drafts.took)
            if last.beside == wanted.beside and geometry_of(last.edit) == geometry_of(wanted.look):
                draft = replace(draft, before=last.before)
            yield replace(draft, copy=last.copy)
            yield Pause(REST)
        self._last = self._desk.preview(wanted, generation)
        self._took.append(self._desk.took)
        yield self._last

    def _is_too_slow(self, last: Preview) -> bool:
        """Whether this computer cannot keep up with a moved slider at the preview's size."""
        return median(self._took) > PATIENCE and last.after.width() * last.after.height() > WORTH
