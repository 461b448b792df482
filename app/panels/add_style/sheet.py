"""AddStyleSheet: the photo before and with the file, what was found out about it, and a name; Enter adds it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import theme
from app.adding import GRADE, Finding, Order, Question
from app.panels.add_style.findings import Findings
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.cover_picture import CoverPicture
from app.widgets.elided_label import ElidedLabel
from app.widgets.progress_line import Line
from app.widgets.sheet import Sheet

_WIDTH, _GAP = 720, 8


class AddStyleSheet(Sheet):
    """The sheet for one file. A job looks at it and keeps it; both are asked for through the session."""

    def __init__(self, session: Session, file: Path, window: QWidget) -> None:
        """Make the sheet.

        Args:
            session: whose photo the file is tried on.
            file: what was dropped or chosen.
            window: the window it lies in.
        """
        title = QCoreApplication.translate("AddStyle", "Add a style from {name}").format(name=file.name)
        super().__init__(title, window, width=_WIDTH)
        self._session = session
        self._question = Question(file, device=session.settings.device)
        self._kind = ""  # as the person chose; until then, as found
        self.found: Finding | None = None
        self.before = CoverPicture(self.tr("Before"))
        self.after = CoverPicture(self.tr("With {name}").format(name=file.name))
        self.findings = Findings()
        self.line = Line()
        self.note = QLabel()
        self.go = Button(self.tr("Add style"), "primary")
        self.copy = Button(self.tr("Copy details"), "quiet")
        self.cancel = Button(self.tr("Cancel"))
        self._build_body(file)
        self._build_foot()
        self._connect()
        self._show_waiting()
        session.devices_wanted.emit()
        session.style_file_wanted.emit(self._question)

    def enter(self, focus: QWidget | None = None) -> None:
        """Show the sheet; the name has the focus, so that Enter adds the style."""
        super().enter(focus or self.findings.name)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build_body(self, file: Path) -> None:
        self.pictures = QWidget()
        row = QHBoxLayout(self.pictures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(_GAP))
        words = (self.tr("Before"), self.tr("With {name}").format(name=file.name))
        for caption, picture in zip(words, (self.before, self.after), strict=True):
            column = QVBoxLayout()
            column.setSpacing(theme.px(4))
            column.addWidget(ElidedLabel(caption, "caption"))
            column.addWidget(picture)
            row.addLayout(column, 1)
        self.line.set_share(None)
        policy = self.line.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the rows stay where they are when it goes
        self.line.setSizePolicy(policy)
        self.body.addWidget(self.pictures)
        self.body.addWidget(self.line)
        self.body.addWidget(self.findings)
        self.body.addStretch(1)
        self.body.setSpacing(theme.px(4))

    def _build_foot(self) -> None:
        self.note.setProperty("role", "caption")
        self.add_note(self.note)
        self.copy.hide()
        for button in (self.copy, self.cancel, self.go):
            self.add_button(button)

    def _connect(self) -> None:
        findings = self.findings
        self.cancel.clicked.connect(self.leave)
        self.copy.clicked.connect(self._copy_details)
        self.go.clicked.connect(self._add)
        self.closed.connect(lambda: self._session.style_file_wanted.emit(None))
        findings.name.textEdited.connect(self._check_name)
        findings.name.returnPressed.connect(self.go.click)
        findings.kind.chosen.connect(self._choose_kind)
        findings.correct.toggled.connect(lambda _: self._cover())
        findings.corrections.changed.connect(self._correct)
        findings.device.currentIndexChanged.connect(self._use_device)
        self._session.style_found.connect(self._show_finding)
        self._session.devices_changed.connect(self._show_devices)

    # ── what was found ──────────────────────────────────────────────────────────────────────────────────────────

    def _show_waiting(self) -> None:
        preview = self._session.preview
        if preview is not None:
            self.before.set_picture(preview.before)
        self.findings.show_waiting(self.tr("Trying it on a photo"))
        self.findings.show_name_problem("")
        self.go.setEnabled(False)

    def _show_finding(self, found: Finding) -> None:
        if found.question != self._question:
            return
        self._set_busy(False)
        if found.problem is not None and self.found is not None:
            # What the person chose last makes no photo; what was there before still does.
            self._session.said.emit(found.problem.sentence)
            self._question = self.found.question
            self._take(self.found)
        elif found.problem is not None:
            self._refuse(found)
        else:
            self._take(found)
        self._cover()

    def _take(self, found: Finding) -> None:
        first, self.found = self.found is None, found
        name = self.findings.name
        if first and not name.isModified():
            name.setText(_free(found.name, {style.name for style in self._session.styles}))
            name.selectAll()
        self.before.set_picture(found.before)
        self.findings.show_finding(found, self._session.devices)
        if self._kind:
            self.findings.kind.choose(self._kind)
        self._show_kind()
        size = QLocale().formattedDataSize(found.file_bytes, 0, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        self.note.setText(self.tr("{size}. A copy is kept with your styles.").format(size=size))
        self._check_name()

    def _refuse(self, found: Finding) -> None:
        assert found.problem is not None
        self.found = found
        self.pictures.hide()
        self.findings.show_problem(found.problem)
        self.go.hide()
        self.copy.setVisible(bool(found.problem.details))
        self.cancel.setText(self.tr("Close"))
        self.cancel.setFocus()

    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._show_kind()

    def _show_kind(self) -> None:
        if self.found is not None:
            grade = self.findings.kind.choice() == GRADE
            self.after.set_picture(self.found.as_grade if grade else self.found.as_texture)
            self.findings.show_kind(self.found)

    def _show_devices(self, _devices: tuple[str, ...]) -> None:
        if self.found is not None and self.found.problem is None:
            self._take(self.found)

    def _set_busy(self, busy: bool) -> None:
        self.line.setVisible(busy)

    # ── what the person says ────────────────────────────────────────────────────────────────────────────────────

    def _correct(self) -> None:
        self._ask(corrections=self.findings.corrections.values())

    def _use_device(self, _index: int) -> None:
        device = self.findings.device.currentData()
        self._session.change_settings(device=device)
        self._ask(device=device)

    def _ask(self, **changes: Any) -> None:
        self._question = replace(self._question, **changes)
        self._set_busy(True)
        self.go.setEnabled(False)
        self._session.style_file_wanted.emit(self._question)

    def _check_name(self, *_: object) -> None:
        name = self.findings.name.text().strip()
        taken = name.casefold() in {style.name.casefold() for style in self._session.styles}
        self.findings.show_name_problem(self.tr("There is a style of this name already.") if taken else "")
        ready = self.found is not None and self.found.problem is None and self.found.question == self._question
        self.go.setEnabled(ready and bool(name) and not taken)

    def _add(self) -> None:
        found = self.found
        if found is None or found.problem is not None:
            return
        name, kind = self.findings.name.text().strip(), self.findings.kind.choice()
        reading = found.reading if found.question.corrections else {}
        order = Order(found.question.file, name, kind, reading, found.licence)
        self.leave()
        self._session.style_wanted.emit(order)

    def _copy_details(self) -> None:
        if self.found is not None and self.found.problem is not None:
            QGuiApplication.clipboard().setText(f"{self.found.problem.sentence}\n{self.found.problem.details}")
            self._session.said.emit(self.tr("The details are on the clipboard."))


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it a new one."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} {number}"
    return free
