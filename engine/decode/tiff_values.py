"""What the numbers in a TIFF page mean: bit depths, palettes, planes, inks, Lab, alpha."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.decode.geometry import strips

Array = NDArray[Any]

_MIN_IS_WHITE, _MIN_IS_BLACK, _RGB, _PALETTE, _INKS, _YCBCR, _CIE_LAB, _ICC_LAB = 0, 1, 2, 3, 5, 6, 8, 9
_MODELS = {
    _MIN_IS_WHITE: ("GREY", 1),
    _MIN_IS_BLACK: ("GREY", 1),
    _RGB: ("RGB", 3),
    _PALETTE: ("RGB", 1),
    _INKS: ("CMYK", 4),
    _YCBCR: ("RGB", 3),  # the JPEG decoder has made it RGB
    _CIE_LAB: ("LAB", 3),
    _ICC_LAB: ("LAB", 3),
}
_PREMULTIPLIED, _STRAIGHT = 1, 2
LAB_KINDS = frozenset({_CIE_LAB, _ICC_LAB})


def raster_values(page: Any, values: Array) -> tuple[Array, str]:
    """Pixels and model, as a Raster has them, of a tifffile page.

    Args:
        page: the page, for its tags.
        values: what it decoded to; planes or interleaved.

    Raises:
        ValueError: it is not a picture: a volume, a mosaic, too few channels.
    """
    photometric = int(page.photometric)
    if photometric not in _MODELS:
        raise ValueError(f"photometric interpretation {photometric} is not for photos")
    model, count = _MODELS[photometric]
    values = _interleaved(values, page.axes)
    if values.shape[2] < count or 0 in values.shape:
        raise ValueError(f"{values.shape} is too little for {model}")
    alpha = _alpha_kind(page) if values.shape[2] > count else 0
    values = values[..., : count + bool(alpha)]
    if photometric == _PALETTE:
        return _through_palette(values, page.colormap), model
    if model == "LAB":
        return _lab(values[..., :3], offset=photometric == _ICC_LAB), model
    pixels = _full_range(values, int(page.bitspersample))
    if photometric == _MIN_IS_WHITE:
        pixels[..., 0] = _top(pixels) - pixels[..., 0]
    return (_straight(pixels) if alpha == _PREMULTIPLIED else pixels), model


def _interleaved(values: Array, axes: str) -> Array:
    """H x W x C of a page with axes YX, YXS or SYX."""
    if axes == "YX":
        return values[..., None]
    if axes == "SYX":
        return np.moveaxis(values, 0, -1)
    if axes == "YXS":
        return values
    raise ValueError(f"axes {axes} are not those of a photo")


def _alpha_kind(page: Any) -> int:
    """1 premultiplied, 2 straight, 0 where the first extra channel is something else."""
    extra = tuple(page.extrasamples or (_STRAIGHT,))  # some writers forget to name what the channel plainly is
    return int(extra[0]) if int(extra[0]) in (_PREMULTIPLIED, _STRAIGHT) else 0


def _full_range(values: Array, bits: int) -> Array:
    """Any number type as uint8, uint16 or float32 over its whole range, in an array of our own."""
    kind = values.dtype.kind
    if kind == "f":
        pixels = values.astype(np.float32, copy=False)
        for rows in strips(pixels):
            pixels[rows] = np.nan_to_num(pixels[rows], nan=0.0, posinf=1.0, neginf=0.0)
        return pixels
    if kind == "b":
        return values.astype(np.uint8) * np.uint8(255)
    if kind == "i":  # signed: black at 0
        values, bits = np.maximum(values, 0).astype(values.dtype.str.replace("i", "u")), bits - 1
    target = np.uint8 if bits <= 8 else np.uint16
    if bits in (8, 16):
        return values.astype(target, copy=False)
    top = float(2**bits - 1)
    scaled = np.minimum(values, top) * (float(np.iinfo(target).max) / top) + 0.5
    return np.asarray(scaled.astype(target))


def _straight(pixels: Array) -> Array:
    """Colour divided by its alpha."""
    alpha = pixels[..., -1:].astype(np.float32)
    floating = pixels.dtype == np.float32
    colour = pixels[..., :-1] * np.float32(_top(pixels)) / np.maximum(alpha, 1e-6 if floating else 1)
    pixels[..., :-1] = colour if floating else np.minimum(colour + 0.5, _top(pixels)).astype(pixels.dtype)
    return pixels


def _through_palette(indices: Array, palette: Array) -> Array:
    """RGB of palette indices, with the alpha channel that may follow them."""
    table = np.asarray(palette).T
    table = (table >> 8 if table.max() > 255 else table).astype(np.uint8)
    rgb = table[np.minimum(indices[..., 0], len(table) - 1)]
    return np.concatenate([rgb, indices[..., 1:].astype(np.uint8)], axis=2) if indices.shape[2] == 2 else rgb


def _lab(values: Array, *, offset: bool) -> Array:
    """L 0..100, a, b as float32, from 8 or 16 bits; `offset`: a and b stand around the middle (ICC), not signed."""
    if values.dtype not in (np.uint8, np.uint16):
        raise ValueError(f"Lab of {values.dtype} is not for photos")
    wide = values.dtype == np.uint16
    scale, shift = np.float32(256 if wide else 1), np.float32(128 if offset else 0)
    lab = np.empty(values.shape, np.float32)
    lab[..., 0] = values[..., 0] * np.float32(100 / (0xFF00 if wide and offset else _top(values)))
    signed: Array = values if offset else values.view(np.int16 if wide else np.int8)
    lab[..., 1:] = signed[..., 1:] / scale - shift
    return lab


def _top(pixels: Array) -> int:
    return 1 if pixels.dtype == np.float32 else int(np.iinfo(pixels.dtype).max)
