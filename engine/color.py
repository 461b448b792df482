"""Colour spaces of photos: primaries, transfer curves, and the way between them.

Everything after decoding thinks in sRGB-encoded RGB, 0..1, *extended*: a colour outside sRGB has components below 0
or above 1, and nothing is lost until the output space clips it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]
Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Space:
    """An RGB space: linear RGB to XYZ (D50, as ICC profiles state it) and the transfer curve.

    Attributes:
        name: for people and for file descriptions.
        to_xyz: 3 x 3, linear RGB 0..1 to XYZ relative to the D50 profile connection space.
        gamma: exponent of a pure power curve; 0 means the sRGB curve.
        curve: sampled transfer curve, encoded (evenly spaced 0..1) to linear 0..1; empty unless the profile has one.
    """

    name: str
    to_xyz: Matrix
    gamma: float = 0.0
    curve: tuple[float, ...] = ()


# Colorants as published in the ICC profiles of each space (Bradford-adapted to D50).
SRGB = Space(
    "sRGB",
    ((0.4360747, 0.3850649, 0.1430804), (0.2225045, 0.7168786, 0.0606169), (0.0139322, 0.0971045, 0.7141733)),
)
DISPLAY_P3 = Space(
    "Display P3",
    (
        (0.5151187, 0.2919778, 0.1571035),
        (0.2411892, 0.6922441, 0.0665668),
        (-0.0010505, 0.0418791, 0.7840713),
    ),
)
ADOBE_RGB = Space(
    "Adobe RGB",
    ((0.6097559, 0.2052401, 0.1492240), (0.3111242, 0.6256560, 0.0632197), (0.0194811, 0.0608902, 0.7448387)),
    gamma=563 / 256,
)
SPACES = {"srgb": SRGB, "p3": DISPLAY_P3, "adobergb": ADOBE_RGB}
"""Output spaces by their command-line name."""


def luma(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """Luma of encoded RGB (Rec. 601 weights), clipped to 0..1; (..., 3) to (...)."""
    return np.clip(rgb @ np.array(LUMA, np.float32), 0.0, 1.0)


LUMA = (0.299, 0.587, 0.114)
"""Weights of R'G'B' in luma; the guide of every grade."""

_D50 = np.array([0.9642, 1.0, 0.8249])
_D65 = np.array([0.95047, 1.0, 1.08883])
# IEC 61966-2-1, relative to D65.
_SRGB_TO_XYZ_D65 = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def srgb_to_linear(encoded: Floats) -> Floats:
    """The sRGB curve (IEC 61966-2-1), encoded to linear; odd-symmetric and unbounded, so extended values survive."""
    size = np.abs(encoded)
    linear = np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)
    return np.copysign(linear, encoded).astype(encoded.dtype)


def linear_to_srgb(linear: Floats) -> Floats:
    """Inverse of `srgb_to_linear`."""
    size = np.abs(linear)
    encoded = np.where(size <= 0.0031308, size * 12.92, 1.055 * size ** (1 / 2.4) - 0.055)
    return np.copysign(encoded, linear).astype(linear.dtype)


def to_linear(encoded: Floats, space: Space) -> Floats:
    """A space's transfer curve, encoded to linear; odd-symmetric, power curves unbounded, sampled ones held at 1."""
    if space.curve:
        size = np.interp(np.abs(encoded), np.linspace(0, 1, len(space.curve)), space.curve)
        return np.copysign(size, encoded).astype(encoded.dtype)
    if space.gamma:
        return np.copysign(np.abs(encoded) ** space.gamma, encoded).astype(encoded.dtype)
    return srgb_to_linear(encoded)


def from_linear(linear: Floats, space: Space) -> Floats:
    """Inverse of `to_linear`."""
    if space.curve:
        size = np.interp(np.abs(linear), space.curve, np.linspace(0, 1, len(space.curve)))
        return np.copysign(size, linear).astype(linear.dtype)
    if space.gamma:
        return np.copysign(np.abs(linear) ** (1 / space.gamma), linear).astype(linear.dtype)
    return linear_to_srgb(linear)


def matrix_between(source: Space, target: Space) -> Floats:
    """3 x 3 float64, linear RGB of one space to linear RGB of another (relative colorimetric: white stays white)."""
    return np.asarray(np.linalg.inv(np.array(target.to_xyz)) @ np.array(source.to_xyz))


def to_working(pixels: Floats, space: Space) -> NDArray[np.float32]:
    """Pixels of any kind and space as extended sRGB.

    Args:
        pixels: H x W x 3; uint8, uint16 or float32, encoded in `space`.
        space: their space.

    Returns:
        H x W x 3 float32; colours outside sRGB lie outside 0..1. May be the argument itself.
    """
    if space == SRGB:
        if pixels.dtype == np.float32:
            return pixels
        return np.multiply(pixels, 1.0 / np.iinfo(pixels.dtype).max, dtype=np.float32)
    matrix = matrix_between(space, SRGB)
    if pixels.dtype == np.float32:
        return linear_to_srgb(to_linear(pixels, space) @ matrix.T.astype(np.float32))
    from engine.color_kernels import integers_to_srgb  # numba is loaded only for photos that need it

    return integers_to_srgb(pixels, _decode_table(space, pixels.dtype.itemsize), matrix.astype(np.float32))


def from_working(rgb: NDArray[np.float32], space: Space) -> NDArray[np.float32]:
    """Extended sRGB encoded in a space, clipped to its gamut.

    Args:
        rgb: H x W x 3 float32, extended sRGB.
        space: the output space.

    Returns:
        H x W x 3 float32, 0..1; a new array.
    """
    if space == SRGB:
        return np.clip(rgb, 0.0, 1.0)
    from engine.color_kernels import srgb_to_space

    return srgb_to_space(rgb, matrix_between(SRGB, space).astype(np.float32), _encode_table(space))


@lru_cache(maxsize=8)
def _decode_table(space: Space, bytes_per_value: int) -> NDArray[np.float32]:
    """Linear value of every integer of 1 or 2 bytes."""
    return to_linear(np.linspace(0, 1, 256**bytes_per_value), space).astype(np.float32)


@lru_cache(maxsize=8)
def _encode_table(space: Space) -> NDArray[np.float32]:
    """Encoded value at evenly spaced fourth roots of linear 0..1 (dense in the shadows, where curves are steep).

    Empty for the sRGB curve, which the kernel computes.
    """
    if not space.gamma and not space.curve:
        return np.empty(0, np.float32)
    return from_linear(np.linspace(0, 1, 4097) ** 4, space).astype(np.float32)


def rgb_to_lab(rgb: Floats) -> Floats:
    """CIE L*a*b* (D65, 2 degrees) of sRGB-encoded RGB; (..., 3), L 0..100. Extended values are allowed."""
    xyz = srgb_to_linear(np.asarray(rgb, np.float64)) @ _SRGB_TO_XYZ_D65.T / _D65
    delta = 6 / 29
    f = np.where(xyz > delta**3, np.cbrt(xyz), xyz / (3 * delta**2) + 4 / 29)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.asarray(rgb).dtype)


def lab_to_rgb(lab: Floats) -> Floats:
    """Extended sRGB of CIE L*a*b* relative to D50, as files store it; (..., 3)."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    delta = 6 / 29
    xyz = np.where(f > delta, f**3, 3 * delta**2 * (f - 4 / 29)) * _D50
    return linear_to_srgb(xyz @ np.linalg.inv(np.array(SRGB.to_xyz)).T).astype(lab.dtype)
