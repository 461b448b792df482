"""Sampling a picture along slanted rows: straightening, by cubic interpolation (Catmull-Rom, Keys 1981 with a = -1/2).

Positions are whole numbers of 2 ** -32 pixels, so that a part of a picture is sampled exactly as in the whole.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.image import Pixels
from engine.kernels import Kernel, native

ONE = 1 << 32
"""A pixel, in the unit of positions."""
MARGIN = 2
"""Pixels needed around a position."""

_ARGUMENTS = "f4* i i i {0}* i i i8* f4* f f f"
_KINDS = {np.dtype(np.uint8): "u1", np.dtype(np.uint16): "u2", np.dtype(np.float32): "f4"}
_UNBOUNDED = 3.0e38


def sample(
    pixels: Pixels, size: tuple[int, int], start: tuple[int, int], right: tuple[int, int], down: tuple[int, int]
) -> Pixels:
    """Sample a picture at a slanted raster.

    Args:
        pixels: h x w x 3, uint8, uint16 or float32; its edges are repeated outwards.
        size: (width, height) of the result.
        start: position (x, y) of the first sample, in 1 / ONE pixels, whole pixels being centres.
        right: from a sample to the next in its row.
        down: from a sample to the one below it.

    Returns:
        height x width x 3 of the same kind; integers are rounded and clipped.
    """
    height, width = pixels.shape[:2]
    out = np.empty((size[1], size[0], 3), pixels.dtype)
    floats = np.ascontiguousarray(pixels, np.float32)
    raster = np.array([*start, *right, *down], np.int64)
    limits = (0.0, -_UNBOUNDED, _UNBOUNDED) if out.dtype == np.float32 else (0.5, 0.0, float(np.iinfo(out.dtype).max))
    work = np.empty(16, np.float32)
    addresses = [_address(raster), _address(work)]
    kernel = native(sample_rows, _ARGUMENTS.format(_KINDS[pixels.dtype]))
    kernel(_address(floats), width, height, 3 * width, _address(out), size[1], size[0], *addresses, *limits)
    return out


def _address(array: NDArray[Any]) -> int:
    return int(array.ctypes.data)


def sample_rows(
    source: Any,
    width: int,
    height: int,
    stride: int,
    target: Any,
    rows: int,
    columns: int,
    raster: Any,
    work: Any,
    half: float,
    low: float,
    high: float,
) -> None:
    """Sample rows; written for `engine.kernels.native`.

    Args:
        source: RGB interleaved, in the target's units.
        width: of the source.
        height: of the source.
        stride: values from one source row to the next.
        target: rows x columns x 3.
        rows: of the target.
        columns: of the target.
        raster: x and y of the first sample, of the step right, and of the step down.
        work: 16 float32.
        half: added to a result before it is clipped and converted.
        low: least result.
        high: largest result.
    """
    unit = np.float32(1 / 16777216)
    one, two, three = np.float32(1), np.float32(2), np.float32(3)
    four, five, center = np.float32(4), np.float32(5), np.float32(0.5)
    for row in range(rows):
        x = raster[0] + row * raster[4]
        y = raster[1] + row * raster[5]
        for column in range(columns):
            left, top = (x >> 32) - 1, (y >> 32) - 1
            f = np.float32((x >> 8) & 16777215) * unit
            g = np.float32((y >> 8) & 16777215) * unit
            x += raster[2]
            y += raster[3]
            a0 = center * f * ((two - f) * f - one)
            a1 = center * (f * f * (three * f - five) + two)
            a2 = center * f * ((four - three * f) * f + one)
            a3 = center * f * f * (f - one)
            b0 = center * g * ((two - g) * g - one)
            b1 = center * (g * g * (three * g - five) + two)
            b2 = center * g * ((four - three * g) * g + one)
            b3 = center * g * g * (g - one)
            if left >= 0 and top >= 0 and left + 4 <= width and top + 4 <= height:
                at = top * stride + 3 * left
                r1 = at + stride
                r2 = r1 + stride
                r3 = r2 + stride
                for k in range(12):
                    work[k] = (b0 * source[at + k] + b1 * source[r1 + k]) + (b2 * source[r2 + k] + b3 * source[r3 + k])
            else:
                r0 = min(max(top, 0), height - 1) * stride
                r1 = min(max(top + 1, 0), height - 1) * stride
                r2 = min(max(top + 2, 0), height - 1) * stride
                r3 = min(max(top + 3, 0), height - 1) * stride
                for k in range(12):
                    at = 3 * min(max(left + k // 3, 0), width - 1) + k % 3
                    work[k] = (b0 * source[r0 + at] + b1 * source[r1 + at]) + (
                        b2 * source[r2 + at] + b3 * source[r3 + at]
                    )
            at = 3 * (row * columns + column)
            for c in range(3):
                value = a0 * work[c] + a1 * work[3 + c] + (a2 * work[6 + c] + a3 * work[9 + c]) + half
                value = value if value > low else low
                target[at + c] = value if value < high else high


KERNELS = tuple(Kernel(sample_rows, _ARGUMENTS.format(kind)) for kind in _KINDS.values())
