"""What Pillow decodes whole: WebP, BMP, GIF (first frame), JPEG 2000, PNM, Photoshop (merged), QOI, and odd JPEGs."""

import re
from dataclasses import replace

from engine.decode.jpeg_segments import read_segments
from engine.decode.pillow import opened, raster_of
from engine.decode.raster import to_image
from engine.decode.source import Source
from engine.image import Image

# What a file begins with, and Pillow's name of its format.
_BEGINNINGS = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG2000"),
    (b"\xff\x4f\xff\x51", "JPEG2000"),
    (b"8BPS", "PSD"),
    (b"qoif", "QOI"),
)
_PEAK_BYTES_PER_PIXEL = {"WEBP": 20, "JPEG2000": 20, "JPEG": 16}
_PNM = re.compile(rb"P[1-6]\s+(#|\d)")


def recognises(source: Source) -> bool:
    """Whether a file begins like one of these formats."""
    return bool(_format(source.head))


def read(source: Source, at_least: int | None) -> Image:
    """Decode by Pillow.

    Raises:
        PhotoError: a subclass that says what is wrong.
    """
    data = source.read()
    name = _format(source.head)
    with opened(source, data, (name,), sure=name != "BMP", peak=_PEAK_BYTES_PER_PIXEL.get(name, 14)) as picture:
        size = picture.size
        if name == "JPEG" and at_least:
            picture.draft(None, (at_least, at_least))
        raster = raster_of(picture, name, full_size=size)
    if name == "JPEG":
        segments = read_segments(data)
        raster = replace(raster, metadata=replace(raster.metadata, xmp=segments.xmp, iptc=segments.iptc))
    return to_image(raster, at_least)


def _format(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if _PNM.match(head):
        return "PPM"
    # Two letters may be the beginning of anything: a bitmap's second header says how long it is, and is short.
    if head.startswith(b"BM") and len(head) > 18 and int.from_bytes(head[14:18], "little") < 1024:
        return "BMP"
    return next((name for beginning, name in _BEGINNINGS if head.startswith(beginning)), "")
