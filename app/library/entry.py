"""Entry and Shelf: what the library tells about the photos it knows, as frozen values for the window."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.library.marks import NOTHING, Marks


@dataclass(frozen=True, slots=True)
class Entry:
    """One photo at one place.

    Attributes:
        path: where it lies.
        photo: number of the photo in the library; copies at other places have the same.
        marks: what the person says about it.
        is_edited: whether an edit of it is kept.
        taken: seconds since 1970 in the camera's local time; 0 if unknown.
        camera: maker and model; "" if unknown.
        liked_at: when it was liked, seconds since 1970; 0 if it is not.
    """

    path: Path
    photo: int
    marks: Marks = NOTHING
    is_edited: bool = False
    taken: float = 0.0
    camera: str = ""
    liked_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is known at one moment.

    Attributes:
        entries: all photos by path.
        folders: those that were opened or added, in the order of their names.
        collections: photos (by number) of each collection, by name.
    """

    entries: Mapping[Path, Entry] = field(default_factory=dict)
    folders: tuple[Path, ...] = ()
    collections: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def marks(self, path: Path) -> Marks:
        """What is said about a photo; nothing for one that is not known."""
        entry = self.entries.get(path)
        return entry.marks if entry else NOTHING
