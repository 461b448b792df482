"""Keeps the library: writes marks, knows the photos that are opened, hears of other windows, measures the likes.

Two threads share one library. The first does what a person waits for, in order; the second looks at photos one after
the other (content, time and camera, traits of likes) and can be interrupted between any two.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.library import Marks, Shelf
from app.library.schema import LibraryError
from app.library.store import Library
from app.likes import STARRED, LikesReport, report_on
from app.marking import LIBRARY
from app.open_photos import list_photos
from app.pictures import PhotoFacts
from app.session import Session
from app.storage import ratings
from engine.edit import Edit
from engine.errors import EditError, ExportError, PenchantError, PhotoError

POLL = 1500
"""Milliseconds between two questions whether another window has written."""
_CHUNK = 24
"""Photos that are looked at between two places to stop."""

Wish = Callable[[Library], str | None]
"""One thing to do with the library; gives a sentence to tell, if there is one."""
Answer = tuple[Shelf, int] | LikesReport | PhotoFacts | PenchantError | str
Answers = list[Answer]
"""What arrives together: a request that a newer one takes the place of ends after what it has handed over."""


class LibraryJob(QObject):
    """The library of one window."""

    def __init__(self, session: Session, file: Path | None = None) -> None:
        super().__init__(session)
        self._session, self._file = session, file
        self._library: Library | None = None
        self._opening = threading.Lock()
        self._lock = threading.Lock()
        self._wishes: list[tuple[Wish, int]] = []
        self._to_see: list[Path] = []
        self._measure = self._wants_facts = False
        self._done = 0
        self._heard = -1
        self._first = self._worker("library")
        self._second = self._worker("library-look")
        self._third = self._worker("library-facts")
        self._poll = QTimer(self, interval=POLL)
        self._poll.timeout.connect(lambda: self._first.submit(self._hear))
        self._connect()

    def _connect(self) -> None:
        session = self._session
        session.warming.connect(self.start)
        session.photos_changed.connect(self._see_opened)
        session.room_changed.connect(self._enter)
        session.marks_wanted.connect(self._keep_marks)
        session.likes_wanted.connect(lambda paths, starred: self._do(partial(self._add_likes, paths, starred)))
        session.keep_wanted.connect(self._keep_edit)
        session.folder_wanted.connect(self._add_folder)
        session.folder_drop_wanted.connect(lambda path: self._do(lambda db: db.drop_folder(path)))
        session.collection_wanted.connect(lambda name, paths: self._do(lambda db: db.collect(name, paths)))
        session.collection_out_wanted.connect(lambda name, paths: self._do(lambda db: db.take_out(name, paths)))
        session.collection_drop_wanted.connect(lambda name: self._do(lambda db: db.drop_collection(name)))
        session.likes_report_wanted.connect(self._measure_likes)
        session.photo_facts_wanted.connect(lambda path: self._third.submit(partial(_facts_of, path)))
        session.ratings_read_wanted.connect(lambda paths: self._do(partial(_read_ratings, paths)))
        session.ratings_write_wanted.connect(lambda paths: self._do(partial(_write_ratings, paths)))

    def start(self) -> None:
        """Open the library and tell what it holds; afterwards hear of other windows."""
        self._first.submit(self._work)
        self._poll.start()

    def edit_of(self, path: Path) -> Edit | None:
        """The edit of a photo that was moved without its sidecar; for other threads. None where nothing is known."""
        try:
            text = self._open().edit_of(path) if self._session.shelf.entries else None
            return Edit.from_json(text) if text else None
        except (LibraryError, EditError):
            return None

    def close(self) -> None:
        """Write what is wanted, then end."""
        self._poll.stop()
        self._second.close()
        self._third.close()
        if self._wishes:
            self._first.submit(self._work)
        self._first.close(finish=True)
        if self._library is not None:
            self._library.close()
            self._library = None

    # ── wishes, on the GUI thread ───────────────────────────────────────────────────────────────────────────────

    def _worker(self, name: str) -> NewestOnly:
        worker = NewestOnly(name, self)
        worker.came.connect(self._take)
        worker.failed.connect(partial(report, self._session))
        return worker

    def _do(self, wish: Wish, number: int = 0) -> None:
        with self._lock:
            self._wishes.append((wish, number))
        self._first.submit(self._work)

    def _keep_marks(self, decided: dict[Path, Marks], number: int) -> None:
        self._do(partial(_set_marks, decided), number)

    def _keep_edit(self, path: Path, edit: object, differs: bool) -> None:
        text = edit.to_json() if differs and hasattr(edit, "to_json") else None
        if text is not None or path in self._session.shelf.entries:
            self._do(lambda db: db.keep_edit(path, text))

    def _see_opened(self) -> None:
        """Know the photos that were opened, if the person wants such a memory; they may be known from elsewhere."""
        photos = self._session.photos
        if photos and self._session.settings.keep_recent:
            if len(photos) > 1:
                self._do(partial(_add_folders, photos))
            self._look(photos)

    def _add_folder(self, folder: Path) -> None:
        self._do(partial(self._see_folder, folder))

    def _enter(self, room: str) -> None:
        if room == LIBRARY:  # whose order and filters need to know when photos were taken, and with what
            self._wants_facts = True
            self._look(())

    def _measure_likes(self) -> None:
        self._measure = True
        self._look(())

    def _look(self, paths: Iterable[Path]) -> None:
        with self._lock:
            self._to_see = [*paths, *self._to_see]
        self._second.submit(self._look_around)

    def _take(self, answers: Answers) -> None:
        session = self._session
        for answer in answers:
            if isinstance(answer, tuple):
                session.take_shelf(*answer)
            elif isinstance(answer, LikesReport):
                session.take_likes(answer)
            elif isinstance(answer, PhotoFacts):
                session.photo_facts_changed.emit(answer)
            elif isinstance(answer, str):
                session.said.emit(answer)
            else:
                session.trouble.emit(answer)

    # ── in the first thread ─────────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> Library:
        with self._opening:
            if self._library is None:
                self._library = Library(self._file)
                if self._library.note:
                    self._rebuild(self._library)
            return self._library

    def _rebuild(self, library: Library) -> None:
        """After a loss: what the sidecars of opened photos and folders say comes back."""
        folders = [*library.shelf().folders, *(p if p.is_dir() else p.parent for p in self._session.recent.paths)]
        photos = _photos_in(dict.fromkeys(folders))
        library.take_in(photos)
        found = {path: marks for path in photos if (marks := ratings.beside(path)) is not None}
        known = library.entries(found)
        changes = {p: _fields(m) for p, m in found.items() if p in known and known[p].marks == Marks()}
        library.set_marks(changes)

    def _work(self) -> Iterator[Answers]:
        with self._lock:
            wishes, self._wishes = self._wishes, []
        newest = max([number for _, number in wishes], default=0)
        try:
            library = self._open()
        except LibraryError as problem:
            self._done = max(self._done, newest)
            yield [problem, (Shelf(), self._done)]
            return
        answers: Answers = []
        for wish, number in wishes:
            try:
                answers += [words] if (words := wish(library)) else []
            except (LibraryError, ExportError) as problem:
                answers.append(problem)
            self._done = max(self._done, number)
        if library.note:
            answers.append(library.note)
            library.note = ""
        yield [*self._told(library), *answers]

    def _told(self, library: Library) -> Answers:
        """The shelf, and up to which wish it is true; the number first, so that it never promises too much."""
        done = self._done
        return [(library.shelf(), done)]

    def _hear(self) -> Iterator[Answers]:
        """What another window wrote; and wishes that a poll took the place of."""
        if self._wishes:
            yield from self._work()
            return
        try:
            library = self._open()
            heard = library.generation()
            if heard != self._heard:
                self._heard = heard
                yield self._told(library)
        except LibraryError:
            return  # the next wish tells

    def _add_likes(self, paths: tuple[Path, ...], only_starred: bool, library: Library) -> str:
        photos = _photos_in(paths)
        unread = set(library.take_in(photos))
        known = library.entries(photos)
        wanted = [p for p in photos if p in known and not known[p].marks.liked]
        if only_starred:
            wanted = [p for p in wanted if (known[p].marks.stars or ratings.read(p).stars) >= STARRED]
        wanted = [p for p in wanted if _is_photo(p)]
        library.mark_all(wanted, liked=True)
        return _added(len(wanted), sum(known[p].marks.liked for p in known), len(unread), only_starred)

    def _see_folder(self, folder: Path, library: Library) -> None:
        library.add_folder(folder)
        self._look(_photos_in([folder]))

    # ── in the second thread ────────────────────────────────────────────────────────────────────────────────────

    def _look_around(self) -> Iterator[Answers]:
        try:
            library = self._open()
            yield from self._see(library)
            if self._measure:
                yield from self._measured(library)
            if self._wants_facts:
                yield from _facts(library)
            yield self._told(library)
        except LibraryError:
            return  # the first thread tells

    def _see(self, library: Library) -> Iterator[Answers]:
        """Take photos in, some at a time; the rest waits in its list for the next turn if this one is interrupted."""
        with self._lock:
            self._to_see = [*dict.fromkeys(self._to_see)]
        while True:
            with self._lock:
                part, left = self._to_see[:_CHUNK], len(self._to_see)
            if not part:
                return
            library.take_in(part)
            with self._lock:
                start = len(self._to_see) - left  # what was asked for meanwhile stands before them
                del self._to_see[start : start + len(part)]
                is_time_to_tell = len(self._to_see) % (20 * _CHUNK) < _CHUNK
            yield self._told(library) if is_time_to_tell else []

    def _measured(self, library: Library) -> Iterator[Answers]:
        paths = library.liked_paths()
        for start in range(0, len(paths), _CHUNK):
            report_on(paths[start : start + _CHUNK], library)
            yield []
        self._measure = False
        yield [report_on(paths, library)]


def _facts(library: Library) -> Iterator[Answers]:
    """When and with what photos were taken."""
    paths = library.without_facts()
    for start in range(0, len(paths), _CHUNK):
        library.keep_facts({path: _time_and_camera(path) for path in paths[start : start + _CHUNK]})
        yield []


def _facts_of(path: Path) -> Iterator[Answers]:
    """What the file of one photo tells; nothing about one that cannot be opened."""
    from engine.decode import facts, open_photo

    try:
        image = open_photo(path, at_least=1)
        yield [PhotoFacts(path, facts(image), image.full_size, path.stat().st_size)]
    except (PhotoError, OSError):
        return


def _time_and_camera(path: Path) -> tuple[float, str]:
    from engine.decode import facts, open_photo

    try:
        known = facts(open_photo(path, at_least=1))
    except PhotoError:
        return 0.0, ""
    return known.taken.timestamp() if known.taken and known.taken.year > 1970 else 0.0, known.camera


def _add_folders(photos: tuple[Path, ...], library: Library) -> None:
    for folder in dict.fromkeys(photo.parent for photo in photos):
        library.add_folder(folder)


def _set_marks(decided: dict[Path, Marks], library: Library) -> None:
    library.set_marks({path: _fields(marks) for path, marks in decided.items()})


def _fields(marks: Marks) -> dict[str, object]:
    return {"liked": marks.liked, "rejected": marks.rejected, "stars": marks.stars, "label": marks.label}


def _read_ratings(paths: tuple[Path, ...], library: Library) -> str:
    """Take over what other programs wrote; marks of ours are kept where they wrote nothing."""
    library.take_in(paths)
    known = library.entries(paths)
    found = {p: marks for p in paths if p in known and (marks := ratings.read(p)) != Marks()}
    library.set_marks({p: {n: v for n, v in _fields(m).items() if v} for p, m in found.items()})
    if found:
        return _tr("Ratings of %n photo(s) were taken over.", len(found))
    return _tr("There are no ratings in these photos.")


def _write_ratings(paths: tuple[Path, ...], library: Library) -> str:
    known = library.entries(paths)
    left = [p for p in paths if p in known and not ratings.write(p, known[p].marks)]
    if left:
        words = _tr("{name} was written by another program in a way that is left alone.")
        return words.format(name=f"{left[0].name}.xmp")
    return _tr("Ratings of %n photo(s) were written beside them.", len(known))


def _photos_in(paths: Iterable[Path]) -> list[Path]:
    from engine.decode import looks_like_photo

    return list(list_photos([path for path in paths if path.exists()], looks_like_photo))


def _is_photo(path: Path) -> bool:
    """Whether a file can be opened; a style cannot be taught from one that cannot."""
    from engine.decode import open_photo

    try:
        open_photo(path, at_least=1)
    except PhotoError:
        return False
    return True


def _added(new: int, old: int, unread: int, only_starred: bool) -> str:
    if new:
        left_out = _tr("%n file(s) could not be read.", unread) if unread else ""
        return " ".join(filter(None, (_tr("%n like(s) were added.", new), left_out)))
    if only_starred:
        return _tr("No photo there has 4 or 5 stars, so no like was added.")
    if old:
        return _tr("These are liked already.")
    return _tr("There are no photos, so no like was added.")


def _tr(words: str, number: int = -1) -> str:
    return QCoreApplication.translate("Library", words, "", number)
