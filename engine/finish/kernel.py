"""The finishing kernel: a grade and all manual adjustments in one pass over a pixel; for `engine.kernels.native`.

Pixels are treated a block at a time, as short loops over planes that the compiler turns into vector instructions. One
kernel reads and writes bytes and floats: which it is, is asked once for a block, and only one kernel has to be
compiled (16-bit values pass as floats). A grade is sliced on the way (`engine.grade.kernel`), so that no graded photo
lies in memory between.

White balance needs no power: a linear gain between sRGB's two power segments is affine in encoded values,
k x + 0.055 (k - 1) with k = gain ** (1 / 2.4); the linear toe is met by taking the smaller (gain > 1) or larger of the
two lines, within 0.001. Comparisons are written so that a value that is no number becomes black and never an index.
"""

from typing import Any

import numpy as np

from engine.grade.kernel import BLOCK as SLICED
from engine.grade.kernel import BLUE as SLICED_BLUE
from engine.grade.kernel import GREEN as SLICED_GREEN
from engine.grade.kernel import LINE, SUMS, add_plane, blend_line, find_depths
from engine.kernels import Kernel

BLOCK = 3 * SLICED
"""Pixels treated together, at most: a block does not reach beyond a cell of the grade. Whole blocks of the grade."""
GREEN, BLUE, MOST, LEAST, GROUND, DETAIL, WORK = (BLOCK * n for n in (1, 2, 3, 4, 5, 6, 7))
"""Places in the work space; red is at 0."""
MAPS = 4

ARGUMENTS = (
    "u1* f4* i u1* f4* i i i i i f f f "  # pixels
    "f4* i i i i8* f4* i8* f4* f f f f4* "  # grade
    "f4* f4* f4* f i i f4* f4* i i i8* f4* i8* f4* f4* f4*"  # adjustments
)
"""For `native`."""

ZERO, HALF, ONE, FOUR = np.float32(0), np.float32(0.5), np.float32(1), np.float32(4)
TINY, EIGHTH, MOST_ODDS = np.float32(1e-5), np.float32(0.125), np.float32(16)
LUMA_R, LUMA_G, LUMA_B = np.float32(0.299), np.float32(0.587), np.float32(0.114)
# Luminance weights; the root of weighted squares of encoded values is close to lightness.
LIGHT_R, LIGHT_G, LIGHT_B = np.float32(0.2126), np.float32(0.7152), np.float32(0.0722)
SKIN_SPARED = np.float32(0.65)


