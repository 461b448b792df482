"""PNG: 8- and 16-bit values by libpng (which keeps 16 bits, and is twice as fast), palettes and low depths by Pillow.

Both see a copy of the header and picture chunks alone: what hostile text chunks inflate to, nobody inflates.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from engine.decode.limits import check_size
from engine.decode.orientation import orientation
from engine.decode.pillow import opened, raster_of, refusals
from engine.decode.raster import Raster, to_image
from engine.decode.source import Source
from engine.image import Image, Metadata

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP_KEY = b"XML:com.adobe.xmp\0"
_RAW_EXIF_KEY = b"Raw profile type exif\0"  # how ImageMagick kept Exif before PNG had a chunk for it
_MOST_INFLATED = 20_000_000  # a profile or text beyond this is no metadata
_CHANNELS = {0: 1, 2: 3, 3: 4, 4: 2, 6: 4}  # by colour type; a palette becomes RGBA
_PALETTE = 3
_PICTURE = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


@dataclass(slots=True)
class _Chunks:
    """Header facts, metadata, and the chunks that make the picture."""

    width: int = 0
    height: int = 0
    depth: int = 0
    colour: int = 0
    plain: bool = False
    whole: bool = False
    picture: list[memoryview] = field(default_factory=list)
    found: dict[str, bytes] = field(default_factory=dict)


def recognises(source: Source) -> bool:
    """Whether a file begins like a PNG."""
    return source.head.startswith(_SIGNATURE)


def read(source: Source, at_least: int | None) -> Image:
    """Decode a PNG; of an animation, its still picture.

    Raises:
        PhotoUnreadable: damaged, or ends too early.
        PhotoTooLarge: says it is larger than fits.
    """
    chunks = _read_chunks(source.read())
    bytes_each = max(chunks.depth, 8) / 8
    check_size(source, chunks.width, chunks.height, (_CHANNELS.get(chunks.colour, 4) + 3) * bytes_each)
    data = b"".join([_SIGNATURE, *chunks.picture])
    if chunks.plain and chunks.whole:
        raster = _by_libpng(source, data)
    else:
        with opened(source, data, ("PNG",)) as picture:
            raster = raster_of(picture, "PNG")
    icc, exif, xmp = (chunks.found.get(name, b"") for name in ("icc", "exif", "xmp"))
    metadata = Metadata(exif, xmp, format="PNG", bit_depth=chunks.depth)
    return to_image(replace(raster, icc=icc, turn=orientation(exif, xmp), metadata=metadata), at_least)


def _by_libpng(source: Source, data: bytes) -> Raster:
    from imagecodecs import png_decode

    with refusals(source):
        pixels = png_decode(data)
    return Raster(pixels, "GREY" if pixels.ndim == 2 or pixels.shape[2] == 2 else "RGB")


def _read_chunks(data: bytes) -> _Chunks:
    chunks = _Chunks()
    for kind, body, whole in _walk(data):
        if kind in _PICTURE:
            chunks.picture.append(whole)
        if kind == b"IHDR" and len(body) == 13:
            width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", body)
            chunks.width, chunks.height, chunks.depth, chunks.colour = width, height, depth, colour
            usual = depth in (8, 16) and colour in _CHANNELS and colour != _PALETTE
            chunks.plain = usual and not (packing or filtering or interlace)
        elif kind == b"IEND":
            chunks.whole = True
        elif name_and_value := _metadata(kind, body):
            chunks.found.setdefault(*name_and_value)
    return chunks


def _metadata(kind: bytes, body: memoryview) -> tuple[str, bytes] | None:
    """What a metadata chunk is called here, and its content."""
    if kind == b"iCCP":
        return "icc", _inflated(bytes(body).split(b"\0", 1)[-1][1:])
    if kind == b"eXIf":
        return "exif", bytes(body).removeprefix(b"Exif\0\0")
    if kind == b"iTXt" and body[: len(_XMP_KEY)] == _XMP_KEY:
        return "xmp", _international_text(bytes(body[len(_XMP_KEY) :]))
    if kind in (b"tEXt", b"zTXt") and body[: len(_RAW_EXIF_KEY)] == _RAW_EXIF_KEY:
        rest = bytes(body[len(_RAW_EXIF_KEY) :])
        return "exif", _raw_profile(_inflated(rest[1:]) if kind == b"zTXt" else rest)
    return None


def _walk(data: bytes) -> Iterator[tuple[bytes, memoryview, memoryview]]:
    """Type, content and whole of the chunks whose checksum holds, up to the first that does not."""
    view = memoryview(data)
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(view[at : at + 4], "big")
        if end > len(data) or zlib.crc32(view[at + 4 : end - 4]) != int.from_bytes(view[end - 4 : end], "big"):
            return
        yield bytes(view[at + 4 : at + 8]), view[at + 8 : end - 4], view[at:end]
        at = end


def _international_text(rest: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword: flags, language, translated keyword, text."""
    parts = rest[2:].split(b"\0", 2)
    if len(parts) < 3:
        return b""
    return _inflated(parts[2]) if rest[:1] == b"\1" else parts[2]


def _raw_profile(text: bytes) -> bytes:
    """An Exif block written as hexadecimal text after its name and length."""
    try:
        return bytes.fromhex("".join(text.decode("ascii").split()[2:])).removeprefix(b"Exif\0\0")
    except ValueError:
        return b""


def _inflated(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, _MOST_INFLATED)
    except zlib.error:
        return b""
