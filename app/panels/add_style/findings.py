"""What was found out about a file, row by row; each finding says how it is known."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from app import theme
from app.adding import GRADE, TEXTURE, Finding
from app.panels.add_style.correct import Corrections, reading_words
from app.widgets.buttons import Button
from app.widgets.divider import Divider
from app.widgets.icon_label import IconLabel
from app.widgets.switch import Option, Switch
from app.words import number_format
from engine.errors import PenchantError

_LABELS, _ICON, _NAME = 112, 16, 336
_FIELD = 224


class Findings(QWidget):
    """The rows of the sheet; it shows what it is given, and its fields are read by the sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(3))
        self._grid.setColumnMinimumWidth(0, theme.px(_LABELS - 8))
        self._grid.setColumnMinimumWidth(1, theme.px(_ICON))
        self._grid.setColumnStretch(2, 1)
        self._found: list[QWidget] = []  # all but the first row: only there for a file that can be used
        self.kind = Switch(
            [Option(GRADE, self.tr("Tone and colour")), Option(TEXTURE, self.tr("Texture"))], name=self.tr("Changes")
        )
        self.device = QComboBox()
        self.device.setFixedWidth(theme.px(_FIELD))
        self.correct = Button(self.tr("Correct…"), "quiet", small=True)
        self.correct.setCheckable(True)
        self.corrections = Corrections()
        self.name = QLineEdit()
        self.name.setFixedWidth(theme.px(_NAME))
        self.name.setMaxLength(60)
        self._build()

    def _build(self) -> None:
        self.title, self.parameters, self.licence, self.reading = QLabel(), QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "section")
        self.parameters.setProperty("role", "second")
        self.mark, self._stated = IconLabel("check-circle", "good"), IconLabel("warning", "warning")
        self.how = self._row(self.tr("Recognised"), _side_by_side(self.title, self.parameters), self.mark)
        first = self._grid.rowCount()
        self.licence_note = self._row(self.tr("Licence"), self.licence, self._stated)
        self.kind_note = self._row(self.tr("Changes"), self.kind)
        self.device_note = self._row(self.tr("Runs on"), self.device)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.reading, 1)
        line.addWidget(self.correct)
        both = QWidget()
        both.setLayout(line)
        self._row(self.tr("Looks wrong?"), both, noted=False)
        self._grid.addWidget(self.corrections, self._grid.rowCount(), 2)
        self.corrections.hide()
        self.correct.toggled.connect(self.corrections.setVisible)
        row = self._grid.rowCount()
        self._grid.setRowMinimumHeight(row, theme.px(4))
        self._grid.addWidget(Divider(), row + 1, 0, 1, 3)
        self._grid.setRowMinimumHeight(row + 2, theme.px(6))
        self.name_note = self._row(self.tr("Name"), self.name)
        for at in range(self._grid.count()):
            item = self._grid.itemAt(at)
            widget = item.widget() if item is not None else None
            place = self._grid.getItemPosition(at)
            if widget is not None and isinstance(place, tuple) and place[0] >= first and widget is not self.corrections:
                self._found.append(widget)

    def _row(self, words: str, field: QWidget, icon: QWidget | None = None, *, noted: bool = True) -> QLabel:
        """A line with its label, and under it, quieter, how that is known."""
        row = self._grid.rowCount()
        label = QLabel(words)
        label.setProperty("role", "second")
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(words)
        note = QLabel()
        note.setProperty("role", "caption")
        note.setWordWrap(True)
        note.setMinimumHeight(theme.px(20))
        self._grid.setRowMinimumHeight(row, theme.px(28))
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        if icon is not None:
            self._grid.addWidget(icon, row, 1, Qt.AlignmentFlag.AlignVCenter)
        whole = isinstance(field, Switch | QComboBox | QLineEdit)
        side = Qt.AlignmentFlag.AlignLeft if whole else Qt.AlignmentFlag(0)
        self._grid.addWidget(field, row, 2, side)
        if noted:
            self._grid.addWidget(note, row + 1, 2)
        else:
            note.deleteLater()
        return note

    # ── showing ─────────────────────────────────────────────────────────────────────────────────────────────────

    def show_waiting(self, words: str) -> None:
        """The file is being looked at; fields rest until it is known."""
        self.mark.set_icon("file-plus", "text2")
        self.title.setText(words)
        self._stated.hide()
        self._set_ready(False)

    def show_problem(self, problem: PenchantError) -> None:
        """The file cannot be used: why, and nothing else."""
        self.mark.set_icon("warning-circle", "error")
        self.title.setText(problem.sentence)
        self.title.setWordWrap(True)
        self.parameters.hide()
        self.how.setText(problem.details.splitlines()[0][:200] if problem.details else "")
        self.corrections.hide()
        for part in self._found:
            part.hide()
        for row in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)

    def show_finding(self, found: Finding, devices: tuple[str, ...]) -> None:
        """Fill every row.

        Args:
            found: what was found out.
            devices: where styles can run.
        """
        self.mark.set_icon("check-circle", "good")
        self.title.setText(found.title)
        self.title.setToolTip(found.source)
        about = number_format.count(_rounded(found.parameters))
        self.parameters.setText(self.tr("about {count} parameters").format(count=about) if found.parameters else "")
        self.how.setText(" ".join(filter(None, (self._how(found), found.note))))
        self._show_licence(found.licence)
        self.kind.choose(found.kind)
        self.kind.set_available(TEXTURE, not found.as_texture.isNull())
        self.show_kind(found)
        self._show_device(found, devices)
        self.reading.setText(reading_words(found.reading) if found.correctable else self.tr("Nothing to correct"))
        self.corrections.show_reading(found.reading, found.correctable)
        self._set_ready(True)
        self.correct.setVisible(bool(found.correctable))

    def show_kind(self, found: Finding) -> None:
        """Say what the chosen kind means, and how that is known."""
        chosen = self.kind.choice()
        if chosen == found.kind:
            known = self.tr("Measured on a test photo.") if found.measured else ""
        else:
            known = self.tr("Fine detail of the style is left out.") if chosen == GRADE else ""
        cost = (
            self.tr("Full-size export stays fast.")
            if chosen == GRADE
            else self.tr("Every pixel is made anew, so export takes longer.")
        )
        self.kind_note.setText(" ".join(filter(None, (known, cost))))

    def show_name_problem(self, words: str) -> None:
        """Say why a name cannot be taken; "" for a good one."""
        self.name.setProperty("state", "error" if words else "")
        self.name.style().unpolish(self.name)
        self.name.style().polish(self.name)
        self.name_note.setText(words or self.tr("Appears under Added, beside your own styles."))

    def _how(self, found: Finding) -> str:
        if found.how == "own":
            return self.tr("A style file of Penchant. No code in the file was run.")
        if found.how == "tried":
            return self.tr("By showing it photos in several ways.")
        return self.tr("By its keys and shapes. No code in the file was run.")

    def _show_licence(self, licence: str) -> None:
        self.licence.setText(licence or self.tr("Not stated in the file"))
        self._stated.show()
        self._stated.set_icon(*(("check-circle", "good") if licence else ("warning", "warning")))
        self.licence_note.setText(
            self.tr("As the file says.")
            if licence
            else self.tr("Fine for your own photos. Ask its author before you share it.")
        )

    def _show_device(self, found: Finding, devices: tuple[str, ...]) -> None:
        self.device.blockSignals(True)
        self.device.clear()
        automatic = self.tr("Automatic: {device}").format(device=self._device_words(found.device).lower())
        self.device.addItem(automatic if found.question.device == "auto" else self.tr("Automatic"), "auto")
        for device in devices:
            self.device.addItem(self._device_words(device), device)
        self.device.setCurrentIndex(max(self.device.findData(found.question.device), 0))
        self.device.blockSignals(False)
        seconds = number_format.number(found.seconds, 2 if found.seconds < 1 else 1, unit="s")
        words = self.tr("{seconds} for a preview.").format(seconds=seconds)
        if devices == ("cpu",):
            words = f"{words} {self.tr('No graphics card was found.')}"
        self.device_note.setText(words)

    def _device_words(self, device: str) -> str:
        return self.tr("Processor") if device == "cpu" else self.tr("Graphics card")

    def _set_ready(self, ready: bool) -> None:
        for field in (self.kind, self.device, self.correct, self.corrections):
            field.setEnabled(ready)


def _side_by_side(*parts: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    for part in parts:
        row.addWidget(part, 1 if part is parts[-1] else 0)
    return both


def _rounded(value: int) -> int:
    """Two digits that count: 36 489 is about 36 000."""
    return int(float(f"{value:.1e}"))
