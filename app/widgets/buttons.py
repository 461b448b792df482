"""Buttons of the house: with words (normal, primary, quiet) and with an icon alone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from app import icons, theme
from app.widgets import crisp, tip

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Button(QPushButton):
    """A button with words; Enter and Space press it."""

    def __init__(
        self,
        text: str,
        role: str = "normal",
        *,
        icon: str = "",
        key: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a button.

        Args:
            text: its words.
            role: "normal", "primary" (at most one per room or sheet) or "quiet".
            icon: Phosphor icon before the words.
            key: key that does the same; gives it a tooltip.
            small: 28 high instead of 32.
            parent: owner.
        """
        super().__init__(text, parent)
        self._role = role
        self.setProperty("role", role)
        self.setProperty("small", small)
        self._icon = icon
        self.setProperty("pictured", bool(icon))
        if key:
            tip.set_tip(self, text.rstrip("…"), key)
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def set_picture(self, icon: str) -> None:
        """Show another icon before the words of a button that has one."""
        if icon != self._icon:
            self._icon = icon
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        tokens = theme.current()
        primary = self._role == "primary"
        painter = QPainter(self)
        if primary and self.hasFocus():
            # The accent frame cannot be told from an accent button: a second ring inside it can.
            crisp.frame(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), tokens.on_accent, 2, 2)
        if self._icon:
            side, left = theme.px(16), theme.px(12) + 2
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            x = self.width() - left - side if mirrored else left
            colour = tokens.off if not self.isEnabled() else tokens.on_accent if primary else tokens.text
            icons.draw(painter, QRectF(x, (self.height() - side) // 2, side, side), self._icon, colour)
        painter.end()

    def _dressed(self) -> None:
        self.updateGeometry()


class IconButton(QToolButton):
    """A button of 28 x 28 with an icon; its name stands in the tooltip, with its key."""

    def __init__(
        self,
        icon: str,
        name: str,
        key: str = "",
        *,
        checkable: bool = False,
        size: int = 16,
        more: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a button.

        Args:
            icon: Phosphor icon.
            name: what it does.
            key: key that does the same.
            checkable: whether it stays pressed.
            size: side of the icon: 16, or 18 for tools.
            more: quieter sentence in the tooltip.
            parent: owner.
        """
        super().__init__(parent)
        self._size = size
        self.setAutoRaise(True)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_icon(icon)
        self.set_name(name, key, more)
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self.setIcon(theme.icon(icon, "rest", self._size))

    def set_name(self, name: str, key: str = "", more: str = "") -> None:
        """Say what it does now."""
        self.setAccessibleName(name)
        tip.set_tip(self, name, key, more)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def _dressed(self) -> None:
        side, box = theme.px(self._size), theme.px(theme.HEIGHTS.small)
        self.setIconSize(QSize(side, side))
        self.setFixedSize(box, box)
