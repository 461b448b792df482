"""A grid of thumbnails to look through and choose from: painted, so that thousands cost no more than what is seen."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app import theme
from app.widgets import accessible, in_sight, photo_cell
from app.widgets.photo_cell import CellState, PhotoCell
from app.widgets.shown import Scaled

SMALLEST, LARGEST, USUAL = 96, 320, 184
_MARGIN, _RIGHT, _GAP, _KEEP = 16, 4, 9, 3
_STEPS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PhotoGrid(QAbstractScrollArea):
    """Cells in rows; one is current, any number selected.

    Signals:
        chosen_changed: the current cell, or what is selected, is another.
        hovered: index of the cell under the pointer, -1 for none.
        opened: index of the cell that the person wants to see large.
        wanted: indices (tuple) whose pictures are missing, those in sight first.
        liked: index of the cell whose heart was pressed.
        rated: index, and the stars that were pressed (0 to clear).
        menu_wanted: index, and place on the screen.
    """

    chosen_changed = Signal()
    hovered = Signal(int)
    opened = Signal(int)
    wanted = Signal(object)
    liked = Signal(int)
    rated = Signal(int, int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(self.tr("Photos"))
        self.cells: list[PhotoCell] = []
        self._pictures: dict[int, Scaled | None] = {}
        self._shapes: dict[int, QSize] = {}
        self._selected: frozenset[int] = frozenset()
        self._current, self._anchor, self._hovered = -1, -1, -1
        self._box, self._ring = USUAL, False
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        self.verticalScrollBar().valueChanged.connect(self._seen_changed)
        accessible.install()
        theme.watcher.changed.connect(self._arrange)

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def set_cells(self, cells: Sequence[PhotoCell], pictures: dict[int, int] | None = None) -> None:
        """Show other cells.

        Args:
            cells: all of them.
            pictures: pictures that stay: index now -> index before.
        """
        kept = pictures or {}
        self._pictures = {now: self._pictures[old] for now, old in kept.items() if old in self._pictures}
        self._shapes = {now: self._shapes[old] for now, old in kept.items() if old in self._shapes}
        self.cells = list(cells)
        self._selected, self._current, self._anchor, self._hovered = frozenset(), -1, -1, -1
        self._arrange()

    def set_cell(self, index: int, cell: PhotoCell) -> None:
        """Say something else in a cell."""
        if self.cells[index] != cell:
            self.cells[index] = cell
            self._repaint(index)

    def set_picture(self, index: int, picture: QImage) -> None:
        """Show a picture in a cell; a null one says that it cannot be shown."""
        if 0 <= index < len(self.cells):
            self._pictures[index] = None if picture.isNull() else Scaled(picture)
            self._shapes[index] = picture.size()
            self._repaint(index)

    def set_box(self, box: int) -> None:
        """Width of the largest picture at 100 %, SMALLEST..LARGEST."""
        self._box = min(max(box, SMALLEST), LARGEST)
        self._arrange()
        self.bring(self._current)

    def choose(self, current: int, selected: frozenset[int] | None = None) -> None:
        """Make a cell current, and select it alone or these; silent. -1 for none."""
        self._current = self._anchor = current
        self._selected = selected if selected is not None else frozenset({current} if current >= 0 else ())
        self.bring(current)
        self.viewport().update()

    def want_again(self) -> None:
        """Ask anew for what is missing; a wish of somebody else took the place of the last one."""
        self._asking.start()

    def current(self) -> int:
        """The cell that the keys stand on; -1 for none."""
        return self._current

    def selected(self) -> frozenset[int]:
        """Indices of the selected cells."""
        return self._selected

    def pointed_at(self) -> int:
        """The cell under the pointer; -1 for none."""
        return self._hovered

    # ── geometry, in logical pixels of the viewport ─────────────────────────────────────────────────────────────

    def columns(self) -> int:
        """How many cells stand side by side."""
        room = self.viewport().width() - theme.px(_MARGIN) - theme.px(_RIGHT) + theme.px(_GAP)
        return max(1, room // (self._size().width() + theme.px(_GAP)))

    def cell(self, index: int) -> QRectF:
        """The plate of a cell."""
        size, gap = self._size(), theme.px(_GAP)
        row, column = divmod(index, self.columns())
        x = theme.px(_MARGIN) + column * (size.width() + self._across())
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.viewport().width() - x - size.width()
        y = theme.px(12) + row * (size.height() + gap) - self.verticalScrollBar().value()
        return QRectF(x, y, size.width(), size.height())

    def cell_at(self, point: QPointF) -> int:
        """Index of the cell under a point, -1 for none."""
        pitch = self._size().height() + theme.px(_GAP)
        row = int((point.y() + self.verticalScrollBar().value() - theme.px(12)) // pitch)
        for index in range(max(0, row * self.columns()), min(len(self.cells), (row + 1) * self.columns())):
            if self.cell(index).contains(point):
                return index
        return -1

    def seen(self) -> range:
        """Cells that are in sight, wholly or in part."""
        pitch, top = self._size().height() + theme.px(_GAP), self.verticalScrollBar().value() - theme.px(12)
        first = max(0, top // pitch) * self.columns()
        last = ((top + self.viewport().height()) // pitch + 1) * self.columns()
        return range(first, min(len(self.cells), last))

    def bring(self, index: int) -> None:
        """Scroll so that a cell is in sight."""
        if not 0 <= index < len(self.cells):
            return
        plate, bar, margin = self.cell(index), self.verticalScrollBar(), theme.px(12)
        if plate.top() < margin:
            bar.setValue(round(bar.value() + plate.top() - margin))
        elif plate.bottom() > self.viewport().height() - margin:
            bar.setValue(round(bar.value() + plate.bottom() - self.viewport().height() + margin))

    def _size(self) -> QSize:
        return photo_cell.size(theme.px(self._box))

    def _across(self) -> float:
        """Between two cells of a row: what is left over is shared out, as far as it does not tear the row apart."""
        columns, gap = self.columns(), theme.px(_GAP)
        if columns < 2:
            return gap
        room = self.viewport().width() - theme.px(_MARGIN) - theme.px(_RIGHT) - columns * self._size().width()
        return max(gap, min(room / (columns - 1), 4 * gap))

    def _arrange(self, *_: object) -> None:
        rows = -(-len(self.cells) // self.columns())
        pitch, bar = self._size().height() + theme.px(_GAP), self.verticalScrollBar()
        bar.setRange(0, max(0, rows * pitch + 2 * theme.px(12) - theme.px(_GAP) - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height()))
        bar.setSingleStep(max(1, pitch // 3))
        self._seen_changed()

    # ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────

    def _seen_changed(self, *_: object) -> None:
        self.viewport().update()
        self._asking.start()

    def _ask(self) -> None:
        """Ask for what is missing in sight and a page further on either side; forget what is far away."""
        seen = self.seen()
        in_sight.forget_far(seen, _KEEP, self._pictures, self._shapes)
        missing = in_sight.missing_around(seen, len(self.cells), self._pictures)
        if missing:
            self.wanted.emit(missing)

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(theme.current().canvas))
        for index in self.seen():
            plate = self.cell(index)
            if not plate.intersects(QRectF(event.rect())):
                continue
            is_current = index == self._current
            state = CellState(index in self._selected, is_current, index == self._hovered, self._ring and is_current)
            shape, known = self._shapes.get(index, QSize(4, 3)), index in self._pictures
            photo_cell.paint(painter, plate, self.cells[index], self._pictures.get(index), shape, state, is_known=known)
        painter.end()

    def _repaint(self, index: int) -> None:
        self.viewport().update(self.cell(index).toAlignedRect())

    # ── choosing ────────────────────────────────────────────────────────────────────────────────────────────────

    def select_all(self) -> None:
        """Select every cell."""
        self._choose(max(self._current, 0), frozenset(range(len(self.cells))), self._anchor)

    def _choose(self, current: int, selected: frozenset[int], anchor: int) -> None:
        self._current, self._selected, self._anchor = current, selected, anchor
        self.bring(current)
        self.viewport().update()
        accessible.announce(self, self.spoken())
        self.chosen_changed.emit()

    def _choose_with(self, index: int, modifiers: Qt.KeyboardModifier) -> None:
        """Choose as a list does: alone, with Ctrl to add or take away, with Shift up to here."""
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._anchor >= 0:
            first, last = sorted((self._anchor, index))
            self._choose(index, frozenset(range(first, last + 1)), self._anchor)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._choose(index, self._selected ^ {index}, index)
        else:
            self._choose(index, frozenset({index}), index)

    def _step(self, x: int, y: int) -> int:
        if self._current < 0:
            return 0
        turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        target = self._current + (-x if turned else x) + y * self.columns()
        return target if 0 <= target < len(self.cells) else self._current

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            before, self._hovered = self._hovered, index
            for cell in (before, index):
                if 0 <= cell < len(self.cells):
                    self._repaint(cell)
            self.hovered.emit(index)

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.cell_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if index < 0:
            self._choose(self._current, frozenset(), self._anchor)
            return
        plate = self.cell(index)
        star = photo_cell.star_at(plate, event.position())
        if photo_cell.heart_box(plate).contains(event.position()):
            self.liked.emit(index)
        elif star and plate.width() >= theme.px(136):
            self.rated.emit(index, 0 if star == self.cells[index].stars else star)
        else:
            self._choose_with(index, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press was meant for a cell; nothing below is to have its end

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.cell_at(event.position())
        plate = self.cell(index) if index >= 0 else QRectF()
        on_picture = event.position().y() < plate.bottom() - theme.px(photo_cell.LINE)
        if event.button() == Qt.MouseButton.LeftButton and index >= 0 and on_picture:
            self.opened.emit(index)
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.cell_at(event.position()))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.cells[index].full_name if index >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        last = len(self.cells) - 1
        if last < 0:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._choose_with(self._step(*_STEPS[key]), event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            target = 0 if key == Qt.Key.Key_Home else last
            self._choose_with(target, event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        elif key in (*_ENTER, Qt.Key.Key_Space) and self._current >= 0:
            self.opened.emit(self._current)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _STEPS:
            event.accept()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        self.viewport().update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._ring = False
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.cell_at(QPointF(event.pos()))
        if index >= 0 and index not in self._selected:
            self._choose(index, frozenset({index}), index)
        self.menu_wanted.emit(index, event.globalPos())

    # ── aloud ───────────────────────────────────────────────────────────────────────────────────────────────────

    def spoken(self) -> str:
        """The current cell in words."""
        if not 0 <= self._current < len(self.cells):
            return ""
        words = {"liked": self.tr("liked"), "rejected": self.tr("rejected"), "edited": self.tr("edited")}
        words |= {"stars": self.tr("%1 stars"), "copies": self.tr("one of %1 near-copies")}
        return photo_cell.spoken(self.cells[self._current], words)

    def make_accessible(self) -> accessible.AccessibleWords:
        """What a screen reader is told."""
        return accessible.AccessibleWords(self, QAccessible.Role.List, self.spoken)
