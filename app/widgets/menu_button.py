"""A button that opens a menu, and says so by a caret after its words."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyleOptionButton, QWidget

from app import icons, theme
from app.widgets.buttons import Button

_CARET, _INSET, _GAP = 12, 10, 6


class MenuButton(Button):
    """A small button whose words name what is chosen in its menu."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make a button without a menu yet; see `setMenu`.

        Args:
            name: what is chosen, for a screen reader.
            parent: owner.
        """
        super().__init__("", small=True, parent=parent)
        self.setAccessibleName(name)
        theme.watcher.changed.connect(self._make_room)
        self._make_room()

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleDescription(text)

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        super().initStyleOption(option)
        # For its own mark of a menu Qt would move the words aside, into the caret.
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens, side, inset = theme.current(), theme.px(_CARET), theme.px(_INSET)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        left = inset if mirrored else self.width() - inset - side
        colour = tokens.text2 if self.isEnabled() else tokens.off
        painter = QPainter(self)
        icons.draw(painter, QRectF(left, (self.height() - side) / 2, side, side), "ph.caret-down", colour)
        painter.end()

    def _make_room(self) -> None:
        self.setStyleSheet(f"QPushButton {{ padding-right: {theme.px(_INSET + _GAP + _CARET)}px }}")
