"""Which photos the Library shows, and in what order. Values and plain functions; nothing here knows a widget."""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.library import Entry, Marks, Shelf
from app.open_photos import natural_order

ALL, LIKED, REJECTED, OPENED, FOLDER, COLLECTION = "all", "liked", "rejected", "opened", "folder", "collection"
ORDERS = ("taken", "name", "liked", "stars")
EDITED = ("", "edited", "untouched")

_natural = lru_cache(maxsize=50_000)(natural_order)
MarksOf = Callable[[Path], Marks]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the photos come from.

    Attributes:
        kind: ALL, LIKED, REJECTED, OPENED, FOLDER or COLLECTION.
        name: path of the folder, or name of the collection; "" for the others.
    """

    kind: str = ALL
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is shown of them; all that are set have to fit.

    Attributes:
        liked: only likes.
        stars: only photos with at least so many.
        label: only photos with this label; "" for any.
        edited: "edited", "untouched", or "" for any.
        camera: only photos of this camera; "" for any.
        text: only photos with this in their name or in the name of a folder above them.
        order: one of ORDERS.
    """

    liked: bool = False
    stars: int = 0
    label: str = ""
    edited: str = ""
    camera: str = ""
    text: str = ""
    order: str = "taken"

    @property
    def is_set(self) -> bool:
        """Whether some photos may be left out."""
        return bool(self.liked or self.stars or self.label or self.edited or self.camera or self.text)


def of_source(source: Source, shelf: Shelf, opened: Iterable[Path], marks_of: MarksOf) -> list[Path]:
    """The photos of a source; each photo once, in folders each file."""
    if source.kind == OPENED:
        return list(opened)
    if source.kind == FOLDER:
        folder = Path(source.name)
        return [path for path in shelf.entries if folder in path.parents]
    if source.kind == COLLECTION:
        members = shelf.collections.get(source.name, frozenset())
        return _once(entry for entry in shelf.entries.values() if entry.photo in members)
    if source.kind == LIKED:
        return _once(entry for entry in shelf.entries.values() if marks_of(entry.path).liked)
    if source.kind == REJECTED:
        return _once(entry for entry in shelf.entries.values() if marks_of(entry.path).rejected)
    return _once(shelf.entries.values())


def fitting(paths: Iterable[Path], filters: Filters, shelf: Shelf, marks_of: MarksOf) -> list[Path]:
    """The photos that fit the filters, in their order."""
    text = filters.text.strip().casefold()
    found = [path for path in paths if _fits(path, filters, shelf.entries.get(path), marks_of(path), text)]
    return sorted(found, key=lambda path: _key(path, filters.order, shelf, marks_of))


def only_marks(before: Shelf | None, now: Shelf) -> list[Path] | None:
    """Photos of which only marks changed, or whether they are edited; None if all has to be listed anew."""
    if before is None or (before.folders, before.collections) != (now.folders, now.collections):
        return None
    if before.entries.keys() != now.entries.keys():
        return None
    changed = []
    for path, entry in now.entries.items():
        old = before.entries[path]
        if (old.photo, old.taken, old.camera) != (entry.photo, entry.taken, entry.camera):
            return None
        if (old.marks, old.is_edited) != (entry.marks, entry.is_edited):
            changed.append(path)
    return changed


def depends_on_marks(source: Source, filters: Filters) -> bool:
    """Whether a mark may bring a photo in, take it out, or give it another place."""
    of_marks = filters.liked or filters.stars or filters.label or filters.edited or filters.order in ("liked", "stars")
    return bool(of_marks) or source.kind in (LIKED, REJECTED)


def cameras(paths: Iterable[Path], shelf: Shelf) -> list[str]:
    """Cameras of photos, by name."""
    known = {entry.camera for path in paths if (entry := shelf.entries.get(path))}
    return sorted(known - {""}, key=str.casefold)


def counts(shelf: Shelf, marks_of: MarksOf) -> dict[str, int]:
    """How many photos there are, how many liked and how many rejected; copies count once."""
    everything = {entry.photo: marks_of(path) for path, entry in shelf.entries.items()}
    liked, rejected = (sum(getattr(m, name) for m in everything.values()) for name in ("liked", "rejected"))
    return {ALL: len(everything), LIKED: liked, REJECTED: rejected}


def folder_tree(shelf: Shelf) -> dict[Path, int]:
    """Folders that hold photos at any depth under those that were opened, with how many; parents before children."""
    found = dict.fromkeys(shelf.folders, 0)
    for name, number in Counter(os.path.dirname(path) for path in shelf.entries).items():  # noqa: PTH120 - 5000 times
        parent = Path(name)
        for folder in (parent, *parent.parents):
            if folder in found or any(root in folder.parents for root in shelf.folders):
                found[folder] = found.get(folder, 0) + number
    return dict(sorted(found.items()))


def short_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Names for under the pictures: without ending, and without a beginning (DSC_) that all of them share."""
    stems = {path: path.stem for path in paths}
    if len(stems) < 2:
        return stems
    first, last = min(stems.values()), max(stems.values())
    shared = 0
    while shared < min(len(first), len(last)) and first[shared] == last[shared] and not first[shared].isdigit():
        shared += 1
    leaves_a_number = all(stem[shared : shared + 1].isdigit() for stem in stems.values())
    return {path: stem[shared:] for path, stem in stems.items()} if leaves_a_number else stems


def _once(entries: Iterable[Entry]) -> list[Path]:
    found: dict[int, Path] = {}
    for entry in entries:
        found.setdefault(entry.photo, entry.path)
    return list(found.values())


def _fits(path: Path, filters: Filters, entry: Entry | None, marks: Marks, text: str) -> bool:
    edited = "edited" if entry and entry.is_edited else "untouched"
    return (
        (not filters.liked or marks.liked)
        and marks.stars >= filters.stars
        and filters.label in ("", marks.label)
        and filters.edited in ("", edited)
        and filters.camera in ("", entry.camera if entry else "")
        and (not text or text in path.name.casefold() or any(text in p.name.casefold() for p in path.parents))
    )


def _key(path: Path, order: str, shelf: Shelf, marks_of: MarksOf) -> tuple[object, ...]:
    entry, name = shelf.entries.get(path), _natural(path)
    if order == "taken":
        return (entry is None or not entry.taken, entry.taken if entry else 0.0, name)
    if order == "liked":
        return (not marks_of(path).liked, -(entry.liked_at if entry else 0.0), name)
    if order == "stars":
        return (-marks_of(path).stars, name)
    return name
