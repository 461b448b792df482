"""The sheet that passes a style on: as Penchant's own small file, or as a table of colours for other programs."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QWidget

from app import theme
from app.session import Session
from app.sharing import CUBE, ENDINGS, HALD, PENCHANT, Shared, ShareWish
from app.widgets.buttons import Button
from app.widgets.choice_rows import ChoiceRows
from app.widgets.progress_line import Line
from app.widgets.sheet import Sheet
from app.words import number_format
from engine.styles import Style

_WIDTH = 560
KIND, POINTS = "kind", "points"
SIZES = (17, 33, 65)


class ShareSheet(Sheet):
    """The sheet for one style. What a table carries is measured before it is written, so that nobody is misled."""

    def __init__(self, session: Session, style: Style, window: QWidget) -> None:
        title = QCoreApplication.translate("Share", "Share {name}").format(name=style.name)
        super().__init__(title, window, width=_WIDTH)
        self._session = session
        self.wish = ShareWish(style, photos=photos_of(session))
        self.rows = ChoiceRows()
        self.pictures = QCheckBox(self.tr("Include two small pictures: one of your photos before and after"))
        self.words, self.line = QLabel(), Line()
        self.go = Button(self.tr("Save…"), "primary")
        self._build_body()
        self._connect()
        self._ask()

    def _build_body(self) -> None:
        kinds = {
            PENCHANT: self.tr("Style for Penchant (.penchant)"),
            CUBE: self.tr("Table of colours for other programs (.cube)"),
            HALD: self.tr("Table of colours as a picture (HaldCLUT .png)"),
        }
        self.rows.add(KIND, self.tr("As"), kinds)
        self.rows.add(POINTS, self.tr("Points"), {str(size): f"{size} × {size} × {size}" for size in SIZES})
        self.rows.choose(POINTS, str(self.wish.size))
        self.words.setWordWrap(True)
        self.words.setProperty("role", "second")
        self.words.setMinimumHeight(theme.px(60))
        for widget in (self.rows, self.pictures, self.line, self.words):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        cancel = Button(self.tr("Cancel"))
        cancel.clicked.connect(self.leave)
        self.add_button(cancel)
        self.add_button(self.go)

    def _connect(self) -> None:
        self.rows.chosen.connect(self._choose)
        self.pictures.toggled.connect(lambda on: self._change(with_pictures=on))
        self.go.clicked.connect(self._save)
        self._session.shared.connect(self._take)

    # ── what is chosen ──────────────────────────────────────────────────────────────────────────────────────────

    def _choose(self, key: str, value: str) -> None:
        self._change(**({"kind": value} if key == KIND else {"size": int(value)}))

    def _change(self, **changes: object) -> None:
        self.wish = replace(self.wish, **changes)  # type: ignore[arg-type]
        self._ask()

    def _ask(self) -> None:
        """Have a table measured; a style file is known as it is."""
        kind = self.wish.kind
        self.rows.show_row(POINTS, kind == CUBE)
        self.pictures.setVisible(kind == PENCHANT)
        self.pictures.setEnabled(bool(self.wish.photos))
        self.line.setVisible(kind != PENCHANT)
        self.go.setEnabled(kind == PENCHANT)
        if kind == PENCHANT:
            self.words.setText(
                self.tr(
                    "One small file that holds the style and nothing else: no photos, no names of files or folders."
                )
            )
            return
        self.line.set_share(None)
        self.words.setText(self.tr("Measuring on your photos how much of the style a table carries."))
        self._session.share_wanted.emit(self.wish)

    def _save(self) -> None:
        ending = ENDINGS[self.wish.kind]
        kinds = self.tr("Files (*{ending})").format(ending=ending)
        start = Path.home() / f"{self.wish.style.id}{ending}"
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Share style"), str(start), kinds)
        if name:
            target = Path(name) if name.lower().endswith(ending) else Path(name + ending)
            self.go.setEnabled(False)
            self._session.share_wanted.emit(replace(self.wish, target=target))

    # ── what came of it ─────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, shared: Shared) -> None:
        if replace(shared.wish, target=None) != self.wish:
            return  # of an earlier choice
        self.line.hide()
        self.go.setEnabled(shared.problem is None)
        if shared.problem is not None:
            self.words.setText(shared.problem.sentence)
            self.go.setEnabled(shared.wish.target is not None)  # another place may do
            return
        if shared.carried is not None:
            self.words.setText(carried_words(shared))
        if shared.wish.target is not None:
            words = self.tr("{name} is in {file}.")
            self._session.said.emit(words.format(name=self.wish.style.name, file=shared.wish.target.name))
            self.leave()


def carried_words(shared: Shared) -> str:
    """How much of a style its table carries, honestly."""
    what = QCoreApplication.translate("Share", "Other programs treat all photos alike with it.")
    words = "On %n of your photo(s) it does {share} of what the style does (mean difference {delta}, ΔE 2000)."
    words = QCoreApplication.translate("Share", words, "", shared.photos)
    share, delta = number_format.percent(shared.carried or 0.0), number_format.number(shared.delta_e, 1)
    return f"{what} {words.format(share=share, delta=delta)}"


def photos_of(session: Session) -> tuple[Path, ...]:
    """The photos a table is sampled over: the open ones, else those of the library that are no likes, else these."""
    if session.photos:
        return session.photos
    liked = session.liked_paths()
    others = tuple(path for path in session.shelf.entries if path not in set(liked))
    return others or liked
