"""Five grey stars. Pressing the last filled one again clears them."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessibleInterface, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import icons, theme
from app.widgets import accessible, crisp, tip

MOST = 5
_PITCH, _ICON, _EDGE = 24, 16, 2
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}


class Stars(QWidget):
    """A rating of 0..5 as one tab stop; arrows and digits set it.

    Signals:
        rated: the rating that the person gave; silent when code sets it.
    """

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self._rating = 0
        self._over = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Rating"))
        tip.set_tip(self, self.tr("Rating"), "0–5")
        theme.watcher.changed.connect(self.updateGeometry)

    def set_rating(self, rating: int) -> None:
        """Show a rating, silently.

        Raises:
            ValueError: it is not 0..5.
        """
        if not 0 <= rating <= MOST:
            raise ValueError(f"a rating is 0 to {MOST}, not {rating}")
        self._rating = rating
        accessible.value_changed(self, rating)
        self.update()

    def value(self) -> float:
        """The rating."""
        return self._rating

    def spoken_value(self) -> str:
        """The rating for a screen reader."""
        return self.tr("%n star(s)", "", self._rating)

    def spoken_range(self) -> tuple[float, float, float]:
        """Range for a screen reader."""
        return 0, MOST, 1

    def speak_value(self, value: float) -> None:
        """Take a rating from a screen reader."""
        self._rate(round(value))

    def make_accessible(self) -> QAccessibleInterface:
        """Interface for a screen reader."""
        return accessible.AccessibleValue(self, self)

    def sizeHint(self) -> QSize:
        return QSize(MOST * theme.px(_PITCH) + 2 * _EDGE, theme.px(theme.HEIGHTS.small))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def star_box(self, star: int) -> QRectF:
        """Where a star, 1..5, is pressed."""
        pitch = theme.px(_PITCH)
        place = MOST - star if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else star - 1
        return QRectF(_EDGE + place * pitch, 0, pitch, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        star = self._star_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and star:
            self._rate(0 if star == self._rating else star)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._star_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(0)
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _STEPS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _STEPS:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
            self._rate(self._rating + _STEPS[Qt.Key(key)] * (-1 if mirrored and sideways else 1))
        elif event.text() in ("0", "1", "2", "3", "4", "5"):
            self._rate(int(event.text()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        side = theme.px(_ICON)
        for star in range(1, MOST + 1):
            box = self.star_box(star)
            place = QRectF(box.x() + (box.width() - side) // 2, (self.height() - side) // 2, side, side)
            filled = star <= self._rating
            lit = filled or star <= self._over
            colour = tokens.off if not self.isEnabled() else tokens.text if lit else tokens.text2
            icons.draw(painter, place, "star-fill" if filled else "star", colour)
        if self.hasFocus():
            crisp.frame(painter, QRectF(self.rect()), tokens.accent, 2, theme.px(theme.HEIGHTS.corner))
        painter.end()

    def _star_at(self, at: QPointF) -> int:
        return next((star for star in range(1, MOST + 1) if self.star_box(star).contains(at)), 0)

    def _hover(self, star: int) -> None:
        if star != self._over:
            self._over = star
            self.update()

    def _rate(self, rating: int) -> None:
        rating = min(max(rating, 0), MOST)
        if rating != self._rating:
            self.set_rating(rating)
            self.rated.emit(rating)
