"""What the directories of a TIFF-like file tell about being a RAW photo, before LibRaw is asked."""

import mmap
from collections.abc import Iterator
from pathlib import Path

from engine.decode.exif import Entry, Exif, directory_at, read_exif

_DNG_VERSION, _PHOTOMETRIC, _SUB_DIRECTORIES = 0xC612, 262, 330
_MOSAIC_OR_LINEAR = (32803, 34892)
_PIECES = ((273, 279), (324, 325))  # offsets and lengths of strips, of tiles
_MOST_DIRECTORIES = 16


def looks_raw(path: Path) -> bool:
    """Whether a file with TIFF structure is a DNG or holds a sensor's mosaic."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        exif = read_exif(view)
        if _DNG_VERSION in exif.main:
            return True
        return any(exif.number(each, _PHOTOMETRIC) in _MOSAIC_OR_LINEAR for each in _directories(exif))


def declared_end(path: Path) -> int:
    """Where the last strip or tile of a file with TIFF structure ends, as it says; 0 where it says nothing."""
    end = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        exif = read_exif(view)
        for each in _directories(exif):
            for offsets, lengths in _PIECES:
                pieces = zip(exif.numbers(each, offsets), exif.numbers(each, lengths), strict=False)
                end = max([end, *(int(a + b) for a, b in pieces)])
    return end


def _directories(exif: Exif) -> Iterator[dict[int, Entry]]:
    """The first directory and its sub-directories."""
    yield exif.main
    for offset in exif.numbers(exif.main, _SUB_DIRECTORIES)[:_MOST_DIRECTORIES]:
        yield directory_at(exif.block, exif.order, int(offset))
