"""Marking: likes, rejections, stars and labels of the photos, as the window sees them. A job keeps them on disk."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.history import History, moment
from app.library.entry import Shelf
from app.library.marks import Marks
from app.preferences import Preferences
from app.storage.recent import Recent
from app.storage.settings import Settings

if TYPE_CHECKING:
    from app.likes import LikesReport

LIBRARY = "library"
"""Id of the room in which undo is about marks only."""
_STEPS = 500

Decided = dict[Path, Marks]


@dataclass(frozen=True, slots=True)
class MarkStep:
    """One step that can be taken back.

    Attributes:
        before, after: what was said about the photos, and what is.
        at: the moment of `app.history` at which it was done.
    """

    before: Decided
    after: Decided
    at: int


class Marking(Preferences):
    """What is said about photos. A mark shows at once; the job that writes it answers with a new shelf."""

    history: History
    """Of the photo that is shown."""

    def __init__(self, settings: Settings, recent: Recent) -> None:
        super().__init__(settings, recent)
        self.shelf = Shelf()
        self.likes: LikesReport | None = None
        self.room = "enhance"
        self.targets: tuple[Path, ...] = ()
        self._said: dict[Path, tuple[Marks, int]] = {}  # not yet on the shelf, with the number of the wish
        self._likes: tuple[Path, ...] | None = None  # as far as they were listed since the last mark
        self._wishes = 0
        self._undo: list[MarkStep] = []
        self._redo: list[MarkStep] = []
        self._seen_since = 0
        self.photo_changed.connect(self._look_anew)
        self.room_changed.connect(self._look_anew)

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────────

    def marks_of(self, path: Path) -> Marks:
        """What is said about a photo now."""
        return self._said[path][0] if path in self._said else self.shelf.marks(path)

    def liked_paths(self) -> tuple[Path, ...]:
        """Likes in the order in which they were liked, each photo once. Whether a file is still there is not asked."""
        if self._likes is None:
            self._likes = self._listed_likes()
        return self._likes

    def _listed_likes(self) -> tuple[Path, ...]:
        liked = [e for e in self.shelf.entries.values() if e.marks.liked and self.marks_of(e.path).liked]
        liked.sort(key=lambda entry: entry.liked_at)
        first = {entry.photo: entry.path for entry in reversed(liked)}
        old = sorted(first.values(), key=lambda path: self.shelf.entries[path].liked_at)
        listed = set(old)
        new = (path for path, (marks, _) in self._said.items() if marks.liked and path not in listed)
        return (*old, *new)

    @property
    def undoes_marks(self) -> bool:
        """Whether undo takes a mark back, and not a step of the edit: what was done last, while this photo is seen."""
        if self.room == LIBRARY:
            return True
        return bool(self._undo) and self._undo[-1].at > max(self._seen_since, self.history.done_at)

    @property
    def redoes_marks(self) -> bool:
        """Whether redo sets a mark again, and not a step of the edit."""
        if self.room == LIBRARY:
            return True
        return bool(self._redo) and self._seen_since < self._redo[-1].at < self.history.undone_at

    @property
    def can_undo_marks(self) -> bool:
        """Whether there is a mark to take back."""
        return bool(self._undo)

    @property
    def can_redo_marks(self) -> bool:
        """Whether a mark was taken back that can be set again."""
        return bool(self._redo)

    # ── commands ────────────────────────────────────────────────────────────────────────────────────────────────

    def point_at(self, paths: Iterable[Path]) -> None:
        """Say which photos the keys of marks mean in the Library: the selection, or the photo under the pointer."""
        targets = tuple(paths)
        if targets != self.targets:
            self.targets = targets
            self.targets_changed.emit()

    def mark(self, paths: Iterable[Path], **changes: Any) -> None:
        """Change what is said about photos, in one step.

        Args:
            paths: the photos.
            **changes: fields of `app.library.Marks`.

        Raises:
            ValueError: a value that there is not.
        """
        self._decide({path: self.marks_of(path).with_(**changes) for path in paths})

    def toggle(self, paths: Iterable[Path], **mark: Any) -> None:
        """Set one mark on all photos, or take it away where all have it: liked=True, rejected=True, label="red"."""
        photos = tuple(paths)
        (name, value), *_ = mark.items()
        have_it = all(getattr(self.marks_of(path), name) == value for path in photos)
        self.mark(photos, **{name: type(value)() if have_it else value})

    def undo_marks(self) -> None:
        """Take the last mark back."""
        if self._undo:
            self._redo.append(self._undo.pop())
            self._say(self._redo[-1].before)

    def redo_marks(self) -> None:
        """Set the mark again that was taken back."""
        if self._redo:
            self._undo.append(self._redo.pop())
            self._say(self._undo[-1].after)

    def want_photo_facts(self, path: Path) -> None:
        """Ask what a photo's file tells; a new wish replaces the one before."""
        self.photo_facts_wanted.emit(path)

    def add_likes(self, paths: Iterable[Path], *, only_starred: bool = False) -> None:
        """Like finished pictures from anywhere: files, and the photos in folders. `likes_added` follows.

        Args:
            paths: files and folders.
            only_starred: only those that have 4 or 5 stars, here or in their own metadata.
        """
        self.likes_wanted.emit(tuple(Path(path) for path in paths), only_starred)

    # ── what jobs bring home ────────────────────────────────────────────────────────────────────────────────────

    def take_shelf(self, shelf: Shelf, wish: int) -> None:
        """What the library holds after a wish was written; later wishes still count over it."""
        before = self.shelf
        self.shelf, self._likes = shelf, None
        self._said = {path: said for path, said in self._said.items() if said[1] > wish}
        if shelf != before:
            self.shelf_changed.emit()

    def take_likes(self, likes: "LikesReport") -> None:
        """How ready the likes are."""
        self.likes = likes
        self.likes_changed.emit(likes)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _decide(self, wanted: Decided) -> None:
        """Make one step that can be taken back."""
        now = {path: self.marks_of(path) for path in wanted}
        before = {path: marks for path, marks in now.items() if marks != wanted[path]}
        if before:
            after = {path: wanted[path] for path in before}
            self._undo = [*self._undo[-_STEPS:], MarkStep(before, after, moment())]
            self._redo = []
            self._say(after)

    def _say(self, decided: Decided) -> None:
        self._wishes += 1
        self._likes = None
        self._said |= {path: (marks, self._wishes) for path, marks in decided.items()}
        self.marks_wanted.emit(decided, self._wishes)
        self.marks_changed.emit(tuple(decided))

    def _look_anew(self, *_: object) -> None:
        """Another photo, or another room: what was marked before is not in sight, so undo leaves it alone there."""
        self._seen_since = moment()
