"""The component sheet: every widget in every state on one picture, to lay beside the designer's.

`python -m tests.app.widgets.sheet FILE.png [dark|light] [scale]` writes it.
"""

import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QRadioButton, QWidget

from app import theme
from app.widgets.buttons import Button, IconButton
from app.widgets.empty_state import DropFrame, Step
from app.widgets.fold import Fold
from app.widgets.heart import Heart
from app.widgets.icon_label import IconLabel
from app.widgets.progress_line import ProgressLine
from app.widgets.slider import Slider
from app.widgets.stars import Stars
from app.widgets.strength_slider import StrengthSlider
from app.widgets.style_card import StyleCard
from app.widgets.switch import Switch
from app.widgets.tip import Tip
from app.widgets.toast import Toast
from engine.controls import Control

SIZE = (1600, 1240)
MODES = (
    ("single", "Single", "square", "E"),
    ("side", "Side by side", "columns", "Y"),
    ("split", "Split", "square-half", "Shift+Y"),
    ("grid", "Grid", "squares-four", "N"),
)
ICONS = (
    "square columns square-half squares-four heart heart-fill star star-fill prohibit eye triangle crop eyedropper "
    "arrow-u-up-left arrow-u-up-right export folder-simple magnifying-glass plus file-plus file-x pause x check "
    "warning warning-circle check-circle shield-check map-pin monitor cpu stack drop-half bookmark-simple trash copy "
    "clock-counter-clockwise lock image caret-down"
)


