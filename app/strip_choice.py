"""Which of the open photos stand in the filmstrip, and in what order. Values and a plain function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.library.entry import Shelf
from app.library.marks import Marks

AS_OPENED, TAKEN = "opened", "taken"
ORDERS = (AS_OPENED, TAKEN)
"""By name, as a folder is listed, or by the time at which they were taken."""


@dataclass(frozen=True, slots=True)
class StripChoice:
    """What is shown: photos of which anything holds that is set; all, where nothing is set.

    Attributes:
        liked, starred, edited, rejected: kinds of photos.
        order: one of ORDERS.
    """

    liked: bool = False
    starred: bool = False
    edited: bool = False
    rejected: bool = False
    order: str = AS_OPENED

    @property
    def is_set(self) -> bool:
        """Whether some photos may be left out."""
        return self.liked or self.starred or self.edited or self.rejected


def chosen(
    opened: Iterable[Path], choice: StripChoice, shelf: Shelf, marks_of: Callable[[Path], Marks], keep: Path | None
) -> tuple[Path, ...]:
    """The photos of a strip.

    Args:
        opened: all that are open.
        choice: which of them, in what order.
        shelf: what the library knows.
        marks_of: what is said about a photo now.
        keep: stays in any case, since it is on the canvas.
    """

    def fits(path: Path) -> bool:
        marks, entry = marks_of(path), shelf.entries.get(path)
        kinds = (
            (choice.liked, marks.liked),
            (choice.starred, bool(marks.stars)),
            (choice.edited, entry is not None and entry.is_edited),
            (choice.rejected, marks.rejected),
        )
        return not choice.is_set or path == keep or any(wanted and is_so for wanted, is_so in kinds)

    def taken(path: Path) -> tuple[bool, float]:
        entry = shelf.entries.get(path)
        return entry is None or not entry.taken, entry.taken if entry is not None else 0.0

    found = [path for path in opened if fits(path)]
    return tuple(sorted(found, key=taken) if choice.order == TAKEN else found)
