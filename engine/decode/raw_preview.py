"""The picture that a camera put into its RAW file."""

from typing import Any

import numpy as np
import rawpy
import simplejpeg

from engine.decode.exif import read_exif
from engine.decode.jpeg import space_of
from engine.decode.jpeg_segments import read_segments
from engine.decode.orientation import orientation
from engine.decode.raster import Raster
from engine.image import Metadata

_SMALLEST = 64
_MOST_PIXELS = 120_000_000
# LibRaw's flip to Exif orientation.
_TURNS = {0: 1, 3: 3, 5: 8, 6: 6}


def preview_raster(raw: Any) -> Raster | None:
    """The embedded preview of an open RAW file; None if there is none worth showing, or it is damaged."""
    try:
        thumbnail = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    if thumbnail.format == rawpy.ThumbFormat.BITMAP:
        pixels = np.asarray(thumbnail.data)
        usable = pixels.ndim == 3 and pixels.shape[2] == 3 and min(pixels.shape[:2]) >= _SMALLEST
        return Raster(pixels, turn=_TURNS.get(raw.sizes.flip, 1)) if usable else None
    return _of_jpeg(bytes(thumbnail.data), raw)


def _of_jpeg(data: bytes, raw: Any) -> Raster | None:
    segments = read_segments(data)
    if min(segments.width, segments.height) < _SMALLEST or segments.width * segments.height > _MOST_PIXELS:
        return None
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB")
    except ValueError:
        return None
    turn = orientation(segments.exif) if segments.exif else _TURNS.get(raw.sizes.flip, 1)
    lies = raw.sizes.iwidth > raw.sizes.iheight
    if turn >= 5 and lies != (segments.width > segments.height):  # the camera has turned it already
        turn = 1
    metadata = Metadata(segments.exif, segments.xmp, format="JPEG")
    return Raster(pixels, icc=segments.icc, space=space_of(read_exif(segments.exif)), turn=turn, metadata=metadata)


def median_luma(preview: Raster) -> float:
    """Median of the preview's encoded luma, 0..1, without the black bars that cameras add."""
    height, width = preview.pixels.shape[:2]
    step = max(1, max(height, width) // 512)
    middle = preview.pixels[height // 10 : height - height // 10 : step, width // 10 : width - width // 10 : step]
    return float(np.median(middle @ np.array([0.299, 0.587, 0.114]))) / 255
