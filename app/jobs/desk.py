"""Desk: what a preview needs again and again, kept ready. For one thread."""

import math
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from PySide6.QtGui import QImage

from app.jobs.sizes import Size, fitted_edge, source_edge
from app.jobs.to_qt import to_mask, to_qimage
from app.pictures import Masks, Preview, Tones
from engine.edit import Edit
from engine.image import Image, Pixels
from engine.styles import Style

_COUNTED = 150_000
"""Pixels that a histogram is made of: enough for a smooth curve, few enough for a moving slider."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One preview that is asked for.

    Attributes:
        path, image: the photo, and the best reading of it so far.
        look, style: what is to be shown, and the style that `look.style` names (None if it is not here).
        room: width and height in device pixels that the picture may fill.
        clipping: whether the masks of the overlay are wanted.
        beside: the style to compare with; None is the original.
    """

    path: Path
    image: Image
    look: Edit
    style: Style | None
    room: Size
    clipping: bool
    beside: Style | None = None


class Desk:
    """Makes previews from a copy of the photo in the size of the screen.

    The copy and the original in the edit's geometry are kept, so that a moved slider costs one rendering of the copy.

    Attributes:
        took: seconds of the last rendering of a result.
    """

    def __init__(self) -> None:
        self.took = 0.0
        self._copied: tuple[Image, int] | None = None
        self._copy: Image | None = None
        self._plain_key: tuple[Image, Edit, int] | None = None
        self._plain: tuple[Image, QImage] | None = None
        self._beside_key: tuple[Image, Edit, Style, int] | None = None
        self._beside = QImage()

    def preview(self, wanted: Wanted, generation: int) -> Preview:
        """Make a preview; it shows the photo as large as the room allows, and never enlarged."""
        from engine.geometry import output_size
        from engine.render import render

        size = output_size(wanted.image.full_size, wanted.look)
        copy = self._screen_copy(wanted)
        edge = fitted_edge(size, wanted.room)
        plain, original = self._original(copy, wanted.look, edge)
        before = original if wanted.beside is None else self._compared(copy, wanted.look, wanted.beside, edge)
        start = perf_counter()
        after = render(copy, wanted.look, wanted.style, long_edge=edge)
        self.took = perf_counter() - start
        return Preview(
            wanted.path,
            wanted.look,
            before,
            to_qimage(after) if after.pixels is not plain.pixels else original,
            size,
            tones(plain, after),
            masks(plain, after) if wanted.clipping else None,
            generation,
            copy,
            wanted.beside,
        )

    def _screen_copy(self, wanted: Wanted) -> Image:
        """The photo as large as the preview needs it; made again when the photo, or the need, changes."""
        from engine.analysis import judge_alike
        from engine.resize import resize_long_edge

        needed = wanted.image, source_edge(wanted.image.full_size, wanted.look, wanted.room)
        if self._copy is None or self._copied != needed:
            self._copied, self._copy = needed, resize_long_edge(*needed)
            judge_alike(self._copy, wanted.image)
        return self._copy

    def _original(self, copy: Image, look: Edit, edge: int) -> tuple[Image, QImage]:
        """The photo as it was taken, turned and cropped as it is now."""
        from engine.render import render

        key = copy, geometry_of(look), edge
        if self._plain is None or self._plain_key != key:
            plain = render(copy, geometry_of(look), None, long_edge=edge)
            self._plain_key, self._plain = key, (plain, to_qimage(plain))
        return self._plain

    def _compared(self, copy: Image, look: Edit, style: Style, edge: int) -> QImage:
        """The photo in another style, turned and cropped as it is now."""
        from engine.render import render

        edit = beside_of(look, style)
        key = copy, edit, style, edge
        if self._beside_key != key:
            self._beside_key, self._beside = key, to_qimage(render(copy, edit, style, long_edge=edge))
        return self._beside


def beside_of(look: Edit, style: Style | None) -> Edit:
    """What stands in the place of the original: a style at its own strength, turned and cropped as the result is."""
    plain = geometry_of(look)
    return plain if style is None else plain.with_(style=style.id, strength=style.default_strength, tags=look.tags)


def geometry_of(look: Edit) -> Edit:
    """An edit that only turns and crops, as this one does."""
    return Edit(quarter_turns=look.quarter_turns, flip=look.flip, angle=look.angle, crop=look.crop)


def tones(plain: Image, after: Image) -> Tones:
    """Histogram of the result, and how much of it is clipped now and was not before; by some 150 000 of its pixels."""
    from engine.histogram import histogram

    step = max(1, round(math.sqrt(after.width * after.height / _COUNTED)))
    found = histogram(*(_every(step, image) for image in (after, plain)))
    return Tones(found.luma, found.red, found.green, found.blue, found.low, found.high, found.newly)


def _every(step: int, image: Image) -> Pixels:
    """Every so many pixels, down and across; four times as fast as by slices of the array."""
    import cv2

    size = -(-image.width // step), -(-image.height // step)
    return np.asarray(cv2.resize(image.pixels, size, interpolation=cv2.INTER_NEAREST)) if step > 1 else image.pixels


def masks(plain: Image, after: Image) -> Masks:
    """The clipping overlay of the result."""
    from engine.histogram import clipping

    found = clipping(after.pixels, plain.pixels)
    return Masks(to_mask(found.high), to_mask(found.low), to_mask(found.newly))
