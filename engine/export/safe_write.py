"""Writing a file so that nothing half-written is ever seen and nothing of the person's is ever lost.

The content goes into a temporary file in the target's own folder, reaches the disk, is checked, and is moved into
place in one step. On any trouble the temporary file is removed and what stood at the target stands there still.
"""

import errno
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO

from engine.errors import DiskFull, ExportError, FolderRefused, TargetRefused

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
Identity = tuple[int, int]
"""Device and number of a file."""

NO_LINKS = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)


def safe_write(
    target: Path,
    fill: Callable[[BinaryIO], None],
    *,
    on_conflict: str = "unique",
    originals: frozenset[Identity] = frozenset(),
    check: Callable[[Path], None] | None = None,
) -> Path | None:
    """Write a file and give its path: the target, a numbered neighbour ("unique"), or None where it was skipped.

    Args:
        target: where the file should stand; its folder is made if need be.
        fill: writes the content.
        on_conflict: "unique", "overwrite" or "skip": what happens if the name is taken.
        originals: files that must never be written to, by whatever name; see `identities`.
        check: looks at the finished temporary file and raises if it is not right.

    Raises:
        TargetRefused: the target is one of the originals, or a folder.
        FolderRefused: the folder cannot be made or written to.
        DiskFull: no room.
    """
    if on_conflict == "skip" and os.path.lexists(target):
        return None
    if on_conflict == "overwrite":
        refuse_originals(target, originals)
    with _temporary(target) as temporary:
        with temporary.open("r+b") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        if check:
            check(temporary)
        if on_conflict == "overwrite":
            refuse_originals(target, originals)
            temporary.replace(target)
            return target
        return _placed(temporary, target, numbered=on_conflict == "unique")


def refuse_originals(target: Path, originals: frozenset[Identity]) -> None:
    """Refuse a target that is an original by whatever name: link, other spelling, other path.

    Raises:
        TargetRefused: it is one, or it is a folder.
    """
    if target.is_dir():
        raise TargetRefused(f"{target.name} is a folder, so nothing was written in its place.", subject=target)
    if identities([target]) & originals:
        sentence = f"{target.name} is an original, so nothing was written; originals are never changed."
        raise TargetRefused(sentence, subject=target)


def identities(paths: Iterable[Path]) -> frozenset[Identity]:
    """What tells files apart whatever they are called: through links of any kind, on disks that ignore case."""
    found = set()
    for path in paths:
        with suppress(OSError, ValueError):
            status = path.stat()
            found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def numbered_names(target: Path) -> Iterator[Path]:
    """The target, then its neighbours "name-2.jpg", "name-3.jpg"..."""
    yield target
    for number in count(2):
        yield target.with_name(f"{target.stem}-{number}{target.suffix}")


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A new empty file beside the target; gone afterwards unless it was moved. The system's trouble gets a sentence."""
    path = target.with_name(f".penchant-{secrets.token_hex(6)}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        yield path
    except OSError as problem:
        raise _explained(problem, target) from problem
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _placed(temporary: Path, target: Path, *, numbered: bool) -> Path | None:
    """Move into the first free name without ever replacing a file that another job has just put there."""
    for candidate in numbered_names(target):
        try:
            _claim(temporary, candidate)
        except FileExistsError:
            if not numbered:
                return None
            continue
        return candidate
    raise AssertionError("names do not end")


def _claim(temporary: Path, candidate: Path) -> None:
    try:
        os.link(temporary, candidate)  # fails if the name is taken, in one step
    except FileExistsError:
        raise
    except OSError as problem:
        if problem.errno not in NO_LINKS:
            raise
        # Disks without hard links (FAT, some network shares): an empty file reserves the name.
        os.close(os.open(candidate, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        temporary.replace(candidate)


def _explained(problem: OSError, target: Path) -> ExportError:
    folder = target.parent.name or str(target.parent)
    if problem.errno in FULL:
        return DiskFull("The disk is full, so nothing was written.", subject=target, details=str(problem))
    if problem.errno in CLOSED:
        sentence = f"{folder} is read-only, so {target.name} was not written."
    elif problem.errno in (errno.ENOTDIR, errno.EEXIST):
        sentence = f"{folder} is not a folder, so {target.name} was not written."
    elif problem.errno == errno.ENAMETOOLONG:
        sentence = "The name is longer than the disk allows, so nothing was written."
    else:
        sentence = f"{folder} could not be written to, so {target.name} is not there."
    return FolderRefused(sentence, subject=target, details=str(problem))
