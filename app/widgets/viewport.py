"""Viewport: which part of a photo is seen, and where on the screen each of its pixels falls. Numbers only, no widgets.

All rectangles are in device pixels; photo pixels count at full size; places in the photo are fractions 0..1.
"""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QSize

Size = tuple[int, int]
"""Width and height of the photo at full size."""

LARGEST = 8.0
"""Device pixels for one photo pixel at the closest zoom."""

NOTCHES = (0.1, 0.125, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, LARGEST)
_DOUBLING = 480.0  # eighths of a degree of wheel that double the size of the picture


@dataclass(frozen=True, slots=True)
class Viewport:
    """What is seen of a photo.

    Attributes:
        scale: device pixels for one photo pixel; None fits the whole photo.
        x, y: fraction of the photo that stands in the middle of its pane.
        apart: how far the freed second picture is shifted against the first, as fractions.
    """

    scale: float | None = None
    x: float = 0.5
    y: float = 0.5
    apart: tuple[float, float] = (0.0, 0.0)

    @property
    def is_fitted(self) -> bool:
        """Whether the whole photo is shown."""
        return self.scale is None

    def of(self, side: int) -> "Viewport":
        """The viewport of one picture of a pair: the second one may have been freed."""
        if side == 0 or self.apart == (0.0, 0.0):
            return self
        return replace(self, x=self.x + self.apart[0], y=self.y + self.apart[1])


def fit_scale(size: Size, room: QSize, largest: float) -> float:
    """Device pixels for one photo pixel so that the photo fits; never more than `largest`."""
    return min(room.width() / size[0], room.height() / size[1], largest)


def place(view: Viewport, size: Size, pane: QRect, largest: float) -> QRect:
    """Where the whole photo lies; may reach beyond the pane. Whole pixels, so that 100 % is exact."""
    scale = view.scale or fit_scale(size, pane.size(), largest)
    width, height = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    left = _start(pane.x(), pane.width(), width, view.x)
    top = _start(pane.y(), pane.height(), height, view.y)
    return QRect(left, top, width, height)


def _start(pane: int, room: int, length: int, middle: float) -> int:
    """First pixel along one axis: centred if it all fits, else with no gap at either end."""
    if length <= room:
        return pane + (room - length) // 2
    start = round(room / 2 - middle * length)
    return pane + min(0, max(room - length, start))


def settle(view: Viewport, size: Size, pane: QRect) -> Viewport:
    """The same view with its middle where `place` can really put it, so that panning never runs into the void."""
    if view.scale is None:
        return Viewport()
    x = _settled(view.x, pane.width(), size[0] * view.scale)
    y = _settled(view.y, pane.height(), size[1] * view.scale)
    return replace(view, x=x, y=y)


def _settled(middle: float, room: float, length: float) -> float:
    if length <= room:
        return 0.5
    half = room / 2 / length
    return min(max(middle, half), 1 - half)


def zoom(view: Viewport, scale: float | None, at: QPointF, shown: QRect, size: Size, pane: QRect) -> Viewport:
    """Zoom so that the point of the photo under the pointer stays there.

    Args:
        view: now.
        scale: wanted, None to fit.
        at: pointer.
        shown: where the photo lies now.
        size: of the photo.
        pane: where it will be shown.
    """
    if scale is None:
        return Viewport()
    fx = min(max((at.x() - shown.x()) / shown.width(), 0.0), 1.0)
    fy = min(max((at.y() - shown.y()) / shown.height(), 0.0), 1.0)
    middle = pane.toRectF().center()
    x = fx + (middle.x() - at.x()) / (size[0] * scale)
    y = fy + (middle.y() - at.y()) / (size[1] * scale)
    return settle(replace(view, scale=scale, x=x, y=y), size, pane)


def pan(view: Viewport, moved: QPointF, size: Size, pane: QRect) -> Viewport:
    """Take hold of the photo and move it by some device pixels."""
    if view.scale is None:
        return view
    x = view.x - moved.x() / (size[0] * view.scale)
    y = view.y - moved.y() / (size[1] * view.scale)
    return settle(replace(view, x=x, y=y), size, pane)


def free(view: Viewport, side: int, moved: QPointF, size: Size, pane: QRect) -> Viewport:
    """Move one picture of a pair alone."""
    if view.scale is None:
        return view
    own = view.of(side)
    there = pan(own, moved, size, pane)
    dx, dy = there.x - own.x, there.y - own.y
    if side == 0:
        return replace(view, x=there.x, y=there.y, apart=(view.apart[0] - dx, view.apart[1] - dy))
    return replace(view, apart=(view.apart[0] + dx, view.apart[1] + dy))


def turned(scale: float, delta: float, fitted: float) -> float | None:
    """Scale after turning the wheel; 100 % is never jumped over, and the far end is the fitted photo.

    Args:
        scale: now.
        delta: eighths of a degree, positive zooms in.
        fitted: scale at which the photo fits.
    """
    wanted = scale * 2 ** (delta / _DOUBLING)
    if min(scale, wanted) < 1.0 < max(scale, wanted):
        wanted = 1.0
    return _within(wanted, fitted, delta < 0)


def stepped(scale: float, steps: int, fitted: float) -> float | None:
    """Scale one notch in or out, for keys."""
    if steps > 0:
        wanted = next((n for n in NOTCHES if n > scale * 1.01), LARGEST)
    else:
        wanted = next((n for n in reversed(NOTCHES) if n < scale / 1.01), 0.0)
    return _within(wanted, fitted, steps < 0)


def _within(wanted: float, fitted: float, outwards: bool) -> float | None:
    if outwards and wanted <= fitted:
        return None
    return min(max(wanted, min(fitted, 1.0)), LARGEST)


def visible(shown: QRect, pane: QRect, size: Size) -> QRect:
    """Photo pixels that are seen, whole ones, as a rectangle at full size."""
    seen = shown.intersected(pane)
    if seen.isEmpty():
        return QRect()
    across, down = size[0] / shown.width(), size[1] / shown.height()
    left, top = int((seen.x() - shown.x()) * across), int((seen.y() - shown.y()) * down)
    right = min(size[0], -int(-(seen.x() + seen.width() - shown.x()) * across // 1))
    bottom = min(size[1], -int(-(seen.y() + seen.height() - shown.y()) * down // 1))
    return QRect(left, top, right - left, bottom - top)


def lay_over(part: QRect, shown: QRect, size: Size) -> QRect:
    """Where a rectangle of photo pixels falls on the screen."""
    across, down = shown.width() / size[0], shown.height() / size[1]
    left, top = round(shown.x() + part.x() * across), round(shown.y() + part.y() * down)
    right = round(shown.x() + (part.x() + part.width()) * across)
    bottom = round(shown.y() + (part.y() + part.height()) * down)
    return QRect(left, top, right - left, bottom - top)