def finish_rows(
    bytes_in: Any,
    floats_in: Any,
    takes_bytes: int,
    bytes_out: Any,
    floats_out: Any,
    gives_bytes: int,
    rows: int,
    columns: int,
    source_stride: int,
    target_stride: int,
    scale: float,
    white: float,
    half: float,
    grid: Any,
    grid_height: int,
    grid_width: int,
    depth: int,
    grid_rows: Any,
    grid_row_shares: Any,
    cell_ends: Any,
    cell_shares: Any,
    weight_r: float,
    weight_g: float,
    weight_b: float,
    sliced: Any,
    gains: Any,
    presence: Any,
    tone: Any,
    span: float,
    last: int,
    local: int,
    odds: Any,
    maps: Any,
    map_rows: int,
    map_columns: int,
    row_cells: Any,
    row_shares: Any,
    column_cells: Any,
    column_shares: Any,
    near: Any,
    work: Any,
) -> None:
    """Grade and finish rows of a picture; source and target may be the same.

    Args:
        bytes_in: first value of the first row if they are uint8; RGB interleaved.
        floats_in: the same address, if they are float32.
        takes_bytes: 1 for uint8, 0 for float32.
        bytes_out: where the result goes, likewise.
        floats_out: likewise.
        gives_bytes: likewise.
        rows: how many rows.
        columns: pixels in a row.
        source_stride: values from one row to the next.
        target_stride: likewise.
        scale: what makes source values 0..1.
        white: value of white in the target if results are to be clipped to it; 0 for unclipped 0..1.
        half: added before conversion to the target's type: 0.5 rounds.
        grid: of the grade, as in `engine.grade.kernel.slice_rows`, offsets in 0..1.
        grid_height: cells down.
        grid_width: cells across.
        depth: cells from black to white; 0 for no grade.
        grid_rows: for each row, the grid row above it.
        grid_row_shares: for each row, the share of the grid row below it.
        cell_ends: for each grid column but the last, the first pixel right of the next column's centre.
        cell_shares: for each pixel, the share of the column to its right; SLICED values longer than the row.
        weight_r: luma weight that gives depth cells.
        weight_g: likewise for green.
        weight_b: likewise for blue.
        sliced: work space of the grade's kernel.
        gains: for each channel the linear gain, k and 0.055 (k - 1).
        presence: clarity (logarithm of odds per unit of detail), vibrance (-1.6..1.6), saturation (-1..1).
        tone: last + 1 values, the curve of all global light sliders over 0..span, for largest and smallest channel.
        span: encoded value that white becomes by the gains, at least 1.
        last: intervals of tone and of odds.
        local: 1 if odds, maps and clarity are to be used, else 0.
        odds: last + 1 values, factor of the odds for each base luma 0..1.
        maps: 4 x map_rows x map_columns, see `engine.finish.local`.
        map_rows: of each map.
        map_columns: of each map.
        row_cells: for each row, the map row above it.
        row_shares: for each row, the share of the map row below it.
        column_cells: for each column, the map column left of it.
        column_shares: for each column, the share of the map column right of it.
        near: 2 x MAPS rows of `columns` values.
        work: WORK values.
    """
    held = -1
    per_line = grid_width * depth * 12
    for row in range(rows):
        if depth:
            below = min(grid_rows[row] + 1, grid_height - 1) * per_line
            blend_line(sliced, grid, grid_rows[row] * per_line, below, grid_row_shares[row], per_line)
        if local and row_cells[row] != held:
            held = row_cells[row]
            widen(maps, map_rows, map_columns, held, column_cells, column_shares, columns, near, 0)
            under = min(held + 1, map_rows - 1)
            widen(maps, map_rows, map_columns, under, column_cells, column_shares, columns, near, MAPS * columns)
        start = 0
        cell = 0
        while start < columns:
            n = min(BLOCK, columns - start)
            if depth:
                while cell_ends[cell] <= start:
                    cell += 1
                n = min(n, cell_ends[cell] - start)
            fetch(bytes_in, floats_in, takes_bytes, row * source_stride + 3 * start, scale, work, n)
            if depth:
                for first in range(0, n, SLICED):
                    slice_block(
                        work, sliced, first, cell, grid_width, depth, cell_shares, start, weight_r, weight_g, weight_b
                    )
            if local:
                measure(work, near, start, columns, row_shares[row], presence[0], n)
                look_up(work, GROUND, odds, ONE, last, n)
                combine(work, n)
            adjust(work, gains, presence, tone, span, last, local, n)
            put(bytes_out, floats_out, gives_bytes, row * target_stride + 3 * start, white, half, work, n)
            start += n


def fetch(bytes_in: Any, floats_in: Any, takes_bytes: int, at: int, scale: float, work: Any, n: int) -> None:
    """A block of either kind of pixels as planes."""
    if takes_bytes:
        load(bytes_in, at, scale, work, n)
    else:
        load(floats_in, at, scale, work, n)


def adjust(work: Any, gains: Any, presence: Any, tone: Any, span: float, last: int, local: int, n: int) -> None:
    """All adjustments of a block whose ground, where it counts, is known."""
    balance(work, 0, gains[0], gains[1], gains[2], n)
    balance(work, GREEN, gains[3], gains[4], gains[5], n)
    balance(work, BLUE, gains[6], gains[7], gains[8], n)
    find_ends(work, n)
    if local:
        multiply_odds(work, MOST, n)
        multiply_odds(work, LEAST, n)
    look_up(work, MOST, tone, span, last, n)
    look_up(work, LEAST, tone, span, last, n)
    follow(work, n)
    if presence[1] != ZERO or presence[2] != ZERO:
        colour(work, presence[1], presence[2], n)


def put(
    bytes_out: Any, floats_out: Any, gives_bytes: int, at: int, white: float, half: float, work: Any, n: int
) -> None:
    """Planes as a block of either kind of pixels."""
    if gives_bytes:
        store(work, bytes_out, at, white, half, n)
    else:
        store(work, floats_out, at, white, half, n)


