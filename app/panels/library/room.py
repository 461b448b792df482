"""LibraryRoom: where photos are looked through, marked, and collected as likes."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import style_files, theme
from app.library import Shelf
from app.panels.library.choice import (
    ALL,
    COLLECTION,
    LIKED,
    OPENED,
    Filters,
    Source,
    cameras,
    depends_on_marks,
    fitting,
    of_source,
    only_marks,
    short_names,
)
from app.panels.library.facts import PhotoCard
from app.panels.library.filter_bar import FilterBar
from app.panels.library.foot import Foot
from app.panels.library.readiness import ReadinessCard
from app.panels.library.sources import Sources
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.empty_state import DropFrame
from app.widgets.photo_cell import PhotoCell
from app.widgets.photo_grid import PhotoGrid
from app.widgets.room import RoomPage

_LEFT, _RIGHT, _LEAST_LEFT, _LEAST_RIGHT, _MOST = 264, 304, 200, 248, 420
_SETTLING = 250
"""Milliseconds without news from the library before photos are listed anew."""


class LibraryRoom(RoomPage):
    """Sources left, photos in the middle, the chosen photo and the readiness of the likes right."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shelf: Shelf | None = None
        self._opened = session.opened
        self._paths: list[Path] = []
        self._places: dict[Path, int] = {}
        self._names: dict[Path, str] = {}
        self._copies: dict[Path, int] = {}
        self.sources, self.bar, self.grid = Sources(session), FilterBar(), PhotoGrid()
        self.card, self.readiness, self.foot = PhotoCard(session), ReadinessCard(session), Foot(session)
        self.empty, self.no_match = self._make_empty(), self._make_no_match()
        self.stack = QStackedWidget()
        self._columns = QSplitter(Qt.Orientation.Horizontal)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLING)
        self._settling.timeout.connect(self._follow)
        self._build()
        self._connect()
        self.setAcceptDrops(True)
        if session.opened:
            self.sources.source = Source(OPENED)
        self._show_copies()
        self._follow()

    # ── the room ────────────────────────────────────────────────────────────────────────────────────────────────

    def regions(self) -> list[QWidget]:
        """The parts that Ctrl+Tab goes round, in order."""
        return [self.sources, self.bar, self.grid, self.foot, self.card, self.readiness]

    def set_narrow(self, narrow: bool) -> None:
        """Follow the width of the window."""
        self.bar.set_narrow(narrow)
        left, right = (224, 272) if narrow else (_LEFT, _RIGHT)
        self._columns.setSizes([theme.px(left), max(1, self.width() - theme.px(left + right)), theme.px(right)])

    def take_focus(self) -> None:
        """Put the focus on the photos, or on the way to get some."""
        page = self.stack.currentWidget()
        if page is self.grid:
            self.grid.setFocus()
        else:
            button = page.findChild(Button) if page is not None else None
            (button or self).setFocus()

    def paths(self) -> list[Path]:
        """The photos that are shown, in their order."""
        return list(self._paths)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        for page in (self.grid, self.empty, self.no_match):
            self.stack.addWidget(page)
        middle, right = QWidget(), QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.foot)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addWidget(self.card, 1)
        side.addWidget(self.readiness)
        for part, least in ((self.sources, _LEAST_LEFT), (right, _LEAST_RIGHT)):
            part.setMinimumWidth(theme.px(least))
            part.setMaximumWidth(theme.px(_MOST))
        for part in (self.sources, middle, right):
            self._columns.addWidget(part)
        self._columns.setStretchFactor(1, 1)
        self._columns.setChildrenCollapsible(False)
        self._columns.setHandleWidth(1)
        self._columns.setSizes([theme.px(_LEFT), 1032, theme.px(_RIGHT)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._columns)

    def _make_empty(self) -> QWidget:
        words = self.tr("Open a folder, or drop photos that you love: from anywhere, already finished.")
        self.empty_frame = frame = DropFrame("image", self.tr("No photos here yet."), words)
        add = Button(self.tr("Open folder…"), "primary")
        add.clicked.connect(self.sources.ask_for_folder)
        frame.add_button(add)
        return _page(frame)

    def _make_no_match(self) -> QWidget:
        page = QWidget()
        page.setObjectName("canvas")
        page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = QLabel(self.tr("No photo fits these filters."))
        clear = Button(self.tr("Clear filters"))
        clear.clicked.connect(self.bar.clear)
        column = QVBoxLayout(page)
        column.setSpacing(theme.px(16))
        column.addStretch(1)
        for widget in (words, clear):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        session, grid = self._session, self.grid
        self.sources.chosen.connect(lambda _: self._list())
        self.bar.changed.connect(lambda _: self._list())
        self.bar.box_changed.connect(grid.set_box)
        grid.wanted.connect(lambda places: session.want_thumbnails(self._paths[p] for p in places))
        grid.chosen_changed.connect(self._show_chosen)
        grid.hovered.connect(lambda _: self._point())
        grid.opened.connect(self._open)
        grid.liked.connect(lambda place: session.toggle([self._paths[place]], liked=True))
        grid.rated.connect(lambda place, stars: session.mark([self._paths[place]], stars=stars))
        grid.menu_wanted.connect(self._offer)
        session.thumbnail_changed.connect(self._show_thumbnail)
        session.marks_changed.connect(self._show_marks)
        session.likes_changed.connect(self._show_copies)
        session.shelf_changed.connect(self._settling.start)
        session.photos_changed.connect(self._settling.start)
        self.readiness.teach_wanted.connect(lambda: session.enter_room("teach"))
        self.readiness.split_wanted.connect(self._keep_apart)

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def _follow(self) -> None:
        """Follow what the library knows now."""
        if not self.isVisible():
            return  # `showEvent` does
        before, self._shelf = self._shelf, self._session.shelf
        changed = only_marks(before, self._shelf)
        source, filters = self.sources.source, self.bar.filters
        if changed is None or self._session.opened != self._opened or depends_on_marks(source, filters):
            self._opened = self._session.opened
            self.sources.show_shelf()
            self._list()
        else:
            self._show_marks(tuple(changed))
        if changed != []:
            self._session.likes_report_wanted.emit()

    def _list(self) -> None:
        """List the photos of the source that fit the filters; what is chosen stays chosen as far as it is there."""
        session, filters = self._session, self.bar.filters
        found = of_source(self.sources.source, session.shelf, session.opened, session.marks_of)
        paths = fitting(found, filters, session.shelf, session.marks_of)
        self.bar.offer_cameras(cameras(found, session.shelf))
        current = self._paths[self.grid.current()] if self.grid.current() >= 0 else session.path
        selected = {self._paths[place] for place in self.grid.selected()}
        if paths != self._paths:
            before, self._paths = self._places, paths
            self._places = {path: place for place, path in enumerate(paths)}
            self._names = short_names(paths)
            kept = {place: before[path] for path, place in self._places.items() if path in before}
            self.grid.set_cells([self._cell(path) for path in paths], kept)
            places = frozenset(self._places[path] for path in selected if path in self._places)
            here = self._places.get(current, -1) if current else -1
            self.grid.choose(here, places or None)
        else:
            self._show_cells(paths)
        self.stack.setCurrentWidget(self.grid if paths else self._why_empty(filters, found))
        self._show_chosen()

    def _why_empty(self, filters: Filters, found: list[Path]) -> QWidget:
        return self.no_match if filters.is_set or found or self.sources.source.kind != ALL else self.empty

    def _cell(self, path: Path) -> PhotoCell:
        marks, entry = self._session.marks_of(path), self._session.shelf.entries.get(path)
        is_edited = entry.is_edited if entry else False
        name, copies = self._names[path], self._copies.get(path, 0) if marks.liked else 0
        return PhotoCell(name, path.name, marks.liked, marks.rejected, marks.stars, marks.label, is_edited, copies)

    def _show_copies(self, *_: object) -> None:
        """Likes that count once together say so, once the likes were measured."""
        report, before = self._session.likes, self._copies
        groups = report.readiness.copies if report is not None else ()
        self._copies = {report.paths[place]: len(group) for group in groups for place in group} if report else {}
        self._show_cells({*before, *self._copies})

    def _show_marks(self, paths: tuple[Path, ...]) -> None:
        self._show_cells(paths)
        self.sources.show_counts()

    def _show_cells(self, paths: Iterable[Path]) -> None:
        for path in paths:
            if path in self._places:
                self.grid.set_cell(self._places[path], self._cell(path))

    def _show_thumbnail(self, path: Path, picture: QImage) -> None:
        if path in self._places:
            self.grid.set_picture(self._places[path], picture)

    def _show_chosen(self) -> None:
        place = self.grid.current()
        path = self._paths[place] if 0 <= place < len(self._paths) else None
        self.card.show_photo(path)
        if path is not None:
            self._session.want_thumbnails([path])
            self.grid.want_again()
        self.foot.show_choice([self._paths[p] for p in sorted(self.grid.selected())], len(self._paths))
        self._point()

    def _point(self) -> None:
        """Marks mean the selection, or the photo under the pointer if nothing is selected."""
        places = sorted(self.grid.selected()) or [p for p in [self.grid.pointed_at()] if p >= 0]
        self._session.point_at(self._paths[place] for place in places)

    # ── what the person does ────────────────────────────────────────────────────────────────────────────────────

    def _open(self, place: int) -> None:
        """See a photo large, among the photos that are shown here."""
        session, path = self._session, self._paths[place]
        if tuple(self._paths) != session.photos:
            session.take_photos(tuple(self._paths))
        session.choose(session.photos.index(path))
        session.enter_room("enhance")

    def _offer(self, place: int, at: QPoint) -> None:
        if place >= 0:
            menu = self.menu_for(tuple(self._paths[p] for p in sorted(self.grid.selected())))
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def menu_for(self, paths: tuple[Path, ...]) -> QMenu:
        """What can be done with photos."""
        session, menu = self._session, QMenu(self)
        menu.addAction(self.tr("Like"), lambda: session.toggle(paths, liked=True))
        menu.addAction(self.tr("Reject"), lambda: session.toggle(paths, rejected=True))
        menu.addSeparator()
        into = menu.addMenu(self.tr("Put into a collection"))
        for name in session.shelf.collections:
            into.addAction(name, partial(session.collection_wanted.emit, name, paths))
        into.addSeparator()
        into.addAction(self.tr("New collection…"), self.sources.ask_for_collection)
        source = self.sources.source
        if source.kind == COLLECTION:
            words = self.tr("Take out of this collection")
            menu.addAction(words, lambda: session.collection_out_wanted.emit(source.name, paths))
        menu.addSeparator()
        menu.addAction(self.tr("Read ratings of other programs"), lambda: session.ratings_read_wanted.emit(paths))
        menu.addAction(self.tr("Write ratings for other programs"), lambda: session.ratings_write_wanted.emit(paths))
        return menu

    def _keep_apart(self, looks: tuple[tuple[Path, ...], ...]) -> None:
        """Two looks become two collections, from which each can be taught."""
        names = (self.tr("First look"), self.tr("Second look"))
        for name, paths in zip(names, looks, strict=True):
            self._session.collection_wanted.emit(name, paths)
        said = self.tr("The two looks are now the collections {first} and {second}.")
        self._session.said.emit(said.format(first=names[0], second=names[1]))

    def take_dropped(self, paths: list[Path], *, as_likes: bool) -> None:
        """Take files and folders that were dropped: as likes, or to look through."""
        if as_likes:
            self._session.add_likes(paths)
            return
        self.sources.source = Source(OPENED)
        self._session.open_paths(paths)

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos and folders; a style file is for the window."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()
            self.empty_frame.set_awake(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        self.empty_frame.set_awake(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped on the likes, or while they are shown, finished pictures become likes."""
        self.empty_frame.set_awake(False)
        event.acceptProposedAction()
        place = self.readiness.mapFrom(self, event.position().toPoint())
        on_likes = self.readiness.rect().contains(place) or self.sources.source.kind == LIKED
        self.take_dropped(_dropped(event.mimeData()), as_likes=on_likes)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what happened while another room was entered."""
        super().showEvent(event)
        self._follow()


def _dropped(data: QMimeData) -> list[Path]:
    """Files and folders that are dragged; none if a style file is among them."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [] if any(style_files.is_style_file(path) for path in paths) else paths


def _page(frame: DropFrame) -> QWidget:
    page = QWidget()
    page.setObjectName("canvas")
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    frame.setMaximumSize(theme.px(720), theme.px(300))
    column = QVBoxLayout(page)
    column.setContentsMargins(*(theme.px(24),) * 4)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(frame, 100)
    row.addStretch(1)
    column.addStretch(1)
    column.addLayout(row, 8)
    column.addStretch(1)
    return page
