"""Image: the one contract for a picture in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import SRGB, Space

Pixels = NDArray[Any]
"""H x W x 3; uint8 0..255, uint16 0..65535 or float32 nominally 0..1."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says about the photo, kept for export.

    Attributes:
        exif: TIFF-structured Exif block without its `Exif\\0\\0` prefix; empty if none.
        xmp: XMP packet as UTF-8 XML; empty if none.
        iptc: raw IPTC-IIM records; empty if none.
        format: "JPEG", "TIFF", "RAW"... as recognised from the content.
        bit_depth: bits per channel in the file.
        as_shot_kelvin: the camera's white balance in kelvin, known for RAW only; 0 if unknown.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    format: str = ""
    bit_depth: int = 8
    as_shot_kelvin: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One photo, upright, RGB, read-only.

    Attributes:
        pixels: H x W x 3, C-contiguous, encoded (not linear) in `space`; uint8, uint16 or float32.
        space: the colour space of the pixels.
        metadata: Exif, XMP and facts of the file.
        full_size: (width, height) of the upright photo in the file; larger than the pixels for a preview.
    """

    pixels: Pixels
    space: Space = SRGB
    metadata: Metadata = field(default_factory=Metadata)
    full_size: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        shape, kind = self.pixels.shape, self.pixels.dtype
        if len(shape) != 3 or shape[2] != 3 or 0 in shape:
            raise ValueError(f"an image is H x W x 3, got {shape}")
        if kind not in (np.uint8, np.uint16, np.float32):
            raise ValueError(f"an image is uint8, uint16 or float32, got {kind}")
        pixels = np.ascontiguousarray(self.pixels)
        if pixels is self.pixels and pixels.flags.writeable:
            pixels = pixels.view()
        pixels.flags.writeable = False
        object.__setattr__(self, "pixels", pixels)
        if self.full_size == (0, 0):
            object.__setattr__(self, "full_size", (shape[1], shape[0]))

    @property
    def width(self) -> int:
        """Columns of pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Rows of pixels."""
        return int(self.pixels.shape[0])

    @property
    def is_full_size(self) -> bool:
        """Whether every pixel of the file is here."""
        return (self.width, self.height) == self.full_size

    def with_pixels(self, pixels: Pixels, space: Space | None = None) -> "Image":
        """The same photo with other pixels, e.g. resized or graded."""
        return replace(self, pixels=pixels, space=space or self.space)


def as_float(pixels: Pixels) -> NDArray[np.float32]:
    """Pixels of any kind as float32, 0..1 (floats pass unclipped)."""
    if pixels.dtype == np.float32:
        return pixels
    return pixels.astype(np.float32) * np.float32(1.0 / np.iinfo(pixels.dtype).max)


def as_integers(pixels: NDArray[np.float32], dtype: type[np.uint8] | type[np.uint16]) -> Pixels:
    """Float pixels clipped to 0..1 and rounded to uint8 or uint16."""
    top = np.float32(np.iinfo(dtype).max)
    return (np.clip(pixels, 0.0, 1.0) * top + np.float32(0.5)).astype(dtype)
