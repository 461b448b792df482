"""The filmstrip panel: the open photos in a row, and what is known of the one on the canvas."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.library import Marks
from app.session import Session
from app.strip_choice import AS_OPENED, TAKEN
from app.widgets.filmstrip import Filmstrip
from app.widgets.strip_filters import KINDS, StripFilters
from app.words import number_format


class GalleryPanel(QWidget):
    """Filmstrip of the session's photos; it is there when a folder or several photos are open."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places: dict[Path, int] = {}
        self._unreadable: set[Path] = set()
        self.strip = Filmstrip(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.strip)
        words = {AS_OPENED: self.tr("Name"), TAKEN: self.tr("Capture time")}
        self.filters = StripFilters(words, self.strip)
        self.strip.set_end(self.filters)
        self.filters.toggled.connect(lambda kind, on: session.show_in_strip(replace(session.strip, **{kind: on})))
        self.filters.order_chosen.connect(lambda order: session.show_in_strip(replace(session.strip, order=order)))
        self.strip.chosen.connect(session.choose)
        self.strip.wanted.connect(self._want)
        session.photos_changed.connect(self._show_photos)
        session.photo_changed.connect(self._show_current)
        session.image_changed.connect(self._show_current)
        session.thumbnail_changed.connect(self._show_thumbnail)
        self.strip.liked.connect(lambda place: session.toggle([session.photos[place]], liked=True))
        session.marks_changed.connect(self._show_marks)
        session.shelf_changed.connect(self._show_all_marks)

    @property
    def words(self) -> str:
        """Name and place of the photo, for a status line that stands in for this panel's line."""
        path = self._session.path
        if path is None:
            return ""
        place, total = self._session.index + 1, len(self._session.photos)
        words = self.tr("%1, %2 of %3").replace("%1", path.name)
        return words.replace("%2", str(place)).replace("%3", str(total))

    def _show_photos(self) -> None:
        photos = self._session.photos
        self._places = {path: place for place, path in enumerate(photos)}
        self._unreadable.clear()
        folder = photos[0].parent.name if len({path.parent for path in photos}) == 1 else self.tr("Several folders")
        self.strip.set_photos([p.name for p in photos], folder, self.tr("%n photo(s)", "", len(photos)))
        self._show_all_marks()
        self._show_current()
        choice = self._session.strip
        self.filters.show_choice({kind: getattr(choice, kind) for kind in KINDS}, choice.order)

    def _show_marks(self, paths: Iterable[Path]) -> None:
        found = {self._places[path]: self._session.marks_of(path) for path in paths if path in self._places}
        self.strip.set_marks({place: (_mark(marks), marks.stars) for place, marks in found.items()})
        self._show_count()

    def _show_count(self) -> None:
        """How many photos there are, how many of them are liked, and how many cannot be shown."""
        photos, liked, unreadable = self._session.photos, self.strip.count_of("liked"), len(self._unreadable)
        words = self.tr("%n photo(s)", "", len(photos))
        if self._session.strip.is_set:
            words = self.tr("%1 of %2").replace("%1", str(len(photos))).replace("%2", str(len(self._session.opened)))
        if liked:
            words = self.tr("%1, %n liked", "", liked).replace("%1", words)
        if unreadable:
            words = self.tr("%1, %n not readable", "", unreadable).replace("%1", words)
        self.strip.set_count(words)

    def _show_all_marks(self) -> None:
        self._show_marks(self._session.photos)

    def _show_current(self, *_: object) -> None:
        path = self._session.path
        if path is not None:
            self.strip.set_current(self._session.index, path.name, self._facts())

    def _show_thumbnail(self, path: Path, picture: QImage) -> None:
        if path in self._places:
            self.strip.set_picture(self._places[path], picture)
            if picture.isNull() and path not in self._unreadable:
                self._unreadable.add(path)
                self._show_count()

    def _want(self, places: tuple[int, ...]) -> None:
        photos = self._session.photos
        self._session.want_thumbnails(photos[place] for place in places if place < len(photos))

    def _facts(self) -> str:
        """What the camera noted, as far as it is known: 24 MP · ISO 100 · 1/60 s · f/8."""
        image, facts = self._session.image, self._session.facts
        words = []
        if image is not None:
            megapixels = image.full_size[0] * image.full_size[1] / 1e6
            words.append(number_format.number(megapixels, 0 if megapixels >= 10 else 1, unit="MP"))
        if facts is not None:
            words += [f"ISO {facts.iso}"] if facts.iso else []
            words += [number_format.shutter(facts.shutter)] if facts.shutter else []
            words += [f"f/{facts.aperture:g}"] if facts.aperture else []
        return " · ".join(words)


def _mark(marks: Marks) -> str:
    return "liked" if marks.liked else "rejected" if marks.rejected else ""
