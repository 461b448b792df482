"""Finish: the manual adjustments of one Edit, baked and ready for any strip of the photo at any size."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import linear_to_srgb, srgb_to_linear
from engine.edit import Edit
from engine.finish import kernel, tone
from engine.finish.local import LocalMap
from engine.finish.white_balance import gains
from engine.grade import Grade
from engine.grade.positions import positions
from engine.grade.slicing import sliced_by
from engine.image import Pixels, as_float, as_integers
from engine.kernels import native

Table = NDArray[np.float32]

# Logarithm of odds for a unit of detail: up to double contrast in the midtones, or half of it.
_CLEARER, _SOFTER = 5.0, 2.6
_VIBRANCE = 1.6
_NO_MAP = np.zeros((4, 1, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Finish:
    """Tables and maps of the adjustments; see `engine.finish.kernel.finish_rows` for each."""

    gains: Table
    tone: Table
    span: float
    odds: Table
    local: LocalMap | None
    presence: Table

    def apply(
        self,
        pixels: Pixels,
        out: Pixels,
        *,
        corner: tuple[int, int] = (0, 0),
        full: tuple[int, int] | None = None,
        grade: Grade | None = None,
    ) -> Pixels:
        """Finish a picture or a part of one.

        Args:
            pixels: h x w x 3, sRGB-encoded; uint8, uint16 or float32 (extended).
            out: same shape, of any of these kinds; may be `pixels` itself. Integers are clipped and rounded.
            corner: (x, y) of the part in the whole.
            full: (width, height) of the whole; the part itself if None.
            grade: what the pixels are shown through before, in the same pass; a grid alone, without a carrier.

        Returns:
            `out`.
        """
        height, width = pixels.shape[:2]
        full = full or (width, height)
        kind = np.float32 if out.dtype == np.uint16 else out.dtype  # the kernel knows bytes and floats
        target = out if out.dtype == kind and _rows_are_whole(out) else np.empty(out.shape, kind)
        source = as_float(pixels) if pixels.dtype == np.uint16 else pixels
        source = source if _rows_are_whole(source) else np.ascontiguousarray(source)
        white = {"uint8": 255.0, "uint16": 1.0}.get(out.dtype.name, 0.0)
        has_bytes, gives_bytes = source.dtype == np.uint8, target.dtype == np.uint8
        arguments = (
            *(source, source, int(has_bytes), target, target, int(gives_bytes)),
            *(height, width, _stride(source), _stride(target)),
            *(1 / 255 if has_bytes else 1.0, white, 0.5 if gives_bytes else 0.0),
            *sliced_by(grade, corner, (width, height), full),
            *self._adjusting(corner, (width, height), full),
        )
        run = native(*kernel.KERNELS[0])
        run(*(a.ctypes.data if isinstance(a, np.ndarray) else a for a in arguments))
        if target is not out:
            out[...] = as_integers(target, np.uint16) if out.dtype == np.uint16 else target
        return out

    def _adjusting(self, corner: tuple[int, int], size: tuple[int, int], full: tuple[int, int]) -> tuple[Any, ...]:
        """The kernel's last arguments, for a part of `size` (width, height)."""
        (x, y), (width, height) = corner, size
        maps = self.local.coefficients if self.local else _NO_MAP
        near = np.empty(2 * kernel.MAPS * width if self.local else 0, np.float32)
        return (
            *(self.gains, self.presence, self.tone, self.span, tone.TABLE, int(self.local is not None), self.odds),
            *(maps, maps.shape[1], maps.shape[2]),
            *(*positions(full[1], maps.shape[1], y, y + height), *positions(full[0], maps.shape[2], x, x + width)),
            *(near, np.empty(kernel.WORK, np.float32)),
        )


def needs_local(edit: Edit) -> bool:
    """Whether the edit has highlights, shadows or clarity, which look at the neighbourhood."""
    return bool(edit.highlights or edit.shadows or edit.clarity)


def prepare(edit: Edit, local: LocalMap | None) -> Finish | None:
    """Bake the sliders of an edit.

    Args:
        edit: the adjustments.
        local: map of the graded photo, `local_map`; needed where `needs_local(edit)`.

    Returns:
        None where nothing is adjusted, so that the photo passes untouched.
    """
    if not edit.adjustments:
        return None
    if needs_local(edit) and local is None:
        raise ValueError("highlights, shadows and clarity need a local map")
    rows = _gain_rows(gains(edit.temperature, edit.tint))
    span = max(1.0, float(rows[:, 1].max() + rows[:, 2].max()))
    steps = np.linspace(0.0, 1.0, tone.TABLE + 1)
    curve = tone.curve(edit, _exposed(steps * span, edit.exposure, span))
    clarity = edit.clarity / 100 * (_CLEARER if edit.clarity > 0 else _SOFTER)
    presence = (clarity, edit.vibrance / 100 * _VIBRANCE, edit.saturation / 100)
    return Finish(
        gains=rows,
        tone=curve.astype(np.float32),
        span=span,
        odds=tone.odds(edit, _exposed(steps, edit.exposure, span)).astype(np.float32),
        local=local if needs_local(edit) else None,
        presence=np.array(presence, np.float32),
    )


def _gain_rows(linear: NDArray[np.float64]) -> Table:
    """Per channel the linear gain g, k = g ** (1 / 2.4) and 0.055 (k - 1): two lines of the encoded gain."""
    slope = linear ** (1 / 2.4)
    return np.stack([linear, slope, 0.055 * (slope - 1)], axis=1).astype(np.float32)


def _exposed(encoded: tone.Curve, stops: float, span: float) -> tone.Curve:
    """Light times 2 ** stops, rolled off so that what was white (`span`) is white again."""

    def gained(x: tone.Curve) -> tone.Curve:
        return linear_to_srgb(srgb_to_linear(x) * 2.0**stops)

    return tone.roll_off(gained(encoded), float(gained(np.array([span]))[0]))


def _rows_are_whole(pixels: Pixels) -> bool:
    return pixels.strides[1:] == (3 * pixels.itemsize, pixels.itemsize) and pixels.strides[0] % pixels.itemsize == 0


def _stride(pixels: Pixels) -> int:
    return pixels.strides[0] // pixels.itemsize
