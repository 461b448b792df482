"""Photos, decoded once: held in memory or on disk, within bounds, and decoded again where they were given up."""

import contextlib
import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np

from engine.color import SRGB, to_working
from engine.decode import open_photo
from engine.image import Image, as_integers
from engine.resize import smaller
from training.data.decoded import DecodedFolder, key_of
from training.data.views import Bytes

SMALL = 200_000
"""Bytes of pixels up to which a photo is decoded as fast as its copy is found on disk: it is held in memory alone."""


def decode(path: Path, *, long_edge: int = 0, short_edge: int = 0) -> Bytes:
    """A photo of any kind as 8-bit sRGB; smaller photos than asked for stay as they are.

    Args:
        path: of the photo.
        long_edge: longest side of the result; 0 for no limit.
        short_edge: shortest side of the result; 0 for no limit.

    Returns:
        (h, w, 3), upright, its profile honoured; colours outside sRGB are clipped.

    Raises:
        PhotoError: it cannot be opened.
    """
    photo = open_photo(path, at_least=long_edge or None)
    width, height = _size(photo, long_edge, short_edge)
    if (width, height) != (photo.width, photo.height):
        photo = photo.with_pixels(smaller(photo.pixels, (width, height)))
    if photo.pixels.dtype == np.uint8 and photo.space == SRGB:
        return np.asarray(photo.pixels)
    return np.asarray(as_integers(to_working(photo.pixels, photo.space), np.uint8))


def _size(photo: Image, long_edge: int, short_edge: int) -> tuple[int, int]:
    """(width, height) after both limits.

    The size follows from that of the whole photo, so that two files of one photo come out alike whatever the decoder
    made of the hint; it is never larger than what was decoded.
    """
    width, height = photo.full_size
    scale = min(1.0, (long_edge or max(width, height)) / max(width, height))
    if short_edge:
        scale = min(scale, short_edge / min(width, height))
    return min(photo.width, max(1, round(width * scale))), min(photo.height, max(1, round(height * scale)))


class PhotoCache:
    """Decoded photos; may be used by several threads, and its folder by several processes."""

    def __init__(
        self,
        long_edge: int = 0,
        memory: int = 1_000_000_000,
        *,
        short_edge: int = 0,
        folder: Path | None = None,
        disk: int = 20_000_000_000,
    ) -> None:
        """Empty, or with what the folder already holds.

        Args:
            long_edge: of the photos, see `decode`.
            memory: bytes held in memory at most.
            short_edge: of the photos, see `decode`.
            folder: where photos are kept beyond the run; None to use memory alone. It may be deleted at any time.
            disk: bytes held there at most.
        """
        self.long_edge = long_edge
        self.short_edge = short_edge
        self._memory = memory
        self._held: OrderedDict[Path, Bytes] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._disk = DecodedFolder(folder, disk) if folder else None

    @property
    def bytes_held(self) -> int:
        """Bytes in memory now."""
        return self._bytes

    def photo(self, path: Path) -> Bytes:
        """A photo, decoded now or before; see `decode`.

        Raises:
            PhotoError: it cannot be opened.
        """
        with self._lock:
            if path in self._held:
                self._held.move_to_end(path)
                return self._held[path]
        key = self._key(path)
        if self._disk and key and (kept := self._disk.load(key)) is not None:
            return kept
        pixels = decode(path, long_edge=self.long_edge, short_edge=self.short_edge)
        if self._disk and key and pixels.nbytes > SMALL and self._disk.keep(key, pixels):
            return pixels
        self._hold(path, pixels)
        return pixels

    def _key(self, path: Path) -> str:
        with contextlib.suppress(OSError):
            return key_of(path, f"long {self.long_edge} short {self.short_edge}")
        return ""

    def _hold(self, path: Path, pixels: Bytes) -> None:
        with self._lock:
            if path not in self._held:
                self._held[path] = pixels
                self._bytes += pixels.nbytes
            while self._bytes > self._memory:
                self._bytes -= self._held.popitem(last=False)[1].nbytes
