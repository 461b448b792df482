"""From what a decoder delivers to an Image: smaller, opaque, RGB, in a known space, upright."""

from dataclasses import dataclass, field, replace
from typing import Any

from numpy.typing import NDArray

from engine.color import SRGB, Space
from engine.decode.colours import to_rgb
from engine.decode.geometry import reduced, turned
from engine.decode.orientation import made_upright
from engine.image import Image, Metadata


@dataclass(frozen=True, slots=True)
class Raster:
    """A decoded picture as the file has it.

    Attributes:
        pixels: H x W or H x W x C; uint8, uint16 or float32.
        model: "GREY", "RGB", "CMYK" (0 is no ink) or "LAB" (float32); one more channel than the model has is alpha.
        icc: embedded profile; empty if none.
        space: the RGB space where the file says it in another way than by a profile.
        turn: Exif orientation 1..8 that is still to be applied.
        full_size: (width, height) in the file before turning; that of the pixels if (0, 0).
        metadata: what goes along.
    """

    pixels: NDArray[Any]
    model: str = "RGB"
    icc: bytes = b""
    space: Space = SRGB
    turn: int = 1
    full_size: tuple[int, int] = (0, 0)
    metadata: Metadata = field(default_factory=Metadata)


def to_image(raster: Raster, at_least: int | None = None) -> Image:
    """The Image of a raster.

    Args:
        raster: as decoded.
        at_least: long edge that suffices; a larger picture is reduced by a whole factor.

    Returns:
        Upright, and with metadata that say so.
    """
    height, width = raster.pixels.shape[:2]
    size = raster.full_size if raster.full_size != (0, 0) else (width, height)
    pixels, space = to_rgb(reduced(raster.pixels, at_least), raster.model, raster.icc, raster.space)
    exif, xmp = made_upright(raster.metadata.exif, raster.metadata.xmp)
    metadata = replace(raster.metadata, exif=exif, xmp=xmp)
    return Image(turned(pixels, raster.turn), space, metadata, size if raster.turn < 5 else size[::-1])
