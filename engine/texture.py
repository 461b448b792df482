"""Texture: what a network that makes every pixel anew makes of one photo, as far as it has been asked for.

A part of the picture that is looked at is made first and kept, so moving about costs only what is new; an export asks
for rows, and gets them tile by tile. Results are sRGB; what of the photo lies outside sRGB or 0..1, which no network
has seen, is laid over the result unchanged.
"""

import math
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine.color import to_working
from engine.enhance import Recent, enhancer_of
from engine.image import Image, Pixels, as_float
from engine.resize import smaller
from engine.styles import Style
from engine.tags import NOTHING_KNOWN, Tags
from engine.tiles import CELL, Cancelled, Canvas, Rect, Size

if TYPE_CHECKING:
    from engine.networks.whole import Moments
    from engine.tiled import Plan, TiledNetwork

Floats = NDArray[np.float32]
Progress = Callable[[float], None]

_BLOCK = 4 * CELL
_KEPT = 2
"""Photos whose results are kept: the one on the screen, in two styles."""


@dataclass(slots=True, eq=False)
class _Known:
    """What has been made of a photo, and what for.

    Attributes:
        canvas: the result so far.
        plan: what was looked at first.
        moments: what was found by that.
        work: that was done, in units of one run of the network over the photo.
    """

    canvas: Canvas
    plan: "Plan"
    moments: "dict[int, Moments]" = field(default_factory=dict)
    work: float = 0.0

    def note(self, watch: "Watch", work: float) -> None:
        """Take up work that was done, and tell who waits; raises `Cancelled` if nobody does."""
        self.work += work
        watch.tell(min(1.0, self.work / (1 + self.plan.work)))


