"""AVIF: header, profile and metadata by Pillow; the pixels by imagecodecs, which keeps 10 and 12 bits."""

from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from engine.decode.boxes import brands, item_properties, space_of_items
from engine.decode.geometry import full_range
from engine.decode.pillow import opened, raster_of
from engine.decode.raster import to_image
from engine.decode.source import Source
from engine.image import Image

_PEAK_BYTES_PER_PIXEL = (14, 20)  # of 8 bits, of more
_TEN_BITS, _TWELVE_BITS = 0x40, 0x20


def recognises(source: Source) -> bool:
    """Whether a file says it is an AVIF picture or sequence."""
    return bool(brands(source.head) & {b"avif", b"avis"})


def read(source: Source, at_least: int | None) -> Image:
    """Decode an AVIF picture; of a sequence, the first.

    Raises:
        PhotoUnreadable: damaged, or ends too early.
        PhotoTooLarge: says it is larger than fits.
    """
    data = source.read()
    depth = _bit_depth(data)
    with opened(source, data, ("AVIF",), peak=_PEAK_BYTES_PER_PIXEL[depth > 8]) as picture:
        raster = raster_of(picture, "AVIF", values=_deep(data, depth) if depth > 8 else None)
    metadata = replace(raster.metadata, bit_depth=depth)
    return to_image(replace(raster, space=space_of_items(data), metadata=metadata), at_least)


def _bit_depth(data: bytes) -> int:
    flags = item_properties(data).get(b"av1C", b"\0\0\0")[2:3]
    if not flags or not flags[0] & _TEN_BITS:
        return 8
    return 12 if flags[0] & _TWELVE_BITS else 10


def _deep(data: bytes, depth: int) -> tuple[NDArray[Any], str]:
    """The first picture with all its bits, over the range of uint16, and its model."""
    from imagecodecs import avif_decode

    pixels = full_range(avif_decode(data, index=0), 2**depth - 1)
    return pixels, "GREY" if pixels.ndim == 2 else "RGB"
