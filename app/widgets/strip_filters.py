"""StripFilters: at the end of the filmstrip's line, which photos it shows and in what order."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from app import theme
from app.widgets.buttons import IconButton
from app.widgets.menu_button import MenuButton

KINDS = ("liked", "starred", "edited", "rejected")
"""The buttons, in their order."""
_ICONS = {"liked": "heart", "starred": "star", "edited": "sliders-horizontal", "rejected": "prohibit"}


class StripFilters(QWidget):
    """A button for each kind of photo, and a menu of orders.

    Signals:
        toggled: name of a kind, whether it is wanted.
        order_chosen: name of an order.
    """

    toggled = Signal(str, bool)
    order_chosen = Signal(str)

    def __init__(self, orders: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Make the row.

        Args:
            orders: words of each order by its name.
            parent: owner.
        """
        super().__init__(parent)
        self.setStyleSheet("background: transparent")
        self._orders = dict(orders)
        words = dict(
            zip(KINDS, (self.tr("Likes"), self.tr("With stars"), self.tr("Edited"), self.tr("Rejected")), strict=True)
        )
        show = QLabel(self.tr("Show"))
        show.setProperty("role", "second")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(show)
        row.addSpacing(theme.px(4))
        self.buttons: dict[str, IconButton] = {}
        for kind in KINDS:
            more = self.tr("only, or together with others that are on")
            button = IconButton(_ICONS[kind], words[kind], checkable=True, more=more)
            button.clicked.connect(lambda on, kind=kind: self.toggled.emit(kind, on))
            self.buttons[kind] = button
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.order = MenuButton(self.tr("Order"))
        self.order.setProperty("role", "quiet")
        menu = QMenu(self.order)
        for name, text in self._orders.items():
            menu.addAction(text, partial(self.order_chosen.emit, name))
        self.order.setMenu(menu)
        row.addWidget(self.order, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_choice(self, wanted: Mapping[str, bool], order: str) -> None:
        """Follow what is shown, silently.

        Args:
            wanted: whether each kind is wanted, by its name.
            order: name of the order.
        """
        for kind, button in self.buttons.items():
            on = wanted[kind]
            button.setChecked(on)
            filled = {"liked": "heart-fill", "starred": "star-fill"}.get(kind, _ICONS[kind])
            button.set_icon(filled if on else _ICONS[kind])
        self.order.setText(self._orders[order])
