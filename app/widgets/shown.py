"""What a photo view is given to show: pictures with their names, sharp crops and clipping masks."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Where a picture is clipped: masks (Format_Alpha8, 255 there) of the picture's size."""

    high: QImage
    low: QImage
    newly: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """One picture.

    Attributes:
        name: what it is ("Before").
        note: what was done to it ("Natural, 80 %").
        picture: the whole photo, large enough for the canvas; its device pixel ratio is left at 1.
        marks: its clipping masks, None while they are off.
    """

    name: str
    note: str
    picture: QImage
    marks: Marks | None = None

    @property
    def words(self) -> str:
        """Name and note in one line."""
        return f"{self.name}  {self.note}" if self.note else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Sharp:
    """Sharp crops of both pictures, one pixel for one photo pixel.

    Attributes:
        rect: photo pixels that the crops show.
        pictures: before and after.
    """

    rect: QRect
    pictures: tuple[QImage, QImage]


class Scaled:
    """Draws a picture into rectangles of any size; keeps halved copies, so that small is never jagged."""

    def __init__(self, picture: QImage) -> None:
        self._levels = [picture]

    def draw(self, painter: QPainter, target: QRect, pane: QRect, *, smooth: bool = True) -> None:
        """Draw the picture over `target`, as far as it lies in `pane`; both in device pixels."""
        seen = target.intersected(pane)
        if seen.isEmpty():
            return
        level = self._level(target)
        if level.size() == target.size():
            painter.drawImage(seen.topLeft(), level, seen.translated(-target.topLeft()))
            return
        # Only what is seen is handed over: a whole photo at 800 % is larger than a painter can count.
        across, down = level.width() / target.width(), level.height() / target.height()
        part = QRectF(seen.translated(-target.topLeft()))
        source = QRectF(part.x() * across, part.y() * down, part.width() * across, part.height() * down)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(QRectF(seen), level, source)

    def _level(self, target: QRect) -> QImage:
        index = 0
        while self._levels[index].width() >= 2 * target.width() > 2:
            if index + 1 == len(self._levels):
                last = self._levels[index]
                half = last.size() / 2
                self._levels.append(
                    last.scaled(half, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
                )
            index += 1
        return self._levels[index]
