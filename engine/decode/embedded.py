"""Small pictures inside photos: a RAW file's preview, a JPEG's Exif thumbnail. Shown before the photo is decoded."""

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from engine.decode import jpeg, raw
from engine.decode.exif import Exif, read_exif
from engine.decode.jpeg_segments import read_segments
from engine.decode.orientation import orientation
from engine.decode.raster import Raster, to_image
from engine.decode.raw_preview import preview_raster
from engine.decode.source import Source
from engine.image import Image

_OFFSET, _LENGTH = 0x0201, 0x0202
_HEADER_BYTES = 1 << 20
_MOST_DIFFERENCE = 0.035  # of the sides' ratio: a row more or less
_BLACK = 60


def preview_of(source: Source) -> Image | None:
    """The embedded picture of a file, upright, with the full size of the photo; None if there is none."""
    if jpeg.recognises(source):
        return _thumbnail(source)
    if raw.recognises(source):
        with raw.opened(source) as opened:
            raster, size = preview_raster(opened), raw.full_size(opened)
        return _with_size(to_image(raster), size) if raster else None
    return None


def _thumbnail(source: Source) -> Image | None:
    segments = read_segments(source.beginning(_HEADER_BYTES))
    exif = read_exif(segments.exif)
    data = _thumbnail_bytes(exif)
    if not data.startswith(b"\xff\xd8"):
        return None
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB")
    except ValueError:
        return None
    size = (segments.width, segments.height)
    pixels = _without_bars(pixels, segments.width / max(segments.height, 1))
    height, width = pixels.shape[:2]
    if abs(width * segments.height - height * segments.width) > _MOST_DIFFERENCE * width * segments.height:
        return None  # another picture: an editor has cropped the photo and left the thumbnail behind
    turn = orientation(segments.exif, segments.xmp)
    return to_image(Raster(pixels, space=jpeg.space_of(exif), turn=turn, full_size=size))


def _without_bars(pixels: NDArray[np.uint8], ratio: float) -> NDArray[np.uint8]:
    """A thumbnail without the black bars that cameras put above and below a photo wider than 4:3."""
    height, width = pixels.shape[:2]
    bar = (height - round(width / max(ratio, 0.01))) // 2
    if not 0 < bar <= height // 6 or max(pixels[:bar].mean(), pixels[-bar:].mean()) > _BLACK:
        return pixels
    return pixels[bar + 2 : height - bar - 2]  # and the rows that the bar has bled into


def _thumbnail_bytes(exif: Exif) -> bytes:
    at, length = int(exif.number(exif.thumbnail, _OFFSET)), int(exif.number(exif.thumbnail, _LENGTH))
    return bytes(exif.block[at : at + length]) if at > 0 and length > 0 else b""


def _with_size(image: Image, size: tuple[int, int]) -> Image:
    return Image(image.pixels, image.space, image.metadata, size)
