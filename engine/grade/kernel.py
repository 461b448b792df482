"""The kernel that slices a grade and applies it, in one pass over interleaved RGB.

Written for `engine.kernels.native`: pointers and numbers, no allocation. What makes it fast:

- a row's two grid rows are blended once; between two cell centres the maps are then linear in x, so their coefficients
  are scalars and pixels are the vector lanes: no gathers;
- pixels are treated 96 at a time, and only the depth cells that those 96 touch are summed (two or three of eight in
  most of a photo). A cell with weight zero adds exactly nothing, so the sum does not depend on which pixels share a
  block, and a strip or a region equals the whole bit by bit;
- the grid is stored as its difference from identity, so a grade that does nothing gives back every value exactly.

The work space holds eight blocks (red, green, blue, guide, the three sums, weights) and then one row of the grid.
"""

from typing import Any

import numpy as np

BLOCK = 96
"""Pixels treated together; all of a block's lanes are computed, so loops have a fixed length and no remainder."""
GREEN, BLUE, GUIDE, SUMS, WEIGHT, LINE = (BLOCK * n for n in (1, 2, 3, 4, 7, 8))
"""Places in the work space; red is at 0, the row of the grid at LINE."""

ARGUMENTS = "{0}* {0}* i i i f4* i i i i8* f4* i8* f4* f4* f f f f f f"
"""For `native`; {0} is the pixels' type: u1, u2 or f4."""


def slice_rows(
    source: Any,
    target: Any,
    rows: int,
    source_stride: int,
    target_stride: int,
    grid: Any,
    grid_height: int,
    grid_width: int,
    depth: int,
    row_cells: Any,
    row_shares: Any,
    segment_ends: Any,
    shares: Any,
    work: Any,
    weight_r: float,
    weight_g: float,
    weight_b: float,
    half: float,
    low: float,
    high: float,
) -> None:
    """Apply a grade to rows of pixels; source and target may be the same.

    Args:
        source: first value of the first row; RGB interleaved.
        target: where the result goes, likewise.
        rows: how many rows.
        source_stride: values from one row to the next.
        target_stride: likewise.
        grid: grid_height x grid_width x depth x 12 float32, less identity, offsets in the pixels' units.
        grid_height: cells down.
        grid_width: cells across.
        depth: cells from black to white.
        row_cells: for each row, the grid row above it.
        row_shares: for each row, the share of the grid row below it.
        segment_ends: for each grid column but the last, the first pixel right of the next column's centre.
        shares: for each pixel, the share of the column to its right; BLOCK values longer than the row.
        work: LINE + grid_width * depth * 12 float32.
        weight_r: luma weight that gives depth cells: depth * 0.299 / white.
        weight_g: likewise for green.
        weight_b: likewise for blue.
        half: added before conversion to the target's type: 0.5 rounds.
        low: lowest value.
        high: highest value.
    """
    per_cell = depth * 12
    per_line = grid_width * per_cell
    for row in range(rows):
        upper = row_cells[row] * per_line
        lower = min(row_cells[row] + 1, grid_height - 1) * per_line
        blend_line(work, grid, upper, lower, row_shares[row], per_line)
        start = 0
        for cell in range(max(grid_width - 1, 1)):
            left = LINE + cell * per_cell
            right = LINE + min(cell + 1, grid_width - 1) * per_cell
            while start < segment_ends[cell]:
                count = min(segment_ends[cell] - start, BLOCK)
                load(work, source, row * source_stride + 3 * start, count)
                first, last = find_depths(work, weight_r, weight_g, weight_b, depth)
                for plane in range(first, min(last + 2, depth)):
                    add_plane(work, left + 12 * plane, right + 12 * plane, plane, shares, start)
                store(work, target, row * target_stride + 3 * start, count, half, low, high)
                start += count


def blend_line(work: Any, grid: Any, upper: int, lower: int, share: Any, per_line: int) -> None:
    """One row of the grid between two of its rows."""
    for k in range(per_line):
        work[LINE + k] = grid[upper + k] + share * (grid[lower + k] - grid[upper + k])


