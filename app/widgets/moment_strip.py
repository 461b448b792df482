"""MomentStrip: one photo at several times, in a row, one of them chosen. One tab stop; arrows move, Enter chooses."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import accessible, crisp
from app.widgets.covering import Covering

_GAP, _CAPTION, _FRAME, _APART, _DIVIDER = 8, 28, 2, 3, 24
INSET = _FRAME + _APART
"""Around the pictures, for the frame of the chosen one."""
_SHAPE, _WIDEST, _MOST = 0.75, 180, 9
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One time.

    Attributes:
        id: how code calls it.
        words: under the picture.
        picture: null leaves the well.
        can_choose: whether one can go back to it.
        apart: a line stands before it.
    """

    id: str
    words: str
    picture: QImage
    can_choose: bool = True
    apart: bool = False


class MomentStrip(QWidget):
    """Cells of equal size.

    Signals:
        chosen: id of the cell that the person chose.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: tuple[Cell, ...] = ()
        self._coverings: dict[str, Covering] = {}
        self._chosen = ""
        self._at = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Over time"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_cells(self, cells: tuple[Cell, ...], chosen: str) -> None:
        """Show these times, one of them framed; of many the first and the last ones."""
        if len(cells) > _MOST:
            cells = (cells[0], *cells[1 - _MOST :])
        kept = {cell.id: self._coverings.get(cell.id, Covering()) for cell in cells}
        for cell in cells:
            kept[cell.id].set_picture(cell.picture)
        resized = len(cells) != len(self._cells)
        self._cells, self._coverings, self._chosen = cells, kept, chosen
        self._at = min(self._at, max(len(cells) - 1, 0))
        if resized:
            self.updateGeometry()
        self.update()

    def cells(self) -> tuple[Cell, ...]:
        """What is shown."""
        return self._cells

    def box(self, index: int) -> QRectF:
        """Where a picture stands."""
        width = self._width(self.width())
        x = float(INSET)
        for cell in self._cells[:index]:
            x += width + theme.px(_GAP) + (theme.px(_DIVIDER) if cell.apart else 0)
        x += theme.px(_DIVIDER) if self._cells[index].apart else 0
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - x - width
        return QRectF(x, INSET, width, width * _SHAPE)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._width(width) * _SHAPE) + theme.px(_CAPTION) + 2 * INSET

    def sizeHint(self) -> QSize:
        width = theme.px(900)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = theme.px(300)
        return QSize(width, self.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS and self._cells:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            step = _STEPS[Qt.Key(event.key())] * (-1 if mirrored else 1)
            self._at = max(0, min(self._at + step, len(self._cells) - 1))
            accessible.announce(self, self._cells[self._at].words)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select) and self._cells:
            self._choose(self._at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.index_at(event.position())
        if index >= 0:
            self._at = index
            self._choose(index)

    def index_at(self, at: QPointF) -> int:
        """The cell under a point; -1 for none."""
        room = QRectF(0, 0, 0, theme.px(_CAPTION))
        return next(
            (i for i in range(len(self._cells)) if self.box(i).adjusted(0, 0, 0, room.height()).contains(at)), -1
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.font("caption"))
        for index, cell in enumerate(self._cells):
            box = self.box(index)
            if not self._coverings[cell.id].draw(painter, box):
                crisp.fill(painter, box, tokens.well)
            apart = _FRAME + _APART
            if cell.id == self._chosen:
                crisp.frame(painter, box.adjusted(-apart, -apart, apart, apart), tokens.accent, _FRAME)
            elif self.hasFocus() and index == self._at:
                crisp.frame(painter, box.adjusted(-apart, -apart, apart, apart), tokens.text2, _FRAME)
            if cell.apart:
                x = box.left() - theme.px(_DIVIDER + _GAP) / 2
                crisp.fill(painter, QRectF(x, box.top(), 1, box.height()), tokens.rule)
            painter.setPen(tokens.text if cell.id == self._chosen else tokens.text2)
            words = QRectF(box.left(), box.bottom() + theme.px(8), box.width(), theme.px(16))
            shown = painter.fontMetrics().elidedText(cell.words, Qt.TextElideMode.ElideRight, int(words.width()))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def _choose(self, index: int) -> None:
        if self._cells[index].can_choose:
            self.chosen.emit(self._cells[index].id)
        self.update()

    def _width(self, room: int) -> float:
        """Width of a picture: seven fill the row, so that few do not become large."""
        count = max(len(self._cells), 7)
        apart = sum(theme.px(_DIVIDER) for cell in self._cells if cell.apart)
        width = (room - 2 * INSET - apart - (count - 1) * theme.px(_GAP)) / count
        return max(24.0, min(width, float(theme.px(_WIDEST))))