def load(source: Any, at: int, scale: float, work: Any, n: int) -> None:
    """Interleaved values as planes."""
    for i in range(n):
        work[i] = np.float32(source[at + 3 * i]) * scale
        work[GREEN + i] = np.float32(source[at + 3 * i + 1]) * scale
        work[BLUE + i] = np.float32(source[at + 3 * i + 2]) * scale


def widen(
    maps: Any, map_rows: int, map_columns: int, row: int, cells: Any, shares: Any, columns: int, near: Any, place: int
) -> None:
    """One row of the four maps at the width of the picture; rows between are mixed from two of these."""
    for m in range(MAPS):
        line = (m * map_rows + row) * map_columns
        for x in range(columns):
            left = maps[line + cells[x]]
            right = maps[line + min(cells[x] + 1, map_columns - 1)]
            near[place + m * columns + x] = left + (right - left) * shares[x]


def slice_block(
    work: Any,
    sliced: Any,
    first: int,
    cell: int,
    grid_width: int,
    depth: int,
    shares: Any,
    start: int,
    weight_r: float,
    weight_g: float,
    weight_b: float,
) -> None:
    """Up to SLICED pixels of a block through the grade; those behind the block's end are computed for nothing."""
    for j in range(SLICED):
        sliced[j] = work[first + j]
        sliced[SLICED_GREEN + j] = work[GREEN + first + j]
        sliced[SLICED_BLUE + j] = work[BLUE + first + j]
    nearest, deepest = find_depths(sliced, weight_r, weight_g, weight_b, depth)
    left = LINE + cell * depth * 12
    right = LINE + min(cell + 1, grid_width - 1) * depth * 12
    for plane in range(nearest, min(deepest + 2, depth)):
        add_plane(sliced, left + 12 * plane, right + 12 * plane, plane, shares, start + first)
    for j in range(SLICED):
        work[first + j] = sliced[SUMS + j]
        work[GREEN + first + j] = sliced[SUMS + SLICED_GREEN + j]
        work[BLUE + first + j] = sliced[SUMS + SLICED_BLUE + j]


def measure(work: Any, near: Any, start: int, columns: int, share: float, clarity: float, n: int) -> None:
    """The ground that pixels lie on, and their detail as an eighth of a shift in the logarithm of odds."""
    for i in range(n):
        guide = LUMA_R * work[i] + LUMA_G * work[GREEN + i] + LUMA_B * work[BLUE + i]
        guide = guide if guide > ZERO else ZERO
        guide = guide if guide < ONE else ONE
        k = start + i
        a = near[k] + (near[k + 4 * columns] - near[k]) * share
        b = near[k + columns] + (near[k + 5 * columns] - near[k + columns]) * share
        c = near[k + 2 * columns] + (near[k + 6 * columns] - near[k + 2 * columns]) * share
        d = near[k + 3 * columns] + (near[k + 7 * columns] - near[k + 3 * columns]) * share
        ground = a * guide + b
        ground = ground if ground > ZERO else ZERO
        work[GROUND + i] = ground if ground < ONE else ONE
        shift = clarity * (c * guide + d) * EIGHTH
        shift = shift if shift > -HALF else -HALF
        work[DETAIL + i] = shift if shift < HALF else HALF


def combine(work: Any, n: int) -> None:
    """One factor of the odds from ground and detail; exp(t) as (1 + t / 8) ** 8: exact at rest, rising everywhere."""
    for i in range(n):
        step = ONE + work[DETAIL + i]
        step *= step
        step *= step
        step *= step
        factor = work[GROUND + i] * step
        work[GROUND + i] = factor if factor < MOST_ODDS else MOST_ODDS


def balance(work: Any, plane: int, gain: float, slope: float, offset: float, n: int) -> None:
    """A linear gain of one channel."""
    if gain > ONE:
        for i in range(n):
            toe, line = gain * work[plane + i], slope * work[plane + i] + offset
            work[plane + i] = toe if toe < line else line
    elif gain < ONE:
        for i in range(n):
            toe, line = gain * work[plane + i], slope * work[plane + i] + offset
            work[plane + i] = toe if toe > line else line


def find_ends(work: Any, n: int) -> None:
    """Largest and smallest channel."""
    for i in range(n):
        r, g, b = work[i], work[GREEN + i], work[BLUE + i]
        high = r if r > g else g
        low = r if r < g else g
        work[MOST + i] = high if high > b else b
        work[LEAST + i] = low if low < b else b


