"""TIFF: 1 to 32 bits, integer and float, strips and tiles, every common compression, by tifffile."""

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
import tifffile

from engine.decode.exif import Exif, read_exif
from engine.decode.exif_write import exif_block
from engine.decode.jpeg_segments import read_segments
from engine.decode.limits import check_size
from engine.decode.orientation import orientation
from engine.decode.pillow import refusals
from engine.decode.quiet import quiet
from engine.decode.raster import Raster, to_image
from engine.decode.source import Source
from engine.decode.tiff_values import LAB_KINDS, raster_values
from engine.errors import PhotoUnreadable
from engine.image import Image, Metadata

_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_REDUCED = 1
_MOST_PAGES_LOOKED_AT = 8
_JPEG_COMPRESSIONS = frozenset({6, 7, 34892})
_XMP, _IPTC, _ICC, _ORIENTATION = 700, 33723, 34675, 274


def recognises(source: Source) -> bool:
    """Whether a file begins like a TIFF or BigTIFF."""
    return source.head.startswith(_BEGINNINGS)


def read(source: Source, at_least: int | None) -> Image:
    """Decode the first whole picture of a TIFF.

    Raises:
        PhotoUnreadable: damaged, ends too early, or written in a way that is not for photos.
        PhotoTooLarge: says it is larger than fits.
    """
    with quiet(), refusals(source), tifffile.TiffFile(source.path) as file:
        page = _photo_page(file)
        _check(source, page)
        values = page.asarray()
        pixels, model = raster_values(page, values)
        block = bytes(exif_of_file(source.path).block)
        xmp, iptc, icc = (_bytes(page, tag) for tag in (_XMP, _IPTC, _ICC))
    metadata = Metadata(block, xmp, iptc, "TIFF", int(page.bitspersample))
    return to_image(Raster(pixels, model, icc, turn=_turn(page, xmp), metadata=metadata), at_least)


def exif_of_file(path: Path) -> Exif:
    """The directories of a file with TIFF structure, read in place: photos of a gigabyte are not read for a date."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        exif = read_exif(view)
        return read_exif(exif_block(exif))


def _photo_page(file: Any) -> Any:
    """The first page that is not a reduced copy of another; the first of all where all say they are."""
    for index in range(_MOST_PAGES_LOOKED_AT):
        try:
            page = file.pages[index]
        except IndexError:
            break
        if not page.subfiletype & _REDUCED:
            return page
    return file.pages[0]


def _check(source: Source, page: Any) -> None:
    """Refuse sizes, of the picture or of one piece of it, that no memory holds."""
    value_bytes = max(1, int(page.bitspersample) // 8)
    check_size(
        source,
        page.imagewidth,
        page.imagelength,
        (page.samplesperpixel * 2 + 3) * value_bytes + 12 * (int(page.photometric) in LAB_KINDS),
    )
    pieces = [page.chunks[-3:]] if page.is_tiled else []
    if int(page.compression) in _JPEG_COMPRESSIONS:
        handle = page.parent.filehandle
        for offset, count in zip(page.dataoffsets, page.databytecounts, strict=False):
            handle.seek(offset)
            segments = read_segments(handle.read(min(count, 1 << 16)))
            pieces.append((segments.height, segments.width, segments.components))
    for piece in pieces:
        if np.prod(np.array(piece, np.float64)) * value_bytes > 4e8:
            details = f"A piece of it says it is {piece} large."
            text = f"{source.name} is damaged, so it cannot be shown."
            raise PhotoUnreadable(text, subject=source.path, details=details)


def _bytes(page: Any, code: int) -> bytes:
    """A tag's value where it is bytes."""
    tag = page.tags.get(code)
    value = tag.value if tag is not None else b""
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, tuple) and all(isinstance(v, int) for v in value):  # IPTC written as 32-bit words
        return struct.pack(f"{page.parent.byteorder}{len(value)}I", *(v & 0xFFFFFFFF for v in value))
    return value if isinstance(value, bytes) else b""


def _turn(page: Any, xmp: bytes) -> int:
    tag = page.tags.get(_ORIENTATION)
    return int(tag.value) if tag is not None and tag.value in range(1, 9) else orientation(b"", xmp)
