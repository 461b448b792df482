"""Photos read lately or ahead, kept in memory up to a number of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from engine.image import Image

Stamp = tuple[int, int]


class PhotoCache:
    """Images by path; the ones used longest ago go first. A file that changed is read anew. Any thread may ask."""

    def __init__(self, room: int = 160_000_000) -> None:
        """Make an empty cache.

        Args:
            room: bytes of pixels that are kept at most; the last image always is.
        """
        self._room = room
        self._lock = threading.Lock()
        self._reading: dict[Path, threading.Lock] = {}
        self._kept: OrderedDict[Path, tuple[Stamp, Image]] = OrderedDict()

    def get(self, path: Path, at_least: int, read: Callable[[Path, int], Image]) -> Image:
        """The image of the file as it is now, with a long edge that suffices.

        Two threads that ask for the same photo read it once; the second waits for the first.

        Args:
            path: the photo.
            at_least: the long edge.
            read: reads the photo where it is not kept; what it raises is passed on.
        """
        with self._lock:
            reading = self._reading.setdefault(path, threading.Lock())
        try:
            with reading:
                stamp = _stamp(path)
                image = self._find(path, stamp, at_least)
                if image is None:
                    image = read(path, at_least)
                    self._keep(path, stamp, image)
                return image
        finally:
            with self._lock:
                self._reading.pop(path, None)

    def has(self, path: Path, at_least: int) -> bool:
        """Whether the image is at hand without reading."""
        return self._find(path, _stamp(path), at_least) is not None

    def _find(self, path: Path, stamp: Stamp | None, at_least: int) -> Image | None:
        with self._lock:
            entry = self._kept.get(path)
            if entry is None or entry[0] != stamp:
                return None
            image = entry[1]
            if not image.is_full_size and max(image.width, image.height) < at_least:
                return None
            self._kept.move_to_end(path)
            return image

    def _keep(self, path: Path, stamp: Stamp | None, image: Image) -> None:
        with self._lock:
            if stamp is None:
                return
            self._kept[path] = (stamp, image)
            self._kept.move_to_end(path)
            while len(self._kept) > 1 and sum(i.pixels.nbytes for _, i in self._kept.values()) > self._room:
                self._kept.popitem(last=False)


def _stamp(path: Path) -> Stamp | None:
    """What changes with the file; None where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