class Texture:
    """One photo in one style. Any thread may ask; tiles are made one at a time.

    Args:
        image: the photo at its own size.
        network: of the style.
    """

    def __init__(self, image: Image, network: "TiledNetwork") -> None:
        # Whoever asks has the photo; what is kept here does not keep it in memory.
        self._pixels, self._space, self._network = weakref.ref(image.pixels), image.space, network
        self.full: Size = (image.width, image.height)
        self._lock = threading.Lock()
        self._known: _Known | None = None

    @property
    def note(self) -> str:
        """A sentence about where it ran, if that is not as usual."""
        return self._network.note

    @property
    def share(self) -> float:
        """How much of the photo is made, 0..1."""
        known = self._known
        return 0.0 if known is None else known.canvas.share

    @property
    def way(self) -> str:
        """The device where it runs now."""
        return self._network.way.device

    def part(self, size: Size, area: Rect, part: Rect, strength: float, watch: "Watch") -> Floats:
        """A part of the photo in the style, made smaller like `engine.resize.smaller` does.

        Args:
            size: (width, height) of the whole result.
            area: of the photo that the whole result shows.
            part: of the result that is wanted.
            strength: 0 for the photo itself, 1 for what the network makes of it, up to 1.5 beyond.
            watch: who wants to know, and may stop it.

        Returns:
            h x w x 3, sRGB-encoded, extended as the photo is.

        Raises:
            StyleError: the network does not run on this photo.
            DiskFull: there is no room for the result.
            Cancelled: it was stopped.
        """
        canvas = self._ensured(_under(size, area, part), watch)
        photo = to_working(_small(self._photo(), size, area, part), self._space)
        made = as_float(_small(canvas.pixels, size, area, part))
        return np.asarray(photo + np.float32(strength) * (made - np.clip(photo, 0, 1)), np.float32)

    def _ensured(self, rect: Rect, watch: "Watch") -> Canvas:
        """The canvas, with nothing missing of a part of the photo."""
        with self._lock:
            known = self._looked(watch)
            canvas, network = known.canvas, self._network
            missing = list(canvas.missing(canvas.blocks(rect) if watch.wants_all else rect))
            if missing and network.reach is None:  # it sees the photo as a whole, or not at all
                missing = [(0, 0, *self.full)]
            for part in missing:
                check = partial(known.note, watch)
                canvas.put(part, network.run(self._read, self.full, known.moments, part, check))
            return canvas

    def _looked(self, watch: "Watch") -> "_Known":
        """What the network has to know of the photo: of every pixel where the whole picture is wanted, so that it is
        that of the whole photo; for a part that is looked at, which is wanted soon, large photos are sampled."""
        known = self._known
        if known is None or (watch.wants_all and not known.plan.exact):
            known = _Known(Canvas(self.full, _BLOCK), self._network.plan(self.full, exact=watch.wants_all))
            known.note(watch, 0.0)
            known.moments = self._network.look(self._read, known.plan, partial(known.note, watch))
            self._known = known
        return known

    def _photo(self) -> Pixels:
        pixels = self._pixels()
        assert pixels is not None, "whoever asks holds the photo"
        return pixels

    def _read(self, rect: Rect) -> Floats:
        """A part of the photo as networks see it."""
        x0, y0, x1, y1 = rect
        pixels = np.ascontiguousarray(self._photo()[y0:y1, x0:x1])
        return np.asarray(np.clip(np.nan_to_num(to_working(pixels, self._space)), 0, 1), np.float32)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who waits for a result.

    Attributes:
        cancelled: ends the work with `Cancelled` once it is set.
        progress: told how much of the whole photo is done, 0..1.
        wants_all: the rest of the photo will be asked for as well, so larger tiles may be made than a part needs.
    """

    cancelled: threading.Event | None = None
    progress: Progress | None = None
    wants_all: bool = False

    def tell(self, share: float) -> None:
        """Say how far it is.

        Raises:
            Cancelled: nobody waits any more.
        """
        if self.cancelled is not None and self.cancelled.is_set():
            raise Cancelled
        if self.progress is not None:
            self.progress(share)


NOBODY = Watch()


@dataclass(frozen=True, slots=True, eq=False)
class Textured:
    """The texture of a photo at the strength of an edit, and who waits for it."""

    texture: Texture
    strength: float
    watch: Watch = NOBODY

    def part(self, size: Size, part: Rect, area: Rect | None = None) -> Floats:
        """See `Texture.part`; without an area the result shows the whole photo."""
        area = area or (0, 0, *self.texture.full)
        return self.texture.part(size, area, part, self.strength, self.watch)


_known: OrderedDict[object, Texture] = OrderedDict()
_known_lock = threading.Lock()
_networks = Recent(2)


def texture_of(image: Image, style: Style | None, tags: Tags = NOTHING_KNOWN) -> Texture | None:
    """What a style's network makes of a photo, the same as long as the photo lives and two others have not come since.

    Returns:
        None for a style that is carried by a grade: one of tone and colour, any on a smaller copy of a photo, where
        texture is not to be seen, and one that needs the photo whole where that is too large.

    Raises:
        StyleError: the style cannot be loaded.
    """
    if style is None or not style.texture or not image.is_full_size:
        return None
    from engine import device
    from engine.tiled import TiledNetwork

    enhancer = enhancer_of(style)
    if enhancer is None:
        return None
    network: TiledNetwork = _networks.get(
        (enhancer, tags, device.preferred()), lambda: TiledNetwork(enhancer, tags, style.name)
    )
    if not network.takes((image.width, image.height)):
        return None
    key = (id(image.pixels), id(network))
    with _known_lock:
        if key not in _known:
            _known[key] = Texture(image, network)
            weakref.finalize(image.pixels, _known.pop, key, None).atexit = False
        _known.move_to_end(key)
        while len(_known) > _KEPT:
            _known.popitem(last=False)
        return _known[key]


def _under(size: Size, area: Rect, part: Rect) -> Rect:
    """The pixels of the photo under a part of a smaller picture."""
    across, down = (area[2] - area[0]) / size[0], (area[3] - area[1]) / size[1]
    x0, y0 = area[0] + int(part[0] * across), area[1] + int(part[1] * down)
    x1, y1 = area[0] + math.ceil(part[2] * across), area[1] + math.ceil(part[3] * down)
    return x0, y0, min(area[2], x1), min(area[3], y1)


def _small(pixels: Pixels, size: Size, area: Rect, part: Rect) -> Pixels:
    return np.ascontiguousarray(smaller(pixels, size, area=area, part=part, threads=1))
