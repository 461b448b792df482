"""The filmstrip: a line that says what is open, and the row of thumbnails under it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.widgets.elided_label import ElidedLabel
from app.widgets.icon_label import IconLabel
from app.widgets.thumbnail_strip import ThumbnailStrip

_LINE = 32


class Filmstrip(QWidget):
    """Line of 32 and cells of 88 to 200; its height may be dragged by the splitter it stands in.

    Signals:
        chosen: index of the photo that the person chose.
        wanted: indices (tuple) whose thumbnails are missing, those in sight first.
        liked: index of the photo whose heart was pressed.
    """

    chosen = Signal(int)
    wanted = Signal(object)
    liked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filmstrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.strip = ThumbnailStrip()
        self.strip.chosen.connect(self.chosen)
        self.strip.wanted.connect(self.wanted)
        self.strip.liked.connect(self.liked)
        self._folder, self._count = ElidedLabel(), ElidedLabel(role="second")
        self._name, self._facts = ElidedLabel(), ElidedLabel(role="second")
        self._line = self._make_line()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._line)
        column.addWidget(self.strip, 1)
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def set_photos(self, names: Sequence[str], folder: str, count: str) -> None:
        """Show other photos.

        Args:
            names: file names, one for each cell.
            folder: words for where they lie.
            count: words for how many there are ("48 photos").
        """
        self.strip.set_names(names)
        self._folder.setText(folder)
        self._count.setText(count)

    def set_current(self, index: int, name: str, facts: str) -> None:
        """Mark the photo on the canvas and say what it is ("24 MP · ISO 100")."""
        self.strip.set_current(index)
        self.set_facts(name, facts)

    def set_facts(self, name: str, facts: str) -> None:
        """Say more about the photo on the canvas."""
        self._name.setText(name)
        self._facts.setText(facts)

    def set_picture(self, index: int, picture: QImage) -> None:
        """Show a thumbnail; a null one says that the photo cannot be shown."""
        self.strip.set_picture(index, picture)

    def set_marks(self, marks: Mapping[int, tuple[str, int]]) -> None:
        """Mark photos as "liked" or "rejected", "" for neither, and give them 0 to 5 stars; by index."""
        self.strip.set_marks(marks)

    def count_of(self, mark: str) -> int:
        """How many photos are marked as "liked" or "rejected"."""
        return self.strip.count_of(mark)

    def set_count(self, count: str) -> None:
        """Say otherwise how many photos there are ("48 photos, 12 liked")."""
        self._count.setText(count)

    def set_end(self, widget: QWidget) -> None:
        """Put something at the end of the line."""
        self._end.addWidget(widget)

    def set_narrow(self, narrow: bool) -> None:
        """Leave the line out, in narrow windows."""
        self._line.setVisible(not narrow)
        self._dressed()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(800), self.minimumHeight())

    def _make_line(self) -> QWidget:
        line = QWidget()
        line.setStyleSheet("background: transparent")
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(0)
        opened = _row(IconLabel("folder-simple"), self._folder, self._count)
        opened.addStretch(1)
        row.addLayout(opened, 1)
        row.addLayout(_row(self._name, self._facts))
        self._end = QHBoxLayout()
        self._end.addStretch(1)
        row.addLayout(self._end, 1)
        return line

    def _dressed(self) -> None:
        line = theme.px(_LINE) if not self._line.isHidden() else 0
        self._line.setFixedHeight(theme.px(_LINE))
        self.setMinimumHeight(line + self.strip.minimumHeight())
        self.setMaximumHeight(line + self.strip.maximumHeight())


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(12))
    for part in parts:
        part.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    return row
