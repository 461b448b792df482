"""Geometry of an edit: quarter turns, mirror, straightening and crop, as arithmetic on sizes and points.

Three frames, each with its own pixels, x to the right and y down:

- the *photo*: as opened, upright by its Exif orientation;
- the *turned* photo: after quarter turns and the mirror;
- the *frame*: what straightening leaves of the turned photo, the largest upright rectangle without empty corners.
  `Edit.crop` is in fractions of the frame; what it keeps is the picture, which may then be made smaller.
"""

import math
from dataclasses import dataclass

import numpy as np

from engine.edit import Edit
from engine.image import Pixels
from engine.warp import ONE

Size = tuple[int, int]
Point = tuple[float, float]
Rect = tuple[int, int, int, int]
"""x0, y0, x1, y1; the last two are just outside."""
Step = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the pixels of one finished picture come from.

    Attributes:
        photo: (width, height) of the photo.
        quarter_turns, flip, angle: as in `Edit`.
        frame: (width, height) of the frame, unrounded.
        left, top: corner of the picture in the frame.
        whole: (width, height) of the picture in pixels of the photo.
        size: (width, height) of the picture as it is made, at most `whole`.
    """

    photo: Size
    quarter_turns: int
    flip: bool
    angle: float
    frame: tuple[float, float]
    left: int
    top: int
    whole: Size
    size: Size

    @property
    def is_plain(self) -> bool:
        """Whether the picture is the whole photo as it lies."""
        return self.size == self.photo and not (self.quarter_turns or self.flip or self.angle)

    @property
    def turned(self) -> Size:
        """(width, height) of the turned photo."""
        return swapped(self.photo, self.quarter_turns)

    @property
    def scaled(self) -> Size:
        """(width, height) of the photo in the scale of the picture, whole pixels."""
        turned = [round(t * s / w) for t, s, w in zip(self.turned, self.size, self.whole, strict=True)]
        return swapped((max(turned[0], self.size[0]), max(turned[1], self.size[1])), self.quarter_turns)

    @property
    def area(self) -> Rect:
        """The part of the photo that the picture shows if it is not straightened."""
        rect = (self.left, self.top, self.left + self.whole[0], self.top + self.whole[1])
        return self.unturned(rect, self.turned)

    def unturned(self, rect: Rect, size: Size) -> Rect:
        """A rectangle of something turned, (width, height) large, as it lay before."""
        (width, height), (x0, y0, x1, y1) = size, rect
        if self.flip:
            x0, x1 = width - x1, width - x0
        for _ in range(self.quarter_turns):
            x0, y0, x1, y1 = y0, width - x1, y1, width - x0
            width, height = height, width
        return x0, y0, x1, y1

    def turn(self, pixels: Pixels) -> Pixels:
        """Pixels of the photo, turned and mirrored; a view where nothing is to be done."""
        if not (self.quarter_turns or self.flip):
            return pixels
        import cv2  # most photos lie as they are, and a command that is over in a second does not wait for it

        if self.quarter_turns:
            codes = (cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
            pixels = np.asarray(cv2.rotate(pixels, codes[self.quarter_turns - 1]))
        if self.flip:
            pixels = np.asarray(cv2.flip(pixels, 1))
        return pixels

    def raster(self) -> tuple[Step, Step, Step]:
        """Where the pixels of a straightened picture lie in the turned photo of `scaled` size, for `warp.sample`.

        Returns:
            Position of the first pixel, step to the right and step down, each (x, y) in 1 / ONE pixels.
        """
        across, down = self.whole[0] / self.size[0], self.whole[1] / self.size[1]
        scaled = swapped(self.scaled, self.quarter_turns)
        shrink = scaled[0] / self.turned[0], scaled[1] / self.turned[1]
        x, y = self._unrotated(self.left + across / 2, self.top + down / 2)
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return (
            _fixed(x * shrink[0] - 0.5, y * shrink[1] - 0.5),
            _fixed(across * cos * shrink[0], -across * sin * shrink[1]),
            _fixed(down * sin * shrink[0], down * cos * shrink[1]),
        )

    def to_photo(self, point: Point) -> Point:
        """A point of the picture as a point of the photo, both in fractions 0..1 of their width and height."""
        x, y = self.left + point[0] * self.whole[0], self.top + point[1] * self.whole[1]
        x, y = self._unrotated(x, y)
        u, v = x / self.turned[0], y / self.turned[1]
        u = 1 - u if self.flip else u
        for _ in range(self.quarter_turns):
            u, v = v, 1 - u
        return u, v

    def from_photo(self, point: Point) -> Point:
        """A point of the photo as a point of the picture, in fractions; outside 0..1 if it was cropped away."""
        u, v = point
        for _ in range(self.quarter_turns):
            u, v = 1 - v, u
        u = 1 - u if self.flip else u
        x, y = self._rotated(u * self.turned[0], v * self.turned[1])
        return (x - self.left) / self.whole[0], (y - self.top) / self.whole[1]

    def _unrotated(self, x: float, y: float) -> Point:
        """From the frame to the turned photo, which straightening turned clockwise about its middle."""
        dx, dy = x - self.frame[0] / 2, y - self.frame[1] / 2
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return self.turned[0] / 2 + cos * dx + sin * dy, self.turned[1] / 2 - sin * dx + cos * dy

    def _rotated(self, x: float, y: float) -> Point:
        dx, dy = x - self.turned[0] / 2, y - self.turned[1] / 2
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        return self.frame[0] / 2 + cos * dx - sin * dy, self.frame[1] / 2 + sin * dx + cos * dy


def geometry(photo: Size, edit: Edit, long_edge: int | None = None) -> Geometry:
    """Work out the sizes of an edit's picture.

    Args:
        photo: (width, height) of the photo.
        edit: turns, mirror, angle and crop are used.
        long_edge: longer side of the picture in pixels; never enlarged beyond what the photo has. None for all.
    """
    frame = _inscribed(swapped(photo, edit.quarter_turns), edit.angle)
    left, right = _kept(edit.crop.left, edit.crop.right, int(frame[0]))
    top, bottom = _kept(edit.crop.top, edit.crop.bottom, int(frame[1]))
    whole = (right - left, bottom - top)
    size = _limited(whole, long_edge)
    return Geometry(photo, edit.quarter_turns % 4, edit.flip, edit.angle, frame, left, top, whole, size)


def output_size(photo: Size, edit: Edit, long_edge: int | None = None) -> Size:
    """(width, height) of the finished picture; see `geometry`."""
    return geometry(photo, edit, long_edge).size


def _kept(low: float, high: float, length: int) -> tuple[int, int]:
    """Fractions of a length as whole pixels, at least one."""
    start = min(round(low * length), length - 1)
    return start, max(round(high * length), start + 1)


def swapped(size: Size, quarter_turns: int) -> Size:
    """A (width, height) after quarter turns."""
    return (size[1], size[0]) if quarter_turns % 2 else size


def _limited(size: Size, long_edge: int | None) -> Size:
    """A size scaled down so that its longer side is at most `long_edge`."""
    if long_edge is None or max(size) <= long_edge:
        return size
    scale = long_edge / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _inscribed(size: Size, degrees: float) -> tuple[float, float]:
    """The upright rectangle of most area inside a turned one, at least one pixel large."""
    if not degrees:
        return float(size[0]), float(size[1])
    cos, sin = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    long, short = max(size), min(size)
    if short <= 2 * sin * cos * long or abs(sin - cos) < 1e-9:
        # Two corners touch the long sides; the other two lie on the middle line.
        along, aside = short / (2 * sin), short / (2 * cos)
    else:
        double = cos * cos - sin * sin
        along, aside = (long * cos - short * sin) / double, (short * cos - long * sin) / double
    along, aside = max(along, 1.0), max(aside, 1.0)
    return (along, aside) if size[0] >= size[1] else (aside, along)


def _fixed(x: float, y: float) -> Step:
    return round(x * ONE), round(y * ONE)
