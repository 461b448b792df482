"""TIFF, 8 and 16 bit, deflate with horizontal differencing, by strips.

The Exif block is a TIFF structure itself, so the file begins with it: its values, the maker notes among them, keep
their offsets, and the picture's own directory joins the fields of its main directory to those of the strips.
Sources: TIFF 6.0 sections 2, 8 and 14; Adobe TIFF technical notes for Photoshop (deflate); XMP part 3 (tag 700).
"""

import os
import struct
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from engine.errors import ExportError
from engine.export import directory as structure
from engine.export.directory import LONG, SHORT
from engine.export.metadata import Blocks
from engine.export.rows import Rows, in_order
from engine.image import Pixels

if TYPE_CHECKING:
    from engine.export.options import ExportOptions

STRIP_ROWS = 64
LEVEL = 4
DEFLATE, RGB, DIFFERENCES = 8, 2, 2
BYTE, UNDEFINED = 1, 7
MOST_BYTES = 2**32 - 1

Field = tuple[int, int, int, bytes]


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:  # noqa: ARG001
    """Write 8- or 16-bit rows as TIFF; nothing is lost.

    Raises:
        ExportError: the file would exceed the 4 GB that TIFF can address.
    """
    import imagecodecs  # its libdeflate takes a third of zlib's time

    start = blocks.exif or b"II*\0" + bytes(10)
    order = structure.byte_order(start)
    file.write(start)

    def pack(strip: tuple[int, int]) -> bytes:
        return bytes(imagecodecs.deflate_encode(_differences(rows.read(*strip), order), LEVEL))

    offsets, sizes = [], []
    for packed in in_order(pack, rows.strips(STRIP_ROWS), threads):
        offsets.append(_even(file))
        sizes.append(file.write(packed))
        if file.tell() > MOST_BYTES - (1 << 24):
            raise ExportError("This picture is too large for TIFF, which ends at 4 GB.", details=f"{file.tell()} bytes")
    place = _even(file)
    fields = _picture(rows, order, offsets, sizes) + _texts(blocks)
    file.write(_joined(start, fields, place, bool(blocks.exif)))
    file.seek(4)
    file.write(struct.pack(order + "I", place))
    file.seek(0, os.SEEK_END)


def _differences(pixels: Pixels, order: str) -> bytes:
    """Each value minus its left neighbour, modulo the type, in the file's byte order."""
    out = pixels.copy()
    out[:, 1:] -= pixels[:, :-1]
    if out.dtype == np.uint16:
        out = out.astype(order + "u2")
    return out.tobytes()


def _even(file: BinaryIO) -> int:
    """The next even place; directories and values begin at words."""
    if file.tell() % 2:
        file.write(b"\0")
    return file.tell()


def _picture(rows: Rows, order: str, offsets: list[int], sizes: list[int]) -> list[Field]:
    """What a reader needs to find and understand the pixels."""
    bits = 8 if rows.dtype == np.uint8 else 16

    def shorts(*numbers: int) -> bytes:
        return struct.pack(f"{order}{len(numbers)}H", *numbers)

    def longs(*numbers: int) -> bytes:
        return struct.pack(f"{order}{len(numbers)}I", *numbers)

    return [
        (0x0100, LONG, 1, longs(rows.width)),
        (0x0101, LONG, 1, longs(rows.height)),
        (0x0102, SHORT, 3, shorts(bits, bits, bits)),
        (0x0103, SHORT, 1, shorts(DEFLATE)),
        (0x0106, SHORT, 1, shorts(RGB)),
        (0x0111, LONG, len(offsets), longs(*offsets)),
        (0x0112, SHORT, 1, shorts(1)),
        (0x0115, SHORT, 1, shorts(3)),
        (0x0116, LONG, 1, longs(min(STRIP_ROWS, rows.height))),
        (0x0117, LONG, len(sizes), longs(*sizes)),
        (0x011C, SHORT, 1, shorts(1)),
        (0x013D, SHORT, 1, shorts(DIFFERENCES)),
        (0x0153, SHORT, 3, shorts(1, 1, 1)),
    ]


def _texts(blocks: Blocks) -> list[Field]:
    """Metadata with tags of its own: XMP, IPTC, ICC."""
    named = ((0x02BC, BYTE, blocks.xmp), (0x83BB, UNDEFINED, blocks.iptc), (0x8773, UNDEFINED, blocks.icc))
    return [(tag, kind, len(data), data) for tag, kind, data in named if data]


def _joined(start: bytes, fields: list[Field], place: int, has_exif: bool) -> bytes:
    """The picture's directory for a place behind the strips; fields of the Exif block keep pointing into it."""
    order = structure.byte_order(start)
    own = {field[0] for field in fields}
    entries = [e for e in structure.first_directory(start).entries if e.tag not in own] if has_exif else []
    table_size = 2 + 12 * (len(fields) + len(entries)) + 4
    table = [(entry.tag, start[entry.place : entry.place + 12]) for entry in entries]
    data = b""
    for tag, kind, count, value in fields:
        if len(value) <= 4:
            table.append((tag, structure.pack_entry(order, tag, kind, count, value)))
            continue
        table.append((tag, structure.pack_entry(order, tag, kind, count, place + table_size + len(data))))
        data += value + b"\0" * (len(value) % 2)
    packed = b"".join(entry for _, entry in sorted(table))
    return struct.pack(order + "H", len(table)) + packed + struct.pack(order + "I", 0) + data
