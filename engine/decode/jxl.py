"""JPEG XL, as a bare codestream or in boxes, by imagecodecs."""

import numpy as np

from engine.decode.boxes import boxes
from engine.decode.jxl_header import read_header
from engine.decode.limits import check_size
from engine.decode.pillow import refusals
from engine.decode.raster import Raster, to_image
from engine.decode.source import Source
from engine.errors import PhotoUnreadable
from engine.image import Image, Metadata

_CODESTREAM = b"\xff\x0a"
_CONTAINER = b"\x00\x00\x00\x0cJXL \r\n\x87\n"
_PEAK_BYTES_PER_PIXEL = (12, 24)  # of 8 bits, of more


def recognises(source: Source) -> bool:
    """Whether a file begins like a JPEG XL codestream or container."""
    return source.head.startswith((_CODESTREAM, _CONTAINER))


def read(source: Source, at_least: int | None) -> Image:
    """Decode a JPEG XL picture; of an animation, the first. The decoder turns it upright.

    A profile embedded in the codestream is not delivered by the decoder: such photos are taken as sRGB.

    Raises:
        PhotoUnreadable: damaged, or ends too early.
        PhotoTooLarge: says it is larger than fits.
    """
    from imagecodecs import jpegxl_decode

    data = source.read()
    codestream, exif, xmp = _parts(data)
    if not codestream.startswith(_CODESTREAM):
        text = f"{source.name} is damaged, so it cannot be shown."
        raise PhotoUnreadable(text, subject=source.path, details="It has no codestream.")
    header = read_header(codestream)
    check_size(source, header.width, header.height, _PEAK_BYTES_PER_PIXEL[header.depth > 8])
    with refusals(source):
        pixels = jpegxl_decode(data, index=0)
    if pixels.dtype == np.float32 or pixels.dtype == np.float16:
        pixels = np.nan_to_num(pixels.astype(np.float32), posinf=1.0, neginf=0.0)
    model = "GREY" if pixels.ndim == 2 or pixels.shape[2] <= 2 else "RGB"
    metadata = Metadata(exif, xmp, format="JPEG XL", bit_depth=header.depth)
    return to_image(Raster(pixels, model, space=header.space, metadata=metadata), at_least)


def _parts(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Codestream, Exif and XMP."""
    if data.startswith(_CODESTREAM):
        return data, b"", b""
    codestream = exif = xmp = b""
    for kind, body in boxes(data):
        if kind == b"jxlc":
            codestream = body
        elif kind == b"jxlp" and not codestream:
            codestream = body[4:]
        elif kind == b"Exif":
            exif = body[4:]
        elif kind == b"xml ":
            xmp = body
    return codestream, exif, xmp
