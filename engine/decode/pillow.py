"""Pictures opened by Pillow, brought to the arrays and models a Raster knows; for the readers of several formats."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from engine.decode.limits import check_size
from engine.decode.orientation import orientation
from engine.decode.quiet import quiet
from engine.decode.raster import Raster
from engine.decode.source import Source
from engine.errors import PhotoError, PhotoUnknown, PhotoUnreadable
from engine.image import Metadata

# Sizes are checked by engine.decode.limits, for every format alike and with a sentence.
Pillow.MAX_IMAGE_PIXELS = None

PEAK_BYTES_PER_PIXEL = 14
"""Pillow's own 4-byte pixels, the bytes made of them, and the array."""


@contextmanager
def opened(
    source: Source, data: bytes, formats: tuple[str, ...], *, sure: bool = True, peak: float = PEAK_BYTES_PER_PIXEL
) -> Iterator[Pillow.Image]:
    """A Pillow picture whose declared size has been checked; whatever Pillow raises inside becomes a PhotoError.

    Args:
        source: the file, for sentences.
        data: its content.
        formats: Pillow's names of the formats it may be.
        sure: its beginning leaves no doubt about the format, so what Pillow cannot identify is damaged.
        peak: bytes that decoding takes, for one pixel.
    """
    with quiet(), refusals(source, sure=sure), Pillow.open(io.BytesIO(data), formats=formats) as picture:
        check_size(source, *picture.size, peak)
        yield picture


@contextmanager
def refusals(source: Source, *, sure: bool = True) -> Iterator[None]:
    """Turn whatever a decoding library raises into a PhotoError: their kinds of exceptions have no end."""
    try:
        yield
    except PhotoError:
        raise
    except UnidentifiedImageError as why:
        if sure:
            text = f"{source.name} is damaged, so it cannot be shown."
            raise PhotoUnreadable(text, subject=source.path, details="Its header makes no sense.") from why
        text = f"{source.name} is not a kind of photo Penchant knows."
        raise PhotoUnknown(text, subject=source.path, details=str(why)) from why
    except Exception as why:  # struct.error, SyntaxError, KeyError... from damaged content
        details = f"{type(why).__name__}: {why}"
        early = isinstance(why, EOFError) or "truncated" in str(why).lower()
        end = "ends too early, so it cannot be shown." if early else "is damaged, so it cannot be shown."
        raise PhotoUnreadable(f"{source.name} {end}", subject=source.path, details=details) from why


def raster_of(
    picture: Pillow.Image,
    format_name: str,
    *,
    full_size: tuple[int, int] = (0, 0),
    values: tuple[NDArray[Any], str] | None = None,
) -> Raster:
    """Load a picture: its values (or those another decoder made) and their model, its profile and metadata."""
    pixels, model = values or _values(picture)
    exif, xmp = exif_of(picture), _xmp_of(picture)
    return Raster(
        pixels,
        model,
        icc=picture.info.get("icc_profile") or b"",
        turn=orientation(exif, xmp),
        full_size=full_size,
        metadata=Metadata(exif, xmp, format=format_name, bit_depth=pixels.dtype.itemsize * 8),
    )


def exif_of(picture: Pillow.Image) -> bytes:
    """The Exif block that a picture brought, without prefix."""
    block = picture.info.get("exif") or b""
    return block.removeprefix(b"Exif\0\0") if isinstance(block, bytes) else b""


def _xmp_of(picture: Pillow.Image) -> bytes:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _values(picture: Pillow.Image) -> tuple[NDArray[Any], str]:
    """Array and model of any Pillow mode."""
    mode = picture.mode
    if mode.startswith("I;16"):
        return np.asarray(picture).astype(np.uint16), "GREY"
    if mode == "I":
        return np.clip(np.asarray(picture), 0, 65535).astype(np.uint16), "GREY"
    if mode == "F":
        return np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=1.0, neginf=0.0), "GREY"
    if mode == "LAB":
        return _lab(np.asarray(picture)), "LAB"
    if mode in ("RGB", "RGBA", "CMYK", "L", "LA"):
        return np.asarray(picture), {"R": "RGB", "C": "CMYK", "L": "GREY"}[mode[0]]
    if mode == "1":
        return np.asarray(picture.convert("L")), "GREY"
    transparent = "transparency" in picture.info or mode in ("PA", "RGBa", "La")
    return np.asarray(picture.convert("RGBA" if transparent else "RGB")), "RGB"


def _lab(values: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Pillow's 8-bit Lab (L 0..255, a and b in two's complement) as L 0..100, a, b."""
    ab = values[..., 1:].view(np.int8).astype(np.float32)
    light = values[..., :1].astype(np.float32) * np.float32(100 / 255)
    return np.concatenate([light, ab], axis=2)
