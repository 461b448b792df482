"""Applying a grade to pixels: whole pictures, strips and regions, all equal bit by bit."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.grade.carriers import add_carriers
from engine.grade.kernel import ARGUMENTS, BLOCK, HELPERS, LINE, slice_rows
from engine.grade.positions import positions
from engine.grade.value import DIAGONAL, Floats, Grade
from engine.image import Pixels, as_float, as_integers
from engine.kernels import Kernel, native
from engine.strips import in_strips

_KINDS = {np.dtype(np.uint8): "u1", np.dtype(np.uint16): "u2", np.dtype(np.float32): "f4"}
_UNBOUNDED = 3.0e38


def apply(
    grade: Grade,
    pixels: Pixels,
    *,
    out: Pixels | None = None,
    at: tuple[int, int] = (0, 0),
    full: tuple[int, int] | None = None,
    threads: int | None = None,
) -> Pixels:
    """Show pixels through a grade.

    Args:
        grade: the grade.
        pixels: H x W x 3; uint8, uint16 or float32 (not clipped, colours outside 0..1 stay outside), sRGB-encoded.
        out: where to write, of the same shape and type and with pixels of a row side by side; may be `pixels` itself.
            None for a new array.
        at: (x, y) of the first pixel in the full picture, where pixels are a strip or a region.
        full: (width, height) of the full picture; None if pixels are all of it.
        threads: see `in_strips`.

    Returns:
        The result, of the pixels' type; integers are rounded and clipped.
    """
    if pixels.dtype not in _KINDS or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"pixels are H x W x 3 of uint8, uint16 or float32, got {pixels.shape} {pixels.dtype}")
    target = np.empty(pixels.shape, pixels.dtype) if out is None else out
    if target.shape != pixels.shape or target.dtype != pixels.dtype:
        raise ValueError("out has the shape and the type of the pixels")
    rows_out = target if _rows_are_whole(target) else np.empty(pixels.shape, pixels.dtype)
    slicer = _Slicer(grade, pixels, at, full or (pixels.shape[1], pixels.shape[0]))
    in_strips(lambda y0, y1: slicer.strip(rows_out, y0, y1), *pixels.shape[:2], threads=threads)
    if rows_out is not target:
        target[...] = rows_out
    return target


def sliced_by(
    grade: Grade | None, at: tuple[int, int], size: tuple[int, int], full: tuple[int, int]
) -> tuple[Any, ...]:
    """What a kernel needs that slices a grade on its way, for pixels that are 0..1.

    Args:
        grade: without a carrier; None for no grade, which the kernel sees by a depth of 0.
        at: (x, y) of the first pixel in the full picture.
        size: (width, height) of the pixels.
        full: (width, height) of the full picture.

    Returns:
        Grid, its height, width and depth; row cells and shares, cell ends and shares; luma weights; work space.
    """
    if grade is None:
        nothing, nowhere = np.empty(0, np.float32), np.empty(0, np.int64)
        return (nothing, 0, 0, 0, nowhere, nothing, nowhere, nothing, *LUMA, nothing)
    grid = _difference(grade, 1.0)
    height, width, depth, per_cell = grid.shape
    rows = positions(full[1], height, at[1], at[1] + size[1])
    columns = _across(full[0], width, at[0], at[0] + size[0])
    work = np.zeros(LINE + width * depth * per_cell, np.float32)
    return (grid, height, width, depth, *rows, *columns, *(depth * weight for weight in LUMA), work)


def warm(*kinds: str) -> None:
    """Load the kernel, compiling it if this computer never did; "u1", "u2", "f4", or none for all three."""
    for kind in kinds or _KINDS.values():
        _kernel(kind)


def _kernel(kind: str) -> Callable[..., int]:
    return native(slice_rows, ARGUMENTS.format(kind), HELPERS)


def white_of(kind: np.dtype[Any]) -> float:
    """The value of white: 255, 65535 or 1."""
    return 1.0 if kind.kind == "f" else float(np.iinfo(kind).max)


def _rows_are_whole(pixels: Pixels) -> bool:
    return pixels.strides[1:] == (3 * pixels.itemsize, pixels.itemsize) and pixels.strides[0] % pixels.itemsize == 0


@lru_cache(4)  # all strips of a picture share it; a few pictures are made at a time
def _difference(grade: Grade, white: float) -> Floats:
    """The grid's difference from identity, offsets in the pixels' units."""
    grid = grade.grid.copy()
    grid[..., DIAGONAL] -= 1.0
    grid[..., 3::4] *= white
    return grid


@lru_cache(16)
def _across(size: int, cells: int, start: int, stop: int) -> tuple[NDArray[np.int64], Floats]:
    """For columns start..stop of `size`: where each cell ends, and every column's share of the next cell."""
    columns, shares = positions(size, cells, start, stop)
    ends = np.searchsorted(columns, np.arange(max(cells - 1, 1)), side="right").astype(np.int64)
    return ends, np.concatenate([shares, np.zeros(BLOCK, np.float32)])


class _Slicer:
    """One call's tables: everything that does not depend on the pixels' values."""

    def __init__(self, grade: Grade, pixels: Pixels, at: tuple[int, int], full: tuple[int, int]) -> None:
        height, width = pixels.shape[:2]
        (x, y), (full_width, full_height) = at, full
        if min(x, y) < 0 or x + width > full_width or y + height > full_height:
            raise ValueError("the pixels lie inside the full picture")
        self.grade, self.pixels, self.at, self.full = grade, pixels, at, full
        # What stands beside the grid is added in float; the grid alone takes integers as they are.
        self.kind = pixels.dtype if grade.carrier == "none" else np.dtype(np.float32)
        self.white = white_of(self.kind)
        self.grid = _difference(grade, self.white)
        self.row_cells, self.row_shares = positions(full_height, self.grid.shape[0], y, y + height)
        self.ends, self.shares = _across(full_width, self.grid.shape[1], x, x + width)
        self.kernel = _kernel(_KINDS[self.kind])

    def strip(self, target: Pixels, y0: int, y1: int) -> None:
        """Grade rows y0 up to y1."""
        source = self.pixels[y0:y1]
        if self.grade.carrier == "none":
            self._slice(source if _rows_are_whole(source) else source.copy(), target[y0:y1], y0)
            return
        floats = as_float(source)
        graded = np.empty(source.shape, np.float32)
        self._slice(np.ascontiguousarray(floats), graded, y0)
        add_carriers(self.grade, floats, graded, (self.at[0], self.at[1] + y0), self.full)
        target[y0:y1] = graded if target.dtype == np.float32 else as_integers(graded, target.dtype.type)

    def _slice(self, source: Pixels, target: Pixels, y0: int) -> None:
        grid_height, grid_width, depth, per_cell = self.grid.shape
        work = np.zeros(LINE + grid_width * depth * per_cell, np.float32)
        whole = self.kind != np.float32
        self.kernel(
            *(source.ctypes.data, target.ctypes.data, len(source)),
            *(source.strides[0] // source.itemsize, target.strides[0] // target.itemsize),
            *(self.grid.ctypes.data, grid_height, grid_width, depth),
            *(self.row_cells[y0:].ctypes.data, self.row_shares[y0:].ctypes.data),
            *(self.ends.ctypes.data, self.shares.ctypes.data, work.ctypes.data),
            *(depth * weight / self.white for weight in LUMA),
            *((0.5, 0.0, self.white) if whole else (0.0, -_UNBOUNDED, _UNBOUNDED)),
        )


KERNELS = tuple(Kernel(slice_rows, ARGUMENTS.format(kind), HELPERS) for kind in _KINDS.values())
