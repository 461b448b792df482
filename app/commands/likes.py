"""The command `likes`: which photos a style is taught from, added, taken away, listed and copied out."""

import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

from app.commands.photos import gather
from app.commands.report import print_json, print_line
from app.library.schema import LibraryError
from app.library.store import Library
from app.likes import STARRED, liked_paths, report_on
from app.storage import ratings
from app.words.readiness_words import advise, english
from engine.errors import PhotoError

DONE, SOME_LEFT, MISUNDERSTOOD = 0, 1, 2


def add_likes(arguments: Sequence[str], *, only_starred: bool, recursive: bool, as_json: bool) -> int:
    """Like photos: files, and those in folders.

    Args:
        arguments: files, folders, or "-" for a list of them on standard input.
        only_starred: only those with 4 or 5 stars, in the library or in their own metadata.
        recursive: also in sub-folders.
        as_json: one object a photo.

    Returns:
        the exit status.
    """
    found, problems = gather(arguments, recursive=recursive)
    library = _open()
    if library is None:
        return MISUNDERSTOOD
    try:
        paths = [photo.path.absolute() for photo in found]
        left_out = [problem.sentence for problem in problems]
        good = [path for path in paths if _is_photo(path, left_out)]
        if only_starred:
            library.take_in(good)
            known = library.entries(good)
            good = [p for p in good if (known[p].marks.stars or ratings.read(p).stars) >= STARRED]
        library.mark_all(good, liked=True)
        total = len(library.liked_paths())
    except LibraryError as problem:
        return _refuse(problem)
    finally:
        library.close()
    _tell("liked", good, left_out, total, as_json=as_json)
    return SOME_LEFT if left_out or not good else DONE


def remove_likes(arguments: Sequence[str], *, recursive: bool, as_json: bool) -> int:
    """Take likes away; the photos stay where they are. A like whose file is gone can be named too.

    Returns:
        the exit status: 1 if something named was no like.
    """
    library = _open()
    if library is None:
        return MISUNDERSTOOD
    try:
        there = [name for name in arguments if name == "-" or Path(name).exists()]
        found, problems = gather(there, recursive=recursive)
        left_out = [problem.sentence for problem in problems]
        library.take_in(photo.path.absolute() for photo in found)
        entries = library.entries()
        wanted = [photo.path.absolute() for photo in found]
        wanted += [Path(name).absolute() for name in arguments if name not in there]
        liked = [path for path in wanted if path in entries and entries[path].marks.liked]
        left_out += [
            f"{path.name} is not a like." for path in wanted if path not in liked and not _in_folder(path, there)
        ]
        library.unlike(liked)
        total = len(library.liked_paths())
    except LibraryError as problem:
        return _refuse(problem)
    finally:
        library.close()
    _tell("removed", liked, left_out, total, as_json=as_json)
    return SOME_LEFT if left_out or not liked else DONE


def list_likes(*, as_json: bool) -> int:
    """Print the likes, and what they can teach.

    Returns:
        the exit status.
    """
    library = _open()
    if library is None:
        return MISUNDERSTOOD
    try:
        paths = liked_paths(library)
        report = report_on(paths, library)
        entries = library.entries(paths)
    except LibraryError as problem:
        return _refuse(problem)
    finally:
        library.close()
    advice = advise(report, english)
    if as_json:
        for path, traits in zip(report.paths, report.traits, strict=True):
            marks = entries[path].marks
            print_json({"path": str(path), "stars": marks.stars, "label": marks.label, "kinds": list(traits.kinds)})
        words = {"lead": advice.lead, "warnings": list(advice.warnings), "hints": list(advice.hints)}
        print_json({"readiness": asdict(report.readiness), "is_ready": advice.is_ready, **words})
        return DONE
    for path in paths:
        print_line(str(path), sys.stdout)
    for sentence in report.unread:
        print_line(sentence)
    kinds = ", ".join(f"{words.lower()} {number}" for words, number in advice.kinds) if paths else ""
    for line in (f"{advice.title}. {advice.text}", kinds):
        if line:
            print_line(line, sys.stdout if as_json else sys.stderr)
    return DONE


def export_likes(folder: Path, *, as_json: bool) -> int:
    """Copy the likes into a folder, which is made if it is not there; nothing in it is replaced.

    Returns:
        the exit status: 1 if a like could not be copied.
    """
    library = _open()
    if library is None:
        return MISUNDERSTOOD
    try:
        paths = liked_paths(library)
    except LibraryError as problem:
        return _refuse(problem)
    finally:
        library.close()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        print_line(f"{folder} cannot be made, so nothing was copied ({problem.strerror}).")
        return MISUNDERSTOOD
    copied, left_out = [], []
    for path in paths:
        target = _free(folder / path.name)
        try:
            _copy(path, target)
        except OSError as problem:
            left_out.append(f"{path.name} was not copied: {problem.strerror}.")
            continue
        copied.append(target)
    _tell("copied", copied, left_out, len(paths), as_json=as_json)
    return SOME_LEFT if left_out or not copied else DONE


def _open() -> Library | None:
    try:
        library = Library()
    except LibraryError as problem:
        _refuse(problem)
        return None
    if library.note:
        print_line(library.note)
    return library


def _refuse(problem: LibraryError) -> int:
    print_line(problem.sentence)
    return MISUNDERSTOOD


def _is_photo(path: Path, left_out: list[str]) -> bool:
    """Whether a file can be opened; the sentence of one that cannot goes to the list."""
    from engine.decode import open_photo

    try:
        open_photo(path, at_least=1)
    except PhotoError as problem:
        left_out.append(problem.sentence)
        return False
    return True


def _in_folder(path: Path, names: Iterable[str]) -> bool:
    """Whether a photo was meant by naming its folder, of which only likes are meant."""
    return any(Path(name).absolute() in path.parents for name in names if Path(name).is_dir())


def _free(target: Path) -> Path:
    """A name that is not taken: likes of several folders may be called alike."""
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_stem(f"{target.stem}-{number}")
    return free


def _copy(path: Path, target: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _tell(what: str, paths: Sequence[Path], left_out: Sequence[str], total: int, *, as_json: bool) -> None:
    for sentence in left_out:
        if as_json:
            print_json({"event": "left_out", "sentence": sentence})
        else:
            print_line(sentence)
    if as_json:
        for path in paths:
            print_json({"event": what, "path": str(path)})
        print_json({"event": "finished", what: len(paths), "left_out": len(left_out), "likes": total})
    else:
        number = f"{len(paths)} photo{'' if len(paths) == 1 else 's'} {what}"
        print_line(f"{number}; {total} like{'' if total == 1 else 's'} in all.", sys.stdout)
