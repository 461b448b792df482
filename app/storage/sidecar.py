"""Sidecars: the edit of a photo, kept beside it as `name.ext.xmp`, or in the data directory where that cannot be.

Three promises. The nodes of other programs stay byte for byte. A sidecar that is not understood as a whole (damaged,
or of a newer Penchant) is never replaced. And if somebody else wrote an edit since we read the file, theirs is kept
aside before ours takes its place.
"""

import errno
import hashlib
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from app.storage import folders, small_file, xmp_node
from engine.edit import Edit
from engine.errors import DiskFull, EditError, FolderRefused
from engine.version import VERSION

BESIDE, IN_DATA = "beside the photo", "in the data directory"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of the edit that is kept for a photo.

    Attributes:
        edit: the edit, None if there is none, or none that is understood.
        texts: the edit as written in each file we read or wrote, by path; tells whether somebody else wrote since.
        place: `BESIDE` or `IN_DATA`: where the edit was found or written.
        reason: "" , "not understood" or "read-only": why the edit is not beside the photo.
        aside: the file in which somebody else's edit was kept before it was replaced, else None.
    """

    edit: Edit | None = None
    texts: dict[Path, str | None] = field(default_factory=dict)
    place: str = BESIDE
    reason: str = ""
    aside: Path | None = None


def beside(photo: Path) -> Path:
    """The sidecar beside a photo. The full name is kept, so IMG_1.CR2 and IMG_1.JPG have two."""
    return photo.with_name(photo.name + ".xmp")


def in_data(photo: Path) -> Path:
    """The sidecar of a photo in the data directory."""
    key = hashlib.sha256(os.fsencode(photo.absolute())).hexdigest()[:24]
    return folders.data() / "edits" / f"{key}.xmp"


def read(photo: Path) -> Kept:
    """The edit kept for a photo, beside it or in the data directory; where both hold one, the later."""
    pair = ((BESIDE, beside(photo)), (IN_DATA, in_data(photo)))
    kept, newest = Kept(), -1.0
    texts: dict[Path, str | None] = {}
    reason = ""
    for place, path in pair:
        try:
            text, edit = _edit_in(_content(path))
        except (xmp_node.NotUnderstood, EditError, OSError):
            reason = "not understood" if place == BESIDE else reason
            continue
        texts[path] = text
        written = path.stat().st_mtime if edit is not None else -1.0
        if edit is not None and written > newest:
            kept, newest = Kept(edit, place=place), written
    return Kept(kept.edit, texts, kept.place, reason)


def write(photo: Path, edit: Edit, known: Kept) -> Kept:
    """Keep an edit, atomically.

    Args:
        photo: the original; never touched.
        edit: what was decided.
        known: what `read` or the last `write` of this photo gave.

    Raises:
        DiskFull, FolderRefused: it could be kept neither beside the photo nor in the data directory.
    """
    try:
        written = _write(beside(photo), edit, known, BESIDE, "")
    except (xmp_node.NotUnderstood, EditError):
        reason = "not understood"
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("The disk is full, so the edit was not written.", subject=photo) from problem
        reason = "read-only"
    else:
        in_data(photo).unlink(missing_ok=True)
        return written
    return _write_in_data(photo, edit, known, reason)


def _write_in_data(photo: Path, edit: Edit, known: Kept, reason: str) -> Kept:
    try:
        return _write(in_data(photo), edit, known, IN_DATA, reason)
    except (xmp_node.NotUnderstood, EditError):
        _set_aside(photo.name, in_data(photo).read_bytes())
        in_data(photo).unlink()
        return _write(in_data(photo), edit, known, IN_DATA, reason)
    except OSError as problem:
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull("The disk is full, so the edit was not written.", subject=photo) from problem
        sentence = f"There is no folder in which the edit of {photo.name} could be kept."
        raise FolderRefused(sentence, subject=photo, details=str(problem)) from problem


def _write(path: Path, edit: Edit, known: Kept, place: str, reason: str) -> Kept:
    document = _content(path)
    theirs, _ = _edit_in(document)
    text = edit.to_json()
    changed_since = theirs is not None and theirs not in (known.texts.get(path), text)
    aside = _set_aside(path.name, document) if changed_since else None
    if theirs != text:
        # The file behind a link is renewed, not the link.
        target = path.resolve() if path.is_symlink() else path
        small_file.replace_file(target, xmp_node.replace(document, text, f"Penchant {VERSION}"))
    return Kept(edit, {**known.texts, path: text}, place, reason, aside)


def _content(path: Path) -> bytes:
    """The bytes of a sidecar; empty where there is none.

    Raises:
        NotUnderstood: it is no file, or larger than a sidecar.
        OSError: it may not be read.
    """
    try:
        if not path.is_file() or path.stat().st_size > xmp_node.LARGEST:
            path.stat()
            raise xmp_node.NotUnderstood("not a file, or larger than a sidecar")
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _edit_in(document: bytes) -> tuple[str | None, Edit | None]:
    """Text and value of our edit in a document.

    Raises:
        NotUnderstood, EditError: it is not understood as a whole.
    """
    text = xmp_node.find(document).edit if document.strip() else None
    return text, None if text is None else Edit.from_json(text)


def _set_aside(name: str, document: bytes) -> Path:
    """Keep somebody else's sidecar in the data directory."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    digest = hashlib.sha256(document).hexdigest()[:6]
    path = folders.data() / "edits" / "aside" / f"{name[:100]}.{stamp}-{digest}.xmp"
    small_file.replace_file(path, document)
    return path
