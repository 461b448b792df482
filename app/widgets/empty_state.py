"""Parts of an empty canvas: the frame that asks for photos, and the steps under it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.widgets.buttons import Button
from app.widgets.flow_words import FlowWords
from app.widgets.icon_label import IconLabel

_DASH, _GAP = 3.0, 3.0  # in widths of the line


class DropFrame(QWidget):
    """A dashed frame with icon, title, sentence and buttons; it turns accent while something is dragged over."""

    def __init__(self, icon: str, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._awake = False
        self._title = _label(title, "title")
        self._sentence = _label(sentence, "second")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.px(8))
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(24),) * 4)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(IconLabel(icon, "text2", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(24))
        column.addWidget(self._title)
        column.addSpacing(theme.px(8))
        column.addWidget(self._sentence)
        column.addSpacing(theme.px(24))
        column.addLayout(self._buttons)
        column.addStretch(1)

    def add_button(self, button: Button) -> None:
        """Put a button right of the others, all of them in the middle."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    def set_awake(self, awake: bool) -> None:
        """Turn accent while something is dragged over the window."""
        if awake != self._awake:
            self._awake = awake
            self.update()

    def is_awake(self) -> bool:
        """Whether it is accent."""
        return self._awake

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 2.0 if self._awake else 1.0
        pen = QPen(QColor(tokens.accent if self._awake else tokens.edge), width)
        pen.setDashPattern([_DASH / width, _GAP / width])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        inset = width / 2
        corner = theme.px(theme.HEIGHTS.sheet_corner)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), corner, corner)
        painter.end()


class Step(QWidget):
    """One numbered step: number, name, and words that may hold a key as `[P]`."""

    def __init__(self, number: int, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        figure = _label(str(number), "section")
        column = QVBoxLayout()
        column.setSpacing(theme.px(4))
        column.addWidget(_label(name, "section", centred=False))
        column.addWidget(FlowWords(words))
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(16))
        row.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)


def _label(words: str, role: str, *, centred: bool = True) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", role)
    if centred:
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(role != "section")
    return label
