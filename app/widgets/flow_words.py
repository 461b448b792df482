"""Words that wrap and may have a key among them: "Press [P] on every finished picture you love"."""

import re
import unicodedata

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets.keycap import cap_size, paint_cap

_LEADING = 20 / 13
_CAP_ROOM = 3
Placed = tuple[QPointF, QSizeF, str]


class FlowWords(QWidget):
    """A paragraph in second text; `[P]` in the words becomes a key."""

    def __init__(self, words: str, *, colour: str = "text2", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces = re.findall(r"\[[^\]]+\]|\S+", words)
        self._colour = colour
        strong = (unicodedata.bidirectional(sign) for sign in words)
        self._right_to_left = next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"
        self._widths: tuple[str, list[float]] = ("", [])  # font, and what `_measured` found in it
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(words.replace("[", "").replace("]", ""))
        theme.watcher.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = theme.px(220)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self._row())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        placed = self._placed(width)
        return round(placed[-1][0].y()) + self._row() if placed else 0

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        direction = Qt.LayoutDirection.RightToLeft if self._right_to_left else Qt.LayoutDirection.LeftToRight
        painter.setLayoutDirection(direction)
        for at, size, piece in self._turned(self._placed(self.width())):
            x = at.x()
            box = QRectF(x, at.y(), size.width(), self._row())
            if piece.startswith("["):
                cap = cap_size(piece[1:-1])
                place = QRectF(x + theme.px(_CAP_ROOM), box.center().y() - cap.height() / 2, cap.width(), cap.height())
                paint_cap(painter, place, piece[1:-1])
            else:
                painter.setFont(theme.font("body"))
                painter.setPen(str(getattr(tokens, self._colour)))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, piece)
        painter.end()

    def _row(self) -> int:
        return round(theme.font("body").pixelSize() * _LEADING)

    def _measured(self) -> list[float]:
        """Widths of a space and of each piece. A layout asks for dozens of widths, so they are measured once a font."""
        font = theme.font("body")
        if self._widths[0] != font.key():
            self._widths = (
                font.key(),
                [QFontMetricsF(font).horizontalAdvance(" "), *map(self._width_of, self._pieces)],
            )
        return self._widths[1]

    def _width_of(self, piece: str) -> float:
        if piece.startswith("["):
            return cap_size(piece[1:-1]).width() + 2 * theme.px(_CAP_ROOM)
        return QFontMetricsF(theme.font("body")).horizontalAdvance(piece)

    def _turned(self, placed: list[Placed]) -> list[Placed]:
        """The pieces for the direction of the language, at the side where the layout begins."""
        ends: dict[float, float] = {}
        for at, size, _ in placed:
            ends[at.y()] = at.x() + size.width()
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        turned = []
        for at, size, piece in placed:
            start = self.width() - ends[at.y()] if right else 0.0
            x = ends[at.y()] - at.x() - size.width() if self._right_to_left else at.x()
            turned.append((QPointF(start + x, at.y()), size, piece))
        return turned

    def _placed(self, width: int) -> list[Placed]:
        space, *widths = self._measured()
        row = self._row()
        x = y = 0.0
        placed: list[Placed] = []
        for piece, wide in zip(self._pieces, widths, strict=True):
            if x and x + wide > width:
                x, y = 0.0, y + row
            placed.append((QPointF(x, y), QSizeF(wide, row), piece))
            x += wide + space
        return placed
