"""Decoded photos on disk, within a bound: a folder that may be deleted at any time, also while it is in use."""

import contextlib
import hashlib
import os
import re
import threading
import time
from pathlib import Path

import numpy as np

from training.data.views import Bytes

SUBFOLDER = "decoded"
"""Of the folder that is given: what lies beside it is never touched."""

KEPT_SHARE = 0.9
"""Of the bound, after room was made: so that room is not made anew for every photo."""

LOOK_EVERY = 64
"""Photos written between two looks at the folder.

Other processes write into it too, so that each of them may exceed the bound by that many photos.
"""

STALE_SECONDS = 3600
"""Age at which an unfinished file is one of a process that was killed."""

_HEADER = 128
_OURS = re.compile(r"[0-9a-f]{32}\.npy")
_UNFINISHED = re.compile(r"[0-9a-f]{32}\.[0-9]+\.[0-9]+\.part")


class DecodedFolder:
    """Arrays by a key, the least used given up first."""

    def __init__(self, folder: Path, most: int) -> None:
        """A folder, which is made when the first photo comes.

        Args:
            folder: the arrays go into its sub-folder `SUBFOLDER`.
            most: bytes held there at most.
        """
        self.folder = folder / SUBFOLDER
        self._most = most
        self._lock = threading.Lock()
        self._since_look = LOOK_EVERY
        self._bytes = 0

    def load(self, key: str) -> Bytes | None:
        """What was kept under a key, mapped from the disk; None where there is nothing that can be used."""
        path = self.folder / f"{key}.npy"
        try:
            found = np.load(path, mmap_mode="r")
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        if found.dtype != np.uint8 or found.ndim != 3 or found.shape[2] != 3:
            return None
        return np.asarray(found)

    def keep(self, key: str, pixels: Bytes) -> bool:
        """Write a photo, whole or not at all; gives whether it is there: a full disk is no reason to stop learning."""
        if pixels.nbytes > self._most * KEPT_SHARE:
            return False
        part = self.folder / f"{key}.{os.getpid()}.{threading.get_ident()}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._make_room(pixels.nbytes + _HEADER)
            with part.open("wb") as file:
                np.save(file, pixels)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{key}.npy")
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink()
            return False
        return True

    def _make_room(self, wanted: int) -> None:
        with self._lock:
            if self._since_look >= LOOK_EVERY or self._bytes + wanted > self._most:
                self._bytes = self._tidied(wanted)
                self._since_look = 0
            self._since_look += 1
            self._bytes += wanted

    def _tidied(self, wanted: int) -> int:
        """Remove the least used where there is no room for `wanted` bytes; gives the bytes that are left."""
        ours: list[tuple[float, int, Path]] = []
        for entry in os.scandir(self.folder):
            if _OURS.fullmatch(entry.name):
                status = entry.stat()
                ours.append((status.st_mtime, status.st_size, Path(entry.path)))
            elif _UNFINISHED.fullmatch(entry.name) and time.time() - entry.stat().st_mtime > STALE_SECONDS:
                Path(entry.path).unlink(missing_ok=True)
        held = sum(size for _, size, _ in ours)
        if held + wanted <= self._most:
            return held
        for _, size, path in sorted(ours):
            if held + wanted <= self._most * KEPT_SHARE:
                break
            path.unlink(missing_ok=True)
            held -= size
        return held


def key_of(path: Path, how: str) -> str:
    """A name for a photo as it is now and for how it was decoded.

    Raises:
        OSError: the photo is not there.
    """
    status = path.stat()
    text = f"1|{path.absolute()}|{status.st_mtime_ns}|{status.st_size}|{how}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
