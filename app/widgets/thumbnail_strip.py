"""A row of thumbnails: painted, so that a folder of thousands costs no more than what is seen of it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import icons, theme
from app.widgets import accessible, crisp, in_sight
from app.widgets.device_pixels import device_pixels
from app.widgets.shown import Scaled

LOWEST, HIGHEST = 88, 200
_ABOVE, _INSET, _BELOW, _GAP, _MARGIN = 2, 4, 16, 4, 12
_MARK, _STAR, _APART, _REJECTED = 13, 11, 3, 0.38
_KEEP = 4  # pages of pictures that are kept around what is seen
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class ThumbnailStrip(QWidget):
    """Cells in a row, one of them current.

    Signals:
        chosen: index of the cell that the person chose.
        wanted: indices (tuple) whose pictures are missing, those in sight first.
        liked: index of the cell whose heart was pressed.
    """

    chosen = Signal(int)
    wanted = Signal(object)
    liked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Filmstrip"))
        self._names: tuple[str, ...] = ()
        self._pictures: dict[int, Scaled | None] = {}
        self._sizes: dict[int, QSize] = {}
        self._marks: dict[int, str] = {}
        self._stars: dict[int, int] = {}
        self._current, self._hovered = -1, -1
        self._offset = 0
        self._ring = False
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        accessible.install()
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def set_names(self, names: Sequence[str]) -> None:
        """Start anew with these cells; their pictures are asked for as they come into sight."""
        self._names = tuple(names)
        self._pictures, self._sizes, self._marks, self._stars = {}, {}, {}, {}
        self._current, self._hovered, self._offset = -1, -1, 0
        self._seen_changed()

    def set_current(self, index: int) -> None:
        """Mark a cell as the one on the canvas and bring it into sight; -1 for none."""
        self._current = index
        if index >= 0:
            self._bring(index)
        self._seen_changed()

    def set_picture(self, index: int, picture: QImage) -> None:
        """Show a picture in a cell; a null one says that it cannot be shown."""
        if 0 <= index < len(self._names):
            self._pictures[index] = None if picture.isNull() else Scaled(picture)
            self._sizes[index] = picture.size()
            self.update(self.cell(index).toAlignedRect())

    def set_marks(self, marks: Mapping[int, tuple[str, int]]) -> None:
        """Mark cells as "liked" or "rejected", "" for neither, and give them 0 to 5 stars; by index."""
        for index, (mark, stars) in marks.items():
            self._marks[index], self._stars[index] = mark, stars
        self.update()

    def count_of(self, mark: str) -> int:
        """How many cells are marked as "liked" or "rejected"."""
        return sum(found == mark for found in self._marks.values())

    def current(self) -> int:
        """The cell on the canvas."""
        return self._current

    def count(self) -> int:
        """How many cells there are."""
        return len(self._names)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(800), theme.px(LOWEST))

    # ── geometry, in logical pixels ─────────────────────────────────────────────────────────────────────────────

    def cell(self, index: int) -> QRectF:
        """The plate of a cell."""
        plate = self._plate()
        x = theme.px(_MARGIN) + index * (plate.width() + theme.px(_GAP)) - self._offset
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            x = self.width() - x - plate.width()
        return QRectF(x, plate.y(), plate.width(), plate.height())

    def cell_at(self, point: QPointF) -> int:
        """Index of the cell under a point, -1 for none."""
        x = self.width() - point.x() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else point.x()
        index = int((x + self._offset - theme.px(_MARGIN)) // self._pitch())
        return index if 0 <= index < len(self._names) and self.cell(index).contains(point) else -1

    def heart_box(self, index: int) -> QRectF:
        """Where the heart of a cell is pressed, in the line under its picture."""
        plate, side = self.cell(index), theme.px(_BELOW) + theme.px(_INSET)
        middle = self._marks_at(index)[0] + theme.px(_MARK) / 2
        return QRectF(middle - 0.75 * side, plate.bottom() - side, 1.5 * side, side)

    def _marks_at(self, index: int) -> tuple[float, float]:
        """Where heart and stars begin. They stand in the middle together; a heart that is offered moves no stars."""
        mark, apart, middle = theme.px(_MARK), theme.px(_APART), self.cell(index).center().x()
        stars = self._stars.get(index, 0) * theme.px(_STAR)
        if self._marks.get(index):
            start = middle - (mark + (apart + stars if stars else 0)) / 2
            return start, start + mark + apart
        start = middle - stars / 2
        return start - mark - apart if stars else middle - mark / 2, start

    def seen(self) -> range:
        """Cells that are in sight, wholly or in part."""
        first = max(0, int((self._offset - theme.px(_MARGIN)) // self._pitch()))
        last = int((self._offset + self.width()) // self._pitch())
        return range(first, min(len(self._names), last + 1))

    def _plate(self) -> QRectF:
        room = self.height() - 2 * theme.px(_ABOVE)
        return QRectF(0, theme.px(_ABOVE), self._box().width() + 2 * theme.px(_INSET), room)

    def _box(self) -> QSize:
        """The largest picture in a cell: 3 to 2, with room for marks under it."""
        height = self.height() - 2 * theme.px(_ABOVE) - theme.px(_INSET) - theme.px(_BELOW)
        return QSize(round(height * 1.5), height)

    def _pitch(self) -> float:
        return max(1.0, self._plate().width() + theme.px(_GAP))

    def _bring(self, index: int) -> None:
        """Scroll so that a cell and a neighbour on each side are in sight."""
        pitch = self._pitch()
        start, end = (index - 1) * pitch, (index + 2) * pitch + 2 * theme.px(_MARGIN) - self.width()
        if end > start:  # narrower than three cells
            start = end = (start + end) / 2
        self._scroll_to(min(max(self._offset, end), start))

    def _scroll_to(self, offset: float) -> None:
        length = 2 * theme.px(_MARGIN) + len(self._names) * self._pitch() - theme.px(_GAP)
        offset = round(min(max(offset, 0), max(0.0, length - self.width())))
        if offset != self._offset:
            self._offset = offset
            self._seen_changed()

    # ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────

    def _seen_changed(self) -> None:
        self.update()
        self._asking.start()

    def _ask(self) -> None:
        """Ask for what is missing in sight and a page further on either side; forget what is far away."""
        seen = self.seen()
        in_sight.forget_far(seen, _KEEP, self._pictures, self._sizes)
        missing = in_sight.missing_around(seen, len(self._names), self._pictures)
        if missing:
            self.wanted.emit(missing)

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme.current().well))
        for index in self.seen():
            self._paint_cell(painter, index)
        painter.end()

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        tokens, plate, corner = theme.current(), self.cell(index), theme.px(theme.HEIGHTS.corner)
        current = index == self._current
        if current:
            crisp.fill(painter, plate, tokens.raised, corner)
        elif index == self._hovered:
            crisp.fill(painter, plate, tokens.hover_cell, corner)
        painter.setOpacity(_REJECTED if self._marks.get(index) == "rejected" else 1.0)
        self._paint_picture(painter, index, plate)
        painter.setOpacity(1.0)
        self._paint_mark(painter, index)
        if current:
            crisp.frame(painter, plate, tokens.accent, 2, corner)
            if self._ring:
                inner = plate.adjusted(3, 3, -3, -3)
                crisp.frame(painter, inner, tokens.accent, 1, max(0, corner - 2))

    def _paint_mark(self, painter: QPainter, index: int) -> None:
        """Heart or rejection and stars under the picture; the outline of a heart under the pointer."""
        tokens, mark = theme.current(), self._marks.get(index, "")
        heart, stars = self._marks_at(index)
        middle = self.heart_box(index).center().y()
        icon = {"liked": "heart-fill", "rejected": "prohibit"}.get(mark, "heart" if index == self._hovered else "")
        if icon:
            side = theme.px(_MARK)
            colour = tokens.like if mark == "liked" else tokens.text2
            icons.draw(painter, QRectF(heart, middle - side / 2, side, side), icon, colour)
        side = theme.px(_STAR)
        for star in range(self._stars.get(index, 0)):
            icons.draw(painter, QRectF(stars + star * side, middle - side / 2, side, side), "star-fill", tokens.text)

    def _paint_picture(self, painter: QPainter, index: int, plate: QRectF) -> None:
        tokens, box = theme.current(), self._box()
        area = QRectF(plate.x() + theme.px(_INSET), plate.y() + theme.px(_INSET), box.width(), box.height())
        if index not in self._pictures:
            crisp.fill(
                painter, _centred(area, QSize(4, 3)), tokens.hover_cell, theme.px(theme.HEIGHTS.thumbnail_corner)
            )
            return
        picture = self._pictures[index]
        if picture is None:
            if index != self._current:  # which has a plate already
                plate = _centred(area, QSize(4, 3))
                crisp.fill(painter, plate, tokens.hover_cell, theme.px(theme.HEIGHTS.thumbnail_corner))
            side = theme.px(16)
            middle = area.center()
            icons.draw(
                painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), "file-x", tokens.text2
            )
            return
        target = crisp.snapped(painter, _centred(area, self._sizes[index]))
        ratio = self.devicePixelRatioF()
        with device_pixels(painter):
            on_screen = QRectF(target.topLeft() * ratio, target.size() * ratio).toRect()
            picture.draw(painter, on_screen, on_screen)

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._current >= 0:
            self._bring(self._current)
        self._seen_changed()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._target(event) >= 0:
            event.accept()
            return True
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self._names[index] if index >= 0 else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        target = self._target(event)
        if target < 0:
            super().keyPressEvent(event)
        elif target != self._current:
            self.chosen.emit(target)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.cell_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            return
        if self.heart_box(index).contains(event.position()):
            self.liked.emit(index)
        else:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.cell_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        along = turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
        self._scroll_to(self._offset - along)
        self._hover(self.cell_at(event.position()))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() != Qt.FocusReason.MouseFocusReason
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._ring = False
        self.update()

    def make_accessible(self) -> accessible.AccessibleWords:
        """What a screen reader is told."""
        return accessible.AccessibleWords(self, QAccessible.Role.List, self.spoken)

    def spoken(self) -> str:
        """The current cell in words."""
        if not 0 <= self._current < len(self._names):
            return ""
        words = self.tr("%1, %2 of %3").replace("%1", self._names[self._current])
        words = words.replace("%2", str(self._current + 1)).replace("%3", str(len(self._names)))
        mark = {"liked": self.tr("%1, liked"), "rejected": self.tr("%1, rejected")}.get(
            self._marks.get(self._current, "")
        )
        words = mark.replace("%1", words) if mark else words
        stars = self._stars.get(self._current, 0)
        if stars:
            words = f"{words}, " + QCoreApplication.translate("Stars", "%n star(s)", "", stars)
        unreadable = self._pictures.get(self._current, self) is None
        return self.tr("%1, cannot be shown").replace("%1", words) if unreadable else words

    def _target(self, event: QKeyEvent) -> int:
        """The cell that a key leads to, -1 for keys of others."""
        if not self._names or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return -1
        key, last = Qt.Key(event.key()), len(self._names) - 1
        if key in _STEPS:
            turned = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            step = -_STEPS[key] if turned else _STEPS[key]
            return min(max(self._current + step, 0), last)
        return {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(key, -1)

    def _hover(self, index: int) -> None:
        if index != self._hovered:
            self._hovered = index
            self.update()

    def _dressed(self) -> None:
        self.setMinimumHeight(theme.px(LOWEST))
        self.setMaximumHeight(theme.px(HIGHEST))
        self._seen_changed()


def _centred(area: QRectF, size: QSize) -> QRectF:
    """The largest rectangle of these proportions in the middle of an area."""
    scale = min(area.width() / size.width(), area.height() / size.height())
    width, height = size.width() * scale, size.height() * scale
    return QRectF(area.x() + (area.width() - width) / 2, area.y() + (area.height() - height) / 2, width, height)
