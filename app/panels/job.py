"""The running export, opened upward from the status line: how far, what could not be exported and why."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import theme
from app.exports import ExportProgress, ExportWish
from app.session import Session
from app.widgets.buttons import Button, IconButton
from app.widgets.elided_label import ElidedLabel
from app.widgets.icon_label import IconLabel
from app.widgets.progress_line import ProgressLine

_WIDTH = 440


class JobWindow(QFrame):
    """A frame at the lower left, over the window but never over the status line."""

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "frame")
        self.hide()
        self._session = session
        self._progress: ExportProgress | None = None
        self.title = ElidedLabel("", role="section")
        self.line = ProgressLine(question=self.tr("Stop after this photo?"), parent=self)
        self.failed = QLabel(self)
        self.failed.setProperty("role", "section")
        self._reasons = QVBoxLayout()
        self._trouble = self._failures()
        self._build()
        self.line.paused.connect(session.export_pause_wanted)
        self.line.stopped.connect(session.export_stop_wanted)
        self.line.acted.connect(self._show_folder)
        session.export_changed.connect(self.show_progress)

    def show_progress(self, progress: ExportProgress) -> None:
        """Follow the export; the failures grow as they happen."""
        known = len(self._progress.failures) if self._progress and self._progress.wish is progress.wish else 0
        if known == 0:
            self._forget_reasons()
        self._progress = progress
        self.title.setText(progress.wish.folder.name)
        if progress.is_finished:
            self.line.finish(done_words(progress), self.tr("Show in folder") if progress.written else "")
        else:
            self.line.set_work(working_words(progress), progress.share, left_words(progress))
            self.line.set_paused(progress.is_paused)
        for path, problem in progress.failures[known:]:
            self._reasons.addWidget(_reason(path, problem.sentence))
        self.failed.setText(self.tr("%n photo(s) were not exported", "", len(progress.failures)))
        self._trouble.setVisible(bool(progress.failures))
        self.place()

    def place(self) -> None:
        """Stand at the lower left, 12 from the edges."""
        window = self.window()
        self.setFixedWidth(min(theme.px(_WIDTH), window.width() - 24))
        self.adjustSize()
        self.move(12, window.height() - self.height() - theme.px(theme.HEIGHTS.status) - 12)

    def _build(self) -> None:
        close = IconButton("x", self.tr("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 16)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.line)
        column.addWidget(self._trouble)
        self._trouble.hide()

    def _failures(self) -> QWidget:
        part = QWidget(self)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel("warning-circle", "error"))
        head.addWidget(self.failed, 1)
        inside = QWidget()
        inside.setLayout(self._reasons)
        self._reasons.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMaximumHeight(theme.px(200))
        again = Button(self.tr("Try again"), small=True)
        again.clicked.connect(self._try_again)
        report = Button(self.tr("Copy report"), "quiet", small=True)
        report.clicked.connect(self._copy_report)
        buttons = QHBoxLayout()
        buttons.addWidget(again)
        buttons.addWidget(report)
        buttons.addStretch(1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(area)
        column.addLayout(buttons)
        return part

    def _forget_reasons(self) -> None:
        while (item := self._reasons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _try_again(self) -> None:
        if self._progress is not None:
            wish = self._progress.wish
            photos = tuple(path for path, _ in self._progress.failures)
            self._session.export_wanted.emit(ExportWish(photos, wish.folder, wish.template, wish.options))

    def _copy_report(self) -> None:
        if self._progress is not None:
            lines = [f"{path}\n  {problem.sentence}\n  {problem.details}" for path, problem in self._progress.failures]
            QGuiApplication.clipboard().setText("\n".join(lines))

    def _show_folder(self) -> None:
        if self._progress is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._progress.wish.folder)))


def working_words(progress: ExportProgress) -> str:
    """What is going on, in one line."""
    words = QCoreApplication.translate("JobWindow", "Exporting %1 of %2")
    return words.replace("%1", str(progress.over)).replace("%2", str(len(progress.wish.photos)))


def done_words(progress: ExportProgress) -> str:
    """How it ended, in one line."""
    done = QCoreApplication.translate("JobWindow", "%n photo(s) exported", "", len(progress.written))
    missing = len(progress.failures)
    return (
        QCoreApplication.translate("JobWindow", "%1, %n were not.", "", missing).replace("%1", done)
        if missing
        else done
    )


def left_words(progress: ExportProgress) -> str:
    """Time left, rounded as a person would say it; nothing while it is not known."""
    seconds = progress.seconds_left
    if seconds is None:
        return ""
    if seconds < 55:
        return QCoreApplication.translate("JobWindow", "about %1 s left").replace(
            "%1", str(max(5, round(seconds / 5) * 5))
        )
    return QCoreApplication.translate("JobWindow", "about %1 min left").replace("%1", str(round(seconds / 60)))


def _reason(path: Path, sentence: str) -> QWidget:
    row = QWidget()
    column = QVBoxLayout(row)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    words = QLabel(sentence)
    words.setProperty("role", "caption")
    words.setWordWrap(True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(ElidedLabel(path.name))
    column.addWidget(words)
    return row
