"""Which finished picture belongs to which photo, by their names: before and after folders, or RAW beside JPEG.

Programs put finished pictures into a folder of their own, or beside the RAW file, and often add a word or a number to
the name ("DSC_0412-Edit-2.jpg"). The same path below both folders counts first, then the same name, then the name
without what such programs add; a picture that could belong to several photos belongs to none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.decode.extensions import RAW_EXTENSIONS, looks_like_photo
from engine.errors import TrainingError

_ADDED = re.compile(
    r"[-_ .]*(?:(?<=[-_ .])(?:edit(?:ed)?|finished|final|retouch(?:ed)?|enhanced|export(?:ed)?|developed|print|web|srgb"
    r"|copy|v?\d{1,2})|\(\d{1,2}\)|\[\d{1,2}\])$"
)
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Matched:
    """Photos and their finished versions.

    Attributes:
        pairs: photo as it was, and finished, in the order of the photos.
        alone_before: photos of which no finished picture was found.
        alone_after: finished pictures of which no photo was found.
    """

    pairs: tuple[tuple[Path, Path], ...] = ()
    alone_before: tuple[Path, ...] = ()
    alone_after: tuple[Path, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence about each side on which something stands alone."""
        return tuple(
            f"{_named(paths)}, so {'it was' if len(paths) == 1 else 'they were'} left out."
            for paths in (
                _told(self.alone_before, "has no finished picture", "have no finished picture"),
                _told(self.alone_after, "has no photo before it", "have no photo before them"),
            )
            if paths
        )


def match(before: Path, after: Path) -> Matched:
    """Find the pairs of two folders.

    Args:
        before: folder of photos as they were.
        after: folder of finished pictures. It may be the same folder, where RAW files lie beside finished ones, or lie
            inside the other.

    Raises:
        TrainingError: a folder is not there or has no photos, or no names belong together; the sentence says which.
    """
    for folder in (before, after):
        if not folder.is_dir():
            raise TrainingError(f"{folder.name} is no longer there, or is no folder.", subject=folder)
    first, second = _photos(before), _photos(after)
    if before.resolve() == after.resolve():
        first = [path for path in first if _is_raw(path)]
        second = [path for path in second if not _is_raw(path)]
    elif before.resolve() in after.resolve().parents:
        first = [path for path in first if after not in path.parents]
    elif after.resolve() in before.resolve().parents:
        second = [path for path in second if before not in path.parents]
    for folder, found in ((before, first), (after, second)):
        if not found:
            raise TrainingError(f"There are no photos in {folder.name} for one half of the pairs.", subject=folder)
    return _matched(before, after, _first_of_each(first), second)


def _matched(before: Path, after: Path, first: list[Path], second: list[Path]) -> Matched:
    """Each photo takes the first finished picture that is its own by the strictest rule that fits."""
    taken: dict[Path, Path] = {}
    rest = _take(taken, {path: [_path_key(path, before)] for path in first}, second, lambda p: [_path_key(p, after)])
    names = {path: [path.stem.casefold()] for path in first}
    rest = _take(taken, names, rest, lambda path: [path.stem.casefold()])
    rest = _take(taken, names, sorted(rest, key=lambda path: (len(path.name), path)), _plainer)
    if not taken:
        one, other = first[0].name, second[0].name
        sentence = f"No names of {before.name} and {after.name} belong together: {one} is there, {other} here."
        raise TrainingError(sentence, subject=before)
    # Further versions of a photo that has its finished picture are no riddle.
    used = {path.stem.casefold() for path in taken}
    alone = [path for path in rest if not used.intersection((path.stem.casefold(), *_plainer(path)))]
    pairs = tuple((path, taken[path]) for path in first if path in taken)
    return Matched(pairs, tuple(path for path in first if path not in taken), tuple(sorted(alone)))


def _take(
    taken: dict[Path, Path], first: Mapping[Path, list[str]], second: list[Path], keys_of: Callable[[Path], list[str]]
) -> list[Path]:
    """Give each photo that has none the first picture with its key, if no other photo has that key.

    Returns:
        the pictures that nobody took.
    """
    known: dict[str, list[Path]] = {}
    for path, keys in first.items():
        for key in keys:
            known.setdefault(key, []).append(path)
    left = []
    for path in second:
        photos = next((known[key] for key in keys_of(path) if key in known), [])
        if len(photos) == 1 and photos[0] not in taken:
            taken[photos[0]] = path
        else:
            left.append(path)
    return left


def _photos(folder: Path) -> list[Path]:
    """Photos below a folder, none that is hidden, by their paths."""
    return sorted(p for p in folder.rglob("*") if looks_like_photo(p) and not _is_hidden(p, folder) and p.is_file())


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _first_of_each(paths: list[Path]) -> list[Path]:
    """One file of each photo: of RAW and the camera's own JPEG the RAW."""
    chosen: dict[Path, Path] = {}
    for path in sorted(paths, key=lambda path: (not _is_raw(path), path)):
        chosen.setdefault(path.with_suffix(""), path)
    return sorted(chosen.values())


def _is_raw(path: Path) -> bool:
    return path.suffix.lower() in RAW_EXTENSIONS


def _path_key(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix().casefold()


def _plainer(path: Path) -> list[str]:
    """The name without what programs add to it: without the last word first, then without the one before."""
    names, name = [], path.stem.casefold()
    while (plainer := _ADDED.sub("", name)) and plainer != name:
        name = plainer
        names.append(name)
    return names


def _told(paths: Iterable[Path], one: str, several: str) -> list[str]:
    """Names, the last of them with what is said of all."""
    names = [path.name for path in paths]
    if not names:
        return []
    shown = [*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])]
    return [*shown[:-1], f"{shown[-1]} {one if len(names) == 1 else several}"]


def _named(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
