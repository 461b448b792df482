"""What a style is taught from: how many likes, some of them, and how ready they are, in words and small bars."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.likes import FIRST_IDEA, LikesReport
from app.panels.teach.words import tr
from app.widgets import crisp
from app.widgets.buttons import Button
from app.widgets.covering import Covering
from app.widgets.icon_label import IconLabel
from app.widgets.share_bar import ShareBar
from app.words import number_format
from app.words.readiness_words import advise

SHOWN = 5


class LikesCard(QWidget):
    """Shows likes; the room tells it which.

    Signals:
        add_wanted: the person wants to add likes.
    """

    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.look, self.words = QLabel(), QLabel(), QLabel()
        self.strip = LikeStrip()
        self.add = Button(tr("Add likes…"), small=True)
        self.add.clicked.connect(self.add_wanted)
        self._counts = QWidget()
        self._grid = QGridLayout(self._counts)
        self._bars: dict[str, tuple[ShareBar, QLabel]] = {}
        self._heart = IconLabel("heart")
        self._build()

    def show_likes(self, paths: tuple[Path, ...], report: LikesReport | None) -> None:
        """Follow the likes; the words come once they have been measured."""
        self._heart.set_icon("heart-fill" if paths else "heart", "like" if paths else "text2")
        self.title.setText(QCoreApplication.translate("Readiness", "%n like(s)", "", len(paths)))
        self.strip.set_photos(paths[-SHOWN:])
        if report is None or not paths:
            self.look.setText("")
            words = tr("Teaching starts with likes: press P on pictures you love.") if not paths else ""
            self.words.setText(words or tr("Looking at your likes."))
            self._counts.hide()
            return
        advice = advise(report, lambda text, number: QCoreApplication.translate("Readiness", text, "", number))
        self.look.setText(tr("Ready") if advice.is_ready else "")
        self.words.setText(
            " ".join(filter(None, (f"{advice.look}." if advice.look else "", *_said(advice.is_ready, advice.text))))
        )
        self._show_counts(advice.kinds, report.readiness.count)
        self._counts.setVisible(len(paths) >= FIRST_IDEA)

    def _build(self) -> None:
        self.title.setProperty("role", "section")
        for label in (self.look, self.words):
            label.setProperty("role", "second")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._heart)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.look)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, theme.px(60))
        self._grid.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(head)
        column.addWidget(self.strip)
        column.addWidget(self.words)
        column.addWidget(self._counts)
        column.addLayout(foot)

    def _show_counts(self, kinds: tuple[tuple[str, int], ...], total: int) -> None:
        for row, (words, number) in enumerate(kinds):
            if words not in self._bars:
                label, bar, value = QLabel(words), ShareBar(), QLabel()
                label.setProperty("role", "caption")
                value.setProperty("role", "caption")
                for place, part in enumerate((label, bar, value)):
                    self._grid.addWidget(part, row, place)
                self._bars[words] = bar, value
            bar, value = self._bars[words]
            bar.set_share(number / total if total else 0.0)
            bar.setAccessibleName(f"{words}: {number}")
            value.setText(number_format.count(number))


class LikeStrip(QWidget):
    """A few small pictures in a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._photos: tuple[Path, ...] = ()
        self._coverings: dict[Path, Covering] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_photos(self, photos: tuple[Path, ...]) -> None:
        """Show these; their pictures come with `show_picture`."""
        if photos != self._photos:
            self._photos = photos
            self._coverings = {path: self._coverings.get(path, Covering()) for path in photos}
            self.setVisible(bool(photos))
            self.update()

    def photos(self) -> tuple[Path, ...]:
        """What is shown."""
        return self._photos

    def show_picture(self, path: Path, picture: QImage) -> None:
        """A picture is here."""
        if path in self._coverings and self._coverings[path].set_picture(picture):
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(280), theme.px(40))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        gap = theme.px(5)
        width = (self.width() - (SHOWN - 1) * gap) / SHOWN
        for place, path in enumerate(self._photos):
            box = QRectF(place * (width + gap), 0, width, self.height())
            if not self._coverings[path].draw(painter, box):
                crisp.fill(painter, box, theme.current().well)
        painter.end()


def _said(is_ready: bool, text: str) -> tuple[str, ...]:
    """The advice; "Ready to teach." stands in the head already."""
    ready = QCoreApplication.translate("Readiness", "Ready to teach.")
    return (text.removeprefix(ready).strip(),) if is_ready else (text,)
