"""The status line: what is saved or running at the left, the screen and the device at the right."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QStatusBar, QToolButton, QWidget

from app import theme
from app.session import Session
from app.widgets import tip
from app.widgets.icon_label import IconLabel
from app.widgets.progress_line import Line
from app.words import device_words, guard_words

if TYPE_CHECKING:
    from engine.guards import Guards

_SAID_MS = 6000
_LEARNING = 80
TEACH = "teach"
"""Id of the room in which a learning is seen."""
_GAP = "\N{EN SPACE}"
"""Between an icon and its words, where the style leaves 2 pixels."""


class StatusLine(QStatusBar):
    """One line of 28 under everything; plain confirmations appear here and go by themselves.

    Signals:
        details_wanted: the person wants to see the running job.
    """

    details_wanted = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._saved = ""
        self.words = QLabel(self)
        self.position = QLabel(self)
        self.job = QToolButton(self)
        self.job.clicked.connect(self.details_wanted)
        self.progress = Line(self)
        self.progress.setFixedWidth(theme.px(120))
        self.left = QLabel(self)
        self.job.setAccessibleDescription(self.tr("Opens the details"))
        self.device = _DeviceButton(session, self)
        self.learning = _LearningPart(session, self)
        self.addWidget(self.job)
        self.addWidget(self.progress)
        self.addWidget(self.left)
        self.addWidget(self.learning)
        self.words.setContentsMargins(10, 0, 0, 0)
        self.addWidget(self.words, 1)
        self.guard_words = QLabel(self)
        self.guard = self._with_icon("shield-check", self.guard_words)
        for widget in (
            self.guard,
            self.position,
            self._with_icon("monitor", QLabel(self.tr("Shown as sRGB"))),
            self.device,
        ):
            self.addPermanentWidget(widget)
        self._back = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._back.timeout.connect(self._show_saved)
        self.show_job(None)
        session.saved_changed.connect(self._keep_saved)
        session.said.connect(self.say)
        session.guards_changed.connect(self._show_guards)
        self._show_guards(None)
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def say(self, words: str) -> None:
        """Show a sentence for a moment."""
        self.words.setText(words)
        self._back.start()

    def show_job(self, words: str | None, done: float | None = None, left: str = "") -> None:
        """Show a running job; no words hide it.

        Args:
            words: what and how many.
            done: share done, 0..1, or None if unknown.
            left: time left, in words.
        """
        for widget in (self.job, self.progress, self.left):
            widget.setVisible(words is not None)
        if words is not None:
            self.job.setText(words)
            self.progress.set_share(done)
            self.left.setText(left)

    def show_position(self, words: str) -> None:
        """Name and place of the photo, for narrow windows; "" hides it."""
        self.position.setText(words)
        self.position.setVisible(bool(words))

    def _keep_saved(self, words: str) -> None:
        self._saved = words
        if not self._back.isActive():
            self._show_saved()

    def _show_saved(self) -> None:
        self.words.setText(self._saved)

    def _show_guards(self, guards: "Guards | None") -> None:
        """One calm sentence while the edit goes further than usual; what else there is stands in the tooltip."""
        sentences = guard_words.words(guards) if guards is not None else ()
        self.guard.setVisible(bool(sentences))
        self.guard_words.setText(sentences[0].removesuffix(".") if sentences else "")
        tip.set_tip(self.guard, sentences[0] if sentences else "", more=" ".join(sentences[1:]))

    def _dressed(self) -> None:
        # A status bar measures its parts before they are dressed, and again afterwards: the canvas would jump.
        self.setFixedHeight(theme.px(theme.HEIGHTS.status))

    def _with_icon(self, icon: str, words: QLabel) -> QWidget:
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon))
        row.addWidget(words)
        return both


class _LearningPart(QWidget):
    """How far a learning is, in the other rooms; the button leads to the room where it is seen."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.button, self.line = QToolButton(self), Line(self)
        self.button.setProperty("role", "caption")
        self.button.setAccessibleDescription(self.tr("Opens the Teach room"))
        self.button.clicked.connect(partial(session.enter_room, TEACH))
        self.line.setFixedWidth(theme.px(_LEARNING))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.button)
        row.addWidget(self.line)
        session.learning_changed.connect(self._follow)
        session.room_changed.connect(self._follow)
        self._follow()

    def _follow(self, *_: object) -> None:
        learning = self._session.learning
        if learning is None:
            self.hide()
            return
        from app.learning import LEARNING  # whoever has a learning has loaded it

        runs = learning.status == LEARNING and self._session.room != TEACH
        self.setVisible(runs)
        if runs:
            self.button.setText(self.tr("Learning {name}").format(name=learning.wish.name))
            self.line.set_share(learning.share)


class _DeviceButton(QToolButton):
    """Says where styles run; its menu lets the person choose."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._menu = QMenu(self)
        self._menu.setAccessibleName(self.tr("Styles run on"))
        self.setProperty("role", "caption")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(theme.icon("cpu", "rest", 16))
        tip.set_tip(self, self.tr("Where styles run"))
        self.clicked.connect(self._offer)
        session.devices_changed.connect(self._fill)
        session.device_changed.connect(self._show_device)
        self._show_device(session.device)

    def _show_device(self, device: str) -> None:
        words = device_words.words(device)
        self.setText(_GAP + words)
        self.setAccessibleName(self.tr("Styles run on: {device}").format(device=words))

    def _offer(self) -> None:
        self._session.devices_wanted.emit()
        self._fill()
        size = self._menu.sizeHint()
        self._menu.popup(self.mapToGlobal(self.rect().topRight()) - QPoint(size.width(), size.height()))

    def _fill(self, *_: object) -> None:
        session = self._session
        self._menu.clear()
        for device, words in device_words.choices(session.devices, session.settings.device).items():
            action = self._menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(device == session.settings.device)
            action.triggered.connect(partial(self._choose, device))

    def _choose(self, device: str, _checked: bool = True) -> None:
        self._session.change_settings(device=device)
