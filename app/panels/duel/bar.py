"""The bar over a blind duel: what it is, how far it is, and the way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app import theme
from app.widgets.buttons import Button
from app.widgets.progress_line import Line


class DuelBar(QWidget):
    """One bar of 44 in place of the header.

    Signals:
        left: the way out was pressed.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        name = QLabel(self.tr("Blind duel"))
        name.setProperty("role", "section")
        self.note = QLabel()
        self.note.setProperty("role", "second")
        self.count = QLabel()
        self.count.setProperty("role", "second")
        self.line = Line()
        self.line.setFixedWidth(theme.px(240))
        self.out = Button("", small=True)
        self.out.clicked.connect(self.left)
        first, middle = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(theme.px(12))
        middle.setSpacing(theme.px(12))
        for row, widgets in ((first, (name, self.note)), (middle, (self.count, self.line))):
            for widget in widgets:
                row.addWidget(widget)
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 0, 12, 0)
        layout.addLayout(first, 0, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(middle, 0, 1, Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.out, 0, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(2, 1)
        self.setFixedHeight(theme.px(theme.HEIGHTS.header))
        theme.watcher.changed.connect(self._dressed)

    def show_question(self, note: str, index: int, total: int) -> None:
        """While pairs are judged.

        Args:
            note: what the photos are.
            index: number of the pair, from 1.
            total: pairs.
        """
        self.note.setText(note)
        self.count.setText(self.tr("{number} of {total}").format(number=index, total=total))
        self.line.set_share((index - 1) / max(total, 1))
        self.out.setText(self.tr("Stop and see the result"))
        self._show_progress(shown=True)

    def show_result(self) -> None:
        """When the result is seen."""
        self.note.setText(self.tr("Result"))
        self.out.setText(self.tr("Close"))
        self._show_progress(shown=False)

    def _show_progress(self, *, shown: bool) -> None:
        self.count.setVisible(shown)
        self.line.setVisible(shown)

    def _dressed(self) -> None:
        self.setFixedHeight(theme.px(theme.HEIGHTS.header))
        self.line.setFixedWidth(theme.px(240))
