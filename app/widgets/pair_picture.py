"""PairPicture: one photo before and now, side by side, as one thing that can be chosen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app import icons, theme
from app.widgets import crisp
from app.widgets.covering import Covering

_GAP, _CAPTION, _RING = 2, 24, 2
_SHAPE = 0.75
"""Height of a half over its width."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PairPicture(QAbstractButton):
    """Two halves; the caption over them only where it is asked for. A half without a picture shows the well."""

    def __init__(self, *, captions: bool = False, parent: QWidget | None = None) -> None:
        """Make an empty pair.

        Args:
            captions: whether "Before" and "Now" stand over the halves.
            parent: owner.
        """
        super().__init__(parent)
        self._captions = captions
        self._warned = False
        self.before, self.now = Covering(), Covering()
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_pictures(self, name: str, before: QImage, now: QImage) -> None:
        """Show a photo; null pictures leave the well."""
        self.setAccessibleName(self.tr("{name}, before and now").format(name=name))
        changed = self.before.set_picture(before) | self.now.set_picture(now)
        if changed:
            self.update()

    def set_warned(self, warned: bool) -> None:
        """Mark the second half, or take the mark away."""
        if warned != self._warned:
            self._warned = warned
            self.setAccessibleDescription(self.tr("Changed more than usual") if warned else "")
            self.update()

    def halves(self) -> tuple[QRectF, QRectF]:
        """Where the two pictures stand."""
        top = theme.px(_CAPTION) if self._captions else 0
        width = (self.width() - _GAP) / 2
        box = QRectF(0, top, width, self.height() - top)
        return box, box.translated(width + _GAP, 0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round((width - _GAP) / 2 * _SHAPE) + (theme.px(_CAPTION) if self._captions else 0)

    def sizeHint(self) -> QSize:
        width = theme.px(404)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        width = theme.px(160)
        return QSize(width, self.heightForWidth(width))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        halves = self.halves()
        for covering, box in zip((self.before, self.now), halves, strict=True):
            if not covering.draw(painter, box):
                crisp.fill(painter, box, tokens.well)
        if self._captions:
            self._paint_captions(painter, halves)
        if self._warned:
            side = theme.px(24)
            corner = QRectF(halves[1].right() - side - theme.px(6), halves[1].top() + theme.px(6), side, side)
            crisp.fill(painter, corner, tokens.panel, theme.px(theme.HEIGHTS.corner))
            inset = theme.px(4)
            icons.draw(painter, corner.adjusted(inset, inset, -inset, -inset), "warning", tokens.warning)
        if self.hasFocus():
            crisp.frame(painter, halves[0].united(halves[1]), tokens.accent, _RING)
        painter.end()

    def _paint_captions(self, painter: QPainter, halves: tuple[QRectF, QRectF]) -> None:
        tokens = theme.current()
        painter.setFont(theme.font("caption"))
        words = (self.tr("Before"), self.tr("Now"))
        for text, box, colour in zip(words, halves, (tokens.text2, tokens.text), strict=True):
            painter.setPen(colour)
            place = QRectF(box.left(), 0, box.width(), theme.px(16))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)
