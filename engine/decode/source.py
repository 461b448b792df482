"""A file about to be read: opened without ever blocking, refused with a sentence where it cannot be."""

import errno
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from engine.decode.room import Room
from engine.errors import PhotoMissing, PhotoTooLarge, PhotoUnknown, PhotoUnreadable

HEAD_BYTES = 1 << 18
"""How much of the beginning is looked at: what a file is, and most headers with their Exif and profile."""
MOST_FILE_BYTES = 600_000_000
"""Largest file that is read whole; decoders that read from the path themselves are not bound by it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A regular file that exists, is readable and not empty.

    Attributes:
        path: where it is.
        head: its first HEAD_BYTES, or all of it, see `whole`.
        size: its length in bytes.
        room: where its pixels may go; None for memory of their own.
    """

    path: Path
    head: bytes
    size: int
    room: Room | None = None

    @property
    def name(self) -> str:
        """The file's name as it is shown to people."""
        return display_name(self.path)

    def beginning(self, count: int) -> bytes:
        """Up to `count` first bytes, where headers stand."""
        return self.head[:count] if min(count, self.size) <= len(self.head) else _read(self.path, count)[0]

    def read(self) -> bytes:
        """The whole file.

        Raises:
            PhotoTooLarge: more than MOST_FILE_BYTES.
            PhotoUnreadable, PhotoMissing: it changed since it was looked at.
        """
        if self.size > MOST_FILE_BYTES:
            text = f"{self.name} is a file of {self.size / 1e9:.1f} GB, more than this computer can hold."
            raise PhotoTooLarge(text, subject=self.path)
        return self.head if len(self.head) == self.size else _read(self.path, MOST_FILE_BYTES)[0]

    def whole(self) -> "Source":
        """The same with all of the file in memory, so that several decoders need not read it again; see `read`."""
        content = self.read()
        return replace(self, head=content, size=len(content))


def look_at(path: str | Path, room: Room | None = None) -> Source:
    """Open a file, see that it is one, and read its beginning.

    Raises:
        PhotoMissing: nothing there, or a folder.
        PhotoUnreadable: not permitted, empty, or the disk cannot read it.
        PhotoUnknown: a pipe, socket or device.
    """
    path = Path(path)
    head, size = _read(path, HEAD_BYTES)
    if not head:
        raise PhotoUnreadable(f"{display_name(path)} is empty, so it cannot be shown.", subject=path)
    return Source(path, head, size, room)


def display_name(path: Path) -> str:
    """A file name that prints anywhere: what is not text becomes a replacement character."""
    text = (path.name or str(path)).encode("utf-8", "replace").decode("utf-8")
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _read(path: Path, limit: int) -> tuple[bytes, int]:
    """Up to `limit` bytes of a regular file, and its size."""
    name = display_name(path)
    try:
        # O_NONBLOCK: opening a pipe without a writer would otherwise wait forever.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        if not path.is_file():
            _refuse_what_is_no_file(path)
        handle = os.open(path, flags)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise PhotoUnknown(f"{name} is not a kind of photo Penchant knows.", subject=path)
            return _bytes(handle, min(limit, status.st_size)), status.st_size
        finally:
            os.close(handle)
    except (FileNotFoundError, NotADirectoryError, ValueError) as why:  # ValueError: a NUL in the name
        raise PhotoMissing(f"{name} is no longer there.", subject=path, details=str(why)) from why
    except PermissionError as why:
        text = f"{name} may not be read, so it cannot be shown."
        raise PhotoUnreadable(text, subject=path, details=str(why)) from why
    except OSError as why:
        missing = why.errno in (errno.ENAMETOOLONG, errno.ELOOP)
        text = f"{name} is no longer there." if missing else f"{name} cannot be read from its disk, so it is not shown."
        raise (PhotoMissing if missing else PhotoUnreadable)(text, subject=path, details=str(why)) from why


def _bytes(handle: int, count: int) -> bytes:
    """The next `count` bytes, fewer at the end of the file; mostly in one call, without a buffer between."""
    parts = [os.read(handle, count)]
    while parts[-1] and (missing := count - sum(map(len, parts))) > 0:
        parts.append(os.read(handle, missing))
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _refuse_what_is_no_file(path: Path) -> None:
    mode = path.stat().st_mode  # raises FileNotFoundError where nothing is there
    if stat.S_ISDIR(mode):
        raise PhotoMissing(f"{display_name(path)} is a folder, not a photo.", subject=path)
    raise PhotoUnknown(f"{display_name(path)} is not a kind of photo Penchant knows.", subject=path)
