"""JPEG: strips are encoded side by side and joined at restart markers, then the metadata is put in front.

Each strip is encoded by itself with the same tables, a whole number of rows of blocks high. Its entropy-coded part is
a restart interval of the whole picture (ISO/IEC 10918-1, B.2.4.4 and E.1.4), so the result decodes to the very pixels
that encoding in one piece gives.
"""

import struct
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from engine.export import exif, iptc
from engine.export.directory import BadStructure
from engine.export.metadata import Blocks
from engine.export.rows import Rows, in_order

if TYPE_CHECKING:
    from engine.export.options import ExportOptions

STRIP_ROWS = 256
MOST_INTERVAL = 65535
BLOCK_WIDTH = {"444": 8, "422": 16, "420": 16}
BLOCK_HEIGHT = {"444": 8, "422": 8, "420": 16}
START_OF_FRAME, START_OF_SCAN, APP1, APP2, APP13 = 0xC0, 0xDA, 0xE1, 0xE2, 0xED
MOST_PAYLOAD = 65533
EXIF_MARK, XMP_MARK = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
ICC_MARK, PHOTOSHOP_MARK = b"ICC_PROFILE\0", b"Photoshop 3.0\0"


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:
    """Write 8-bit rows as baseline JPEG."""
    import numpy as np
    import simplejpeg

    sampling = options.sampling
    height = strip_rows(rows.width, sampling)
    strips = rows.strips(height)

    def encode(strip: tuple[int, int]) -> bytes:
        pixels = np.ascontiguousarray(rows.read(*strip))
        data: bytes = simplejpeg.encode_jpeg(pixels, options.quality, "RGB", sampling)
        return data

    encoded = in_order(encode, strips, threads)
    for number, data in enumerate(encoded):
        scan = _scan_start(data)
        if number == 0:
            interval = _blocks_in(rows.width, height, sampling) if len(strips) > 1 else 0
            file.write(_with_metadata(_head(data[:scan], rows.height, interval), blocks))
        else:
            file.write(bytes((0xFF, 0xD0 + (number - 1) % 8)))
        file.write(memoryview(data)[scan:-2])
    file.write(b"\xff\xd9")


def strip_rows(width: int, sampling: str) -> int:
    """Rows of a strip: whole rows of blocks, no more blocks than a restart interval can count."""
    rows = STRIP_ROWS
    while rows > 16 and _blocks_in(width, rows, sampling) > MOST_INTERVAL:
        rows //= 2
    return rows


def _blocks_in(width: int, height: int, sampling: str) -> int:
    return -(-width // BLOCK_WIDTH[sampling]) * -(-height // BLOCK_HEIGHT[sampling])


def _segments(data: bytes) -> list[tuple[int, int]]:
    """(marker, place) of the segments up to the start of the scan."""
    found: list[tuple[int, int]] = []
    place = 2
    while not found or found[-1][0] != START_OF_SCAN:
        marker, size = struct.unpack_from(">xBH", data, place)
        found.append((marker, place))
        place += 2 + size
    return [*found, (0, place)]


def _scan_start(data: bytes) -> int:
    """Where the entropy-coded part begins."""
    return _segments(data)[-1][1]


def _head(head: bytes, height: int, interval: int) -> bytes:
    """The first strip's segments, made true for the whole picture."""
    out = bytearray(head[:2])
    for (marker, place), (_, end) in pairwise(_segments(head)):
        segment = bytearray(head[place:end])
        if marker == START_OF_FRAME:
            segment[5:7] = struct.pack(">H", height)
        if marker == START_OF_SCAN and interval:
            out += struct.pack(">HHH", 0xFFDD, 4, interval)
        out += segment
    return bytes(out)


def _with_metadata(head: bytes, blocks: Blocks) -> bytes:
    """The segments with the metadata behind the JFIF segment, in the customary order."""
    _, behind_jfif = _segments(head)[1]
    added = b"".join(
        (
            _segment(APP1, EXIF_MARK, _fitting_exif(blocks.exif)),
            _segment(APP1, XMP_MARK, blocks.xmp),
            _segment(APP13, PHOTOSHOP_MARK, iptc.photoshop_block(blocks.iptc) if blocks.iptc else b""),
            _profile(blocks.icc),
        )
    )
    return head[:behind_jfif] + added + head[behind_jfif:]


def _segment(marker: int, mark: bytes, payload: bytes) -> bytes:
    """One segment; nothing if there is nothing to say or it does not fit into one."""
    if not payload or len(mark) + len(payload) > MOST_PAYLOAD:
        return b""
    return struct.pack(">BBH", 0xFF, marker, 2 + len(mark) + len(payload)) + mark + payload


def _fitting_exif(block: bytes) -> bytes:
    """Exif from a raw file or TIFF may exceed a segment: then without the camera maker's private part."""
    if len(block) + len(EXIF_MARK) <= MOST_PAYLOAD:
        return block
    try:
        return exif.without_maker_note(block)
    except BadStructure:
        return b""


def _profile(icc: bytes) -> bytes:
    """ICC.1:2022 annex B.4: chunks, numbered from 1."""
    room = MOST_PAYLOAD - len(ICC_MARK) - 2
    chunks = [icc[i : i + room] for i in range(0, len(icc), room)]
    return b"".join(
        _segment(APP2, ICC_MARK + bytes((number, len(chunks))), chunk) for number, chunk in enumerate(chunks, 1)
    )
