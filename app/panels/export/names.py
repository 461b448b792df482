"""Where files go and what they are called: folder, template with chips, and the list of resulting names."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.widgets.buttons import Button
from engine.export.naming import PlannedName
from engine.export.options import CONFLICTS

CHIPS = {
    "name": "{name}",
    "number": "{seq:04}",
    "date": "{date}",
    "time": "{time}",
    "style": "{style}",
    "strength": "{strength}",
    "camera": "{camera|camera}",
    "folder": "{folder}",
}
"""Words on a chip -> what it puts into the template."""
_MARKS = {"changed": "warning", "replaces": "warning", "skipped": "warning", "refused": "error"}


class Names(QWidget):
    """Folder, template, what happens to taken names, and what comes of it.

    Signals:
        changed: the person changed something.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder = QLineEdit(self)
        self.template = QLineEdit(self)
        self.ending = QLabel(self)
        self.conflict = QComboBox(self)
        self.trouble = QLabel(self)
        self.table = _table(self)
        self.summary = QLabel(self)
        self._build()
        self.folder.textChanged.connect(self._tell)
        self.template.textChanged.connect(self._tell)
        self.conflict.currentIndexChanged.connect(self._tell)

    def show_plan(self, plan: Sequence[PlannedName], folder: Path) -> None:
        """List the names; those that had to change are marked, and the first of them is scrolled to."""
        marked = [row for row, name in enumerate(plan) if name.state != "free"]
        self.table.setRowCount(len(plan))
        for row, name in enumerate(plan):
            self._show_row(row, name, folder)
        self.table.setColumnHidden(2, not marked)  # the names have the room, unless there is something to say
        first = self.table.item(marked[0], 1) if marked else None
        if first is not None:
            self.table.scrollToItem(first)
        words = self.tr("%1 of %n had to change", "", len(plan)).replace("%1", str(len(marked)))
        self.summary.setText(words if marked else "")
        self.show_trouble("")

    def show_trouble(self, sentence: str) -> None:
        """Say under the template why it gives no names; "" is no trouble."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self.template.setProperty("state", "error" if sentence else "")
        self.template.style().unpolish(self.template)
        self.template.style().polish(self.template)

    def _show_row(self, row: int, name: PlannedName, folder: Path) -> None:
        try:
            target = str(name.target.relative_to(folder))
        except ValueError:
            target = str(name.target)
        cells = (name.source.name, f"→  {target}", QCoreApplication.translate("Export", name.reason))
        for column, words in enumerate(cells):
            item = QTableWidgetItem(words)
            item.setToolTip(words)
            if column == 0:
                item.setForeground(QColor(theme.current().text2))
            if column == 2 and name.state in _MARKS:
                mark = _MARKS[name.state]
                item.setIcon(theme.icon("warning" if mark == "warning" else "warning-circle", mark))
            self.table.setItem(row, column, item)

    def _build(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(theme.px(12))
        form.setVerticalSpacing(theme.px(8))
        form.setColumnStretch(1, 1)
        choose = Button(self.tr("Choose…"), parent=self)
        choose.clicked.connect(self._choose)
        for name, words in CONFLICTS.items():
            self.conflict.addItem(QCoreApplication.translate("Export", words), name)
        self.conflict.setAccessibleName(self.tr("If it exists"))
        self.ending.setProperty("role", "second")
        for row, (words, field) in enumerate(
            (
                (self.tr("Folder"), self.folder),
                (self.tr("Name"), self.template),
                (self.tr("If it exists"), self.conflict),
            )
        ):
            label = QLabel(words, self)
            label.setProperty("role", "second")
            label.setBuddy(field)
            field.setAccessibleName(words)
            form.addWidget(label, 3 * row if row < 2 else 6, 0)
        form.addWidget(self.folder, 0, 1)
        form.addWidget(choose, 0, 2)
        form.addWidget(self.template, 3, 1)
        form.addWidget(self.ending, 3, 2)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        form.addWidget(self.trouble, 4, 1, 1, 2)
        form.addLayout(self._chips(), 5, 1, 1, 2)
        form.addWidget(self.conflict, 6, 1, Qt.AlignmentFlag.AlignLeft)
        head = QHBoxLayout()
        title = QLabel(self.tr("Names"), self)
        title.setProperty("role", "section")
        self.summary.setProperty("role", "caption")
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(form)
        column.addSpacing(theme.px(4))
        column.addLayout(head)
        column.addWidget(self.table, 1)

    def _chips(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(theme.px(4))
        for place, (words, token) in enumerate(CHIPS.items()):
            chip = Button(QCoreApplication.translate("Export", words), small=True, parent=self)
            chip.setProperty("role", "chip")
            chip.clicked.connect(lambda _=False, token=token: self._insert(token))
            grid.addWidget(chip, place // 4, place % 4)
        return grid

    def _insert(self, token: str) -> None:
        self.template.insert(token)
        self.template.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _tell(self, *_: object) -> None:
        self.changed.emit()


def _table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, 3, parent)
    table.horizontalHeader().hide()
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    table.setAccessibleName(parent.tr("Names"))
    table.setMinimumHeight(theme.px(280))
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().setDefaultSectionSize(theme.px(theme.HEIGHTS.row))
    header = table.horizontalHeader()
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
    header.resizeSection(0, theme.px(160))
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
    return table
