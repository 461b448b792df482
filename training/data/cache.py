"""Decoded photos in memory, within a bound."""

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from engine.color import SRGB
from engine.decode import open_photo
from engine.image import as_integers
from engine.resize import resize_long_edge
from training.data.views import Bytes


def decode(path: Path, long_edge: int) -> Bytes:
    """A photo of any kind as 8-bit sRGB.

    Args:
        path: of the photo.
        long_edge: longest side of the result; 0 for every pixel. Smaller photos stay as they are.

    Returns:
        (h, w, 3), upright.

    Raises:
        PhotoError: it cannot be opened.
    """
    from engine.color import to_working

    photo = open_photo(path, at_least=long_edge or None)
    if long_edge:
        photo = resize_long_edge(photo, long_edge)
    if photo.pixels.dtype == np.uint8 and photo.space == SRGB:
        return np.asarray(photo.pixels)
    return np.asarray(as_integers(to_working(photo.pixels, photo.space), np.uint8))


class PhotoCache:
    """Decoded photos, the least used given up first."""

    def __init__(self, long_edge: int = 0, memory: int = 1_000_000_000) -> None:
        """Empty.

        Args:
            long_edge: of the photos, see `decode`.
            memory: bytes held at most.
        """
        self.long_edge = long_edge
        self._memory = memory
        self._held: OrderedDict[Path, Bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def photo(self, path: Path) -> Bytes:
        """A photo, decoded now or before; see `decode`."""
        with self._lock:
            if path in self._held:
                self._held.move_to_end(path)
                return self._held[path]
        pixels = decode(path, self.long_edge)
        with self._lock:
            if path not in self._held:
                self._held[path] = pixels
                self._bytes += pixels.nbytes
            while self._bytes > self._memory and self._held:
                self._bytes -= self._held.popitem(last=False)[1].nbytes
        return pixels
