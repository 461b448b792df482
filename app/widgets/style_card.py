"""A style as a small picture of this photo with its name under it."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app import icons, theme
from app.widgets import crisp, tip

PICTURE = QSize(116, 78)
MARGIN = 4  # plate 2 and focus ring 2, both in space of their own
_NAME = 26
_HOVER = 120  # ms before the photo shows the style
_STATES = ("ready", "waiting", "cannot")


class StyleCard(QAbstractButton):
    """Picture and name; checked while its style is chosen. `clicked` comes in every state, so that a style that cannot
    run can say why.

    Signals:
        hovered: True once the pointer has rested 120 ms, False when it leaves after that.
    """

    hovered = Signal(bool)

    def __init__(self, name: str, tooltip: str = "", parent: QWidget | None = None) -> None:
        """Make a card that waits for its picture.

        Args:
            name: name of the style, elided where it does not fit.
            tooltip: origin and licence; the full name stands before it.
            parent: owner.
        """
        super().__init__(parent)
        self._picture = QImage()
        self._centre = QPointF(0.5, 0.5)
        self._drawn: tuple[tuple[int, int, int], QPixmap] | None = None
        self._state = "waiting"
        self._progress: float | None = None
        self._texture = False
        self._told = False
        self._rest = QTimer(self, singleShot=True, interval=_HOVER)
        self._rest.timeout.connect(self._tell)
        self.setText(name)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tooltip)
        tip.set_tip(self, name, more=tooltip)
        theme.watcher.changed.connect(self._dressed)

    # -- what it shows

    def set_picture(self, picture: QImage, centre: tuple[float, float] = (0.5, 0.5)) -> None:
        """Show this photo in the style.

        Args:
            picture: any size; it covers the card.
            centre: the point, in fractions, that stays in view where the picture is cut.
        """
        self._picture, self._centre, self._drawn = picture, QPointF(*centre), None
        self.set_state("ready")
        self.update()

    def set_state(self, state: str) -> None:
        """Set "ready", "waiting" (for its picture) or "cannot" (this style cannot run here).

        Raises:
            ValueError: it is none of these.
        """
        if state not in _STATES:
            raise ValueError(f"a card is one of {_STATES}, not {state!r}")
        self._state = state
        self.update()

    def state(self) -> str:
        """The state."""
        return self._state

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the style in force."""
        self.setChecked(chosen)

    def set_progress(self, share: float | None) -> None:
        """Show how far the style is learned, 0..1, or no line."""
        self._progress = share
        self.update()

    def set_texture(self, texture: bool) -> None:
        """Mark a style that changes texture and not only tone and colour."""
        self._texture = texture
        self.update()

    # -- size

    def sizeHint(self) -> QSize:
        width = theme.px(PICTURE.width()) + 2 * MARGIN
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = theme.px(72) + 2 * MARGIN
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        picture = round((width - 2 * MARGIN) * PICTURE.height() / PICTURE.width())
        return picture + theme.px(_NAME) + 2 * MARGIN

    def picture_box(self) -> QRectF:
        """Where the picture stands."""
        width = self.width() - 2 * MARGIN
        return QRectF(MARGIN, MARGIN, width, round(width * PICTURE.height() / PICTURE.width()))

    # -- pointer and keys

    def nextCheckState(self) -> None:
        """Stay as it is: the panel says what is chosen."""

    def enterEvent(self, event: QEnterEvent) -> None:
        self._rest.start()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._rest.stop()
        self._untell()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        self._untell()
        super().hideEvent(event)

    def _tell(self) -> None:
        if self._state != "cannot":
            self._told = True
            self.hovered.emit(True)

    def _untell(self) -> None:
        if self._told:
            self._told = False
            self.hovered.emit(False)

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        picture = self.picture_box()
        plate = QRectF(2, 2, self.width() - 4, self.height() - 4)
        hot = self.underMouse() and self.isEnabled()
        if self.isChecked():
            crisp.fill(painter, plate, tokens.raised, theme.HEIGHTS.corner)
            crisp.frame(painter, plate, tokens.accent, 2, theme.HEIGHTS.corner - 1)
        elif hot:
            crisp.fill(painter, plate, tokens.raised, theme.HEIGHTS.corner)
        self._paint_picture(painter, picture)
        self._paint_name(painter, picture, lit=hot or self.isChecked())
        if self.hasFocus():
            crisp.frame(painter, QRectF(self.rect()), tokens.accent, 2, theme.HEIGHTS.sheet_corner)
        painter.end()

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        tokens = theme.current()
        if self._state != "ready" or self._picture.isNull():
            crisp.fill(painter, box, tokens.well, theme.HEIGHTS.thumbnail_corner)
        else:
            painter.drawPixmap(box.topLeft(), self._covering(box))
        if self._state == "cannot":
            side = theme.px(18)
            place = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
            icons.draw(painter, place, "warning-circle", tokens.error)
        if self._progress is not None:
            inset, height = theme.px(6), 4
            line = QRectF(box.left() + inset, box.bottom() - inset - height, box.width() - 2 * inset, height)
            crisp.fill(painter, line, tokens.track, 2)
            line.setWidth(line.width() * min(max(self._progress, 0.0), 1.0))
            crisp.fill(painter, line, tokens.knob, 2)

    def _paint_name(self, painter: QPainter, picture: QRectF, *, lit: bool) -> None:
        tokens = theme.current()
        inset = theme.px(4)
        box = QRectF(picture.left() + inset, picture.bottom(), picture.width() - 2 * inset, theme.px(_NAME))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        colour = tokens.off if not self.isEnabled() else tokens.text if lit else tokens.text2
        if self._texture:
            side = theme.px(14)
            x = box.left() if mirrored else box.right() - side
            icons.draw(painter, QRectF(x, box.center().y() - side / 2, side, side), "drop-half", tokens.text2)
            box.adjust(side + inset if mirrored else 0, 0, 0 if mirrored else -side - inset, 0)
        face = theme.font("caption")
        if self.isChecked():
            face.setWeight(theme.font("section").weight())
        painter.setFont(face)
        painter.setPen(colour)
        name = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()))
        side_of_text = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, side_of_text | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, name)

    def _covering(self, box: QRectF) -> QPixmap:
        """The picture in device pixels, cut to the card."""
        ratio = self.devicePixelRatioF()
        width, height = round(box.width() * ratio), round(box.height() * ratio)
        key = (width, height, self._picture.cacheKey())
        if self._drawn is None or self._drawn[0] != key:
            scale = max(width / self._picture.width(), height / self._picture.height())
            size = QSize(
                max(width, round(self._picture.width() * scale)), max(height, round(self._picture.height() * scale))
            )
            mode = Qt.TransformationMode.SmoothTransformation
            whole = self._picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
            left = min(max(round(self._centre.x() * size.width() - width / 2), 0), size.width() - width)
            top = min(max(round(self._centre.y() * size.height() - height / 2), 0), size.height() - height)
            pixmap = QPixmap.fromImage(whole.copy(left, top, width, height))
            pixmap.setDevicePixelRatio(ratio)
            self._drawn = (key, pixmap)
        return self._drawn[1]

    def _dressed(self) -> None:
        self.updateGeometry()
        self.update()