class ComponentSheet(QWidget):
    """All widgets where picture 11 has them."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(*SIZE)
        self._focused: list[QWidget] = []
        for part in (self._sliders, self._progress, self._cards, self._buttons, self._toasts, self._switches):
            part()
        for part in (self._hearts, self._fields, self._tips, self._empty, self._icons):
            part()

    def picture(self) -> QPixmap:
        """The sheet with every widget that shows its focus."""
        whole = self.grab()
        painter = QPainter(whole)
        for widget in self._focused:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            box = QRect(widget.mapTo(self, QPoint(0, 0)), widget.size())
            painter.drawPixmap(box.topLeft(), self.grab(box))
        painter.end()
        return whole

    def _put(
        self, widget: QWidget, x: int, y: int, width: int = 0, *, hover: bool = False, focus: bool = False
    ) -> QWidget:
        widget.setParent(self)
        hint = widget.sizeHint()
        widget.setGeometry(x, y, width or hint.width(), max(hint.height(), 1))
        widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, hover)
        if focus:
            self._focused.append(widget)
        return widget

    def _words(self, words: str, x: int, y: int, role: str = "section") -> None:
        label = QLabel(words, self)
        label.setProperty("role", role)
        label.ensurePolished()
        label.adjustSize()
        label.move(x, y)

    def _sliders(self) -> None:
        self._words("Slider with value", 32, 26)
        exposure = Control("exposure", "Exposure", "", -5, 5, step=0.05, decimals=2, unit="EV")
        rows = (
            (exposure, 0, "at its default"),
            (exposure, 0.6, "changed: bright text, bar from default"),
            (Control("contrast", "Contrast", "", -100, 100), 16, "hover: handle white"),
            (Control("highlights", "Highlights", "", -100, 100), -24, "keyboard focus: ring"),
            (Control("shadows", "Shadows", "", -100, 100), 16, "value under the pointer"),
            (Control("shadows", "Shadows", "", -100, 100), 16, "value being typed"),
            (Control("blacks", "Blacks", "", -100, 100), 0, "disabled"),
        )
        for index, (control, value, note) in enumerate(rows):
            slider = Slider(control)
            slider.set_value(value)
            self._put(slider, 32, 52 + 28 * index, 292, focus=index == 3)
            self._words(note, 340, 58 + 28 * index, "caption")
            slider._hot = {2: "knob", 4: "value"}.get(index, "")
            slider.setEnabled(index != 6)
            if index == 5:
                slider.type_value()
        self._words("Strength", 32, 326)
        strength = StrengthSlider()
        strength.set_value(0.8)
        self._put(strength, 32, 354, 250)
        inline = StrengthSlider(inline=True)
        inline.set_value(1.2)
        self._put(inline, 318, 354, 250)

    def _progress(self) -> None:
        self._words("Progress line", 32, 454)
        known = ProgressLine()
        known.set_work("Exporting 73 of 180", 73 / 180, "1 min 20 s left")
        self._put(known, 32, 480, 520)
        unknown = ProgressLine(pausable=False)
        unknown.set_work("Reading the folder", None, "total not known yet")
        self._put(unknown, 32, 512, 520)
        done = ProgressLine()
        done.finish("179 photos exported, 1 was not.", "Show")
        self._put(done, 32, 544, 520)
        asking = ProgressLine(question="Stop after this photo?")
        asking.set_work("Exporting 73 of 180", 73 / 180, "1 min 20 s left")
        asking._pressed_stop()
        self._put(asking, 32, 580, 520)

    def _cards(self) -> None:
        self._words("Style card", 648, 26)
        names = ("Natural", "Expert C", "Harbour light", "Warm evening")
        others = ("DPED iPhone", "Soft film", "Winter birch", "A very long name of a style")
        for index, name in enumerate(names + others):
            card = StyleCard(name, "A look.")
            if index not in (5, 7):
                card.set_picture(stand_in(index))
            card.set_chosen(index == 2)
            card.set_texture(index == 4)
            card.set_progress(0.6 if index == 6 else None)
            if index == 7:
                card.set_state("cannot")
            x, y = 644 + 138 * (index % 4), 48 + 138 * (index // 4)
            self._put(card, x, y, 124, hover=index == 1, focus=index == 3)

    def _buttons(self) -> None:
        self._words("Buttons", 648, 358)
        for row, (role, words) in enumerate((("primary", "Export"), ("normal", "Choose…"), ("quiet", "Reset"))):
            for column, state in enumerate(("rest", "hover", "pressed", "focus", "disabled")):
                button = Button(words, role)
                x, y = 720 + 98 * column, 404 + 38 * row
                self._put(button, x, y, hover=state == "hover", focus=state == "focus")
                button.setDown(state == "pressed")
                button.setEnabled(state != "disabled")
        self._put(Button("Copy edits", small=True), 720, 522)
        self._put(Button("Export…", icon="export", small=True), 830, 522)
        for index, name in enumerate(("arrow-u-up-left", "arrow-u-up-right", "eye")):
            button = IconButton(name, name, checkable=True)
            button.setChecked(index == 2)
            button.setEnabled(index != 1)
            self._put(button, 950 + 36 * index, 524)

    def _toasts(self) -> None:
        self._words("Toast", 648, 570)
        self._put(Toast("Harbour light applied to 12 photos", "Undo", None, lasting=False, parent=self), 648, 596)
        self._put(
            Toast("The disk is full, so nothing was written.", "Details", None, lasting=True, parent=self), 648, 646
        )
        self._words("20 Title", 648, 740, "title")
        self._words("15 Heading", 750, 745, "heading")
        self._words("13 Section", 850, 746)
        self._words("13 Text", 935, 746, "")
        self._words("12 Caption, 1 204", 998, 747, "caption")
        fold = Fold("White balance")
        fold.add(Slider(Control("temperature", "Temperature", "", 2000, 12000, 5450, 50, unit="K")))
        fold.set_trailing(Button("As shot", "quiet", small=True))
        fold.setParent(self)
        fold.setGeometry(648, 784, 280, 66)
        self._put(Fold("Presence", is_open=False), 648, 850, 280)

    def _switches(self) -> None:
        self._words("View mode switch", 1240, 174)
        first = Switch(MODES, name="View")
        first.choose("side")
        self._put(first, 1240, 200)
        second = Switch(MODES, name="View")
        self._put(second, 1240, 240)
        second.segment("side").setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        self._focused.append(second.segment("split"))
        third = Switch(MODES, name="View")
        third.set_compact(True)
        third.choose("side")
        self._put(third, 1240, 280)
        rooms = Switch(
            (("l", "Library", "", "G"), ("e", "Enhance", "", "D"), ("t", "Teach", "", "T")), large=True, keys=True
        )
        rooms.choose("e")
        self._put(rooms, 1240, 320)
        self._put(Switch((("styles", "Styles"), ("history", "History")), spread=True), 1240, 364, 240)

    def _hearts(self) -> None:
        self._words("Heart, stars", 1240, 26)
        for index in range(4):
            heart = Heart("P")
            heart.set_liked(index == 2)
            self._put(heart, 1258 + 68 * index, 52, hover=index == 1, focus=index == 3)
        stars = Stars()
        stars.set_rating(3)
        self._put(Stars(), 1240, 96)
        self._put(stars, 1380, 96)

    def _fields(self) -> None:
        self._words("Fields and choices", 1240, 410)
        self._put(QLineEdit("Harbour light"), 1240, 436, 150)
        self._put(QLineEdit("Harbour light"), 1398, 436, 150, focus=True)
        wrong = QLineEdit("Harbour light")
        wrong.setProperty("state", "error")
        self._put(wrong, 1240, 478, 308)
        self._put(IconLabel("warning-circle", "error"), 1240, 518)
        self._words("A style with this name is already here.", 1262, 518, "")
        for index, (kind, words) in enumerate(
            ((QCheckBox, "Keep"), (QCheckBox, "Strip"), (QRadioButton, "One"), (QRadioButton, "Other"))
        ):
            choice = kind(words)
            choice.setAutoExclusive(False)
            choice.setChecked(index in (0, 2))
            self._put(choice, 1240 + 76 * index, 544)

    def _tips(self) -> None:
        self._words("Tooltip with key", 1240, 590)
        for index, tip in enumerate(
            (
                Tip("Like", "P", "", self),
                Tip("Before, hold to peek", "\\", "", self),
                Tip("Clipped", "J", "marks lost highlights and shadows; stripes where the style lost them", self),
            )
        ):
            tip.setWindowFlags(Qt.WindowType.Widget)
            tip.adjustSize()
            tip.move((1240, 1326, 1240)[index], (616, 616, 660)[index])

    def _empty(self) -> None:
        frame = DropFrame(
            "image", "Drop a photo or a folder here", "See it in several styles at once, beside the original."
        )
        frame.add_button(Button("Open photos…", "primary"))
        frame.add_button(Button("Open folder…"))
        frame.setParent(self)
        frame.setGeometry(32, 920, 912, 230)
        likes = Step(2, "Like", "Press [P] on every finished picture you love, yours or anyone’s.")
        for index, step in enumerate((Step(1, "Look", "Open a photo, pick the style that suits it."), likes)):
            step.setParent(self)
            step.setGeometry(32 + 300 * index, 1160, 270, 76)

    def _icons(self) -> None:
        self._words("Icons", 32, 640)
        for index, name in enumerate(ICONS.split()):
            self._put(IconLabel(name, "text", 20), 32 + 29 * (index % 20), 668 + 33 * (index // 20))


def stand_in(seed: int) -> QImage:
    """A small picture: sky above sea, a little different for each seed."""
    picture = QImage(240, 160, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    sky = QLinearGradient(0, 0, 0, 160)
    sky.setColorAt(0.0, QColor.fromHsv((200 + 20 * seed) % 360, 90, 150 + 8 * seed))
    sky.setColorAt(0.4, QColor.fromHsv(25, 120, 240))
    sky.setColorAt(0.45, QColor.fromHsv(200, 60, 180))
    sky.setColorAt(1.0, QColor.fromHsv(195, 160, 60))
    painter.fillRect(picture.rect(), sky)
    painter.end()
    return picture


def draw(name: str) -> QPixmap:
    """The sheet in a theme, at the device ratio of the screen."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, name)
    sheet = ComponentSheet()
    sheet.show()
    sheet.activateWindow()
    app.processEvents()
    picture = sheet.picture()
    sheet.close()
    sheet.deleteLater()
    return picture


def main(arguments: list[str], say: Callable[[str], object] = sys.stderr.write) -> int:
    """Write the sheet to a file."""
    target, name, scale = (*arguments, "dark", "1")[:3] if len(arguments) != 2 else (*arguments, "1")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = scale
    app = QApplication([])
    drawn = draw(name).save(target)
    app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    say(f"{target}\n" if drawn else "nothing was written\n")
    return 0 if drawn else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
