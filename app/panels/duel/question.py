"""One question of a blind duel: two pictures, three answers, no names."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import theme
from app.duels.duel import EVEN, LEFT, RIGHT
from app.widgets import accessible
from app.widgets.keycap import Keycap
from app.widgets.pair_view import GAP, MARGIN, PairView
from app.widgets.shown import Sharp, Shown
from app.widgets.wide_button import WideButton

KEYS = {
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Down: EVEN,
    Qt.Key.Key_Backspace: "back",
    Qt.Key.Key_Z: "zoom",
    Qt.Key.Key_Escape: "stop",
}


class Question(QWidget):
    """Two pictures and the ways to answer.

    Signals:
        answered: "left", "right" or "none".
        back_wanted: the last answer is to be taken back.
        stop_wanted: the person has had enough.
    """

    answered = Signal(str)
    back_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = PairView()
        self._photo = QSize()
        words = QLabel(self.tr("Which one do you prefer?"))
        words.setProperty("role", "title")
        self.left = WideButton(self.tr("Left"), "←")
        self.right = WideButton(self.tr("Right"), "→")
        self.even = WideButton(self.tr("No difference"), "↓", quiet=True)
        for button, answer in ((self.left, LEFT), (self.right, RIGHT), (self.even, EVEN)):
            button.clicked.connect(partial(self.answered.emit, answer))
            button.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(24), 0, theme.px(16))
        column.setSpacing(0)
        column.addStretch(2)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(48))
        column.addWidget(self.view, 100)
        column.addSpacing(theme.px(24))
        column.addLayout(self._sides())
        column.addSpacing(theme.px(24))
        column.addWidget(self.even, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        column.addSpacing(theme.px(24))
        column.addLayout(self._foot())
        self.set_ready(ready=False)

    def set_ready(self, *, ready: bool) -> None:
        """Whether the pictures of this question are seen, so that it can be answered."""
        self._ready = ready
        for button in (self.left, self.right, self.even):
            button.setEnabled(ready)

    def show_pair(self, first: Shown, second: Shown, size: tuple[int, int]) -> None:
        """Show the pair that is asked about, or better pictures of it."""
        self._photo = QSize(*size)
        if not self._ready:
            self.view.expect_photo("")
            accessible.announce(self, self.tr("Another pair of pictures"))
        self.view.set_pictures(first, second, size)
        self._fit()
        self.set_ready(ready=True)

    def show_part(self, rect: QRect, first: Shown, second: Shown) -> None:
        """Lay a sharp part over both pictures."""
        self.view.set_sharp(Sharp(rect, (first.picture, second.picture)))

    def act(self, key: int) -> bool:
        """Whether a key was used."""
        does = KEYS.get(Qt.Key(key))
        if does is None:
            return False
        if does in (LEFT, RIGHT, EVEN):
            if self._ready:
                self.answered.emit(does)
        elif does == "zoom":
            self.view.zoom("toggle")
        else:
            (self.back_wanted if does == "back" else self.stop_wanted).emit()
        return True

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _sides(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(MARGIN), 0, theme.px(MARGIN), 0)
        row.setSpacing(theme.px(GAP))
        # Left stays left where people read from the right.
        row.setDirection(QHBoxLayout.Direction.LeftToRight)
        row.addWidget(self.left, 1)
        row.addWidget(self.right, 1)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(MARGIN), 0, theme.px(MARGIN), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(_caption(self.tr("Sides are shuffled. The names are shown at the end.")), 1)
        keys = (("Z", "100 %"), (self.tr("Backspace"), self.tr("one back")), (self.tr("Esc"), self.tr("stop")))
        for key, does in keys:
            row.addSpacing(theme.px(8))
            row.addWidget(Keycap(key))
            row.addWidget(_caption(does))
        return row

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Arrows answer, whatever has the focus; on a button they would go to its neighbour."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return not event.isAutoRepeat() and self.act(event.key())
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The pictures take what they need, so that question and answers stand close to them."""
        if not self._photo.isEmpty():
            self.view.setMaximumHeight(max(self.view.minimumHeight(), self.view.height_for(self._photo, self.width())))


def _caption(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "caption")
    return label