def look_up(work: Any, plane: int, table: Any, span: Any, last: int, n: int) -> None:
    """A curve over 0..span; what lies outside (colours beyond sRGB) keeps its distance."""
    scale = np.float32(last) / span
    for i in range(n):
        value = work[plane + i]
        inside = value if value > ZERO else ZERO
        inside = inside if inside < span else span
        at = inside * scale
        k = min(np.int32(at), np.int32(last - 1))
        curved = table[k] + (table[k + 1] - table[k]) * (at - np.float32(k))
        work[plane + i] = curved + (value - inside)


def multiply_odds(work: Any, plane: int, n: int) -> None:
    """Odds x / (1 - x) times a factor, for what lies in 0..1."""
    for i in range(n):
        value, factor = work[plane + i], work[GROUND + i]
        x = value if value > ZERO else ZERO
        x = x if x < ONE else ONE
        work[plane + i] = factor * x / (ONE + (factor - ONE) * x) + (value - x)


def follow(work: Any, n: int) -> None:
    """Largest and smallest channel take their new values; the one between keeps its share, and so the hue."""
    for i in range(n):
        r, g, b = work[i], work[GREEN + i], work[BLUE + i]
        high = r if r > g else g
        high = high if high > b else b
        low = r if r < g else g
        low = low if low < b else b
        spread = high - low
        ratio = (work[MOST + i] - work[LEAST + i]) / (spread if spread > TINY else TINY)
        work[i] = work[LEAST + i] + (r - low) * ratio
        work[GREEN + i] = work[LEAST + i] + (g - low) * ratio
        work[BLUE + i] = work[LEAST + i] + (b - low) * ratio


def colour(work: Any, vibrance: float, saturation: float, n: int) -> None:
    """Distance from the grey of equal lightness, more or less, short of the gamut's border; lightness is restored."""
    for i in range(n):
        r, g, b = work[i], work[GREEN + i], work[BLUE + i]
        high, low = work[MOST + i], work[LEAST + i]
        grey = np.sqrt(LIGHT_R * r * r + LIGHT_G * g * g + LIGHT_B * b * b)
        muted = ONE - (high - low) / (high if high > TINY else TINY)
        muted = muted if muted > ZERO else ZERO
        across = r - b if r - b > TINY else TINY
        skin = FOUR * (g - b) * (r - g) / (across * across)
        skin = skin if (skin > ZERO and r > b) else ZERO
        skin = skin if skin < ONE else ONE
        keen = ONE + vibrance * muted * muted * (ONE - SKIN_SPARED * skin)
        push = (ONE + saturation) * (keen if keen > ZERO else ZERO) - ONE
        below, above = grey - low, high - grey
        room = grey / (below if below > TINY else TINY)
        other = (ONE - grey) / (above if above > TINY else TINY)
        room = (room if room < other else other) - ONE
        room = room if room > ZERO else ZERO
        limited = push * room / (push + room if push + room > TINY else TINY)
        push = limited if push > ZERO else push
        r, g, b = r + (r - grey) * push, g + (g - grey) * push, b + (b - grey) * push
        now = np.sqrt(LIGHT_R * r * r + LIGHT_G * g * g + LIGHT_B * b * b)
        keep = grey / (now if now > TINY else TINY)
        work[i], work[GREEN + i], work[BLUE + i] = r * keep, g * keep, b * keep


def store(work: Any, target: Any, at: int, white: float, half: float, n: int) -> None:
    """Planes as interleaved values."""
    if white > ZERO:
        for i in range(n):
            for c in range(3):
                value = work[c * BLOCK + i] * white
                value = value if value > ZERO else ZERO
                target[at + 3 * i + c] = (value if value < white else white) + half
    else:
        for i in range(n):
            for c in range(3):
                target[at + 3 * i + c] = work[c * BLOCK + i]


HELPERS = (
    *(blend_line, find_depths, add_plane, slice_block),
    *(load, fetch, widen, measure, combine, store, put),
    *(balance, find_ends, look_up, multiply_odds, follow, colour, adjust),
)
KERNELS = (Kernel(finish_rows, ARGUMENTS, HELPERS),)
