"""ExportSheet: presets, what and where; names update while typing, and nothing is written before the last button."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.exports import ExportNames, ExportWish
from app.panels.export.choices import Choices
from app.panels.export.command import commands
from app.panels.export.names import Names
from app.panels.export.preset_list import PresetList
from app.session import Session
from app.storage import presets
from app.widgets.buttons import Button, IconButton
from app.widgets.divider import Divider
from app.widgets.sheet import Sheet
from app.words import number_format
from engine.edit import Edit
from engine.errors import ExportError
from engine.export.options import ExportOptions

_AFTER_TYPING_MS = 150
_BYTES_PER_PIXEL = {"jpeg": 0.35, "webp": 0.2, "avif": 0.15, "jxl": 0.3, "png": 1.7, "tiff": 2.4}
"""Usual sizes of photos at 8 bit; only for the estimate in the foot."""


class ExportSheet(Sheet):
    """The sheet for some photos; the export itself is a job, asked for through the session."""

    def __init__(self, session: Session, photos: Sequence[Path], window: QWidget) -> None:
        """Make the sheet.

        Args:
            session: keeps the choices of the last time; its jobs find the names.
            photos: what is to be exported, in order.
            window: the window it lies in.
        """
        title = QCoreApplication.translate("Export", "Export %n photo(s)", "", len(photos))
        super().__init__(title, window, width=1000)
        self._session = session
        self._photos = tuple(photos)
        self._presets = presets.load()
        self.list = PresetList()
        self.choices = Choices()
        self.names = Names()
        self.estimate = QLabel()
        self.go = Button(title, "primary")
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_TYPING_MS)
        self._soon.timeout.connect(self.plan_names)
        self._build_body()
        self._build_foot()
        self._start_as_last_time()
        self.list.currentRowChanged.connect(self._use_preset)
        self.choices.changed.connect(self._changed)
        self.names.changed.connect(self._soon.start)
        session.export_names_changed.connect(self._show_names)
        self.plan_names()

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build_body(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self._preset_column())
        row.addWidget(Divider(Qt.Orientation.Vertical))
        self.choices.setFixedWidth(theme.px(304))
        row.addWidget(self.choices)
        row.addWidget(Divider(Qt.Orientation.Vertical))
        row.addWidget(self.names, 1)
        self.body.addLayout(row, 1)

    def _preset_column(self) -> QWidget:
        column = QWidget()
        column.setFixedWidth(theme.px(176))
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        head = QLabel(self.tr("Presets"), column)
        head.setProperty("role", "caption")
        self.list.show_presets(self._presets)
        keep = IconButton("plus", self.tr("Keep these choices as a preset"), parent=column)
        keep.clicked.connect(self._keep_preset)
        self.remove = IconButton("trash", self.tr("Remove this preset"), parent=column)
        self.remove.clicked.connect(self._remove_preset)
        tools = QHBoxLayout()
        tools.addWidget(keep)
        tools.addWidget(self.remove)
        tools.addStretch(1)
        layout.addWidget(head)
        layout.addWidget(self.list, 1)
        layout.addLayout(tools)
        return column

    def _build_foot(self) -> None:
        self.estimate.setProperty("role", "second")
        self.add_note(self.estimate)
        command = Button(self.tr("Copy as command"), "quiet")
        command.clicked.connect(self._copy_command)
        cancel = Button(self.tr("Cancel"))
        cancel.clicked.connect(self.leave)
        self.go.clicked.connect(self._export)
        for button in (command, cancel, self.go):
            self.add_button(button)

    # ── presets ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _use_preset(self, row: int) -> None:
        if 0 <= row < len(self._presets):
            self.choices.show_options(self._presets[row].options)
            self.remove.setEnabled(self._presets[row].own)
            self.plan_names()

    def _keep_preset(self) -> None:
        name, sure = QInputDialog.getText(self, self.tr("Keep as preset"), self.tr("Name"))
        if sure and name.strip():
            self._change_presets(presets.with_preset(self._presets, name.strip(), self._options()))

    def _remove_preset(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._presets) and self._presets[row].own:
            self._change_presets(self._presets[:row] + self._presets[row + 1 :])

    def _change_presets(self, wanted: tuple[presets.Preset, ...]) -> None:
        try:
            presets.save(wanted)
        except OSError as problem:
            self._session.trouble.emit(
                ExportError(
                    self.tr("The presets could not be kept: this folder cannot be written."), details=str(problem)
                )
            )
        self._presets = wanted
        self.list.show_presets(self._presets)

    # ── choices ─────────────────────────────────────────────────────────────────────────────────────────────────

    def enter(self, focus: QWidget | None = None) -> None:
        """Show the sheet; the name has the focus, since it is what changes most."""
        super().enter(focus or self.names.template)

    def _start_as_last_time(self) -> None:
        kept = self._session.settings
        options = ExportOptions(
            format=kept.export_format,
            quality=kept.export_quality,
            space=kept.export_space,
            long_edge=kept.export_long_edge,
            sharpen=kept.export_sharpen,
            metadata=kept.export_metadata,
        )
        self.choices.show_options(options)
        usual = self._photos[0].parent / "enhanced"
        self.names.folder.setText(kept.export_folder or str(usual))
        self.names.template.setText(kept.export_template)
        self.names.conflict.setCurrentIndex(max(self.names.conflict.findData(kept.export_conflict), 0))
        same = [row for row, p in enumerate(self._presets) if _same_choices(p.options, options)]
        self.list.setCurrentRow(same[0] if same else -1)
        self.remove.setEnabled(bool(same) and self._presets[same[0]].own)

    def _options(self) -> ExportOptions:
        return self.choices.options(self.names.conflict.currentData())

    def _changed(self) -> None:
        self.list.setCurrentRow(-1)
        self.remove.setEnabled(False)
        self.plan_names()

    def wish(self) -> ExportWish:
        """What the person has chosen so far."""
        folder = Path(self.names.folder.text().strip() or ".").expanduser()
        return ExportWish(self._photos, folder, self.names.template.text(), self._options())

    def plan_names(self) -> None:
        """Ask for the name of every photo; the main button rests until they are known."""
        wish = self.wish()
        self.names.ending.setText(f".{wish.options.kind.extension}")
        self.go.setEnabled(False)
        self._session.export_names_wanted.emit(wish)

    def _show_names(self, found: ExportNames) -> None:
        if found.wish != self.wish():
            return
        if found.problem is None:
            self.names.show_plan(found.names, found.wish.folder)
        else:
            self.names.show_trouble(found.problem.sentence)
        self.estimate.setText(self._estimate(found))
        self.choices.show_places(found.with_place, len(self._photos))
        self.go.setEnabled(any(name.state in ("free", "changed", "replaces") for name in found.names))

    def _estimate(self, found: ExportNames) -> str:
        """Rough size of all files together, once it is known how large each photo is."""
        options = found.wish.options
        megabytes = found.pixels * _BYTES_PER_PIXEL[options.format] * (options.depth / 8) / 1e6
        return self.tr("About %1 MB").replace("%1", number_format.count(round(megabytes))) if megabytes >= 1 else ""

    # ── end ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _export(self) -> None:
        wish = self.wish()
        self._remember(wish.options)
        self.leave()
        self._session.export_wanted.emit(wish)

    def _remember(self, options: ExportOptions) -> None:
        self._session.change_settings(
            export_format=options.format,
            export_quality=options.quality,
            export_space=options.space,
            export_long_edge=options.long_edge,
            export_sharpen=options.sharpen,
            export_metadata=options.metadata,
            export_conflict=options.on_conflict,
            export_folder=self.names.folder.text(),
            export_template=self.names.template.text(),
        )

    def _copy_command(self) -> None:
        """Put the command that does the same on the clipboard."""
        known = [self._edit_of(photo) for photo in self._photos]
        edits = [edit or self._session.fresh_edit() for edit in known]
        QGuiApplication.clipboard().setText(commands(self.wish(), edits))
        said = [self.tr("The command is on the clipboard.")]
        if any(replace(edit, angle=0.0).has_geometry for edit in edits):
            said.append(self.tr("Crops and turns are not in it."))
        if None in known:
            said.append(self.tr("Photos that were not opened yet get the style that new photos get."))
        self._session.said.emit(" ".join(said))

    def _edit_of(self, photo: Path) -> Edit | None:
        """What is known here of a photo's edit."""
        return self._session.edit if photo == self._session.path else self._session.edit_of(photo)


def _same_choices(one: ExportOptions, other: ExportOptions) -> bool:
    return replace(one, on_conflict="unique", bit_depth=one.depth) == replace(
        other, on_conflict="unique", bit_depth=other.depth
    )
