"""The right panel below: how ready the likes are to teach a style, in words and small bars."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.session import Session
from app.widgets import crisp
from app.widgets.buttons import Button
from app.widgets.icon_label import IconLabel
from app.words import number_format
from app.words.readiness_words import Advice, advise


def say(text: str, number: int) -> str:
    """Words of `app.words.readiness_words` in the person's language."""
    return QCoreApplication.translate("Readiness", text, "", number)


class ReadinessCard(QWidget):
    """How many likes, whether they are one look, what would help, and the way on.

    Signals:
        teach_wanted: the person wants to go on to the Teach room.
        split_wanted: photos (two tuples of Path) of two looks, to be kept as two collections.
    """

    teach_wanted = Signal()
    split_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.title, self.look = QLabel(), QLabel()
        self.words = QLabel()
        self.split = Button(self.tr("Keep the two looks apart"), small=True)
        self.teach = Button(self.tr("Teach a style…"), "primary")
        self._heart = IconLabel("heart")
        self._counts = QGridLayout()
        self._bars: dict[str, tuple[QLabel, Bar, QLabel]] = {}
        self._build()
        self.teach.clicked.connect(self.teach_wanted)
        self.split.clicked.connect(self._split)
        session.likes_changed.connect(self.show_likes)
        self.show_likes()

    def show_likes(self, *_: object) -> None:
        """Follow the likes."""
        report = self._session.likes
        has_some = report is not None and report.readiness.count > 0
        self._heart.set_icon("heart-fill" if has_some else "heart", "like" if has_some else "text2")
        self.split.setVisible(False)
        if report is None:
            self.title.setText(self.tr("Likes"))
            self.look.setText("")
            self.words.setText("")
            return
        advice = advise(report, say)
        self.title.setText(advice.title)
        self.look.setText(advice.look)
        self.words.setText(advice.text)
        self.split.setVisible(len(report.readiness.looks) == 2)
        self._show_counts(advice)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        self.title.setProperty("role", "section")
        self.look.setProperty("role", "second")
        self.words.setProperty("role", "second")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        head.addWidget(self._heart)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.look)
        self._counts.setHorizontalSpacing(theme.px(12))
        self._counts.setVerticalSpacing(theme.px(2))
        self._counts.setColumnMinimumWidth(0, theme.px(60))
        self._counts.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(16), theme.px(12), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.words)
        column.addWidget(self.split)
        column.addLayout(self._counts)
        column.addSpacing(theme.px(4))
        column.addWidget(self.teach)

    def _show_counts(self, advice: Advice) -> None:
        report = self._session.likes
        total = report.readiness.count if report else 0
        for row, (words, number) in enumerate(advice.kinds):
            if words not in self._bars:
                parts = QLabel(words), Bar(), QLabel()
                parts[0].setProperty("role", "second")
                for place, part in enumerate(parts):
                    self._counts.addWidget(part, row, place)
                self._bars[words] = parts
            _, bar, value = self._bars[words]
            bar.set_share(number / total if total else 0.0)
            bar.setAccessibleName(f"{words}: {number}")
            value.setText(number_format.count(number))

    def _split(self) -> None:
        report = self._session.likes
        if report is not None and len(report.readiness.looks) == 2:
            groups: list[tuple[Path, ...]] = [tuple(report.paths[i] for i in look) for look in report.readiness.looks]
            self.split_wanted.emit(tuple(groups))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        crisp.fill(painter, QRectF(0, 0, self.width(), 1 / self.devicePixelRatioF()), theme.current().line)
        painter.end()


class Bar(QWidget):
    """A share of the likes as a line of 4; never coloured."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Show a share, 0..1."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(80), theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, high = theme.current(), theme.px(4)
        painter = QPainter(self)
        whole = QRectF(0, (self.height() - high) / 2, self.width(), high)
        crisp.fill(painter, whole, tokens.line, high / 2)
        if self._share:
            crisp.fill(
                painter, QRectF(0, whole.y(), max(high, self._share * self.width()), high), tokens.fill, high / 2
            )
        painter.end()
