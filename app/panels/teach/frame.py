"""The parts of the Teach room, and where they stand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import theme
from app.learning import PAIRS
from app.panels.teach.choices import TeachChoices
from app.panels.teach.stage import TeachStage
from app.panels.teach.words import tr
from app.widgets.buttons import Button
from app.widgets.divider import Divider
from app.widgets.empty_state import DropFrame
from app.widgets.room import RoomPage

_LEFT, _LEAST, _MOST = 304, 248, 420


class TeachFrame(RoomPage):
    """Choices left, the stage or the way to begin in the middle, a bar below."""

    def __init__(self, choices: TeachChoices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = choices
        self.stage = TeachStage()
        self.empty = DropFrame(
            "heart", tr("No likes yet"), tr("Teaching starts with likes: press P on pictures you love.")
        )
        self.stack = QStackedWidget()
        self.foot = QLabel()
        self.choose = Button(tr("Choose photos…"), "quiet", small=True)
        self.duel = Button(tr("Blind duel…"), small=True)
        self._build()

    def say_photos(self, count: int) -> None:
        """Say below how many photos are watched."""
        few = tr("Your photos, refreshed every few seconds.")
        self.foot.setText(tr("Six of your photos, refreshed every few seconds.") if count == PAIRS else few)

    def regions(self) -> list[QWidget]:
        """Choices and stage."""
        return [self.choices, self.stack]

    def take_focus(self) -> None:
        """The first thing that can be pressed: teach, pause, or add likes."""
        stage = self.stage
        buttons = (stage.teach, stage.pause, self._add)
        button = next((b for b in buttons if b.isVisibleTo(self) and b.isEnabled()), self.choices.likes.add)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.empty.set_awake(False)

    def _build(self) -> None:
        self._add = Button(tr("Add likes…"), "primary")
        self._pairs = Button(tr("Learn from pairs…"))
        for button in (self._add, self._pairs):
            self.empty.add_button(button)
        framed = QWidget()
        framed.setObjectName("canvas")
        framed.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(framed)
        around.setContentsMargins(*(theme.px(48),) * 4)
        around.addWidget(self.empty)
        for page in (framed, self.stage):
            self.stack.addWidget(page)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(Divider())
        column.addWidget(self._bar())
        columns = QSplitter(Qt.Orientation.Horizontal)
        self.choices.setMinimumWidth(theme.px(_LEAST))
        self.choices.setMaximumWidth(theme.px(_MOST))
        for part in (self.choices, middle):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setChildrenCollapsible(False)
        columns.setHandleWidth(1)
        columns.setSizes([theme.px(_LEFT), theme.px(1300)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)
        self.setAcceptDrops(True)

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setFixedHeight(theme.px(theme.HEIGHTS.bar))
        self.foot.setProperty("role", "second")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(12), 0, theme.px(24), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.foot, 1)
        row.addWidget(self.choose)
        row.addWidget(self.duel)
        return bar
