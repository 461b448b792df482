"""The adjoint of slicing: what pixels say, summed into the cells that they read."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.grade.positions import positions
from engine.kernels import Kernel, native

Floats = NDArray[np.float32]

SUMS = 24
"""Numbers kept for each cell: 10 products of inputs, 12 of inputs and outputs, and 2 that stay 0 (whole vectors)."""
_SYMMETRIC = np.array([[0, 1, 2, 3], [1, 4, 5, 6], [2, 5, 7, 8], [3, 6, 8, 9]])
_ARGUMENTS = "f4* f4* i i i8* f4* i8* f4* i i i f4* f4* f4* f f f"


def splat(before: Floats, wanted: Floats, size: tuple[int, int], depth: int) -> tuple[Floats, Floats]:
    """Sum products of [r g b 1] into a grid, each pixel by the weights with which slicing reads the cells around it.

    Args:
        before: h x w x 3, 0..1.
        wanted: h x w x 3.
        size: (height, width) of the grid.
        depth: its luma cells.

    Returns:
        [r g b 1]' [r g b 1], gh x gw x depth x 4 x 4; and [r g b 1]' wanted, gh x gw x depth x 4 x 3.
    """
    height, width, _ = before.shape
    before, wanted = np.ascontiguousarray(before), np.ascontiguousarray(wanted)
    rows, columns = positions(height, size[0], 0, height), positions(width, size[1], 0, width)
    sums = np.zeros((*size, depth, SUMS), np.float32)
    line, product = np.zeros(sums[0].size, np.float32), np.zeros(SUMS, np.float32)
    arrays = [before, wanted, height, width, *rows, *columns, *size, depth, sums, line, product]
    addresses = [a.ctypes.data if isinstance(a, np.ndarray) else a for a in arrays]
    native(*KERNELS[0])(*addresses, *(depth * weight for weight in LUMA))
    return sums[..., _SYMMETRIC], sums[..., 10:22].reshape(*size, depth, 4, 3)


def splat_rows(
    before: Any,
    wanted: Any,
    rows: int,
    columns: int,
    row_cells: Any,
    row_shares: Any,
    column_cells: Any,
    column_shares: Any,
    grid_height: int,
    grid_width: int,
    depth: int,
    sums: Any,
    line: Any,
    product: Any,
    weight_r: float,
    weight_g: float,
    weight_b: float,
) -> None:
    """Sum all pixels; written for `engine.kernels.native`, see `splat`.

    Args:
        before: rows x columns x 3.
        wanted: rows x columns x 3.
        rows: of the picture.
        columns: of the picture.
        row_cells: for each row, the grid row above it.
        row_shares: for each row, the share of the grid row below.
        column_cells: for each column, the grid column left of it.
        column_shares: for each column, the share of the grid column to its right.
        grid_height: cells down.
        grid_width: cells across.
        depth: cells from black to white.
        sums: grid_height x grid_width x depth x SUMS, added to.
        line: one grid row of sums, all 0.
        product: SUMS numbers, the last 2 being 0.
        weight_r: luma weight times depth.
        weight_g: likewise.
        weight_b: likewise.
    """
    per_line = grid_width * depth * SUMS
    for row in range(rows):
        for column in range(columns):
            p = 3 * (row * columns + column)
            fill_product(product, before, wanted, p)
            z = before[p] * weight_r + before[p + 1] * weight_g + before[p + 2] * weight_b - np.float32(0.5)
            z = min(max(z, np.float32(0)), np.float32(depth - 1))
            near = min(int(z), depth - 2)
            deep = z - np.float32(near)
            for side in range(2):
                cell = min(column_cells[column] + side, grid_width - 1)
                share = column_shares[column] if side == 1 else np.float32(1) - column_shares[column]
                for step in range(2):
                    weight = share * (deep if step == 1 else np.float32(1) - deep)
                    place = (cell * depth + near + step) * SUMS
                    for k in range(SUMS):
                        line[place + k] += weight * product[k]
        below = min(row_cells[row] + 1, grid_height - 1)
        add_line(sums, line, row_cells[row] * per_line, below * per_line, row_shares[row], per_line)


def fill_product(product: Any, before: Any, wanted: Any, p: int) -> None:
    """Products of one pixel: rr rg rb r gg gb g bb b 1, then r, g, b and 1 times each wanted value."""
    r, g, b = before[p], before[p + 1], before[p + 2]
    product[0], product[1], product[2], product[3] = r * r, r * g, r * b, r
    product[4], product[5], product[6] = g * g, g * b, g
    product[7], product[8], product[9] = b * b, b, np.float32(1)
    for output in range(3):
        value = wanted[p + output]
        product[10 + output] = r * value
        product[13 + output] = g * value
        product[16 + output] = b * value
        product[19 + output] = value


def add_line(sums: Any, line: Any, upper: int, lower: int, share: Any, count: int) -> None:
    """A picture row's sums, shared between two grid rows; the line is 0 again afterwards."""
    for k in range(count):
        sums[upper + k] += (np.float32(1) - share) * line[k]
    for k in range(count):
        sums[lower + k] += share * line[k]
        line[k] = np.float32(0)


KERNELS = (Kernel(splat_rows, _ARGUMENTS, (add_line, fill_product)),)
