"""PhotoView: shows a photo before and after, alone, side by side or split by a line; fitted or zoomed.

It paints what it is given and knows nothing of photos on disk, styles or edits. What it shows lies in memory, so
switching between before and after, moving the line and panning cost one painting. Where things stand is decided in
`photo_stage`, what pointer and keys do in `photo_hands`.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app import theme
from app.widgets import accessible, backdrop, crisp, name_tags, panes, photo_speech, split_line, viewport
from app.widgets.clipping_overlay import ClippingOverlay
from app.widgets.device_pixels import all_of, device_pixels, length, size_of
from app.widgets.name_tags import NameTag
from app.widgets.navigator import Navigator
from app.widgets.photo_hands import PhotoHands
from app.widgets.photo_stage import MODES, PhotoStage
from app.widgets.photo_tool import PhotoTool
from app.widgets.sharp_part import SharpPart
from app.widgets.shown import Scaled, Sharp, Shown
from app.widgets.split_line import SplitLine
from app.widgets.viewport import Size, Viewport

_MARGIN, _GAP = 24, 16
_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class PhotoView(QWidget):
    """A photo, before and after.

    Signals:
        viewport_changed: Viewport, when zoomed or panned by hand or by code.
        line_changed: SplitLine.
        region_wanted: photo pixels (QRect) that should be shown sharply, None when the fitted picture does.
        room_changed: QSize in device pixels that one fitted picture may fill.
        name_clicked: side 0 or 1, and the place on the screen (QPoint) where a choice may open.
        menu_wanted: place on the screen (QPoint) for the menu of the canvas.
    """

    viewport_changed = Signal(object)
    line_changed = Signal(object)
    region_wanted = Signal(object)
    room_changed = Signal(QSize)
    name_clicked = Signal(int, QPoint)
    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hands = PhotoHands(self)  # first, because events may come while the rest is made
        self.setObjectName("canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 120)
        self.setAccessibleName(self.tr("Photo"))
        self.before, self.shade, self.photo_name = False, "", ""
        self.line = SplitLine()
        self.tool: PhotoTool | None = None
        self.shown: tuple[Shown, Shown] | None = None
        self.stage = PhotoStage(size_of(self), self.devicePixelRatioF(), self._spacing())
        self._scaled: list[Scaled] = []
        self._overlays: list[ClippingOverlay | None] = []
        self._sharp: Sharp | None = None
        self._sharp_scaled: list[Scaled] = []
        self._part = SharpPart()
        self.room = QSize()
        self._ring = False
        self._spoken, self._waiting = "", False
        self._navigator = Navigator()
        accessible.install()
        theme.watcher.changed.connect(self._measure)

    @property
    def mode(self) -> str:
        """ "single", "side" or "split"."""
        return self.stage.mode

    @property
    def viewport(self) -> Viewport:
        """What is seen of the photo."""
        return self.stage.viewport

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def set_pictures(self, before: Shown, after: Shown, size: Size) -> None:
        """Show a photo, or a better picture of the same one.

        Args:
            before: the first picture.
            after: the second one, of the same proportions.
            size: width and height of the photo at full size.
        """
        if size != self.stage.photo or self._waiting:
            self._sharp, self._part = None, SharpPart()
            self.stage.viewport = replace(self.viewport, apart=(0.0, 0.0))
        self._waiting = False
        self.shown = (before, after)
        self.stage.set_photo(size, after.picture.size())
        self._scaled = [Scaled(before.picture), Scaled(after.picture)]
        self._overlays = [ClippingOverlay(s.marks) if s.marks else None for s in self.shown]
        self.stage.viewport = self.stage.settled(self.viewport)
        self._refresh()

    def expect_photo(self, name: str) -> None:
        """Another photo is on its way; the old one stays in sight until its pictures come, with the same zoom."""
        self.photo_name, self._waiting = name, True

    def set_sharp(self, sharp: Sharp | None) -> None:
        """Lay sharp crops in place; they stay until better ones come or None is given."""
        self._sharp = sharp
        self._sharp_scaled = [Scaled(picture) for picture in sharp.pictures] if sharp else []
        self.update()

    def clear(self) -> None:
        """Show nothing but the canvas."""
        self.shown = self._sharp = None
        self.stage.set_photo(None, QSize())
        self.show_part(Viewport())
        self._refresh()

    def set_mode(self, mode: str) -> None:
        """Show one picture ("single"), a pair ("side"), or one with a line through it ("split").

        Raises:
            ValueError: there is no such mode.
        """
        if mode not in MODES:
            raise ValueError(f"a photo is shown {MODES}, not {mode!r}")
        if mode != self.mode:
            self.stage.mode = mode
            self.stage.viewport = self.stage.settled(replace(self.viewport, apart=(0.0, 0.0)))
            self._refresh()

    def set_before(self, before: bool) -> None:
        """Show the first picture in place of the second, or stop doing so."""
        if before != self.before:
            self.before = before
            self.update()
            self._speak()

    def set_shade(self, shade: str) -> None:
        """Colour of the canvas: a name of `theme.BACKDROPS`, or "" for the theme's own."""
        self.shade = shade
        self.update()

    def set_line(self, line: SplitLine) -> None:
        """Move or turn the line of the split view."""
        if line != self.line:
            self.line = line
            self.update()
            self.line_changed.emit(line)

    def set_tool(self, tool: PhotoTool | None) -> None:
        """Take a tool into the hand that is used on the photo, or lay it down."""
        self.tool = tool
        self.update()

    # ── zoom ────────────────────────────────────────────────────────────────────────────────────────────────────

    def zoom(self, how: str, at: QPointF | None = None) -> None:
        """Zoom around a point.

        Args:
            how: "fit", "actual" (100 %), "toggle" between the two, "in" or "out" by a notch.
            at: place in device pixels; the middle of the picture if None.

        Raises:
            ValueError: there is no such zoom.
        """
        if how in ("in", "out"):
            steps = 1 if how == "in" else -1
            self.zoom_to(viewport.stepped(self.stage.scale, steps, self.stage.fitted_scale), at)
        elif how in ("fit", "actual", "toggle"):
            fit = how == "fit" or (how == "toggle" and not self.viewport.is_fitted)
            self.zoom_to(None if fit else 1.0, at)
        else:
            raise ValueError(f"there is no zoom {how!r}")

    def zoom_to(self, scale: float | None, at: QPointF | None = None) -> None:
        """Zoom to device pixels for one photo pixel, None to fit, keeping the photo still under a point."""
        if self.stage.photo is not None:
            self.show_part(self.stage.zoomed(scale, at))

    def show_part(self, view: Viewport) -> None:
        """Show another part of the photo."""
        if view != self.viewport:
            self.stage.viewport = view
            self._refresh()
            self.viewport_changed.emit(view)

    def navigator_rect(self) -> QRect:
        """Where the navigator stands, in device pixels; empty when the whole photo is seen."""
        if self.stage.photo is None or not self.stage.is_cut():
            return QRect()
        return self._navigator.rect(self.stage.area, self.stage.photo, self.stage.ratio)

    def look_at_navigator(self, point: QPointF) -> None:
        """Bring the place under a point of the navigator into the middle."""
        x, y = self._navigator.place(point, self.navigator_rect(), self.stage.ratio)
        self.show_part(self.stage.settled(replace(self.viewport, x=x, y=y)))

    def tags(self) -> list[NameTag]:
        """The names on the canvas."""
        if self.shown is None or self.tool is not None:
            return []
        return name_tags.on_photo(self.stage, self.shown, self.before, self.line)

    # ── painting ────────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        with device_pixels(painter):
            painter.fillRect(all_of(self), QColor(backdrop.colour(self.shade)))
            if self.shown is not None:
                self._paint_pictures(painter)
        for tag in self.tags():
            name_tags.paint(painter, tag, backdrop.tokens(self.shade), tag.side == self._hands.hovered_name)
        if self._ring:
            crisp.frame(painter, self.rect().toRectF(), backdrop.tokens(self.shade).accent, 2)
        painter.end()

    def _paint_pictures(self, painter: QPainter) -> None:
        after = 0 if self.before else 1
        if self.mode == "single" or (self.mode == "split" and self.before):
            self._paint_picture(painter, after, 0, self.stage.pane(0))
        elif self.mode == "side":
            self._paint_picture(painter, 0, 0, self.stage.pane(0))
            self._paint_picture(painter, after, 1, self.stage.pane(1))
        else:
            seen = self.stage.seen(0)
            first, second = self.line.sides(seen)
            self._paint_picture(painter, 0, 0, first)
            self._paint_picture(painter, after, 0, second)
            split_line.paint(painter, self.line, seen, self.stage.ratio, self._ring)
        if self.tool is not None:
            self.tool.paint(painter, self.stage.whole(0), self.stage.ratio)
        frame = self.navigator_rect()
        if self.shown is not None and not frame.isEmpty():
            part = self.stage.seen_fractions()
            self._navigator.paint(painter, frame, self.shown[after].picture, part, self.stage.ratio)

    def _paint_picture(self, painter: QPainter, which: int, side: int, pane: QRect) -> None:
        """Paint one of the two pictures into a pane, and what is known sharply over it."""
        whole, sharp = self.stage.whole(side), QRect()
        if self._sharp and self.stage.photo and not self.viewport.is_fitted:
            sharp = viewport.lay_over(self._sharp.rect, whole, self.stage.photo)
        if not sharp.contains(whole.intersected(pane)):
            self._scaled[which].draw(painter, whole, pane)
        if not sharp.isEmpty():
            self._sharp_scaled[which].draw(painter, sharp, pane, smooth=self.stage.scale < 2)
        overlay = self._overlays[which]
        if overlay is not None:
            overlay.draw(painter, whole, pane, self.stage.ratio)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _spacing(self) -> panes.Spacing:
        caption = length(self, theme.px(name_tags.CAPTION))
        return panes.Spacing(length(self, _MARGIN), length(self, _GAP), caption)

    def _measure(self) -> None:
        """Size, screen or text size have changed."""
        self.stage.area, self.stage.ratio = size_of(self), self.devicePixelRatioF()
        self.stage.spacing = self._spacing()
        self.stage.viewport = self.stage.settled(self.viewport)
        self._refresh()

    def _refresh(self) -> None:
        """Paint anew, and ask for what is missing now."""
        self.update()
        room = self.stage.panes(zoomed=False)[0].size()
        if room != self.room:
            self.room = room
            self.room_changed.emit(room)
        if not self._waiting and self._part.update(self.stage.visible(), self.stage.photo):
            self.region_wanted.emit(self._part.rect)
        self._speak()

    def _speak(self) -> None:
        """Tell a screen reader what has changed, but not every step of a pan."""
        if QAccessible.isActive() and (words := photo_speech.words(self)) != self._spoken:
            self._spoken = words
            accessible.announce(self, words)

    def make_accessible(self) -> accessible.AccessibleWords:
        """What a screen reader is told."""
        return accessible.AccessibleWords(self, QAccessible.Role.Graphic, lambda: photo_speech.words(self))

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._measure()
        return self._hands.other(event) or super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _BY_KEYS
        self.update()

    def focusOutEvent(self, _event: QFocusEvent) -> None:
        self._ring = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._hands.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._hands.key(event):
            super().keyPressEvent(event)

    def leaveEvent(self, _event: QEvent) -> None:
        self._hands.leave()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
