"""PNG, 8 and 16 bit: strips are filtered and deflated side by side and joined into one stream.

Sources: PNG specification, third edition (chunks 11.2 and 11.3, filters 9.2, heuristic 12.7: least sum of absolute
differences); RFC 1950 and 1951 (a strip ends at a byte boundary with an empty block, so that the next can follow).
"""

import struct
import zlib
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from engine.export.metadata import Blocks
from engine.export.rows import Rows, in_order
from engine.image import Pixels

if TYPE_CHECKING:
    from engine.export.options import ExportOptions

STRIP_ROWS = 128
LEVEL = 4
SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB, ZLIB_HEADER = 2, b"\x78\x5e"
Bytes = NDArray[np.uint8]


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:  # noqa: ARG001
    """Write 8- or 16-bit rows as PNG; nothing is lost."""
    depth = 8 if rows.dtype == np.uint8 else 16
    file.write(SIGNATURE + _chunk(b"IHDR", struct.pack(">IIBBBBB", rows.width, rows.height, depth, RGB, 0, 0, 0)))
    _write_metadata(file, blocks)
    strips = rows.strips(STRIP_ROWS)

    def pack(strip: tuple[int, int]) -> tuple[bytes, bytes]:
        above = max(strip[0] - 1, 0)
        pixels = rows.read(above, strip[1])
        first = pixels[0] if strip[0] else np.zeros_like(pixels[0])
        filtered = filter_rows(_bytes(pixels[strip[0] - above :]), _bytes(first[None])[0], depth // 8 * 3)
        return _deflated(filtered, last=strip == strips[-1]), filtered

    checksum, head = 1, ZLIB_HEADER
    for packed, filtered in in_order(pack, strips, threads):
        checksum = zlib.adler32(filtered, checksum)
        file.write(_chunk(b"IDAT", head + packed))
        head = b""
    file.write(_chunk(b"IDAT", struct.pack(">I", checksum)) + _chunk(b"IEND", b""))


def filter_rows(rows: Bytes, above: Bytes, step: int) -> bytes:
    """Rows of bytes behind their filter numbers, each by the filter that leaves the least.

    Args:
        rows: n x (bytes of a row).
        above: the row over the first.
        step: bytes of a pixel.
    """
    up = np.vstack((above[None], rows[:-1]))
    left = np.zeros_like(rows)
    left[:, step:] = rows[:, :-step]
    mean = (left >> 1) + (up >> 1) + (left & up & 1)
    choices = (rows, rows - left, rows - up, rows - mean)
    sums = [np.abs(choice.view(np.int8).astype(np.int16)).sum(axis=1, dtype=np.int64) for choice in choices]
    best = np.argmin(sums, axis=0)
    out = np.empty((rows.shape[0], rows.shape[1] + 1), np.uint8)
    out[:, 0] = best
    for number, choice in enumerate(choices):
        chosen = best == number
        out[chosen, 1:] = choice[chosen]
    return out.tobytes()


def _bytes(pixels: Pixels) -> Bytes:
    """Rows of pixels as rows of bytes, high byte first."""
    ordered = pixels if pixels.dtype == np.uint8 else pixels.astype(">u2")
    return np.ascontiguousarray(ordered).reshape(len(pixels), -1).view(np.uint8)


def _deflated(data: bytes, *, last: bool) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _write_metadata(file: BinaryIO, blocks: Blocks) -> None:
    if blocks.icc:
        file.write(_chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(blocks.icc, 9)))
    if blocks.exif:
        file.write(_chunk(b"eXIf", blocks.exif))
    if blocks.xmp:
        file.write(_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + blocks.xmp))
