"""JPEG XL, 8 and 16 bit; without loss at quality 100.

Exif and XMP stand in boxes around the codestream (ISO/IEC 18181-2, clause 9); the colour space is named in its head.
"""

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from engine.color import SRGB
from engine.export import jxl_header
from engine.export.metadata import Blocks
from engine.export.rows import Rows
from engine.image import Pixels

if TYPE_CHECKING:
    from engine.export.options import ExportOptions

SIGNATURE = bytes.fromhex("0000000c4a584c200d0a870a")
FILE_TYPE = b"jxl \0\0\0\0jxl "
EFFORT = 4


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:
    """Write 8- or 16-bit rows as JPEG XL."""
    stream, level = _encoded(rows, options.quality, threads)
    file.write(SIGNATURE + _box(b"ftyp", FILE_TYPE) + level)
    if blocks.exif:
        file.write(_box(b"Exif", bytes(4) + blocks.exif))
    if blocks.xmp:
        file.write(_box(b"xml ", blocks.xmp))
    file.write(_box(b"jxlc", stream))


def _encoded(rows: Rows, quality: int, threads: int) -> tuple[bytes, bytes]:
    """The codestream, and the box that states its level if it needs one."""
    import imagecodecs

    is_lossless = quality == 100
    pixels = _absolute(rows, threads) if rows.space != SRGB and not is_lossless else rows.whole(threads)
    how = {"lossless": True} if is_lossless else {"distance": distance(quality)}
    data = imagecodecs.jpegxl_encode(pixels, effort=EFFORT, usecontainer=True, numthreads=threads, **how)
    boxes = dict(_boxes(bytes(data)))
    stream = boxes[b"jxlc"]
    if rows.space != SRGB:
        stream = jxl_header.with_space(stream, rows.space, 8 * rows.dtype().itemsize)
    return stream, _box(b"jxll", boxes[b"jxll"]) if b"jxll" in boxes else b""


def distance(quality: int) -> float:
    """Butteraugli distance that matches a JPEG quality, by libjxl's own rule: 90 is 1.0."""
    if quality >= 30:
        return 0.1 + (100 - quality) * 0.09
    return 53 / 3000 * quality**2 - 23 / 20 * quality + 25


def _absolute(rows: Rows, threads: int) -> Pixels:
    """Extended linear sRGB, which the encoder takes floats for, so that no colour is lost on the way into XYB."""
    from engine.color import srgb_to_linear, to_working

    return srgb_to_linear(to_working(rows.whole(threads), rows.space)).astype("float32", copy=False)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of the boxes of a file."""
    place = 0
    while place + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, place)
        head, end = 8, place + (size or len(data) - place)
        if size == 1:
            head, end = 16, place + int(struct.unpack_from(">Q", data, place + 8)[0])
        yield kind, data[place + head : end]
        place = end


def _box(kind: bytes, content: bytes) -> bytes:
    if len(content) + 8 < 2**32:
        return struct.pack(">I4s", len(content) + 8, kind) + content
    return struct.pack(">I4sQ", 1, kind, len(content) + 16) + content
