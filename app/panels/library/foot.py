"""The bar under the photos: how many are selected, and what can be done with them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from app import theme
from app.session import Session
from app.widgets import crisp
from app.widgets.buttons import Button
from app.words import number_format


class Foot(QWidget):
    """One bar of 40."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.paths: tuple[Path, ...] = ()
        self.words = QLabel()
        self.paste, self.style_button = Button(self.tr("Paste edits"), small=True), Button("", small=True)
        self.export = Button("", small=True)
        self.style_button.setText(self.tr("Apply style…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.words, 1)
        for button in (self.paste, self.style_button, self.export):
            row.addWidget(button)
        theme.watcher.changed.connect(self._dressed)
        self._dressed()
        self.paste.clicked.connect(lambda: session.paste_on(self.paths))
        self.style_button.clicked.connect(self._offer_styles)
        self.export.clicked.connect(lambda: session.export_sheet_wanted.emit(self.paths))
        session.clipboard_changed.connect(self._enable)
        self.show_choice([], 0)

    def show_choice(self, paths: list[Path], total: int) -> None:
        """Say what is selected.

        Args:
            paths: the selected photos.
            total: how many are shown.
        """
        self.paths = tuple(paths)
        words = self.tr("%1 of %2 selected").replace("%1", number_format.count(len(paths)))
        self.words.setText(words.replace("%2", number_format.count(total)) if total else "")
        number = f" {number_format.count(len(paths))}" if len(paths) > 1 else ""
        self.export.setText(self.tr("Export%1…").replace("%1", number))
        self._enable()

    def _dressed(self) -> None:
        self.setFixedHeight(theme.px(theme.HEIGHTS.bar))

    def _enable(self) -> None:
        self.paste.setEnabled(bool(self.paths) and self._session.clipboard is not None)
        for button in (self.style_button, self.export):
            button.setEnabled(bool(self.paths))

    def _offer_styles(self) -> None:
        menu = self.style_menu()
        above = QPoint(0, -menu.sizeHint().height())
        menu.popup(self.style_button.mapToGlobal(above))

    def style_menu(self) -> QMenu:
        """The styles that the selected photos can be given."""
        menu, session = QMenu(self), self._session
        menu.addAction(self.tr("Original"), partial(session.style_on, self.paths, None))
        menu.addSeparator()
        for style in session.styles:
            menu.addAction(style.name, partial(session.style_on, self.paths, style.id))
        return menu

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        crisp.fill(painter, QRectF(0, 0, self.width(), 1 / self.devicePixelRatioF()), theme.current().well)
        painter.end()
