"""Grey, CMYK, Lab and transparency: whatever a file's values mean, made RGB in a known space.

RGB with a matrix profile keeps its own values and names its space. What a table must translate (LUT profiles, CMYK,
grey with a profile) goes through LittleCMS to sRGB, relative colorimetric with black point compensation. Transparent
photos are laid on white, the paper most viewers show.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import SRGB, Space, lab_to_rgb
from engine.decode.geometry import strips
from engine.icc import color_model, profile_bytes, read_space
from engine.image import as_integers

Array = NDArray[Any]

CHANNELS = {"GREY": 1, "RGB": 3, "CMYK": 4, "LAB": 3}
_PROFILE_MODELS = {"GREY": "GRAY", "RGB": "RGB", "CMYK": "CMYK", "LAB": "Lab"}
_LAYOUTS = {"GREY": "gray", "RGB": "rgb", "CMYK": "cmyk"}
_RELATIVE, _BLACK_POINT_COMPENSATION, _FINE_TABLES = 1, 0x2000, 0x0400


def to_rgb(pixels: Array, model: str, icc: bytes, space: Space) -> tuple[Array, Space]:
    """RGB pixels and the space they are in.

    Args:
        pixels: H x W or H x W x C; uint8, uint16 or float32; a channel more than the model has is straight alpha.
        model: "GREY", "RGB", "CMYK" (0 is no ink) or "LAB" (L 0..100, a, b; float32).
        icc: embedded profile; one for another model, or a damaged one, is ignored.
        space: the space of RGB values that have no profile.

    Returns:
        H x W x 3 and its space.
    """
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    count = CHANNELS[model]
    colour, alpha = pixels[..., :count], pixels[..., count : count + 1]
    if color_model(icc) != _PROFILE_MODELS[model]:
        icc = b""
    if model == "RGB" and icc and (known := read_space(icc)):
        icc, space = b"", known
    if icc and model in _LAYOUTS and (converted := _by_profile(colour, model, icc)) is not None:
        colour, space = converted, SRGB
    elif model != "RGB":
        colour, space = _BY_MODEL[model](colour), SRGB
    return (over_white(colour, alpha) if alpha.shape[2] else colour), space


def over_white(colour: Array, alpha: Array) -> Array:
    """Colour with straight alpha (H x W x 3, H x W x 1 of the same kind) laid on white, in encoded values."""
    top = 1.0 if colour.dtype == np.float32 else np.iinfo(colour.dtype).max
    if (alpha == top).all():
        return colour
    # Premultiplied or absurd float alpha must not become NaN or huge.
    half = 0.0 if colour.dtype == np.float32 else 0.5

    def lay(c: Array, a: Array) -> Array:
        share = np.clip(a, 0, top).astype(np.float32) / np.float32(top)
        return ((c.astype(np.float32) - top) * share + top + half).astype(colour.dtype)

    out = np.empty(colour.shape, colour.dtype)
    for rows in strips(colour):
        out[rows] = lay(colour[rows], alpha[rows])
    return out


def _by_profile(colour: Array, model: str, icc: bytes) -> Array | None:
    """Values translated to sRGB by LittleCMS; None where it does not accept the profile."""
    from imagecodecs import CmsError, cms_transform

    target = profile_bytes(SRGB)
    data = as_integers(colour, np.uint16) if colour.dtype == np.float32 else colour
    out = np.empty((*colour.shape[:2], 3), data.dtype)
    try:
        for rows in strips(data):
            strip = np.ascontiguousarray(data[rows].squeeze(-1) if data.shape[2] == 1 else data[rows])
            out[rows] = cms_transform(
                strip,
                icc,
                target,
                colorspace=_LAYOUTS[model],
                outcolorspace="rgb",
                outdtype=data.dtype,
                intent=_RELATIVE,
                flags=_BLACK_POINT_COMPENSATION | _FINE_TABLES,
            )
    except (CmsError, ValueError, RuntimeError):
        return None
    return out


def _grey(grey: Array) -> Array:
    return np.repeat(grey, 3, axis=2)


def _cmyk(inks: Array) -> Array:
    """CMYK without a profile: each ink takes its share of light away, which is no print's truth but a neutral guess."""
    top = 1.0 if inks.dtype == np.float32 else np.iinfo(inks.dtype).max
    out = np.empty((*inks.shape[:2], 3), inks.dtype)
    half = 0.0 if inks.dtype == np.float32 else 0.5
    for rows in strips(inks):
        light = np.float32(top) - inks[rows].astype(np.float32)
        out[rows] = (light[..., :3] * light[..., 3:] / np.float32(top) + half).astype(inks.dtype)
    return out


def _lab(lab: Array) -> Array:
    """Lab (float32) as 16-bit sRGB: 8 bits would show steps, and colours outside sRGB are clipped."""
    out = np.empty(lab.shape, np.uint16)
    for rows in strips(lab):
        out[rows] = as_integers(lab_to_rgb(lab[rows]), np.uint16)
    return out


_BY_MODEL = {"GREY": _grey, "CMYK": _cmyk, "LAB": _lab}
