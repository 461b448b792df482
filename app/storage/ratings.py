"""Ratings of other programs: read from sidecars and from photos, and written beside them, only when a person asks."""

import errno
from collections.abc import Iterable
from pathlib import Path

from app.library.marks import NOTHING, Marks
from app.storage import sidecar, small_file, xmp_rating
from app.storage.xmp_node import LARGEST, NotUnderstood
from engine.errors import DiskFull, FolderRefused, PhotoError


def read(photo: Path) -> Marks:
    """What other programs, or we, wrote about a photo: beside it (IMG_1.CR2.xmp, then IMG_1.xmp), then inside it."""
    for document in _documents(photo):
        try:
            found = xmp_rating.read(document)
        except NotUnderstood:
            continue
        if found != xmp_rating.Ratings():
            return found.marks()
    return NOTHING


def beside(photo: Path) -> Marks | None:
    """What our own sidecar says about a photo; None if it says nothing, or is not there."""
    try:
        found = xmp_rating.read(sidecar.beside(photo).read_bytes())
    except (OSError, NotUnderstood):
        return None
    return None if found == xmp_rating.Ratings() else found.marks()


def write(photo: Path, marks: Marks) -> bool:
    """Write marks into the sidecar beside a photo, which is made if there is none; all else in it stays.

    Returns:
        False if the sidecar was not understood, so that it was left alone.

    Raises:
        DiskFull, FolderRefused: it could not be written; the old one is as it was.
    """
    path = sidecar.beside(photo)
    try:
        document = path.read_bytes() if path.exists() else b""
        new = xmp_rating.write(document, marks)
        if new != document and (document or marks != NOTHING):
            small_file.replace_file(path.resolve() if path.is_symlink() else path, new)
    except NotUnderstood:
        return False
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk is full, so {path.name} was not written.", subject=path) from problem
        sentence = f"{path.name} could not be written, so ratings are kept in the library only."
        raise FolderRefused(sentence, subject=path, details=str(problem)) from problem
    return True


def _documents(photo: Path) -> Iterable[bytes]:
    for path in (sidecar.beside(photo), photo.with_suffix(".xmp")):
        try:
            if path.is_file() and path.stat().st_size <= LARGEST:
                yield path.read_bytes()
        except OSError:
            continue
    yield _inside(photo)


def _inside(photo: Path) -> bytes:
    from engine.decode import open_photo

    try:
        return open_photo(photo, at_least=1).metadata.xmp
    except PhotoError:
        return b""
