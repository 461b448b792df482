"""Turning and reducing decoded pixels, at the speed of memory. OpenCV is loaded only for photos that need it."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def turned(pixels: Array, orientation: int) -> Array:
    """Pixels as stored, made upright according to their Exif orientation 1..8.

    Args:
        pixels: H x W x 3 of any kind.
        orientation: 1 upright, 2 mirrored, 3 upside down, 4 both; 5 to 8 the same, lying on a side.

    Returns:
        H x W x 3, or W x H x 3 from 5 on.
    """
    if orientation == 1:
        return pixels
    import cv2

    pixels = np.ascontiguousarray(pixels)
    steps: dict[int, tuple[Callable[[Any], Any], ...]] = {
        2: (lambda p: cv2.flip(p, 1),),
        3: (lambda p: cv2.rotate(p, cv2.ROTATE_180),),
        4: (lambda p: cv2.flip(p, 0),),
        5: (cv2.transpose,),
        6: (lambda p: cv2.rotate(p, cv2.ROTATE_90_CLOCKWISE),),
        7: (cv2.transpose, lambda p: cv2.rotate(p, cv2.ROTATE_180)),
        8: (lambda p: cv2.rotate(p, cv2.ROTATE_90_COUNTERCLOCKWISE),),
    }
    for step in steps[orientation]:
        pixels = np.asarray(step(pixels))
    return pixels


def strips(pixels: Array, most_pixels: int = 1 << 20) -> list[slice]:
    """Row slices of about a million pixels, so that what is computed on the way stays small."""
    height, width = pixels.shape[:2]
    rows = max(1, most_pixels // max(width, 1))
    return [slice(start, min(start + rows, height)) for start in range(0, height, rows)]


def full_range(values: Array, top: int) -> Array:
    """uint16 values 0..top (10 or 12 bits) over the whole range of uint16, rounded; changed in place."""
    for rows in strips(values):
        wide = np.minimum(values[rows], top).astype(np.uint32)
        values[rows] = (wide * 65535 + top // 2) // top
    return values


def reduced(pixels: Array, at_least: int | None) -> Array:
    """Pixels averaged by the largest whole factor that leaves the long edge at least `at_least`.

    A whole factor costs one pass and blurs nothing; whoever needs an exact size resizes from here.

    Args:
        pixels: H x W or H x W x C, 1 to 5 channels, uint8, uint16 or float32.
        at_least: long edge that suffices; None keeps all.
    """
    height, width = pixels.shape[:2]
    factor = max(height, width) // at_least if at_least else 1
    if factor < 2:
        return pixels
    import cv2

    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    return np.asarray(cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA))
