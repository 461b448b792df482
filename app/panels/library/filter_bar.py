"""The bar over the photos: filters that combine, their order, and how large they are."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QSlider, QWidget

from app import theme
from app.library import LABELS
from app.panels.library.choice import EDITED, ORDERS, Filters
from app.widgets.buttons import IconButton
from app.widgets.icon_label import IconLabel
from app.widgets.menu_button import MenuButton
from app.widgets.photo_grid import LARGEST, SMALLEST, USUAL

_TYPING = 200
"""Milliseconds after a letter before the photos are searched."""
_ROOMY = 640


class FilterBar(QWidget):
    """One bar of 44.

    Signals:
        changed: Filters.
        box_changed: width of the pictures.
    """

    changed = Signal(object)
    box_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters = Filters()
        self.heart = IconButton("heart", self.tr("Only likes"), checkable=True, size=18)
        self.heart.clicked.connect(lambda on: self._set(liked=on))
        self.stars, self.label = MenuButton(self.tr("Stars")), MenuButton(self.tr("Label"))
        self.edited, self.camera = MenuButton(self.tr("Edited")), MenuButton(self.tr("Camera"))
        self.order = MenuButton(self.tr("Order"))
        self._camera_menu = QMenu(self)
        self._fill_menus()
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("Name or folder"))
        self.text.setAccessibleName(self.tr("Name or folder"))
        self.text.setClearButtonEnabled(False)
        self.text.addAction(theme.icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING)
        self._typing.timeout.connect(lambda: self._set(text=self.text.text()))
        self.text.textEdited.connect(lambda _: self._typing.start())
        self.zoom = QSlider(Qt.Orientation.Horizontal)
        self.zoom.setRange(SMALLEST, LARGEST)
        self.zoom.setValue(USUAL)
        self.zoom.setAccessibleName(self.tr("Size of the pictures"))
        self.zoom.valueChanged.connect(self.box_changed)
        self._arrange()
        self.show_filters(self.filters)

    def clear(self) -> None:
        """Show all photos; the order stays."""
        self._take(Filters(order=self.filters.order))

    def show_filters(self, filters: Filters) -> None:
        """Show which filters are set, silently: a set one is raised."""
        self.filters = filters
        self.heart.setChecked(filters.liked)
        self.heart.set_icon("heart-fill" if filters.liked else "heart")
        star = self.tr("%1 and more").replace("%1", str(filters.stars)) if 0 < filters.stars < 5 else str(filters.stars)
        _say(self.stars, "★ " + (star if filters.stars else self.tr("any")), is_set=bool(filters.stars))
        _say(self.label, self._label_words()[filters.label], is_set=bool(filters.label))
        words = self._edited_words()[filters.edited] if filters.edited else self.tr("Edited")
        _say(self.edited, words, is_set=bool(filters.edited))
        _say(self.camera, filters.camera or self.tr("Camera"), is_set=bool(filters.camera))
        _say(self.order, self._order_words()[filters.order], is_set=False)
        if self.text.text() != filters.text:
            self.text.setText(filters.text)

    def offer_cameras(self, names: Iterable[str]) -> None:
        """Cameras that can be chosen."""
        cameras = list(names)
        self._camera_menu.clear()
        self._camera_menu.addAction(self.tr("Any camera"), partial(self._set, camera=""))
        for name in cameras:
            self._camera_menu.addAction(name, partial(self._set, camera=name))
        self.camera.setEnabled(bool(cameras) or bool(self.filters.camera))

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what is least needed, in narrow windows."""
        for button in (self.edited, self.camera):
            button.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In the smallest window the slider stands without its two squares."""
        super().resizeEvent(event)
        for end in self._ends:
            end.setVisible(self.width() >= theme.px(_ROOMY))

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _label_words(self) -> dict[str, str]:
        names = (self.tr("Red"), self.tr("Yellow"), self.tr("Green"), self.tr("Blue"), self.tr("Purple"))
        return {"": self.tr("Label")} | dict(zip(LABELS, names, strict=True))

    def _edited_words(self) -> dict[str, str]:
        return dict(zip(EDITED, (self.tr("Edited or not"), self.tr("Edited"), self.tr("Not edited")), strict=True))

    def _order_words(self) -> dict[str, str]:
        words = (self.tr("Capture time"), self.tr("Name"), self.tr("Liked lately"), self.tr("Stars"))
        return dict(zip(ORDERS, words, strict=True))

    def _fill_menus(self) -> None:
        stars = {n: "★" * n if n else self.tr("Any") for n in range(6)}
        tables: tuple[tuple[MenuButton, dict[str, str] | dict[int, str], Callable[[object], None]], ...] = (
            (self.stars, stars, lambda value: self._set(stars=value)),
            (self.label, self._label_words() | {"": self.tr("Any label")}, lambda value: self._set(label=value)),
            (self.edited, self._edited_words(), lambda value: self._set(edited=value)),
            (self.order, self._order_words(), lambda value: self._set(order=value)),
        )
        for button, words, act in tables:
            menu = QMenu(self)
            for value, text in words.items():
                menu.addAction(text, partial(act, value))
            button.setMenu(menu)
        self.camera.setMenu(self._camera_menu)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(8))
        # In the smallest window these two give way; menus do not, since their words would be cut.
        yielding: tuple[tuple[QWidget, int, int], ...] = ((self.text, 116, 168), (self.zoom, 48, 96))
        for part, least, most in yielding:
            part.setMinimumWidth(theme.px(least))
            part.setMaximumWidth(theme.px(most))
        for widget in (self.heart, self.stars, self.label, self.edited, self.camera, self.text):
            row.addWidget(widget)
        row.addStretch(1)
        self._ends = (IconLabel("square", size=12), IconLabel("square"))
        for end in (self.order, self._ends[0], self.zoom, self._ends[1]):
            row.addWidget(end)
        for button in (self.stars, self.label, self.edited, self.camera, self.order):
            button.setProperty("role", "quiet")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.camera.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)  # names of cameras are long
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def _dressed(self) -> None:
        tokens, knob = theme.current(), theme.px(12)
        self.setFixedHeight(theme.px(theme.HEIGHTS.header))
        groove = f"QSlider::groove:horizontal {{ height: 2px; background: {tokens.track}; }}"
        fill = f"QSlider::sub-page:horizontal {{ background: {tokens.fill}; }}"
        handle = (
            f"QSlider::handle:horizontal {{ width: {knob}px; height: {knob}px; margin: -{knob // 2 - 1}px 0;"
            f" border-radius: {knob // 2}px; background: {tokens.knob}; }}"
        )
        focus = f"QSlider::handle:horizontal:focus {{ border: 2px solid {tokens.accent}; }}"
        self.zoom.setStyleSheet(groove + fill + handle + focus)

    def _set(self, **fields: object) -> None:
        self._take(replace(self.filters, **fields))  # type: ignore[arg-type]

    def _take(self, filters: Filters) -> None:
        before = self.filters
        self.show_filters(filters)
        if filters != before:
            self.changed.emit(filters)


def _say(button: MenuButton, words: str, *, is_set: bool) -> None:
    button.setText(words)
    role = "normal" if is_set else "quiet"
    if button.property("role") != role:
        button.setProperty("role", role)
        button.style().unpolish(button)
        button.style().polish(button)
