"""Renders the part of the photo in sight at full size, when it is zoomed.

A style that makes every pixel anew takes its time: what is in sight sharpens square by square from its middle, and
then the rest of the photo follows, nearest first, so that moving about finds it there.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QImage, QPainter

from app.jobs.desk import beside_of
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.to_qt import to_qimage
from app.pictures import Region
from app.session import Session
from engine.edit import Edit
from engine.image import Image
from engine.styles import Style

if TYPE_CHECKING:
    from engine.texture import Texture

Rect = tuple[int, int, int, int]
SLOW = 1000
"""Milliseconds after which the window says that the picture is being refined."""
SQUARE = 512
"""Side of the squares in which a style that takes its time is shown."""
REST = 0.5
"""Seconds that the person has to rest before the squares out of sight are made."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of the result that is asked for.

    Attributes:
        path, image, look, style, beside: as in `app.jobs.desk.Wanted`.
        rect: x0, y0, x1, y1 of the result at full size.
        seen: the whole result as it is on the screen, where it shows this look; stands in for what is not made yet.
        stop: set once nobody waits any more.
    """

    path: Path
    image: Image
    look: Edit
    style: Style | None
    beside: Style | None
    rect: Rect
    seen: QImage | None
    stop: threading.Event


class RegionJob(QObject):
    """Brings the part that `Session.look_at` asks for; has every pixel read first where only a preview is here."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._stop = threading.Event()
        self._told = ""
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
        self._stop.set()
        self._worker.close()

    def _forget(self, *_: object) -> None:
        """Nothing is wanted any more."""
        self._stop.set()
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
        look, preview = session.look, session.preview
        seen = preview.after if preview is not None and preview.edit == look else None
        self._stop.set()
        self._stop = threading.Event()
        style = session.style_called(look.style)
        part = Part(session.path, session.image, look, style, session.beside, session.region, seen, self._stop)
        self._worker.submit(partial(_render, part))

    def _view_changed(self, *_: object) -> None:
        """Only what is compared with matters here."""
        if self._session.beside != self._beside:
            self._beside = self._session.beside
            self._ask()

    def _fail(self, problem: Exception) -> None:
        self._rest()
        report(self._session, problem)

    def _take(self, region: Region) -> None:
        session = self._session
        if region.done == 1:
            self._rest()
        if region.path != session.path or session.region is None:
            return
        session.region_changed.emit(region)
        if region.device:
            session.take_device(region.device)
        if region.note and region.note != self._told:
            session.said.emit(region.note)
        self._told = region.note


def _render(part: Part) -> Iterator[Region]:
    from engine.geometry import output_size
    from engine.texture import texture_of
    from engine.tiles import Cancelled

    # The canvas asks again when a crop or turn has changed the size; until then the part may lie partly outside.
    size = output_size(part.image.full_size, part.look)
    rect = _inside(part.rect, size)
    if rect[0] >= rect[2] or rect[1] >= rect[3]:
        return
    part = replace(part, rect=rect)
    texture = texture_of(part.image, part.style, part.look.tags) if part.look.strength else None
    try:
        if texture is None:
            yield Region(part.path, part.look, rect, _before(part), _square(part, rect))
        else:
            yield from _squares(part, texture)
            _make_the_rest(part, size)
    except Cancelled:
        return


def _squares(part: Part, texture: "Texture") -> Iterator[Region]:
    """What is in sight, square by square; shown from the first on where something can stand in for the others."""
    before, squares = _before(part), from_the_middle(part.rect, part.rect)
    shown = _stand_in(part)
    picture = shown if shown is not None else QImage(*_size(part.rect), QImage.Format.Format_RGB32)
    for count, square in enumerate(squares, 1):
        made = _square(part, square)
        painter = QPainter(picture)
        painter.drawImage(square[0] - part.rect[0], square[1] - part.rect[1], made)
        painter.end()
        done = count / len(squares)
        if shown is not None or done == 1:
            copied, way = QImage(picture), texture.way
            yield Region(part.path, part.look, part.rect, before, copied, done, texture.note, way)


def _make_the_rest(part: Part, size: tuple[int, int]) -> None:
    """The squares out of sight, nearest first; the texture of the photo keeps them."""
    if part.stop.wait(REST):
        return
    for square in from_the_middle(part.rect, (0, 0, *size)):
        _square(part, square)


def from_the_middle(middle: Rect, whole: Rect) -> list[Rect]:
    """A rectangle in squares, those nearest to the middle of another one first."""
    x, y = (middle[0] + middle[2]) / 2, (middle[1] + middle[3]) / 2
    squares = [
        (left, top, min(left + SQUARE, whole[2]), min(top + SQUARE, whole[3]))
        for top in range(whole[1], whole[3], SQUARE)
        for left in range(whole[0], whole[2], SQUARE)
    ]
    return sorted(squares, key=lambda s: ((s[0] + s[2]) / 2 - x) ** 2 + ((s[1] + s[3]) / 2 - y) ** 2)


def _square(part: Part, rect: Rect) -> QImage:
    """A part of the result."""
    from engine.render import render
    from engine.texture import Watch

    return to_qimage(render(part.image, part.look, part.style, region=rect, watch=Watch(part.stop)))


def _before(part: Part) -> QImage:
    """The original there, or what stands in its place."""
    from engine.render import render
    from engine.texture import Watch

    edit = beside_of(part.look, part.beside)
    return to_qimage(render(part.image, edit, part.beside, region=part.rect, watch=Watch(part.stop)))


def _stand_in(part: Part) -> QImage | None:
    """The part as it is on the screen, at its full size; None where something else is on the screen."""
    from engine.geometry import output_size

    if part.seen is None or part.seen.isNull():
        return None
    full = output_size(part.image.full_size, part.look)
    picture = QImage(*_size(part.rect), QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(-part.rect[0], -part.rect[1], *full), part.seen)
    painter.end()
    picture.setColorSpace(part.seen.colorSpace())
    return picture


def _inside(rect: Rect, size: tuple[int, int]) -> Rect:
    return max(rect[0], 0), max(rect[1], 0), min(rect[2], size[0]), min(rect[3], size[1])


def _size(rect: Rect) -> tuple[int, int]:
    return rect[2] - rect[0], rect[3] - rect[1]
