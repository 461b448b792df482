"""JPEG: the fast way for 8-bit grey and colour, reduced sizes included; the rare rest goes the common way."""

from math import ceil

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from engine.color import ADOBE_RGB, SRGB, Space
from engine.decode.exif import Exif, read_exif
from engine.decode.jpeg_segments import Segments, read_segments, scans
from engine.decode.limits import check_size
from engine.decode.orientation import orientation
from engine.decode.raster import Raster, to_image
from engine.decode.source import Source
from engine.errors import PhotoUnreadable
from engine.image import Image, Metadata

_COLOR_SPACE, _INTEROP_INDEX = 0xA001, 0x0001
_ADOBE_RGB_TAG, _UNCALIBRATED = 2, 0xFFFF
# libjpeg's words for what leaves the picture whole: bytes between segments, a profile out of order.
_HARMLESS = ("extraneous bytes", "bad ICC marker", "unknown Adobe color transform", "unknown JFIF revision")
_PROGRESSIVE = 0xC2
_USUAL = frozenset({0xC0, 0xC1, _PROGRESSIVE})  # baseline, extended, progressive
SLOW = 1_000_000
"""Bytes of a file from which on decoding it takes so long that a draft is worth making."""
NEARLY = 0.9
"""Share of the long edge asked for that is enough for a moment."""
_SHARE = 1 / 3
_TAIL = 4096  # bytes at the end among which the end marker is; some writers put a few behind it
_SCAN_MARKER, _END_MARKER = b"\xff\xda", b"\xff\xd9"
_MOST_SCANNED_PIXELS = 10_000_000_000  # 24 megapixels in 400 passes; a bomb has thousands


def recognises(source: Source) -> bool:
    """Whether a file begins like a JPEG."""
    return source.head.startswith(b"\xff\xd8\xff")


def read(source: Source, at_least: int | None) -> Image:
    """Decode a JPEG.

    Args:
        source: the file.
        at_least: long edge that suffices: the decoder then works at 1/2, 1/4 or 1/8.

    Raises:
        PhotoUnreadable: damaged, or ends too early; `details` tells how much of it is there.
        PhotoTooLarge: says it is larger than fits.
    """
    data = source.read()
    segments = read_segments(data)
    if not _is_usual(segments):
        return _read_odd(source, at_least)
    _check_cost(source, data, segments)
    whole = source.room.of((segments.height, segments.width, 3)) if source.room and at_least is None else None
    pixels = _decode(source, data, _least_width(segments, at_least), whole)
    return _read_odd(source, at_least) if pixels is None else _image(pixels, segments, at_least)


def draft(source: Source, room: tuple[int, int], at_least: int) -> Image | None:
    """A rougher picture of the photo, sooner.

    A progressive file takes long to decode at any scale; the passes in its first third show everything but the finest
    details, in half the time or less. Of another file a smaller scale saves little of the decoding, but much memory and
    the resampling; it is taken where it is `NEARLY` large enough.

    Args:
        source: the file.
        room: width and height that the photo is to fill; the draft of a progressive file may have half of that.
        at_least: long edge with which the photo itself is going to be read.

    Returns:
        It, with `full_size` of the photo; None where it would not come much sooner, or the file is odd or ends early.

    Raises:
        PhotoError: as `read`.
    """
    data = source.read()
    segments = read_segments(data)
    width = _draft_width(segments, room, at_least)
    if width is None or not _is_usual(segments) or _END_MARKER not in data[-_TAIL:]:
        return None
    _check_cost(source, data, segments)
    passes = _first_passes(data, segments.components) if segments.process == _PROGRESSIVE else data
    try:
        return _image(_strict(passes, width), segments, None)
    except ValueError:
        return None


def glance(source: Source, at_least: int) -> Image | None:
    """The photo as small as suffices to judge it, where a second decoder beside the one for the screen is done first.

    Returns:
        It, with `full_size` of the photo; None for small, progressive and odd files.

    Raises:
        PhotoError: as `read`.
    """
    segments = read_segments(source.read())
    if not _is_usual(segments) or segments.process == _PROGRESSIVE:
        return None
    return read(source, at_least)


def _draft_width(segments: Segments, room: tuple[int, int], at_least: int) -> int | None:
    """Width at which a draft is decoded; None where it is not worth making."""
    size = segments.width, segments.height
    if not all(size):
        return None
    across, down = room if orientation(segments.exif, segments.xmp) < 5 else room[::-1]
    edge = max(1.0, max(size) * min(across / size[0], down / size[1], 1.0))
    if segments.process == _PROGRESSIVE:
        return _least_width(segments, ceil(edge / 2))
    width = _least_width(segments, ceil(NEARLY * edge))
    return width if width < _least_width(segments, at_least) else None


