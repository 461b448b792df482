"""Which way up a photo is: read from Exif, else from XMP, and rewritten once the pixels are turned."""

import re
import struct

from engine.decode.exif import ORIENTATION, TYPES, read_exif

_IN_XMP = re.compile(rb"""(tiff:Orientation\s*(?:=\s*["']|>)\s*)([1-8])(?=\s*["'<])""")
_SHORT, _LONG = 3, 4


def orientation(exif: bytes, xmp: bytes = b"") -> int:
    """Exif orientation 1..8; XMP is asked where Exif says nothing; 1 where both are silent or absurd."""
    directories = read_exif(exif)
    value = directories.number(directories.main, ORIENTATION)
    if value in range(1, 9):
        return int(value)
    said = _IN_XMP.search(xmp)
    return int(said[2]) if said else 1


def made_upright(exif: bytes, xmp: bytes) -> tuple[bytes, bytes]:
    """The same blocks saying orientation 1, as it is true of pixels that have been turned."""
    directories = read_exif(exif)
    entry = directories.main.get(ORIENTATION)
    if entry is not None and entry.type in (_SHORT, _LONG) and entry.count == 1:
        code = directories.order + TYPES[entry.type][1]
        exif = exif[: entry.at] + struct.pack(code, 1) + exif[entry.at + struct.calcsize(code) :]
    return exif, _IN_XMP.sub(rb"\g<1>1", xmp)
