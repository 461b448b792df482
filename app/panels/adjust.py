"""The right panel: histogram, tools, and the manual adjustments from coarse to fine, drawn from their declarations."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.pictures import Preview
from app.session import Session
from app.widgets.buttons import Button, IconButton
from app.widgets.choice_rows import ChoiceRows
from app.widgets.divider import Divider
from app.widgets.fold import Fold
from app.widgets.histogram import Histogram
from app.widgets.menu_button import MenuButton
from app.widgets.slider import Slider
from app.words import number_format
from engine.controls import Control
from engine.edit import CONTROLS, Edit
from engine.tags import UNKNOWN, VALUES


def QT_TRANSLATE_NOOP(context: str, words: str) -> str:  # noqa: ARG001 - the name and arguments that lupdate looks for
    """Mark words of a table for translation; they are translated where they are shown."""
    return words


TAGS = {
    "subject": QT_TRANSLATE_NOOP("Tags", "Subject"),
    "light": QT_TRANSLATE_NOOP("Tags", "Light"),
    "location": QT_TRANSLATE_NOOP("Tags", "Place"),
    "time": QT_TRANSLATE_NOOP("Tags", "Time"),
    "abstract": QT_TRANSLATE_NOOP("Tags", "Shapes"),
    "animals": QT_TRANSLATE_NOOP("Tags", "Animals"),
    "man_made": QT_TRANSLATE_NOOP("Tags", "Man-made"),
    "nature": QT_TRANSLATE_NOOP("Tags", "Nature"),
    "people": QT_TRANSLATE_NOOP("Tags", "People"),
    "artificial": QT_TRANSLATE_NOOP("Tags", "Artificial"),
    "mixed": QT_TRANSLATE_NOOP("Tags", "Mixed"),
    "sun_sky": QT_TRANSLATE_NOOP("Tags", "Sun or sky"),
    "indoor": QT_TRANSLATE_NOOP("Tags", "Indoors"),
    "outdoor": QT_TRANSLATE_NOOP("Tags", "Outdoors"),
    "day": QT_TRANSLATE_NOOP("Tags", "Day"),
    "dusk": QT_TRANSLATE_NOOP("Tags", "Dusk or dawn"),
    "night": QT_TRANSLATE_NOOP("Tags", "Night"),
    UNKNOWN: QT_TRANSLATE_NOOP("Tags", "Unknown"),
}
"""Words for scene tags and their values."""
_WHITE = tuple(control for control in CONTROLS if control.name in ("temperature", "tint"))
TOOLS = ("crop", "white")
"""Tools that stay in the hand until they are laid down."""


class AdjustPanel(QWidget):
    """Histogram and controls of the shown photo.

    Signals:
        wanted: the id of a command whose button was pressed (crop, turns, flip, white point, copy, paste, reset).
    """

    wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("adjust")
        self._session = session
        self.histogram = Histogram(self)
        self.sliders: dict[str, Slider] = {}
        self._buttons: dict[str, QAbstractButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._top())
        layout.addWidget(Divider())
        layout.addWidget(self._groups(), 1)
        layout.addWidget(Divider())
        layout.addWidget(self._bottom())
        session.edit_changed.connect(self._show_edit)
        session.preview_changed.connect(self._show_tones)
        session.image_changed.connect(self._refresh)
        session.photo_changed.connect(self._forget)
        session.photo_refused.connect(self._forget)
        session.photo_overdue.connect(self._forget_late)
        session.clipboard_changed.connect(self._refresh)
        self._show_edit(session.edit)
        self._forget()

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _top(self) -> QWidget:
        top = QWidget(self)
        layout = QVBoxLayout(top)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.histogram)
        layout.addLayout(self._tools())
        return top

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        tools = (
            ("crop", "crop", self.tr("Crop and straighten"), "R"),
            ("turn_left", "arrow-counter-clockwise", self.tr("Turn left"), "Ctrl+["),
            ("turn_right", "arrow-clockwise", self.tr("Turn right"), "Ctrl+]"),
            ("flip", "arrows-left-right", self.tr("Flip"), "Ctrl+Shift+H"),
            ("white", "eyedropper", self.tr("Pick the white point"), "W"),
        )
        for name, icon, words, key in tools:
            row.addWidget(self._tool(name, icon, words, key))
        row.addStretch(1)
        row.addWidget(self._tool("reset", "clock-counter-clockwise", self.tr("Back to the original"), "Ctrl+Shift+R"))
        return row

    def _tool(self, name: str, icon: str, words: str, key: str) -> IconButton:
        button = IconButton(icon, words, key, checkable=name in TOOLS, size=18, parent=self)
        button.clicked.connect(partial(self._want, name))
        self._buttons[f"tool_{name}"] = button
        return button

    def _want(self, name: str, _checked: bool = False) -> None:
        self.wanted.emit(name)

    def show_tool(self, tool: str) -> None:
        """Show which tool is in the hand: "crop", "white" or "" for none."""
        for name in TOOLS:
            self._buttons[f"tool_{name}"].setChecked(name == tool)

    def _groups(self) -> QScrollArea:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        for group in dict.fromkeys(control.group for control in CONTROLS):
            fold = Fold(QCoreApplication.translate("Control", group), parent=inside)
            for control in CONTROLS:
                if control.group == group:
                    fold.add(self._slider(control))
            if group == _WHITE[0].group:
                fold.set_trailing(self._white_menu())
            layout.addWidget(fold)
        layout.addWidget(self._scene_group())
        layout.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _white_menu(self) -> MenuButton:
        """The white balance in a word, and ways to set it."""
        self.white = MenuButton(self.tr("White balance"))
        self.white.setProperty("role", "quiet")
        self.white.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        menu = QMenu(self.white)
        menu.addAction(self.tr("As shot"), self._take_white_back)
        menu.addAction(self.tr("Pick the white point"), partial(self._want, "white"))
        self.white.setMenu(menu)
        return self.white

    def _take_white_back(self) -> None:
        words = self.tr("As shot")
        self._session.set(self.tr("White balance"), words, **{control.name: control.default for control in _WHITE})

    def _scene_group(self) -> Fold:
        """What the person knows of the scene; only there for a style that listens to it."""
        self.scene_fold, self.scene = Fold(self.tr("Scene"), parent=self), ChoiceRows(self)
        for tag, values in VALUES.items():
            names = sorted(values, key=lambda value: value != UNKNOWN)
            self.scene.add(tag, _tag_words(tag), {value: _tag_words(value) for value in names})
        self.scene.chosen.connect(self._say_scene)
        self.scene_fold.add(self.scene)
        self.scene_fold.hide()
        return self.scene_fold

    def _slider(self, control: Control) -> Slider:
        words = self._kelvin if control.name == "temperature" else None
        slider = Slider(control, format=words, parent=self)
        slider.changed.connect(partial(self._change, control.name))
        slider.committed.connect(partial(self._commit, control))
        self.sliders[control.name] = slider
        return slider

    def _bottom(self) -> QWidget:
        bottom = QWidget(self)
        row = QHBoxLayout(bottom)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        bottom.setStyleSheet(f"QPushButton {{ padding: 0 {theme.px(8)}px }}")  # they fit into the narrowest panel
        for name, words, key in (
            ("copy", self.tr("Copy edits"), "Ctrl+Shift+C"),
            ("paste", self.tr("Paste"), "Ctrl+Shift+V"),
            ("reset", self.tr("Reset"), "Ctrl+Shift+R"),
        ):
            quiet = name == "reset"
            if quiet:
                row.addStretch(1)
            button = Button(words, "quiet" if quiet else "normal", key=key, small=True, parent=bottom)
            button.clicked.connect(partial(self._want, name))
            self._buttons[name] = button
            row.addWidget(button)
        return bottom

    # ── session ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _change(self, name: str, value: float) -> None:
        self._session.change(**{name: value})

    def _commit(self, control: Control, value: float) -> None:
        words = number_format.number(value, control.decimals, sign=control.low < 0)
        self._session.set(QCoreApplication.translate("Control", control.label), words, **{control.name: value})

    def _say_scene(self, tag: str, value: str) -> None:
        tags = replace(self._session.edit.tags, **{tag: value})
        self._session.set(_tag_words(tag), _tag_words(value), tags=tags)

    def _show_edit(self, edit: Edit) -> None:
        style = self._session.style
        self.scene_fold.setVisible(style is not None and style.takes_tags)
        for tag in VALUES:
            self.scene.choose(tag, getattr(edit.tags, tag))
        for name, slider in self.sliders.items():
            slider.set_value(getattr(edit, name))
        is_as_shot = all(getattr(edit, control.name) == control.default for control in _WHITE)
        self.white.setText(self.tr("As shot") if is_as_shot else self.tr("Custom"))

    def _show_tones(self, preview: Preview) -> None:
        self.histogram.show_tones(preview.tones)

    def _forget(self, *_: object) -> None:
        """Another photo is on its way and does not come soon, or cannot be shown: nothing to adjust."""
        if not self._session.is_at_hand:
            self.histogram.show_tones(None)
        self._refresh()

    def _forget_late(self) -> None:
        """The photo has not come, or has been read and still waits for a style that takes its time."""
        if self._session.preview is None:
            self.histogram.show_tones(None)
        self._refresh()

    def _refresh(self, *_: object) -> None:
        ready = self._session.is_at_hand
        for slider in self.sliders.values():
            slider.setEnabled(ready)
        self.scene.setEnabled(ready)
        self.white.setEnabled(ready)
        for button in self._buttons.values():
            button.setEnabled(ready)
        self._buttons["paste"].setEnabled(ready and self._session.clipboard is not None)
        self.sliders["temperature"].update()

    def _kelvin(self, shift: float) -> str:
        """Temperature in kelvin where the file knows its own, as a shift otherwise.

        The shift is in mired; a warmer picture comes from assuming a bluer light, so kelvin grow with it.
        """
        image = self._session.image
        as_shot = image.metadata.as_shot_kelvin if image else 0.0
        if not as_shot:
            return number_format.number(shift, sign=True)
        return number_format.number(round(1e6 / max(1e6 / as_shot - shift, 20.0), -1), unit="K")


def _tag_words(name: str) -> str:
    return QCoreApplication.translate("Tags", TAGS[name])
