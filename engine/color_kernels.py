"""Colour conversions of whole pictures in one pass, compiled; nogil, so strips run on as many threads as called from.

The sRGB curve's powers are taken as square roots and a polynomial, which the compiler turns into vector instructions;
a table would be gathered value by value. Fits hold up to 4 in linear light and are within 4e-6 of the formula.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.kernels import Kernel, native

Floats = NDArray[np.float32]

_BLOCK = 512  # pixels converted at a time: three planes that stay in the fastest cache
_LARGEST = 4.0


def _fitted(power: float, low: float, degree: int) -> tuple[np.float32, ...]:
    """Coefficients of t ** power on low..fourth root of _LARGEST, by Chebyshev nodes, constant first."""
    high = _LARGEST**0.25
    t = np.cos(np.linspace(0, np.pi, 1024)) * (high - low) / 2 + (high + low) / 2
    fit = np.polynomial.Chebyshev.fit(t, t**power, degree, domain=[low, high])
    return tuple(np.float32(c) for c in fit.convert(kind=np.polynomial.Polynomial).coef)


# x ** (1 / 2.4) = t ** (5 / 3) and x ** 2.4 = x * x * t ** 1.6, with t the fourth root of x.
_E0, _E1, _E2, _E3, _E4, _E5, _E6, _E7, _E8 = _fitted(5 / 3, 0.0031308**0.25, 8)
_D0, _D1, _D2, _D3, _D4, _D5, _D6 = _fitted(1.6, 0.09**0.25, 6)

_ZERO, _ONE = np.float32(0), np.float32(1)
_OFFSET, _SCALE, _SLOPE = np.float32(0.055), np.float32(1.055), np.float32(12.92)
_LINEAR_KNEE, _ENCODED_KNEE = np.float32(0.0031308), np.float32(0.04045)
_LINEAR_MOST, _ENCODED_MOST = np.float32(_LARGEST), np.float32(1.055 * _LARGEST ** (1 / 2.4) - 0.055)


def integers_to_srgb(pixels: NDArray[np.uint8] | NDArray[np.uint16], table: Floats, matrix: Floats) -> Floats:
    """Integers of another space to extended sRGB.

    Args:
        pixels: H x W x 3, uint8 or uint16.
        table: linear value of every integer, 256 or 65536.
        matrix: 3 x 3, linear RGB to linear sRGB.

    Returns:
        H x W x 3 float32.
    """
    values, weights = np.ascontiguousarray(pixels), np.ascontiguousarray(matrix, np.float32)
    out, scratch = np.empty(values.shape, np.float32), np.zeros(3 * _BLOCK, np.float32)
    kernel = native(_integers_to_srgb, f"u{values.itemsize}* f4* f4* f4* f4* i", (_encode,))
    arrays = (values, table, weights, scratch, out)
    kernel(*(array.ctypes.data for array in arrays), values.size // 3)
    return out


def srgb_to_space(rgb: Floats, matrix: Floats, table: Floats) -> Floats:
    """Extended sRGB encoded in another space, clipped to 0..1.

    Args:
        rgb: H x W x 3 float32.
        matrix: 3 x 3, linear sRGB to linear RGB of the space.
        table: encoded value at evenly spaced fourth roots of linear 0..1; empty for the sRGB curve.

    Returns:
        H x W x 3 float32.
    """
    values, weights = np.ascontiguousarray(rgb, np.float32), np.ascontiguousarray(matrix, np.float32)
    out, scratch = np.empty_like(values), np.zeros(3 * _BLOCK, np.float32)
    kernel = native(_srgb_to_linear, "f4* f4* f4* f4* i", (_decode,))
    kernel(*(array.ctypes.data for array in (values, weights, scratch, out)), values.size // 3)
    if len(table):
        native(_to_sampled_curve, "f4* f4* i i")(out.ctypes.data, table.ctypes.data, len(table) - 1, out.size)
    else:
        native(_to_srgb_curve, "f4* i", (_encode,))(out.ctypes.data, out.size)
    return out


def _encode(linear: Any) -> Any:
    """The sRGB curve, odd-symmetric."""
    x = min(abs(linear), _LINEAR_MOST)
    t = np.sqrt(np.sqrt(x))
    power = _E4 + t * (_E5 + t * (_E6 + t * (_E7 + t * _E8)))
    power = _E0 + t * (_E1 + t * (_E2 + t * (_E3 + t * power)))
    value = _SCALE * power - _OFFSET if x > _LINEAR_KNEE else x * _SLOPE
    return value if linear >= _ZERO else -value


def _decode(encoded: Any) -> Any:
    """Inverse of `_encode`."""
    v = min(abs(encoded), _ENCODED_MOST)
    x = (v + _OFFSET) / _SCALE
    t = np.sqrt(np.sqrt(x))
    power = x * x * (_D0 + t * (_D1 + t * (_D2 + t * (_D3 + t * (_D4 + t * (_D5 + t * _D6))))))
    value = power if v > _ENCODED_KNEE else v / _SLOPE
    return value if encoded >= _ZERO else -value


def _integers_to_srgb(pixels, table, m, planes, out, count):  # type: ignore[no-untyped-def]
    for start in range(0, count, _BLOCK):
        n = min(_BLOCK, count - start)
        for i in range(n):
            at = 3 * (start + i)
            r, g, b = table[pixels[at]], table[pixels[at + 1]], table[pixels[at + 2]]
            for c in range(3):
                planes[c * _BLOCK + i] = m[3 * c] * r + m[3 * c + 1] * g + m[3 * c + 2] * b
        for i in range(3 * _BLOCK):  # the rest of a short last block is computed and not used
            planes[i] = _encode(planes[i])
        for i in range(n):
            for c in range(3):
                out[3 * (start + i) + c] = planes[c * _BLOCK + i]


def _srgb_to_linear(rgb, m, planes, out, count):  # type: ignore[no-untyped-def]
    """Extended sRGB to another space's linear RGB, clipped to 0..1."""
    for start in range(0, count, _BLOCK):
        n = min(_BLOCK, count - start)
        for i in range(n):
            for c in range(3):
                planes[c * _BLOCK + i] = rgb[3 * (start + i) + c]
        for i in range(3 * _BLOCK):
            planes[i] = _decode(planes[i])
        for i in range(n):
            r, g, b = planes[i], planes[_BLOCK + i], planes[2 * _BLOCK + i]
            for c in range(3):
                x = m[3 * c] * r + m[3 * c + 1] * g + m[3 * c + 2] * b
                out[3 * (start + i) + c] = min(max(x, _ZERO), _ONE)


def _to_srgb_curve(values, count):  # type: ignore[no-untyped-def]
    for i in range(count):
        values[i] = min(_encode(values[i]), _ONE)


def _to_sampled_curve(values, table, last, count):  # type: ignore[no-untyped-def]
    for i in range(count):
        at = np.sqrt(np.sqrt(values[i])) * np.float32(last)
        k = max(min(np.int32(at), np.int32(last - 1)), np.int32(0))  # also where it is not a number
        values[i] = table[k] + (table[k + 1] - table[k]) * (at - np.float32(k))


KERNELS = (
    *(Kernel(_integers_to_srgb, f"{kind}* f4* f4* f4* f4* i", (_encode,)) for kind in ("u1", "u2")),
    Kernel(_srgb_to_linear, "f4* f4* f4* f4* i", (_decode,)),
    Kernel(_to_sampled_curve, "f4* f4* i i"),
    Kernel(_to_srgb_curve, "f4* i", (_encode,)),
)
