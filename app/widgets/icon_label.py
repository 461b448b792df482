"""An icon that says something: warning, unreadable, private. It is not a button."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import icons, theme


class IconLabel(QWidget):
    """One icon in the colour of a token."""

    def __init__(
        self, icon: str, colour: str = "text2", size: int = 16, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        """Make an icon.

        Args:
            icon: Phosphor icon.
            colour: name of a token ("text2", "error", "warning", "good").
            size: side at 100 %.
            name: words for a screen reader, where no sentence beside it says the same.
            parent: owner.
        """
        super().__init__(parent)
        self._size = size
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_icon(icon, colour)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_icon(self, icon: str, colour: str = "text2") -> None:
        """Show another icon."""
        self._icon, self._colour = icon, colour
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = str(getattr(theme.current(), self._colour if self.isEnabled() else "off"))
        icons.draw(painter, QRectF(self.rect()), self._icon, colour)
        painter.end()
