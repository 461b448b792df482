"""A 3 x 3 convolution as a compiled kernel, for the small network of the bundled styles, which runs without torch.

Sixty-four places are treated at a time: what they see is gathered into a table that fits the second-level cache. So
many of its rows as fit the first-level cache are summed for all outputs before the next. numpy has to write the tables
of all places first, and BLAS calls its threads.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kernels import Kernel, native

Floats = NDArray[np.float32]

PLACES = 64
"""Places of the result that are summed at once."""
TAPS = 72
"""Rows of the table that stay in the first-level cache, 18 kB; a multiple of four."""
_ARGUMENTS = "f4* f4* f4* f4* f4* f4* i i i i i i i f"


def convolve(x: Floats, weight: Floats, bias: Floats | None, *, stride: int = 1, relu: bool = False) -> Floats:
    """Convolve, with zeros around the picture.

    Args:
        x: (C, h, w).
        weight: (O, C, 3, 3).
        bias: (O,); None for none.
        stride: step from place to place, in both directions.
        relu: whether what is below 0 becomes 0.

    Returns:
        (O, ceil(h / stride), ceil(w / stride)).
    """
    channels, height, width = x.shape
    padded = np.zeros((channels, height + 2, width + 2), np.float32)
    padded[:, 1:-1, 1:-1] = x
    result = np.empty((len(weight), -(-height // stride), -(-width // stride)), np.float32)
    weight = np.ascontiguousarray(weight, np.float32)
    bias = np.zeros(len(weight), np.float32) if bias is None else np.ascontiguousarray(bias, np.float32)
    # Where fewer places are left than 64, the table's rest is summed too and thrown away; zeros are never slow.
    table, sums = np.zeros((channels * 9, PLACES), np.float32), np.empty((len(weight) + 1, PLACES), np.float32)
    arrays = [array.ctypes.data for array in (padded, weight, bias, table, sums, result)]
    native(*KERNELS[0])(*arrays, channels, *padded.shape[1:], *result.shape, stride, 0.0 if relu else -np.inf)
    return result


def convolve_places(
    padded: Any,
    weight: Any,
    bias: Any,
    table: Any,
    sums: Any,
    result: Any,
    channels: int,
    down: int,
    across: int,
    outputs: int,
    rows: int,
    columns: int,
    stride: int,
    least: float,
) -> None:
    """Convolve; written for `engine.kernels.native`, see `convolve`.

    Args:
        padded: channels x down x across.
        weight: outputs x channels x 3 x 3.
        bias: outputs.
        table: 9 channels x PLACES numbers, finite.
        sums: (outputs + 1) x PLACES; the last is that of nobody, beside the last of an odd number of outputs.
        result: outputs x rows x columns.
        channels: of the picture.
        down: rows of the padded picture.
        across: its columns.
        outputs: channels of the result.
        rows: of the result.
        columns: of the result.
        stride: step from place to place.
        least: what is below becomes this.
    """
    taps = 9 * channels
    for start in range(0, rows * columns, PLACES):
        count = min(PLACES, rows * columns - start)
        gather(padded, table, channels, down, across, columns, stride, start, count)
        for output in range(outputs):
            for k in range(PLACES):
                sums[output * PLACES + k] = bias[output]
        for tap in range(0, taps, TAPS):
            add_taps(table, sums, weight, outputs, taps, tap, min(taps, tap + TAPS))
        for output in range(outputs):
            to = output * rows * columns + start
            for k in range(count):
                value = sums[output * PLACES + k]
                # What is no number stays none, so that a damaged style is found out.
                result[to + k] = least if value < least else value


def add_taps(table: Any, sums: Any, weight: Any, outputs: int, taps: int, start: int, stop: int) -> None:
    """Rows `start` to `stop` of the table added to sums, two outputs at once, so that a loaded number serves both."""
    fours = stop - (stop - start) % 4
    for output in range(0, outputs, 2):
        to, first, second = output * PLACES, output * taps, min(output + 1, outputs - 1) * taps
        for tap in range(start, fours, 4):
            add_four(table, sums, weight, tap, to, first + tap, second + tap)
        for tap in range(fours, stop):
            for k in range(PLACES):
                sums[to + k] += weight[first + tap] * table[tap * PLACES + k]
                sums[to + PLACES + k] += weight[second + tap] * table[tap * PLACES + k]


def gather(
    padded: Any, table: Any, channels: int, down: int, across: int, columns: int, stride: int, start: int, count: int
) -> None:
    """What `count` places from `start` on see: a row of the table for each channel and tap."""
    k = 0
    while k < count:
        y = (start + k) // columns
        x = start + k - y * columns
        run = min(columns - x, count - k)  # as far as the row of the result goes
        for channel in range(channels):
            for dy in range(3):
                line = (channel * down + y * stride + dy) * across + x * stride
                for dx in range(3):
                    to = (channel * 9 + dy * 3 + dx) * PLACES + k
                    for step in range(run):
                        table[to + step] = padded[line + dx + step * stride]
        k += run


def add_four(table: Any, sums: Any, weight: Any, tap: int, to: int, first: int, second: int) -> None:
    """Four taps of two outputs added to the sums; more at once would not find room in the processor's registers."""
    a, b, c, d = weight[first], weight[first + 1], weight[first + 2], weight[first + 3]
    e, f, g, h = weight[second], weight[second + 1], weight[second + 2], weight[second + 3]
    at = tap * PLACES
    for k in range(PLACES):
        p, q = table[at + k], table[at + PLACES + k]
        r, s = table[at + 2 * PLACES + k], table[at + 3 * PLACES + k]
        sums[to + k] += a * p + b * q + c * r + d * s
        sums[to + PLACES + k] += e * p + f * q + g * r + h * s


KERNELS = (Kernel(convolve_places, _ARGUMENTS, (add_four, add_taps, gather)),)
