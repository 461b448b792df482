"""PhotoStage: where the pictures of a photo view stand, for its size, mode and viewport. No painting, no events.

All places are in device pixels.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, QSize

from app.widgets import panes, viewport
from app.widgets.viewport import Size, Viewport

MODES = ("single", "side", "split")


@dataclass(slots=True)
class PhotoStage:
    """The canvas of one photo.

    Attributes:
        area: size of the canvas.
        ratio: device pixels for one logical pixel.
        spacing: distances around pictures.
        mode: "single", "side" or "split".
        photo: size of the photo, None while there is none.
        picture: size of the fitted picture at hand.
        viewport: what is seen.
    """

    area: QSize
    ratio: float
    spacing: panes.Spacing
    mode: str = "single"
    photo: Size | None = None
    picture: QSize = field(default_factory=QSize)
    viewport: Viewport = field(default_factory=Viewport)
    _across: bool | None = None

    @property
    def scale(self) -> float:
        """Device pixels for one photo pixel, as shown now."""
        return self.viewport.scale or self.fitted_scale

    @property
    def fitted_scale(self) -> float:
        """Device pixels for one photo pixel when the whole photo is shown."""
        if self.photo is None:
            return 1.0
        return viewport.fit_scale(self.photo, self.panes(zoomed=False)[0].size(), self.ratio)

    def set_photo(self, photo: Size | None, picture: QSize) -> None:
        """Put a photo on the stage; one of other proportions stands as is best for it."""
        if photo != self.photo:
            self._across = None
        self.photo, self.picture = photo, picture

    def panes(self, zoomed: bool) -> tuple[QRect, ...]:
        """The parts of the canvas in which pictures may be seen, fitted or zoomed."""
        if self.mode != "side" or self.photo is None:
            return (panes.single(self.area, self.spacing, zoomed),)
        self._across = panes.stands_across(self.photo, self.area, self.spacing, self._across)
        return panes.pair(self.area, self.spacing, zoomed, self._across)

    def pane(self, side: int, zoomed: bool | None = None) -> QRect:
        """The pane of one picture, as it is now unless said otherwise."""
        zoomed = not self.viewport.is_fitted if zoomed is None else zoomed
        found = self.panes(zoomed)
        if len(found) == 2 and not zoomed and self.photo is not None:
            fitted = viewport.place(Viewport(), self.photo, found[0], self.ratio).size()
            found = panes.together(found[0], found[1], fitted, self.spacing)
        return found[min(side, len(found) - 1)]

    def whole(self, side: int) -> QRect:
        """Where a whole picture lies; reaches beyond its pane when zoomed."""
        if self.photo is None:
            return QRect()
        rect = viewport.place(self.viewport.of(side), self.photo, self.pane(side), self.ratio)
        # A picture made for this room may differ by the rounding of one pixel; drawn as it is, it stays sharp.
        differ = max(abs(self.picture.width() - rect.width()), abs(self.picture.height() - rect.height()))
        return QRect(rect.topLeft(), self.picture) if differ == 1 and self.viewport.is_fitted else rect

    def seen(self, side: int) -> QRect:
        """The part of a picture that is on the canvas."""
        return self.whole(side).intersected(self.pane(side))

    def side_at(self, point: QPointF) -> int:
        """Which picture of a pair lies under a point, or nearest to it."""
        if self.mode != "side" or self.photo is None:
            return 0
        second = self.pane(1)
        return int(point.x() >= second.x() if self._across else point.y() >= second.y())

    def is_cut(self) -> bool:
        """Whether a part of the photo lies beyond its pane."""
        return self.photo is not None and not self.pane(0).contains(self.whole(0))

    def seen_fractions(self) -> QRectF:
        """The part of the photo that is on the canvas, as fractions."""
        whole, seen = self.whole(0), self.seen(0)
        left, top = seen.x() - whole.x(), seen.y() - whole.y()
        width, height = whole.width(), whole.height()
        return QRectF(left / width, top / height, seen.width() / width, seen.height() / height)

    def visible(self) -> QRect:
        """Photo pixels on the canvas that the fitted picture is too small for; those of both sides together."""
        if self.photo is None or self.viewport.is_fitted or self.picture.width() >= self.photo[0]:
            return QRect()
        sides = (0, 1) if self.mode == "side" else (0,)
        seen = QRect()
        for side in sides:
            seen = seen.united(viewport.visible(self.whole(side), self.pane(side), self.photo))
        return seen

    def zoomed(self, scale: float | None, at: QPointF | None) -> Viewport:
        """The viewport after zooming, with the photo still under a point (the middle of the canvas if None)."""
        if self.photo is None or scale is None:
            return Viewport()
        side = self.side_at(at) if at is not None else 0
        shown = self.whole(side)
        point = at if at is not None else QRectF(self.seen(side)).center()
        pane = self.pane(side, zoomed=True)
        if at is None:  # what is in the middle comes to the middle, though the pane grows to the edges
            fraction = QPointF((point.x() - shown.x()) / shown.width(), (point.y() - shown.y()) / shown.height())
            there = Viewport(scale, fraction.x(), fraction.y(), self.viewport.apart)
            return viewport.settle(there, self.photo, pane)
        return viewport.zoom(self.viewport, scale, point, shown, self.photo, pane)

    def panned(self, moved: QPointF, side: int, alone: bool) -> Viewport:
        """The viewport after moving both pictures, or one of them alone."""
        if self.photo is None:
            return self.viewport
        if alone and self.mode == "side":
            return viewport.free(self.viewport, side, moved, self.photo, self.pane(side))
        return viewport.pan(self.viewport, moved, self.photo, self.pane(0))

    def settled(self, view: Viewport) -> Viewport:
        """A viewport that this stage can really show."""
        return view if self.photo is None else viewport.settle(view, self.photo, self.pane(0, not view.is_fitted))
