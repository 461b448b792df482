"""PairView: two pictures to be compared, always across, without names; fitted or zoomed together."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget

from app import theme
from app.widgets import panes
from app.widgets.device_pixels import length
from app.widgets.name_tags import NameTag
from app.widgets.photo_stage import PhotoStage
from app.widgets.photo_view import PhotoView

MARGIN, GAP = 32, 32
"""Around and between the pictures, at 100 %."""


class PairStage(PhotoStage):
    """Left and right stay left and right, whatever the shape of the photo: keys are named after them."""

    def panes(self, zoomed: bool) -> tuple[QRect, ...]:
        """Two halves of the canvas; zoomed pictures keep them, because nothing else may move."""
        if self.photo is None:
            return (panes.single(self.area, self.spacing, zoomed),)
        self._across = True
        edge, gap = self.spacing.margin, self.spacing.gap
        width = max(1, (self.area.width() - 2 * edge - gap) // 2)
        first = QRect(edge, 0, width, max(1, self.area.height()))
        return first, first.translated(width + gap, 0)


class PairView(PhotoView):
    """A photo view that shows a pair and says nothing about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = PairStage(self.stage.area, self.stage.ratio, self._spacing(), "side")
        self.setAccessibleName(self.tr("Two pictures"))

    def tags(self) -> list[NameTag]:
        """No names: the pictures are judged blind."""
        return []

    def wanted_part(self) -> QRect | None:
        """Photo pixels that are wanted sharply now; None while the fitted pictures do."""
        return self._part.rect

    def height_for(self, size: QSize, width: int) -> int:
        """Logical height at which a photo of this size fills the width of one side.

        Args:
            size: of the photo.
            width: of the view.
        """
        side = max(1, (width - 2 * theme.px(MARGIN) - theme.px(GAP)) // 2)
        return max(1, round(side * size.height() / max(size.width(), 1)))

    def _spacing(self) -> panes.Spacing:
        return panes.Spacing(length(self, theme.px(MARGIN)), length(self, theme.px(GAP)), 0)
