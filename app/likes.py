"""Likes: which photos a style is taught from, and what they can teach. Plain functions; no Qt.

The window asks a job for a `LikesReport`; the command line and the Teach room may ask directly.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.library.content import content_key
from app.library.store import Library
from engine.errors import PhotoError

if TYPE_CHECKING:  # measuring photos is loaded when photos are measured
    from engine.readiness import Readiness
    from engine.traits import Traits

ENOUGH, FIRST_IDEA = 20, 6
"""Likes that make a style one's own, and likes that show a first idea of it."""
STARRED = 4
"""Stars from which a photo can be used as a like."""


@dataclass(frozen=True, slots=True)
class LikesReport:
    """What is known of a set of likes.

    Attributes:
        paths: likes that were measured, in order; places in `readiness` refer to them.
        traits: of each.
        readiness: what they can teach.
        unread: sentences about likes that could not be opened.
    """

    paths: tuple[Path, ...]
    traits: tuple["Traits", ...]
    readiness: "Readiness"
    unread: tuple[str, ...] = ()


def liked_paths(library: Library | None = None) -> list[Path]:
    """The person's likes that are still there, in the order in which they were liked.

    Args:
        library: an open one; None opens the usual one for a moment.

    Raises:
        LibraryError: it cannot be opened.
    """
    if library is not None:
        return library.liked_paths()
    opened = Library()
    try:
        return opened.liked_paths()
    finally:
        opened.close()


def report_on(
    paths: Sequence[Path], library: Library | None = None, tell: Callable[[int], object] = lambda _: None
) -> LikesReport:
    """Measure likes.

    Args:
        paths: photos.
        library: where measures are kept between runs; None keeps nothing.
        tell: called with the number of photos done, from time to time.
    """
    from engine.readiness import readiness_of
    from engine.traits import read_traits

    if library is not None:
        library.take_in(paths)
    known = library.traits(paths) if library is not None else {}
    found: dict[Path, Traits] = {}
    unread: list[str] = []
    for done, path in enumerate(paths):
        tell(done)
        if path in known:
            found[path] = known[path]
            continue
        try:
            found[path] = read_traits(path)
        except PhotoError as problem:
            unread.append(problem.sentence)
            continue
        if library is not None:
            library.keep_traits(path, found[path])
    return LikesReport(tuple(found), tuple(found.values()), readiness_of(list(found.values())), tuple(unread))


def same_content(paths: Iterable[Path], others: Iterable[Path]) -> list[Path]:
    """Those of `paths` that are also among `others`, by content: practice photos that are the likes themselves."""
    own = {key for path in others if (key := _key(path))}
    return [path for path in paths if _key(path) in own]


def _key(path: Path) -> str:
    try:
        return content_key(path)
    except OSError:
        return ""
