"""SharpPart: decides which part of a zoomed photo to ask for at full size."""

from PySide6.QtCore import QMargins, QRect

from app.widgets.viewport import Size

_GRID = 64
_MOST = 12_000_000  # photo pixels; farther out the fitted picture is sharp enough
_WASTE = 4


class SharpPart:
    """Remembers what was asked for last, so that small movements ask for nothing new.

    Attributes:
        rect: photo pixels asked for; None when the fitted picture does.
    """

    def __init__(self) -> None:
        self.rect: QRect | None = None

    def update(self, seen: QRect, photo: Size | None) -> bool:
        """Take in what is seen now.

        Args:
            seen: photo pixels on the canvas that the fitted picture is too small for; may be empty.
            photo: size of the photo.

        Returns:
            Whether something else has to be asked for.
        """
        wanted = self._wanted(seen, photo)
        changed = wanted != self.rect
        self.rect = wanted
        return changed

    def _wanted(self, seen: QRect, photo: Size | None) -> QRect | None:
        if seen.isEmpty() or photo is None or _pixels(seen) > _MOST:
            return None
        if self.rect is not None and self.rect.contains(seen) and _pixels(self.rect) <= _WASTE * _pixels(seen):
            return self.rect
        # A margin, so that panning a little shows sharp pixels at once; whole steps, so that it is asked for rarely.
        extra_x, extra_y = seen.width() // 6, seen.height() // 6
        around = _within(seen.marginsAdded(QMargins(extra_x, extra_y, extra_x, extra_y)), photo)
        return around if _pixels(around) <= _MOST else seen


def _within(rect: QRect, photo: Size) -> QRect:
    left, top = max(0, rect.x() // _GRID * _GRID), max(0, rect.y() // _GRID * _GRID)
    right = min(photo[0], -(-(rect.x() + rect.width()) // _GRID) * _GRID)
    bottom = min(photo[1], -(-(rect.y() + rect.height()) // _GRID) * _GRID)
    return QRect(left, top, right - left, bottom - top)


def _pixels(rect: QRect) -> int:
    return rect.width() * rect.height()
