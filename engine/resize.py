"""Making a photo smaller: every pixel is the mean of the area it covers, so nothing shimmers and no grid appears.

Averages are of encoded values: a preview is then the mean of what the export shows pixel by pixel, and colours of fine
texture stay as the eye sees them from afar on a screen. Any part comes out as it does in the whole.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.image import Image, Pixels
from engine.kernels import Kernel, native
from engine.strips import in_strips

Rect = tuple[int, int, int, int]

_ARGUMENTS = "{0}* {0}* i i i i i8* i8* f4* i i8* i8* f4* i f4* f"
_KINDS = {np.dtype(np.uint8): "u1", np.dtype(np.uint16): "u2", np.dtype(np.float32): "f4"}


def smaller(
    pixels: Pixels,
    size: tuple[int, int],
    *,
    area: Rect | None = None,
    part: Rect | None = None,
    threads: int | None = None,
) -> Pixels:
    """Average a picture down.

    Args:
        pixels: H x W x 3, uint8, uint16 or float32; rows may lie apart.
        size: (width, height) of the whole result; neither is larger than the area's.
        area: x0, y0, x1, y1 of the pixels that the whole result shows; None for all.
        part: x0, y0, x1, y1 of the result that is wanted; None for all.
        threads: see `in_strips`.

    Returns:
        The part, of the same kind; a view where nothing is to be averaged.
    """
    area = area or (0, 0, pixels.shape[1], pixels.shape[0])
    width, height = area[2] - area[0], area[3] - area[1]
    if size[0] > width or size[1] > height:
        raise ValueError(f"{width} x {height} cannot be made smaller to {size[0]} x {size[1]}")
    x0, y0, x1, y1 = part or (0, 0, *size)
    if size == (width, height):
        return pixels[area[1] + y0 : area[1] + y1, area[0] + x0 : area[0] + x1]
    if pixels.strides[1:] != (3 * pixels.itemsize, pixels.itemsize) or pixels.strides[0] % pixels.itemsize:
        pixels = np.ascontiguousarray(pixels)
    stride = pixels.strides[0] // pixels.itemsize
    out = np.empty((y1 - y0, x1 - x0, 3), pixels.dtype)
    rows, columns = _shares(height, size[1], y0, y1), _shares(width, size[0], x0, x1)
    rows[0][:] += area[1]
    columns[0][:] += area[0]
    left, right = int(columns[0][0]), int(columns[0][-1] + columns[1][-1])
    columns[0][:] -= left
    kernel = native(area_rows, _ARGUMENTS.format(_KINDS[pixels.dtype]))
    half = 0.0 if pixels.dtype == np.float32 else 0.5

    def strip(start: int, stop: int) -> None:
        work = np.empty(3 * (right - left), np.float32)
        first, count, share = (np.ascontiguousarray(values[start:stop]) for values in rows)
        arrays = (first, count, share, share.shape[1], *columns, columns[2].shape[1], work)
        addresses = [_address(a) if isinstance(a, np.ndarray) else a for a in arrays]
        source, target = pixels.ctypes.data + 3 * left * pixels.itemsize, _address(out[start:])
        kernel(source, target, stop - start, x1 - x0, stride, 3 * (right - left), *addresses, half)

    in_strips(strip, y1 - y0, (right - left) * max(1, height // size[1]), threads=threads, rows=32)
    return out


def resize_long_edge(image: Image, long_edge: int) -> Image:
    """The photo with at most `long_edge` pixels on its longer side, still knowing its full size; for previews."""
    longest = max(image.width, image.height)
    if longest <= long_edge:
        return image
    scale = long_edge / longest
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.with_pixels(smaller(image.pixels, size))


def _address(array: NDArray[Any]) -> int:
    return int(array.ctypes.data)


def _shares(
    size: int, cells: int, start: int, stop: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """For each result start..stop of `cells` over `size` pixels: first pixel, how many, and each one's share."""
    edges = np.arange(start, stop + 1) * (size / cells)
    edges[-1] = min(edges[-1], size)
    first = np.floor(edges[:-1]).astype(np.int64)
    count = np.minimum(np.ceil(edges[1:]).astype(np.int64), size) - first
    pixel = first[:, None] + np.arange(int(count.max()))[None, :]
    covered = np.minimum(pixel + 1, edges[1:, None]) - np.maximum(pixel, edges[:-1, None])
    covered = np.clip(covered, 0.0, 1.0)
    share = (covered / covered.sum(axis=1, keepdims=True)).astype(np.float32)
    return first, count, np.ascontiguousarray(share)


def area_rows(
    source: Any,
    target: Any,
    rows: int,
    columns: int,
    stride: int,
    values: int,
    row_first: Any,
    row_count: Any,
    row_share: Any,
    most_rows: int,
    column_first: Any,
    column_count: Any,
    column_share: Any,
    most_columns: int,
    work: Any,
    half: float,
) -> None:
    """Average rows of pixels; written for `engine.kernels.native`.

    Args:
        source: first value of the first row and the first column that is needed; RGB interleaved.
        target: rows x columns x 3.
        rows: of the target.
        columns: of the target.
        stride: values from one source row to the next.
        values: in the source columns that are needed.
        row_first: for each target row, the first source row under it,
        row_count: how many there are,
        row_share: and the share of each; rows x most_rows.
        most_rows: the most under any.
        column_first: the same across, counted from the first column that is needed.
        column_count: see row_count.
        column_share: columns x most_columns.
        most_columns: see most_rows.
        work: `values` float32.
        half: added before conversion to the target's type.
    """
    for row in range(rows):
        for k in range(values):
            work[k] = np.float32(0)
        for t in range(row_count[row]):
            share = row_share[row * most_rows + t]
            line = (row_first[row] + t) * stride
            for k in range(values):
                work[k] += share * np.float32(source[line + k])
        for column in range(columns):
            red, green, blue = half, half, half
            for t in range(column_count[column]):
                share = column_share[column * most_columns + t]
                at = 3 * (column_first[column] + t)
                red += share * work[at]
                green += share * work[at + 1]
                blue += share * work[at + 2]
            at = 3 * (row * columns + column)
            target[at], target[at + 1], target[at + 2] = red, green, blue


KERNELS = tuple(Kernel(area_rows, _ARGUMENTS.format(kind)) for kind in _KINDS.values())
