"""The heart: filled when liked, outline otherwise; its shape says it, its colour only warms it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from app import icons, theme
from app.widgets import crisp, tip

_ICON = 18


class Heart(QAbstractButton):
    """A button of 28 x 28.

    Signals:
        liked: whether the person likes it now; silent when code sets it.
    """

    liked = Signal(bool)

    def __init__(self, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setText(self.tr("Like"))
        self.setAccessibleName(self.tr("Like"))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        tip.set_tip(self, self.tr("Like"), key)
        self.clicked.connect(self.liked)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_liked(self, liked: bool) -> None:
        """Show it filled or empty, silently."""
        self.setChecked(liked)

    def sizeHint(self) -> QSize:
        side = theme.px(theme.HEIGHTS.small)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box, corner = QRectF(self.rect()), theme.px(theme.HEIGHTS.corner)
        hot = self.underMouse() and self.isEnabled()
        if hot:
            crisp.fill(painter, box, tokens.pressed, corner)
        side = theme.px(_ICON)
        place = QRectF((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        rest = tokens.off if not self.isEnabled() else tokens.text if hot else tokens.text2
        full = tokens.like if self.isEnabled() else tokens.off
        icons.draw(painter, place, "heart-fill" if self.isChecked() else "heart", full if self.isChecked() else rest)
        if self.hasFocus():
            crisp.frame(painter, box, tokens.accent, 2, corner)
        painter.end()
