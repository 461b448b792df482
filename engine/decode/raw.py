"""RAW files of cameras, developed by LibRaw.

The rendering: the camera's white balance, a fixed tone curve, no automatic brightening. How bright it is follows the
camera's own embedded preview, so that the photo opens as it was seen on the camera; without one it is lifted by half
a stop, about what cameras do. Lights are rolled off, not cut. Colours are delivered as Display P3, in 16 bits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import rawpy
from numpy.typing import NDArray

from engine.color import DISPLAY_P3, linear_to_srgb
from engine.decode.boxes import brand
from engine.decode.extensions import RAW_EXTENSIONS
from engine.decode.limits import MOST_BYTES, check_size
from engine.decode.pillow import refusals
from engine.decode.raster import Raster, to_image
from engine.decode.raw_preview import median_luma, preview_raster
from engine.decode.raw_structure import declared_end, looks_raw
from engine.decode.source import Source
from engine.decode.tiff import exif_of_file
from engine.decode.white_balance import as_shot_kelvin
from engine.errors import PhotoUnknown, PhotoUnreadable
from engine.image import Image, Metadata

_TIFF_LIKE = (b"II*\0", b"MM\0*", b"IIU\0", b"IIRO", b"IIRS", b"MMOR")
_OWN_BEGINNINGS = (b"FUJIFILMCCD-RAW", b"IIU\0", b"IIRO", b"IIRS", b"MMOR", b"FOVb", b"\0MRM")
_BYTES_PER_PIXEL = 18  # the mosaic, four channels while demosaicing, the result and its copy
_MOST_BYTES = 3_000_000_000  # 150 megapixels, for files long enough to hold them
_LEAST_BYTES_PER_PIXEL = 0.05
_USUAL_LIFT = 0.5  # stops
_GAINS = (0.5, 4.0)
_SHOULDER = 1.25  # 1 bends the whole curve; with this it stays monotonic up to a gain of 5


def recognises(source: Source) -> bool:
    """Whether the content is that of a RAW file; a TIFF also where its name says so."""
    head = source.head
    if head.startswith(_OWN_BEGINNINGS) or brand(head) == b"crx " or b"HEAPCCDR" in head[:16]:
        return True
    return head.startswith(_TIFF_LIKE) and (named_raw(source) or looks_raw(source.path))


def named_raw(source: Source) -> bool:
    """Whether the name is that of a RAW file: the last hint for what nothing else recognises."""
    return source.path.suffix.lower() in RAW_EXTENSIONS


def read(source: Source, at_least: int | None) -> Image:
    """Develop a RAW file.

    Args:
        source: the file.
        at_least: long edge that suffices: half the size is developed in a third of the time.

    Raises:
        PhotoUnreadable: damaged, or ends too early.
        PhotoUnknown: a RAW kind that LibRaw does not know.
        PhotoTooLarge: says it is larger than fits.
    """
    with opened(source) as raw:
        width, height = full_size(raw)
        _check(source, raw.sizes.raw_width, raw.sizes.raw_height)
        half = at_least is not None and max(width, height) // 2 >= at_least
        kelvin = as_shot_kelvin(raw.camera_whitebalance, raw.daylight_whitebalance)
        preview = preview_raster(raw)
        linear: NDArray[Any] = raw.postprocess(
            rawpy.Params(
                use_camera_wb=True,
                no_auto_bright=True,
                output_bps=16,
                gamma=(1, 1),
                output_color=rawpy.ColorSpace.P3D65,
                half_size=half,
            )
        )
    pixels = _curve(linear, median_luma(preview) if preview else None)[linear]
    exif = exif_of_file(source.path).block if source.head.startswith(_TIFF_LIKE) else b""
    exif = bytes(exif) or (preview.metadata.exif if preview else b"")
    metadata = Metadata(exif, format="RAW", bit_depth=16, as_shot_kelvin=kelvin)
    size = (width, height) if half else (0, 0)
    return to_image(Raster(pixels, space=DISPLAY_P3, full_size=size, metadata=metadata), at_least)


@contextmanager
def opened(source: Source) -> Iterator[rawpy.RawPy]:
    """A RAW file open in LibRaw; whatever it raises inside becomes a PhotoError."""
    if source.head.startswith(_TIFF_LIKE) and declared_end(source.path) > source.size:
        text = f"{source.name} ends too early, so it cannot be shown."
        details = f"It is {source.size} bytes long and says it goes on to {declared_end(source.path)}."
        raise PhotoUnreadable(text, subject=source.path, details=details)
    try:
        with refusals(source), rawpy.imread(str(source.path)) as raw:
            yield raw
    except PhotoUnreadable as refusal:
        if isinstance(refusal.__cause__, rawpy.LibRawFileUnsupportedError):
            text = f"{source.name} is damaged, or of a RAW kind that Penchant does not know yet."
            raise PhotoUnknown(text, subject=source.path, details=refusal.details) from refusal
        if isinstance(refusal.__cause__, rawpy.LibRawIOError):
            text = f"{source.name} ends too early, so it cannot be shown."
            raise PhotoUnreadable(text, subject=source.path, details=refusal.details) from refusal
        raise


def full_size(raw: rawpy.RawPy) -> tuple[int, int]:
    """(width, height) of the whole developed photo, upright, with square pixels."""
    sizes = raw.sizes
    width, height, aspect = sizes.iwidth, sizes.iheight, sizes.pixel_aspect
    if aspect > 1:
        width = int(width * aspect + 0.5)
    elif 0 < aspect < 1:
        height = int(height / aspect + 0.5)
    return (height, width) if sizes.flip & 4 else (width, height)


def _check(source: Source, width: int, height: int) -> None:
    """Refuse sizes that do not fit, or that a file this short cannot hold."""
    plausible = source.size >= width * height * _LEAST_BYTES_PER_PIXEL
    check_size(source, width, height, _BYTES_PER_PIXEL, most_bytes=_MOST_BYTES if plausible else MOST_BYTES)


def _curve(linear: NDArray[Any], median: float | None) -> NDArray[np.uint16]:
    """Table from linear to encoded values: a gain for the middle tones that runs out towards white.

    y = g x / (1 + (g - 1) x ** p) has slope g at black and keeps 1; g is such that the picture's median luma becomes
    that of the camera's preview.

    Args:
        linear: H x W x 3, Display P3 without a curve.
        median: encoded median luma of the preview, 0..1; None if there is none.
    """
    gain = 2.0**_USUAL_LIFT
    step = max(1, max(linear.shape[:2]) // 512)
    middle = float(np.median(linear[::step, ::step] @ np.array([0.299, 0.587, 0.114]))) / 65535
    if median and 0.001 < middle < 0.9:
        target = ((max(median, 0.04) + 0.055) / 1.055) ** 2.4
        share = middle**_SHOULDER
        gain = target * (1 - share) / max(middle - target * share, 1e-6)
    gain = float(np.clip(gain, *_GAINS))
    x = np.linspace(0, 1, 65536)
    y = gain * x / (1 + (gain - 1) * x**_SHOULDER)
    return np.round(linear_to_srgb(y) * 65535).astype(np.uint16)
