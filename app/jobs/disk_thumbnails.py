"""Small pictures kept on disk between runs, so that a folder of thousands is at hand at once the second time.

One JPEG a photo in the cache folder, named by path, length and time of the file: a photo that changed has another name.
The folder is bounded; what was used longest ago goes first. Whatever cannot be read is made anew.
"""

import contextlib
import hashlib
import os
import threading
from pathlib import Path

import numpy as np
from PySide6.QtGui import QColorSpace, QImage, QImageReader

from app.storage import folders

ROOM = 400_000_000
"""Bytes; some 20 000 pictures."""
_QUALITY, _TRIM_EVERY, _SPARE = 88, 400, 0.9


class DiskThumbnails:
    """The pictures of one folder on disk. Any thread may ask."""

    def __init__(self, folder: Path | None = None, room: int = ROOM) -> None:
        """Use a folder.

        Args:
            folder: where; the person's cache by default.
            room: bytes that the pictures may take together.
        """
        self.folder = folder or folders.cache() / "thumbnails"
        self._room = room
        self._lock = threading.Lock()
        self._written = 0

    def get(self, photo: Path, edge: int) -> QImage | None:
        """The picture of a photo as it is now; None if there is none."""
        path = self._path(photo, edge)
        if path is None or not path.is_file():
            return None
        reader = QImageReader(str(path), b"jpeg")
        picture = reader.read()
        if picture.isNull():
            path.unlink(missing_ok=True)
            return None
        try:
            os.utime(path)  # used just now
        except OSError:
            return None
        picture = picture.convertToFormat(QImage.Format.Format_RGB32)
        picture.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        return picture

    def keep(self, photo: Path, edge: int, picture: QImage) -> None:
        """Keep a picture; a full or closed disk costs the picture only."""
        import cv2

        path = self._path(photo, edge)
        if path is None or picture.isNull():
            return
        rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
        pixels = rows[:, : 4 * picture.width()].reshape(picture.height(), picture.width(), 4)[..., :3]
        done, content = cv2.imencode(".jpg", np.ascontiguousarray(pixels), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        if not done:
            return
        # No fsync: a picture that is lost with the power is made again, and waiting for the disk would cost more.
        part = path.with_suffix(f".{threading.get_ident()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content.tobytes())
            part.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            return
        with self._lock:
            self._written += 1
            is_time = self._written % _TRIM_EVERY == 1
        if is_time:
            self.trim()

    def trim(self) -> None:
        """Keep within the room: what was used longest ago goes."""
        found = []
        for path in self.folder.glob("*/*.jpg"):
            try:
                status = path.stat()
            except OSError:
                continue
            found.append((status.st_mtime, status.st_size, path))
        total = sum(size for _, size, _ in found)
        if total <= self._room:
            return
        for _, size, path in sorted(found):
            if total <= _SPARE * self._room:
                return
            path.unlink(missing_ok=True)
            total -= size

    def _path(self, photo: Path, edge: int) -> Path | None:
        try:
            status = photo.stat()
        except OSError:
            return None
        facts = os.fsencode(photo.absolute()) + f"|{status.st_size}|{status.st_mtime_ns}|{edge}".encode()
        name = hashlib.blake2b(facts, digest_size=16).hexdigest()
        return self.folder / name[:2] / f"{name[2:]}.jpg"
