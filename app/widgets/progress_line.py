"""How far a piece of work is: a line of 4 px, words on both sides, pause and stop."""

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app import theme
from app.widgets import crisp
from app.widgets.buttons import Button, IconButton
from app.widgets.elided_label import ElidedLabel
from app.widgets.icon_label import IconLabel

_THICK = 4
_TURN = 1600  # ms in which the short piece crosses the line once
_FRAME = 33  # ms between its pictures
_PIECE = 0.22
_SPOKEN = 10  # per cent between two announcements


class Line(QWidget):
    """The line alone. A share of None means that the length is not known: a short piece moves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = 0.0
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=_FRAME)
        self._frames.timeout.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None) -> None:
        """Show a share of 0..1, or None."""
        self._share = None if share is None else min(max(share, 0.0), 1.0)
        self._run()
        self.update()

    def share(self) -> float | None:
        """The share shown."""
        return self._share

    def is_moving(self) -> bool:
        """Whether the short piece moves."""
        return self._frames.isActive()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(156), theme.px(16))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), theme.px(16))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._run()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        line = QRectF(0, (self.height() - _THICK) / 2, self.width(), _THICK)
        crisp.fill(painter, line, tokens.track, _THICK / 2)
        start, length = self._piece()
        if length > 0:
            piece = QRectF(line.left() + start * line.width(), line.top(), length * line.width(), _THICK)
            crisp.fill(painter, piece, tokens.knob, _THICK / 2)
        painter.end()

    def _piece(self) -> tuple[float, float]:
        if self._share is not None:
            return 0.0, self._share
        if not self.is_moving():
            return 0.0, 0.0
        return (1 - _PIECE) * (self._clock.elapsed() % _TURN) / _TURN, _PIECE

    def _run(self) -> None:
        moving = self._share is None and self.isVisible() and not theme.reduced_motion()
        if moving and not self._frames.isActive():
            self._clock.start()
            self._frames.start()
        elif not moving:
            self._frames.stop()


class ProgressLine(QWidget):
    """A row: what and how many, the line, what is left, pause, stop.

    Signals:
        paused: True when the person pauses, False when work goes on.
        stopped: the person stopped the work, and confirmed it if there was a question.
        acted: the action offered at the end was pressed.
    """

    paused = Signal(bool)
    stopped = Signal()
    acted = Signal()

    def __init__(self, *, question: str = "", pausable: bool = True, parent: QWidget | None = None) -> None:
        """Make an empty row.

        Args:
            question: asked in place of the line before work is stopped ("Stop after this photo?"); "" stops at once.
            pausable: whether it can be paused.
            parent: owner.
        """
        super().__init__(parent)
        self._question = question
        self._told = 0
        self._state = ""
        self._kept = ""  # what stood where the question stands now
        self._mark = IconLabel("check")
        self._what = QLabel()
        self._line = Line()
        self._left = ElidedLabel(role="second")
        self._pause = IconButton("pause", self.tr("Pause"), checkable=True)
        self._pause.setVisible(pausable)
        self._pausable = pausable
        self._stop = IconButton("x", self.tr("Stop"))
        self._yes = Button(self.tr("Stop"), small=True)
        self._no = Button(self.tr("Go on"), "quiet", small=True)
        self._action = Button("", "quiet", small=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        parts: tuple[QWidget, ...] = (self._mark, self._what, self._line, self._left, self._pause, self._stop)
        for part in (*parts, self._yes, self._no, self._action):
            row.addWidget(part, 1 if part is self._line else 0)
        row.addStretch(0)
        self._connect()
        self._arrange("running")

    def set_work(self, words: str, share: float | None, left: str = "") -> None:
        """Show running work.

        Args:
            words: what and how many ("Exporting 73 of 180").
            share: 0..1, or None while the total is not known.
            left: time left, or what else is known.
        """
        self._what.setText(words)
        self._line.set_share(share)
        working = share is None and theme.reduced_motion()
        left = left or (self.tr("Working") if working else "")
        if self._state == "asking":
            self._kept = left
        else:
            self._left.setText(left)
        self._speak(words, share)
        if self._state == "done":
            self._arrange("running")

    def set_paused(self, paused: bool) -> None:
        """Show work as paused or running, silently."""
        self._pause.setChecked(paused)
        self._pause.set_name(self.tr("Resume") if paused else self.tr("Pause"))

    def finish(self, words: str, action: str = "", icon: str = "check") -> None:
        """Show the result in place of the line, with an action if one follows from it."""
        self._what.setText(words)
        self._mark.set_icon(icon)
        self._action.setText(action)
        self._arrange("done")
        self._announce(words)

    def _connect(self) -> None:
        self._pause.clicked.connect(self._pressed_pause)
        self._stop.clicked.connect(self._pressed_stop)
        self._yes.clicked.connect(self._pressed_yes)
        self._no.clicked.connect(self._pressed_no)
        self._action.clicked.connect(self.acted)

    def _pressed_pause(self, paused: bool) -> None:
        self.set_paused(paused)
        self.paused.emit(paused)

    def _pressed_stop(self) -> None:
        if not self._question:
            self.stopped.emit()
            return
        self._arrange("asking")
        self._no.setFocus()
        self._announce(self._question)

    def _pressed_yes(self) -> None:
        self._arrange("running")
        self.stopped.emit()

    def _pressed_no(self) -> None:
        self._arrange("running")
        self._stop.setFocus()

    def _arrange(self, state: str) -> None:
        before, self._state = self._state, state
        running, asking, done = state == "running", state == "asking", state == "done"
        self._left.setVisible(not done)
        if asking:
            self._kept = self._left.text()
            self._left.setText(self._question)
        elif before == "asking":
            self._left.setText(self._kept)
        self._line.setVisible(not done)
        self._pause.setVisible(running and self._pausable)
        self._stop.setVisible(running)
        self._yes.setVisible(asking)
        self._no.setVisible(asking)
        self._mark.setVisible(done)
        self._action.setVisible(done and bool(self._action.text()))

    def _speak(self, words: str, share: float | None) -> None:
        tenth = int(100 * (share or 0.0)) // _SPOKEN
        if tenth != self._told:
            self._told = tenth
            self._announce(words)

    def _announce(self, words: str) -> None:
        from app.widgets import accessible  # not needed for the first picture of the window, in which the line waits

        accessible.announce(self, words)
