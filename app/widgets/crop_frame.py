"""The crop frame as arithmetic: what of it a pointer takes, and where dragging brings it. In fractions."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF

SMALLEST = 0.02
"""Least width and height as a fraction of the photo."""

_Side = int  # -1 the left or upper edge, 1 the right or lower one, 0 neither


@dataclass(frozen=True, slots=True)
class Grip:
    """What is held of the frame: an edge, a corner (both), or the inside (neither)."""

    x: _Side = 0
    y: _Side = 0

    @property
    def is_inside(self) -> bool:
        """Whether the whole frame is moved."""
        return not (self.x or self.y)


@dataclass(frozen=True, slots=True)
class CropFrame:
    """What stays of a photo.

    Attributes:
        left, top, right, bottom: fractions 0..1 of the photo.
        shape: width by height of the frame in units of the photo's own (1 keeps its proportions); None is free.
    """

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0
    shape: float | None = None

    def on(self, photo: QRect) -> QRectF:
        """The frame on a photo that lies somewhere on the screen."""
        width, height = self.right - self.left, self.bottom - self.top
        return QRectF(
            photo.x() + self.left * photo.width(),
            photo.y() + self.top * photo.height(),
            width * photo.width(),
            height * photo.height(),
        )

    def grip_at(self, point: QPointF, photo: QRect, reach: float) -> Grip | None:
        """What a pointer takes hold of; None beyond the frame."""
        box = self.on(photo)
        if not box.adjusted(-reach, -reach, reach, reach).contains(point):
            return None
        return Grip(_side(point.x(), box.left(), box.right(), reach), _side(point.y(), box.top(), box.bottom(), reach))

    def dragged(self, grip: Grip, dx: float, dy: float) -> "CropFrame":
        """The frame after moving what is held by some fractions; it never leaves the photo."""
        if grip.is_inside:
            return self._moved(dx, dy)
        left = _within(self.left + dx, 0, self.right - SMALLEST) if grip.x < 0 else self.left
        right = _within(self.right + dx, self.left + SMALLEST, 1) if grip.x > 0 else self.right
        top = _within(self.top + dy, 0, self.bottom - SMALLEST) if grip.y < 0 else self.top
        bottom = _within(self.bottom + dy, self.top + SMALLEST, 1) if grip.y > 0 else self.bottom
        grown = replace(self, left=left, top=top, right=right, bottom=bottom)
        return grown if self.shape is None else grown._shaped(self.shape, grip)

    def shaped(self, shape: float | None) -> "CropFrame":
        """The largest frame of a shape around the same middle, inside this one."""
        return replace(self, shape=None) if shape is None else replace(self, shape=shape)._shaped(shape, Grip())

    def _moved(self, dx: float, dy: float) -> "CropFrame":
        dx, dy = _within(dx, -self.left, 1 - self.right), _within(dy, -self.top, 1 - self.bottom)
        return replace(self, left=self.left + dx, top=self.top + dy, right=self.right + dx, bottom=self.bottom + dy)

    def _shaped(self, shape: float, grip: Grip) -> "CropFrame":
        """Shrink one direction to keep a shape; the edge opposite the grip stays where it is."""
        width, height = self.right - self.left, self.bottom - self.top
        if width > height * shape:
            width = height * shape
        else:
            height = width / shape
        left = _anchored(self.left, self.right, width, grip.x)
        top = _anchored(self.top, self.bottom, height, grip.y)
        return replace(self, left=left, right=left + width, top=top, bottom=top + height)


def _side(at: float, low: float, high: float, reach: float) -> _Side:
    """Which of two edges is near; the nearer one where both are."""
    to_low, to_high = abs(at - low), abs(at - high)
    if min(to_low, to_high) > reach:
        return 0
    return -1 if to_low < to_high else 1


def _anchored(low: float, high: float, length: float, side: _Side) -> float:
    if side < 0:
        return high - length
    return low if side > 0 else (low + high - length) / 2


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)
