"""Small live pictures of this photo in every style: for the cards, and for the cells of the grid."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from app.jobs.desk import geometry_of
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.to_qt import to_qimage
from app.session import Session
from engine.edit import Edit
from engine.errors import StyleError
from engine.image import Image
from engine.styles import Style

ORIGINAL = ""
"""Id of the card that shows the photo as it was taken."""
REST = 60
"""Milliseconds without a change before the cards are made again, so that a drag does not compete with them."""

Key = tuple[object, Style | None, Edit, int]
"""What a card shows: what the photo is judged by, the style, the edit, and the long edge of the picture."""


@dataclass(frozen=True, slots=True)
class Look:
    """One card: a style's id, the style, and the edit it shows."""

    style_id: str
    style: Style | None
    edit: Edit


class CardsJob(QObject):
    """Makes the cards anew when the photo, the edit or their size changes; the chosen one first."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._shown: dict[str, Key] = {}
        self._worker = NewestOnly("cards", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._ask)
        session.photo_changed.connect(self._forget)
        # After the first preview, since the photo itself comes before its cards.
        session.preview_changed.connect(self._follow)
        for signal in (session.history_changed, session.styles_changed, session.view_changed):
            signal.connect(self._rest.start)

    def close(self) -> None:
        """End the thread."""
        self._rest.stop()
        self._worker.close()

    def _forget(self, *_: object) -> None:
        self._rest.stop()
        self._shown.clear()
        self._worker.forget()

    def _follow(self, *_: object) -> None:
        """In the grid a new photo is to be seen in the cards alone, so they do not wait."""
        if self._session.view.mode == "grid" and not self._shown:
            self._rest.stop()
            self._ask()
        else:
            self._rest.start()

    def _looks(self) -> list[Look]:
        """Every card, the chosen one first. It has the edit's strength; the others have their style's own.

        Styles that make every pixel anew come last: one may take longer than all others together. Cards follow the
        steps taken, not every move of a drag; in the grid the chosen picture does.
        """
        session = self._session
        edit = session.edit if session.view.mode == "grid" else session.history.edit
        looks = [Look(ORIGINAL, None, geometry_of(edit))]
        for style in session.styles:
            strength = edit.strength if style.id == edit.style else style.default_strength
            looks.append(Look(style.id, style, replace(edit, style=style.id, strength=strength)))
        chosen = edit.style or ORIGINAL
        return sorted(looks, key=lambda look: (look.style is not None and look.style.texture, look.style_id != chosen))

    def _ask(self) -> None:
        session = self._session
        if session.preview is None or session.preview.copy is None:
            return
        from engine.analysis import judged_by

        copy = session.preview.copy
        size = min(session.view.card_size, max(copy.width, copy.height))
        judged = judged_by(copy)  # a draft that is large enough does for the photo itself
        wanted = {look.style_id: (judged, look.style, look.edit, size) for look in self._looks()}
        missing = {style_id: key for style_id, key in wanted.items() if self._shown.get(style_id) != key}
        if missing:
            self._worker.submit(partial(_make, copy, missing))

    def _take(self, made: tuple[str, Key, QImage | StyleError]) -> None:
        style_id, key, picture = made
        self._shown[style_id] = key
        if isinstance(picture, StyleError):
            self._session.card_refused.emit(style_id, picture)
        else:
            self._session.card_changed.emit(style_id, picture)


def _make(copy: Image, missing: dict[str, Key]) -> Iterator[tuple[str, Key, QImage | StyleError]]:
    """The cards one after the other; a style that cannot run does not keep the others from theirs."""
    for style_id, key in missing.items():
        try:
            yield style_id, key, _picture(copy, key)
        except StyleError as problem:
            yield style_id, key, problem


def _picture(copy: Image, key: Key) -> QImage:
    from engine.render import render

    _, style, edit, size = key
    return to_qimage(render(copy, edit, style, long_edge=size, threads=1))
