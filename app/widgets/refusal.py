"""The canvas when a photo cannot be shown: one sentence, the next step first, details folded."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import theme
from app.widgets import accessible, crisp
from app.widgets.buttons import Button
from app.widgets.fold import Fold
from app.widgets.icon_label import IconLabel

_WIDE = 560


class Refusal(QWidget):
    """Says why a photo is not here and what can be done.

    Signals:
        wanted: id of the command whose button was pressed: "next", "open" or "show_in_folder".
        copied: the person wants the details on the clipboard.
    """

    wanted = Signal(str)
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = QLabel()
        self.sentence.setProperty("role", "heading")
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self.next = Button(self.tr("Next photo"), "primary", key="Right")
        self.open_photos = Button(self.tr("Open photos…"), "primary", key="Ctrl+O")
        self.show_in_folder = Button(self.tr("Show in folder"))
        self.copy = Button(self.tr("Copy details"), "quiet", icon="ph.copy")
        self.details = _Details()
        self.fold = Fold(self.tr("Details"), is_open=False)
        self.fold.add(self.details)
        self.copy.clicked.connect(self.copied)
        buttons = ((self.next, "next"), (self.open_photos, "open"), (self.show_in_folder, "show_in_folder"))
        for button, command in buttons:
            button.clicked.connect(lambda _=False, which=command: self.wanted.emit(which))
        self._arrange()

    def show_problem(self, sentence: str, details: str, *, has_next: bool) -> None:
        """Show another problem.

        Args:
            sentence: what happened and what follows.
            details: for a report; empty if there are none.
            has_next: whether there is another photo to go to.
        """
        self.sentence.setText(sentence)
        self.details.setText(details)
        self.next.setVisible(has_next)
        self.open_photos.setVisible(not has_next)
        self.copy.setVisible(bool(details))
        self.fold.setVisible(bool(details))
        accessible.announce(self, sentence)

    def take_focus(self) -> None:
        """Put the focus on the next step."""
        button = self.open_photos if self.next.isHidden() else self.next
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(480), theme.px(320))

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch(1)
        for button in (self.next, self.open_photos, self.show_in_folder, self.copy):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        column.setSpacing(0)
        column.addStretch(4)
        column.addWidget(IconLabel("ph.file-x", size=40), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(24))
        column.addLayout(_centred(self.sentence))
        column.addSpacing(theme.px(24))
        column.addLayout(buttons)
        column.addSpacing(theme.px(48))
        column.addLayout(_centred(self.fold))
        column.addStretch(5)


def _centred(widget: QWidget) -> QHBoxLayout:
    """A row that keeps words to a comfortable width, in the middle."""
    widget.setMaximumWidth(theme.px(_WIDE))
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget, 100)
    row.addStretch(1)
    return row


class _Details(QLabel):
    """Small words on a well, to be read and selected."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        by_both = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(by_both)
        self.setContentsMargins(theme.px(14), theme.px(12), theme.px(14), theme.px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        crisp.fill(painter, QRectF(self.rect()), theme.current().well, theme.px(theme.HEIGHTS.corner))
        if self.hasFocus():
            crisp.frame(painter, QRectF(self.rect()), theme.current().accent, 2, theme.px(theme.HEIGHTS.corner))
        painter.end()
        super().paintEvent(event)
