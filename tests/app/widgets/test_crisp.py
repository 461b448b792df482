"""Lines stay whole device pixels at every scale."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.widgets import crisp

SCALES = pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 1.75, 2.0, 3.0])


def canvas(scale: float) -> QImage:
    picture = QImage(round(60 * scale), round(60 * scale), QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(scale)
    picture.fill(0)
    return picture


def row(picture: QImage, y: int) -> list[int]:
    return [picture.pixelColor(x, y).red() for x in range(picture.width())]


@SCALES
@pytest.mark.parametrize("x", [3.0, 7.5, 11.3])
@pytest.mark.parametrize("width", [0.2, 1.0, 2.0])
def test_a_filled_line_is_sharp_and_as_wide_as_it_can_be(scale: float, x: float, width: float) -> None:
    picture = canvas(scale)
    painter = QPainter(picture)
    crisp.fill(painter, QRectF(x, 5, width, 40), "#FFFFFF")
    painter.end()
    lit = row(picture, picture.height() // 2)
    assert set(lit) == {0, 255}, "no half-lit pixels"
    assert lit.count(255) == max(1, round(width * scale))


@SCALES
@pytest.mark.parametrize("width", [1, 2])
def test_a_frame_has_sides_of_whole_pixels_inside_its_rectangle(scale: float, width: int) -> None:
    picture = canvas(scale)
    painter = QPainter(picture)
    crisp.frame(painter, QRectF(4, 4, 40, 40), "#FFFFFF", width)
    painter.end()
    lit = row(picture, picture.height() // 2)
    assert set(lit) == {0, 255}
    assert lit.count(255) == 2 * round(width * scale)
    assert lit.index(255) == round(4 * scale)


def test_snapping_holds_inside_a_moved_painter() -> None:
    picture = canvas(1.25)
    painter = QPainter(picture)
    painter.translate(3.3, 0)
    crisp.fill(painter, QRectF(0.4, 5, 1, 40), "#FFFFFF")
    painter.end()
    assert set(row(picture, 30)) == {0, 255}
