"""The right panel above: the photo that was chosen, large, with what is known of it."""

from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app import theme
from app.pictures import PhotoFacts
from app.session import Session
from app.widgets.cover_picture import CoverPicture
from app.widgets.elided_label import ElidedLabel
from app.widgets.heart import Heart
from app.widgets.stars import Stars
from app.words import number_format


class PhotoCard(QWidget):
    """Picture, name, heart, stars and facts of one photo; of several, how many."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.path: Path | None = None
        self.picture = CoverPicture(self.tr("Chosen photo"), 210)
        self.name = ElidedLabel(role="section")
        self.heart, self.stars = Heart("P"), Stars()
        self._rows = QGridLayout()
        self._values: dict[str, tuple[QLabel, ElidedLabel]] = {}
        self._build()
        self.heart.liked.connect(lambda liked: self._mark(liked=liked))
        self.stars.rated.connect(lambda stars: self._mark(stars=stars))
        session.marks_changed.connect(self._show_marks)
        session.shelf_changed.connect(self._show_known)
        session.photo_facts_changed.connect(self._show_facts)
        session.thumbnail_changed.connect(self._show_picture)
        self.show_photo(None)

    def show_photo(self, path: Path | None) -> None:
        """Show another photo; None for none."""
        if path != self.path:
            self.picture.set_picture(QImage())
        self.path = path
        for widget in (self.name, self.heart, self.stars):
            widget.setVisible(path is not None)
        if path is not None:
            self.name.setText(path.name)
            self._session.want_photo_facts(path)
        for key in ("exposure", "size"):
            self._say(key, "")
        self._show_known()
        self._show_marks()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(4))
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for widget, stretch in ((self.name, 1), (self.heart, 0), (self.stars, 0)):
            head.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        names = {
            "taken": self.tr("Taken"),
            "camera": self.tr("Camera"),
            "exposure": self.tr("Exposure"),
            "size": self.tr("Size"),
            "edits": self.tr("Edits"),
        }
        self._rows.setVerticalSpacing(theme.px(4))
        self._rows.setHorizontalSpacing(theme.px(12))
        self._rows.setColumnMinimumWidth(0, theme.px(76))
        self._rows.setColumnStretch(1, 1)
        for row, (key, words) in enumerate(names.items()):
            label, value = QLabel(words), ElidedLabel()
            label.setProperty("role", "second")
            self._rows.addWidget(label, row, 0)
            self._rows.addWidget(value, row, 1)
            self._values[key] = label, value
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(12), theme.px(12), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(self.picture)
        column.addLayout(head)
        column.addLayout(self._rows)
        column.addStretch(1)

    def _mark(self, **changes: bool | int) -> None:
        if self.path is not None:
            self._session.mark([self.path], **changes)

    def _show_marks(self, *_: object) -> None:
        if self.path is not None:
            marks = self._session.marks_of(self.path)
            self.heart.set_liked(marks.liked)
            self.stars.set_rating(marks.stars)

    def _show_known(self) -> None:
        entry = self._session.shelf.entries.get(self.path) if self.path else None
        when = QDateTime.fromSecsSinceEpoch(int(entry.taken)) if entry and entry.taken else None
        self._say("taken", QLocale().toString(when, "d MMM yyyy, HH:mm") if when else "")
        self._say("camera", entry.camera if entry else "")
        self._say("edits", self.tr("Edited") if entry and entry.is_edited else "")

    def _show_facts(self, facts: PhotoFacts) -> None:
        if facts.path != self.path:
            return
        known = facts.facts
        exposure = [number_format.shutter(known.shutter)] if known.shutter else []
        exposure += [f"f/{known.aperture:g}"] if known.aperture else []
        exposure += [f"ISO {known.iso}"] if known.iso else []
        self._say("exposure", ", ".join(exposure))
        size = number_format.file_size(facts.bytes)
        self._say("size", f"{facts.size[0]} × {facts.size[1]}, {size}")
        focal = f"{known.camera}, {known.focal_length:g} mm" if known.focal_length else known.camera
        if known.camera:
            self._say("camera", focal)

    def _show_picture(self, path: Path, picture: QImage) -> None:
        if path == self.path and not picture.isNull():
            self.picture.set_picture(picture)

    def _say(self, key: str, words: str) -> None:
        label, value = self._values[key]
        value.setText(words)
        for widget in (label, value):
            widget.setVisible(bool(words))
