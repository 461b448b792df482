"""By what a photo is known wherever it lies: a hash of its picture.

Of a JPEG the segments that only describe the picture (Exif, XMP, comments) are left out, so a rating that another
program writes into the file does not make it another photo. Of files over a megabyte the first and the last half
megabyte and the length stand for the whole: reading a card of 5000 photos takes seconds, and two pictures that agree
in both ends of their compressed data and in length do not happen by themselves.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

PART = 1 << 19
"""Bytes read at each end of a large file."""
_SOI, _SOS = b"\xff\xd8", 0xDA
_DESCRIBING = {*range(0xE0, 0xF0), 0xFE}
_MOST_SEGMENTS = 2000


def content_key(path: Path) -> str:
    """Key of a photo's content: 40 hexadecimal digits.

    Raises:
        OSError: the file is not there, or may not be read.
    """
    digest = hashlib.blake2b(digest_size=20)
    with path.open("rb") as file:
        size = path.stat().st_size
        start = _hash_tables(file, digest) if file.read(2) == _SOI else 0
        digest.update(f"{size - start}:".encode())
        file.seek(start)
        if size - start <= 2 * PART:
            digest.update(file.read(2 * PART))
        else:
            digest.update(file.read(PART))
            file.seek(size - PART)
            digest.update(file.read(PART))
    return digest.hexdigest()


def _hash_tables(file: BinaryIO, digest: "hashlib.blake2b") -> int:
    """Hash the segments of a JPEG before its pixels that shape them; gives the offset of the pixels, 0 if unclear."""
    place, kept = 2, list[bytes]()
    for _ in range(_MOST_SEGMENTS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return 0
        if head[1] == 0xFF:  # a fill byte
            place += 1
            continue
        if head[1] == _SOS:
            for table in kept:
                digest.update(table)
            return place
        length = int.from_bytes(head[2:], "big")
        if length < 2:
            return 0
        if head[1] not in _DESCRIBING:
            kept.append(head + file.read(length - 2))
        place += 2 + length
    return 0
