"""The clipping overlay: three patterns that differ without colour, in place, at any scale."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from app.widgets import clipping_overlay
from app.widgets.clipping_overlay import ClippingOverlay
from app.widgets.shown import Marks


def mask(part: QRect) -> QImage:
    picture = QImage(100, 100, QImage.Format.Format_Alpha8)
    picture.fill(0)
    for x in range(part.x(), part.x() + part.width()):
        for y in range(part.y(), part.y() + part.height()):
            picture.setPixelColor(x, y, Qt.GlobalColor.black)
    return picture


def grey(tile: QImage) -> list[int]:
    return [tile.pixelColor(x, y).alpha() // 64 for y in range(tile.height()) for x in range(tile.width())]


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_the_patterns_differ_in_shape(ratio: float, qapp: object) -> None:
    tiles = {kind: clipping_overlay.pattern(kind, ratio) for kind in ("high", "low", "newly")}
    shapes = [tuple(grey(tile)) for tile in tiles.values()]
    assert len(set(shapes)) == 3
    assert tiles["high"].width() == round(8 * ratio)
    high = tiles["high"]
    size = high.width()
    # Stripes repeat along their diagonal, so that tiles join without a seam.
    diagonal = [high.pixelColor(i, size - 1 - i).alpha() for i in range(size)]
    assert max(diagonal) - min(diagonal) < 40


def painted(marks: Marks, target: QRect, pane: QRect) -> QImage:
    screen = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    screen.fill(Qt.GlobalColor.transparent)
    painter = QPainter(screen)
    ClippingOverlay(marks).draw(painter, target, pane, 1.0)
    painter.end()
    return screen


def covered(screen: QImage, part: QRect) -> float:
    inside = [
        screen.pixelColor(x, y).alpha() > 0
        for x in range(part.x(), part.x() + part.width())
        for y in range(part.y(), part.y() + part.height())
    ]
    return sum(inside) / len(inside)


def test_marks_lie_where_the_mask_is_and_nowhere_else(qapp: object) -> None:
    none = mask(QRect())
    screen = painted(Marks(mask(QRect(50, 0, 50, 100)), none, none), QRect(0, 0, 200, 200), QRect(0, 0, 200, 200))
    assert covered(screen, QRect(0, 0, 98, 200)) == 0
    assert covered(screen, QRect(104, 0, 96, 200)) > 0.3


def test_marks_stay_inside_their_pane(qapp: object) -> None:
    full = mask(QRect(0, 0, 100, 100))
    screen = painted(Marks(full, full, full), QRect(-100, -100, 400, 400), QRect(40, 40, 80, 80))
    assert covered(screen, QRect(0, 0, 200, 40)) == 0
    assert covered(screen, QRect(40, 40, 80, 80)) > 0.3
    assert covered(screen, QRect(122, 40, 70, 80)) == 0
