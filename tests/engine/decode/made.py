"""Small photo files of many kinds, made by other people's encoders or byte by byte."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import tifffile
from PIL import Image as Pillow

ORIENTATION = 0x0112


def picture(height: int = 48, width: int = 80) -> np.ndarray:
    """A picture in which every corner has its own colour, smooth enough for lossy formats."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / (height - 1), x / (width - 1)
    rgb = np.stack([0.15 + 0.7 * x, 0.2 + 0.6 * y, 0.8 - 0.5 * x * y], axis=-1)
    return (rgb * 255 + 0.5).astype(np.uint8)


def exif_block(**tags: Any) -> bytes:
    """An Exif block (no prefix) by Pillow from tag names without their IFD: orientation=6, make="Acme"."""
    exif = Pillow.Exif()
    names = {"orientation": ORIENTATION, "make": 0x010F, "model": 0x0110, "time": 0x0132}
    for name, value in tags.items():
        exif[names[name]] = value
    return exif.tobytes().removeprefix(b"Exif\0\0")


def saved(pixels: np.ndarray, kind: str, **options: Any) -> bytes:
    """Pixels encoded by Pillow."""
    buffer = io.BytesIO()
    Pillow.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def stored_for(upright: np.ndarray, orientation: int) -> np.ndarray:
    """The pixels that a file with this orientation holds of an upright picture (TIFF 6.0: the place of row 0)."""
    lying = upright.transpose(1, 0, 2) if orientation >= 5 else upright
    # 1 top-left, 2 top-right, 3 bottom-right, 4 bottom-left; 5 left-top, 6 right-top, 7 right-bottom, 8 left-bottom
    flips = {1: (0, 0), 2: (0, 1), 3: (1, 1), 4: (1, 0), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[orientation]
    if flips[0]:
        lying = lying[::-1]
    if flips[1]:
        lying = lying[:, ::-1]
    return np.ascontiguousarray(lying)


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    """A JPEG with one more segment after its start."""
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes, extra: bytes = b"") -> bytes:
    """A PNG from its rows (each with its filter byte), with chunks of our own between header and picture."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = png_chunk(b"IHDR", header) + extra + png_chunk(b"IDAT", zlib.compress(rows)) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def write_dng(path: Path, rgb: np.ndarray, *, orientation: int = 1, neutral: tuple[float, float, float]) -> None:
    """A DNG whose sensor (RGGB, 14 bits) saw linear sRGB `rgb` (0..1) through a camera with this neutral.

    Its colour matrix is that of sRGB with the channels scaled by the neutral, so white balance gives `rgb` back.
    """
    height, width = rgb.shape[:2]
    seen = rgb * np.array(neutral)
    mosaic = np.empty((height, width), np.float64)
    for y, x, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        mosaic[y::2, x::2] = seen[y::2, x::2, channel]
    to_rgb = np.linalg.inv(
        np.array(
            [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
        )
    )
    matrix = np.diag(neutral) @ to_rgb

    def rationals(values: Any) -> tuple[int, ...]:
        return tuple(n for v in values for n in (round(float(v) * 100000), 100000))

    tags = [
        (50706, "B", 4, (1, 4, 0, 0), True),  # DNGVersion
        (50708, "s", 0, "Acme One", True),  # UniqueCameraModel
        (271, "s", 0, "Acme", True),
        (272, "s", 0, "One", True),
        (274, "H", 1, orientation, True),
        (33421, "H", 2, (2, 2), True),  # CFARepeatPatternDim
        (33422, "B", 4, (0, 1, 1, 2), True),  # CFAPattern
        (50717, "H", 1, 16383, True),  # WhiteLevel
        (50721, "2i", 9, rationals(matrix.ravel()), True),  # ColorMatrix1
        (50728, "2I", 3, rationals(neutral), True),  # AsShotNeutral
        (50778, "H", 1, 21, True),  # CalibrationIlluminant1: D65
    ]
    values = np.round(np.clip(mosaic, 0, 1) * 16383).astype(np.uint16)
    tifffile.imwrite(path, values, photometric=32803, extratags=tags, metadata=None, software=False)
