"""The bar while a photo is cropped: straighten, proportions, back to the whole, done."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app import theme
from app.widgets.buttons import Button
from app.widgets.menu_button import MenuButton
from app.widgets.slider import Slider
from engine.edit import STRAIGHTEN

SHAPES: dict[str, float] = {"1:1": 1.0, "5:4": 5 / 4, "4:3": 4 / 3, "3:2": 3 / 2, "16:9": 16 / 9}
"""Proportions by id, long side to short side."""
_SLIDER = 320


class CropBar(QWidget):
    """Takes the place of the canvas bar.

    Signals:
        angle_changed, angle_committed: straightening in degrees, while dragging and at the end.
        shape_chosen: "free", "same" (as the photo) or an id of `SHAPES`.
        whole_wanted: back to the whole photo.
        cancelled, done: the person ends it, without or with the frame.
    """

    angle_changed = Signal(float)
    angle_committed = Signal(float)
    shape_chosen = Signal(str)
    whole_wanted = Signal()
    cancelled = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.angle = Slider(STRAIGHTEN)
        self.angle.changed.connect(self.angle_changed)
        self.angle.committed.connect(self.angle_committed)
        self._names = {"free": self.tr("Free"), "same": self.tr("As the photo")} | {shape: shape for shape in SHAPES}
        self.shapes = MenuButton(self.tr("Proportions"))
        self.shapes.setMenu(self._make_menu())
        self.whole = Button(self.tr("Whole photo"), "quiet", small=True)
        self.cancel = Button(self.tr("Cancel"), small=True, key="Esc")
        self.finish = Button(self.tr("Done"), "primary", small=True, key="Enter")
        self.whole.clicked.connect(self.whole_wanted)
        self.cancel.clicked.connect(self.cancelled)
        self.finish.clicked.connect(self.done)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(12))
        row.addWidget(self.angle, 1)
        row.addWidget(self.shapes)
        row.addStretch(1)
        for button in (self.whole, self.cancel, self.finish):
            row.addWidget(button)
        self.show_shape("free")
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def show_shape(self, shape: str) -> None:
        """Show which proportions hold: "free", "same" or an id of `SHAPES`."""
        self.shapes.setText(self._names[shape])

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        for shape, name in self._names.items():
            menu.addAction(name).triggered.connect(lambda _=False, which=shape: self._choose(which))
        return menu

    def _choose(self, shape: str) -> None:
        self.show_shape(shape)
        self.shape_chosen.emit(shape)

    def _dressed(self) -> None:
        self.setFixedHeight(theme.px(theme.HEIGHTS.bar))
        self.angle.setMaximumWidth(theme.px(_SLIDER))