def load(work: Any, source: Any, place: int, count: int) -> None:
    """A block of pixels as floats, apart; what a short block leaves over keeps values of an earlier one."""
    if count == BLOCK:  # a fixed length: this loop becomes a few vector instructions
        for j in range(BLOCK):
            work[j] = np.float32(source[place + 3 * j])
            work[GREEN + j] = np.float32(source[place + 3 * j + 1])
            work[BLUE + j] = np.float32(source[place + 3 * j + 2])
    else:
        for j in range(count):
            work[j] = np.float32(source[place + 3 * j])
            work[GREEN + j] = np.float32(source[place + 3 * j + 1])
            work[BLUE + j] = np.float32(source[place + 3 * j + 2])


def find_depths(work: Any, weight_r: Any, weight_g: Any, weight_b: Any, depth: int) -> tuple[int, int]:
    """Where each pixel lies in depth, the sums' start (the pixels themselves), and the first and last cell touched."""
    zero = np.float32(0)
    deepest = np.float32(depth - 1)
    first = np.int32(depth)
    last = np.int32(0)
    for j in range(BLOCK):
        z = work[j] * weight_r + work[GREEN + j] * weight_g + work[BLUE + j] * weight_b - np.float32(0.5)
        z = z if z > zero else zero  # not a number counts as black
        z = z if z < deepest else deepest
        work[GUIDE + j] = z
        first = min(first, np.int32(z))
        last = max(last, np.int32(z))
        work[SUMS + j] = work[j]
        work[SUMS + GREEN + j] = work[GREEN + j]
        work[SUMS + BLUE + j] = work[BLUE + j]
    return int(first), int(last)


def add_plane(work: Any, a: int, b: int, plane: int, shares: Any, start: int) -> None:
    """Add one depth cell's maps, from column `a` to column `b`, by each pixel's nearness to that cell."""
    one, zero, depth = np.float32(1), np.float32(0), np.float32(plane)
    rr, rg, rb, ro = work[a], work[a + 1], work[a + 2], work[a + 3]
    gr, gg, gb, go = work[a + 4], work[a + 5], work[a + 6], work[a + 7]
    br, bg, bb, bo = work[a + 8], work[a + 9], work[a + 10], work[a + 11]
    drr, drg, drb, dro = work[b] - rr, work[b + 1] - rg, work[b + 2] - rb, work[b + 3] - ro
    dgr, dgg, dgb, dgo = work[b + 4] - gr, work[b + 5] - gg, work[b + 6] - gb, work[b + 7] - go
    dbr, dbg, dbb, dbo = work[b + 8] - br, work[b + 9] - bg, work[b + 10] - bb, work[b + 11] - bo
    # A loop for each channel: its eight numbers stay in registers, where all twenty-four would be fetched again and
    # again; and a map's value at the left and its change to the right are multiplied apart, which saves copies. Sums
    # begin with the offset: everything behind it is then multiplied and added in one instruction.
    for j in range(BLOCK):
        r, g, u, s = work[j], work[GREEN + j], work[BLUE + j], shares[start + j]
        w = one - abs(work[GUIDE + j] - depth)
        w = w if w > zero else zero
        work[WEIGHT + j] = w
        work[SUMS + j] += w * (ro + rr * r + rg * g + rb * u + s * (dro + drr * r + drg * g + drb * u))
    for j in range(BLOCK):
        r, g, u, s = work[j], work[GREEN + j], work[BLUE + j], shares[start + j]
        w = work[WEIGHT + j]
        work[SUMS + GREEN + j] += w * (go + gr * r + gg * g + gb * u + s * (dgo + dgr * r + dgg * g + dgb * u))
    for j in range(BLOCK):
        r, g, u, s = work[j], work[GREEN + j], work[BLUE + j], shares[start + j]
        w = work[WEIGHT + j]
        work[SUMS + BLUE + j] += w * (bo + br * r + bg * g + bb * u + s * (dbo + dbr * r + dbg * g + dbb * u))


def store(work: Any, target: Any, place: int, count: int, half: Any, low: Any, high: Any) -> None:
    """The sums, rounded and clipped, side by side again."""
    if count == BLOCK:
        for j in range(BLOCK):
            for c in range(3):
                value = work[SUMS + c * BLOCK + j] + half
                value = value if value > low else low
                target[place + 3 * j + c] = value if value < high else high
    else:
        for j in range(count):
            for c in range(3):
                value = work[SUMS + c * BLOCK + j] + half
                value = value if value > low else low
                target[place + 3 * j + c] = value if value < high else high


HELPERS = (blend_line, load, find_depths, add_plane, store)