def _first_passes(data: bytes, components: int) -> bytes:
    """A progressive file up to about a third; empty if not all of the picture is there by then."""
    begun = scans(data)
    ends = [start for start, _ in begun if start <= _SHARE * len(data)]
    known = {component for start, means in begun if start < ends[-1] for component in means} if ends else set()
    return data[: ends[-1]] + _END_MARKER if len(known) == components else b""


def _is_usual(segments: Segments) -> bool:
    return segments.components in (1, 3) and segments.precision == 8 and segments.process in _USUAL


def _image(pixels: NDArray[np.uint8], segments: Segments, at_least: int | None) -> Image:
    """The photo of what was decoded."""
    raster = Raster(
        pixels,
        icc=segments.icc,
        space=space_of(read_exif(segments.exif)),
        turn=orientation(segments.exif, segments.xmp),
        full_size=(segments.width, segments.height),
        metadata=Metadata(segments.exif, segments.xmp, segments.iptc, "JPEG"),
    )
    return to_image(raster, at_least)


def _read_odd(source: Source, at_least: int | None) -> Image:
    """The way of CMYK, lossless and oddly headed JPEGs; loaded only for them."""
    from engine.decode import common

    return common.read(source, at_least)


def space_of(exif: Exif) -> Space:
    """The space that Exif states where no profile does: Adobe RGB by its number or its interoperability index."""
    said = exif.number(exif.photo, _COLOR_SPACE)
    by_index = said == _UNCALIBRATED and exif.text(exif.interop, _INTEROP_INDEX) == "R03"
    return ADOBE_RGB if said == _ADOBE_RGB_TAG or by_index else SRGB


def _check_cost(source: Source, data: bytes, segments: Segments) -> None:
    """Refuse what would take more memory or time than any photo does."""
    width, height = segments.width, segments.height
    progressive = segments.process == _PROGRESSIVE  # all coefficients are held while it decodes
    check_size(source, width, height, 3 + 2 * segments.components if progressive else 6)
    scans = data.count(b"\xff\xda") if progressive else 1
    if scans * width * height > _MOST_SCANNED_PIXELS:
        details = f"{scans} passes over {width} x {height} pixels; a photo has about ten."
        raise PhotoUnreadable(f"{source.name} is damaged, so it cannot be shown.", subject=source.path, details=details)


def _least_width(segments: Segments, at_least: int | None) -> int:
    """Width of the smallest of 1/8, 1/4, 1/2 and 1 whose long edge is at least `at_least`."""
    long_edge = max(segments.width, segments.height)
    for divisor in (8, 4, 2):
        if at_least and -(-long_edge // divisor) >= at_least:
            return -(-segments.width // divisor)
    return segments.width


def _decode(source: Source, data: bytes, least_width: int, into: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
    """Pixels; a refusal where libjpeg finds a part missing or wrong; None where only its header is odd."""
    try:
        return _strict(data, least_width, into)
    except ValueError as why:
        message = str(why)
    if "Premature end of JPEG file" in message:
        # Some writers leave only the end marker out: with it added, every block must be there.
        try:
            return _strict(data + _END_MARKER, least_width)
        except ValueError:
            raise _ended(source, data, message) from None
    if any(words in message for words in _HARMLESS) and _END_MARKER in data[data.find(_SCAN_MARKER) :]:
        try:
            return np.asarray(simplejpeg.decode_jpeg(data, "RGB", min_width=least_width, strict=False))
        except ValueError:
            return None
    if "premature end" in message:
        raise _ended(source, data, message)
    raise PhotoUnreadable(f"{source.name} is damaged, so it cannot be shown.", subject=source.path, details=message)


def _strict(data: bytes, least_width: int, into: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
    # The fast cosine transform and upsampling would save 7 ms at 24 megapixels and change every pixel by one step.
    return np.asarray(simplejpeg.decode_jpeg(data, "RGB", min_width=least_width, buffer=into))


def _ended(source: Source, data: bytes, message: str) -> PhotoUnreadable:
    """The refusal of a file that ends too early, with the share of its rows that is there."""
    details = message
    try:
        rows = simplejpeg.decode_jpeg(data, "GRAY", min_height=1, strict=False)[..., 0]
        there = np.flatnonzero((np.abs(rows.astype(np.int16) - 128) > 1).any(axis=1))  # missing blocks come out grey
        details = f"{message}; {(int(there[-1]) + 1 if there.size else 0) / len(rows):.0%} of its rows are there."
    except ValueError:
        details = f"{message}; none of it can be decoded."
    return PhotoUnreadable(
        f"{source.name} ends too early, so it cannot be shown.", subject=source.path, details=details
    )
