"""The status line: what is saved or running at the left, the screen and the device at the right."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStatusBar, QToolButton, QWidget

from app import theme
from app.session import Session
from app.widgets.icon_label import IconLabel
from app.widgets.progress_line import Line

_SAID_MS = 6000


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
        self.addWidget(self.job)
        self.addWidget(self.progress)
        self.addWidget(self.left)
        self.words.setContentsMargins(10, 0, 0, 0)
        self.addWidget(self.words, 1)
        for widget in (
            self.position,
            self._with_icon("monitor", self.tr("Shown as sRGB")),
            self._with_icon("cpu", self.tr("Processor")),
        ):
            self.addPermanentWidget(widget)
        self._back = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._back.timeout.connect(self._show_saved)
        self.show_job(None)
        session.saved_changed.connect(self._keep_saved)
        session.said.connect(self.say)

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

    def _with_icon(self, icon: str, words: str) -> QWidget:
        both = QWidget(self)
        row = QHBoxLayout(both)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(icon))
        row.addWidget(QLabel(words, both))
        return both
