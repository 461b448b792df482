"""A grid of large pictures to choose among: one photo in several styles, the original first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app import icons, theme
from app.widgets import accessible, backdrop, crisp, name_tags, panes
from app.widgets.device_pixels import all_of, device_pixels, length, size_of
from app.widgets.shown import Scaled

_MARGIN, _GAP, _CAPTION, _LINE = 24, 16, 38, 32
_FRAME, _APART = 2, 3  # the accent frame, and how far it stands from the picture
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_KEYS = (*_CHOOSE, Qt.Key.Key_Space, Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_End)
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class GridCell:
    """One choice.

    Attributes:
        id: how code calls it.
        name: what it is ("Soft film").
        note: how much of it ("80 %").
    """

    id: str
    name: str
    note: str = ""


class PictureGrid(QWidget):
    """Pictures of equal size, each with a line of words.

    Signals:
        chosen: id of the cell that the person chose.
        closer: id of the cell that the person wants to see large.
        left: the person wants to go back.
        room_changed: long edge in device pixels that a picture fills.
        menu_wanted: place on the screen (QPoint) for the menu of the canvas.
    """

    chosen = Signal(str)
    closer = Signal(str)
    left = Signal()
    room_changed = Signal(int)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Grid"))
        self.shade = ""
        self.cells: tuple[GridCell, ...] = ()
        self._pictures: dict[str, Scaled] = {}
        self._size = (3, 2)
        self._rects: tuple[QRect, ...] = ()
        self._chosen, self._here = "", 0
        self._ring, self.room = False, 0
        accessible.install()
        theme.watcher.changed.connect(self._arrange)

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def set_cells(self, cells: Sequence[GridCell]) -> None:
        """Offer these choices; pictures of those that stay are kept."""
        here = self.cells[self._here].id if self.cells else ""
        self.cells = tuple(cells)
        ids = [cell.id for cell in cells]
        self._pictures = {which: picture for which, picture in self._pictures.items() if which in ids}
        self._here = ids.index(here) if here in ids else 0
        self._arrange()

    def set_photo(self, size: tuple[int, int]) -> None:
        """Width and height of the photo; only their proportion counts."""
        if size != self._size:
            self._size = size
            self._arrange()

    def set_picture(self, which: str, picture: QImage) -> None:
        """Show a picture in a cell; the one before stays until then."""
        if any(cell.id == which for cell in self.cells):
            self._pictures[which] = Scaled(picture)
            self.update()

    def forget_pictures(self) -> None:
        """Show empty cells, for another photo."""
        self._pictures = {}
        self.update()

    def set_chosen(self, which: str) -> None:
        """Mark the chosen cell; the keys go on from there."""
        if which != self._chosen:
            self._chosen = which
            self._here = next((i for i, cell in enumerate(self.cells) if cell.id == which), self._here)
            self.update()

    def set_shade(self, shade: str) -> None:
        """Colour of the canvas: a name of `theme.BACKDROPS`, or "" for the theme's own."""
        self.shade = shade
        self.update()

    def here(self) -> str:
        """Id of the cell that the keys stand on."""
        return self.cells[self._here].id if self.cells else ""

    def picture_rect(self, which: str) -> QRectF:
        """Where the picture of a cell stands, in logical pixels."""
        index = next(i for i, cell in enumerate(self.cells) if cell.id == which)
        return name_tags.logical(self._rects[index], self.devicePixelRatioF())

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        with device_pixels(painter):
            painter.fillRect(all_of(self), QColor(backdrop.colour(self.shade)))
            for cell, rect in zip(self.cells, self._rects, strict=True):
                picture = self._pictures.get(cell.id)
                if picture is None:
                    painter.fillRect(rect, QColor(backdrop.tokens(self.shade).well))
                else:
                    picture.draw(painter, rect, rect)
        for index, cell in enumerate(self.cells):
            self._paint_words(painter, cell, index)
        painter.end()

    def _paint_words(self, painter: QPainter, cell: GridCell, index: int) -> None:
        tokens, rect = backdrop.tokens(self.shade), self.picture_rect(cell.id)
        corner = theme.px(theme.HEIGHTS.thumbnail_corner)
        line = QRectF(rect.x(), rect.bottom() + theme.px(_APART), rect.width(), theme.px(_LINE))
        chosen = cell.id == self._chosen
        if chosen:
            out = _APART + _FRAME
            crisp.frame(painter, rect.adjusted(-out, -out, out, out), tokens.accent, _FRAME, corner)
            line.setWidth(line.width() - self._paint_mark(painter, line))
        if self._ring and index == self._here:
            out = _APART + _FRAME + 2
            crisp.frame(painter, rect.adjusted(-out, -out, out, _LINE + 2), tokens.accent, _FRAME, corner + 2)
        font = theme.font("section" if chosen else "body")
        used = name_tags.write(painter, line, font, cell.name, tokens.text)
        if cell.note:
            rest = line.adjusted(used + theme.px(8), 0, 0, 0)
            name_tags.write(painter, rest, theme.font("body"), cell.note, tokens.text2)

    def _paint_mark(self, painter: QPainter, line: QRectF) -> float:
        """Say at the end of the line that this one is chosen; gives back the room it took."""
        words, side, gap = self.tr("Chosen"), theme.px(14), theme.px(6)
        width = QFontMetricsF(theme.font("body")).horizontalAdvance(words)
        second = backdrop.tokens(self.shade).text2
        at = QRectF(line.right() - width, line.y(), width + 1, line.height())
        if width + side + gap > line.width() / 2:  # a narrow cell keeps the check mark only
            at.moveLeft(line.right())
        else:
            name_tags.write(painter, at, theme.font("body"), words, second)
        mark = QRectF(at.x() - side - gap, line.center().y() - side / 2, side, side)
        icons.draw(painter, mark, "check", second)
        return line.right() - mark.x() + gap

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _arrange(self) -> None:
        spacing = panes.Spacing(length(self, _MARGIN), length(self, _GAP), length(self, theme.px(_CAPTION)))
        self._rects = panes.grid(len(self.cells), self._size, size_of(self), spacing) if self.cells else ()
        self.update()
        room = max(self._rects[0].width(), self._rects[0].height()) if self._rects else 0
        if room and room != self.room:
            self.room = room
            self.room_changed.emit(room)

    def _cell_at(self, point: QPointF) -> int:
        line = theme.px(_LINE)
        for index, cell in enumerate(self.cells):
            if self.picture_rect(cell.id).adjusted(0, 0, 0, line).contains(point):
                return index
        return -1

    def _step(self, x: int, y: int) -> None:
        columns = len({rect.x() for rect in self._rects})
        target = self._here + x + y * columns
        same_row = not x or target // columns == self._here // columns
        if 0 <= target < len(self.cells) and same_row:
            self._stand_on(target)

    def _stand_on(self, index: int) -> None:
        self._here = index
        self._ring = True
        self.update()
        accessible.announce(self, self.spoken())

    def spoken(self) -> str:
        """The cell that the keys stand on, in words."""
        if not self.cells:
            return ""
        cell = self.cells[self._here]
        mark = self.tr("Chosen") if cell.id == self._chosen else ""
        return ", ".join(part for part in (cell.name, cell.note, mark) if part)

    def make_accessible(self) -> accessible.AccessibleWords:
        """What a screen reader is told."""
        return accessible.AccessibleWords(self, QAccessible.Role.List, self.spoken)

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not _is_ours(event) or not self.cells:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._step(*_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._stand_on(0 if key == Qt.Key.Key_Home else len(self.cells) - 1)
        elif key in _CHOOSE:
            self.chosen.emit(self.here())
        elif key == Qt.Key.Key_Space:
            self.closer.emit(self.here())
        else:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._here = index
            self.chosen.emit(self.here())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self._cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self.closer.emit(self.cells[index].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._cell_at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.OtherFocusReason)
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._ring = False
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())


def _is_ours(event: QKeyEvent) -> bool:
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and (event.key() in _STEPS or event.key() in _KEYS)
