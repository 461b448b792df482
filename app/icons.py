"""Icons from the Phosphor font, drawn as outlines in device pixels and coloured by the theme at the moment of painting.

The font comes with qtawesome and is read from there directly: importing qtawesome itself costs 0.13 s, because it pulls
in every name of a toolkit wrapper, and it would paint hinted text where an outline is exact at every scale.
"""

import importlib.util
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont, QTransform

_EM = 256.0  # units of Phosphor's drawing box
Colours = Callable[[QIcon.Mode, QIcon.State], str]


def draw(painter: QPainter, box: QRectF, name: str, colour: str | QColor) -> None:
    """Paint the icon `name` ("heart", or "ph.heart") into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = box.width() / _EM
    painter.setTransform(QTransform(scale, 0, 0, scale, box.x(), box.y()), True)
    painter.fillPath(outline(name), QColor(colour))
    painter.restore()


@cache
def outline(name: str) -> QPainterPath:
    """Outline of an icon in a box of 256 x 256.

    Raises:
        KeyError: Phosphor has no icon of this name.
    """
    font, codes = _phosphor()
    glyph = font.glyphIndexesForString(chr(int(codes[name.removeprefix("ph.")], 16)))[0]
    path = font.pathForGlyph(glyph).translated(0, _EM)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


@cache
def _phosphor() -> tuple[QRawFont, dict[str, str]]:
    package = importlib.util.find_spec("qtawesome")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("qtawesome, which carries the icon font, is not installed", name="qtawesome")
    folder = Path(package.origin).parent / "fonts"
    font = next(folder.glob("phosphor-[0-9]*.ttf"))
    codes = next(folder.glob("phosphor-charmap-*.json"))
    raw = QRawFont(str(font), _EM, QFont.HintingPreference.PreferNoHinting)
    return raw, json.loads(codes.read_text(encoding="utf-8"))


class IconEngine(QIconEngine):
    """Paints one icon; asks for its colour each time, so that an icon follows the theme by being repainted."""

    def __init__(self, name: str, colours: Colours, size: Callable[[], int]) -> None:
        super().__init__()
        outline(name)  # a misspelt name is told where it is written, not in the middle of a paint event
        self._name = name
        self._colours = colours
        self._size = size

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        box = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        draw(painter, box, self._name, self._colours(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, picture.rect(), mode, state)
        painter.end()
        return picture

    def actualSize(self, size: QSize, _mode: QIcon.Mode, _state: QIcon.State) -> QSize:
        side = min(size.width(), size.height(), self._size())
        return QSize(side, side)

    def clone(self) -> QIconEngine:
        return IconEngine(self._name, self._colours, self._size)
