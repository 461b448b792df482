"""The canvas when nothing is open: one frame, two buttons, three steps, one promise."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.widgets.buttons import Button
from app.widgets.empty_state import DropFrame, Step
from app.widgets.icon_label import IconLabel
from app.widgets.keycap import Keycap

_WIDE, _HIGH, _LOWEST = 912, 344, 200


class Welcome(QWidget):
    """Tells a newcomer what to do.

    Signals:
        wanted: id of the command whose button was pressed: "open", "open_folder" or "keys".
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.frame = DropFrame(
            "ph.image",
            self.tr("Drop a photo or a folder here"),
            self.tr("See it in several styles at once, beside the original."),
        )
        self.open_photos = Button(self.tr("Open photos…"), "primary", key="Ctrl+O")
        self.open_folder = Button(self.tr("Open folder…"), key="Ctrl+Shift+O")
        self.keys = Button(self.tr("All keys"), "quiet", small=True)
        for button, command in ((self.open_photos, "open"), (self.open_folder, "open_folder"), (self.keys, "keys")):
            button.clicked.connect(lambda _=False, which=command: self.wanted.emit(which))
        self.frame.add_button(self.open_photos)
        self.frame.add_button(self.open_folder)
        self._steps = self._make_steps()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(14))
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(_centred(self.frame), 100)
        column.addSpacing(theme.px(48))
        column.addLayout(_centred(self._steps))
        column.addStretch(1)
        column.addLayout(self._make_promise())
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def take_focus(self) -> None:
        """Put the focus where a newcomer needs it."""
        self.open_photos.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_awake(self, awake: bool) -> None:
        """Turn the frame accent while something is dragged over the window."""
        self.frame.set_awake(awake)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(320))

    def _make_steps(self) -> QWidget:
        steps = QWidget()
        steps.setStyleSheet("background: transparent")
        row = QHBoxLayout(steps)
        row.setContentsMargins(theme.px(16), 0, 0, 0)
        row.setSpacing(theme.px(32))
        texts = (
            (self.tr("Look"), self.tr("Open a photo, pick the style that suits it, and set how strong it is.")),
            (self.tr("Like"), self.tr("Press [P] on every finished picture you love, yours or anyone’s.")),
            (self.tr("Teach"), self.tr("About 20 likes are enough to start learning a style of your own.")),
        )
        for number, (name, words) in enumerate(texts, start=1):
            row.addWidget(Step(number, name, words), 1)
        return steps

    def _make_promise(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        promise = QLabel(self.tr("Photos stay on this computer. Originals are never changed."))
        promise.setProperty("role", "caption")
        row.addWidget(IconLabel("lock"))
        row.addWidget(promise)
        row.addStretch(1)
        row.addWidget(self.keys)
        row.addWidget(Keycap("?"))
        row.setContentsMargins(theme.px(4), 0, theme.px(4), 0)
        return row

    def _dressed(self) -> None:
        self.frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.frame.setMaximumSize(theme.px(_WIDE), theme.px(_HIGH))
        self.frame.setMinimumHeight(theme.px(_LOWEST))
        self._steps.setMaximumWidth(theme.px(_WIDE))


def _centred(widget: QWidget) -> QHBoxLayout:
    """A row that gives a widget its greatest width, in the middle."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row
