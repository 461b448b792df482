"""Guards: has an edit gone further than improving a photo? Measured without a picture to compare with, numpy alone.

Four things are watched: skin that takes on another hue, tones that are clipped and were not, colours that leave the
gamut, and structure that is lost or invented. Each is a share of the picture, or a likeness, and has a limit from
which it is worth a word; a limit is no judgement, and nothing is changed by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.image import Pixels, as_float

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LIMITS: Mapping[str, float] = {"skin": 0.02, "clipped": 0.02, "gamut": 0.03, "structure": 0.95}
"""Where each guard bites: shares above, structure below (under 0.95 damage is seen, see docs/manual.md)."""

_HUE, _CHROMA, _LIGHTNESS = (25.0, 75.0), (10.0, 45.0), (25.0, 92.0)
"""Skin of all people in CIE Lab: its hue in degrees, chroma and lightness. Sand and wood look alike from here."""
_TURNED, _RICHER = 8.0, 22.0
_HALF, _CUT = 0.5 / 255, 0.02
_DARK, _BRIGHT = 0.02, 0.98


@dataclass(frozen=True, slots=True)
class Guards:
    """What an edit did to a photo.

    Attributes:
        skin: share of the picture, 0..1, that had the colour of skin and took on another hue or far more colour.
        clipped: share that lost its detail in white or black and had some.
        gamut: share of the picture, in its mid-tones, whose colour no longer fits into sRGB (by 2 %) and did.
        structure: likeness of the luma gradients before and after, -1..1; 1 keeps every edge.
    """

    skin: float
    clipped: float
    gamut: float
    structure: float

    @property
    def biting(self) -> tuple[str, ...]:
        """Names of the guards beyond their limit, the gravest first."""
        beyond = {
            "structure": self.structure < LIMITS["structure"],
            "skin": self.skin > LIMITS["skin"],
            "clipped": self.clipped > LIMITS["clipped"],
            "gamut": self.gamut > LIMITS["gamut"],
        }
        return tuple(name for name, bites in beyond.items() if bites)


def guards(before: Pixels, after: Pixels) -> Guards:
    """Compare a photo with what became of it; some 40 ms of one core for 400 x 300 pixels.

    Args:
        before: H x W x 3, sRGB-encoded, any kind; floats may be extended.
        after: the same size and geometry. Colours leaving the gamut are seen in extended floats only: integers have
            been cut already.

    Raises:
        ValueError: the sizes differ.
    """
    if before.shape != after.shape:
        raise ValueError(f"pictures of one size are compared, got {before.shape} and {after.shape}")
    was, now = as_float(before), as_float(after)
    return Guards(
        skin=float(moved_skin(was, now).mean()),
        clipped=float((_clipped(now) & ~_clipped(was)).mean()),
        gamut=float((_outside(now) & ~_outside(was)).mean()),
        structure=structure_kept(was, now),
    )


def structure_kept(before: Pixels, after: Pixels) -> float:
    """Cosine similarity of the luma gradients of two pictures, -1..1; contrast alone does not lower it.

    Args:
        before: H x W x 3 of any kind.
        after: the same shape.

    Returns:
        1 for the same edges; 1 where neither picture has any that is seen, 0 where only one has any at all.
    """
    first, second = (_gradients(as_float(pixels)) for pixels in (before, after))
    if not first.size:
        return 1.0
    lengths = [float(np.sqrt(np.mean(np.square(steps)))) for steps in (first, second)]
    if max(lengths) < _HALF:
        return 1.0
    if min(lengths) == 0:
        return 0.0
    return float(np.mean(first * second)) / (lengths[0] * lengths[1])


def moved_skin(before: Floats, after: Floats) -> Mask:
    """Where skin took on another hue, or far more colour; where colour is taken away, skin is only greyer.

    Args:
        before: H x W x 3, 0..1.
        after: the same shape.

    Returns:
        H x W.
    """
    was, now = _lab(before), _lab(after)
    moved = _skin(was)
    was, now = was[moved], now[moved]
    chroma_was, chroma_now = np.hypot(was[:, 1], was[:, 2]), np.hypot(now[:, 1], now[:, 2])
    turn = np.arctan2(now[:, 2], now[:, 1]) - np.arctan2(was[:, 2], was[:, 1])
    hue_step = 2 * np.sqrt(chroma_was * chroma_now) * np.abs(np.sin(turn / 2))
    moved[moved] = (hue_step > _TURNED) | (chroma_now - chroma_was > _RICHER)
    return moved


def skin_coloured(pixels: Floats) -> Mask:
    """Where a picture, H x W x 3 of 0..1, has the colours that skin can have; H x W."""
    return _skin(_lab(pixels))


def _skin(lab: Floats) -> Mask:
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))
    found = _between(hue, _HUE) & _between(chroma, _CHROMA) & _between(lab[..., 0], _LIGHTNESS)
    return np.asarray(found, np.bool_)


def _lab(pixels: Floats) -> Floats:
    """CIE Lab (D65) of what can be shown; in single precision, since three digits do."""
    import cv2  # the window knows Guards, and does not wait for this

    return np.asarray(cv2.cvtColor(np.clip(pixels, 0, 1), cv2.COLOR_RGB2LAB), np.float32)


def _between(values: Floats, ends: tuple[float, float]) -> Mask:
    return np.asarray((values >= ends[0]) & (values <= ends[1]), np.bool_)


def _clipped(pixels: Floats) -> Mask:
    """White or black without detail, as `engine.histogram` counts it: a channel at the top, or all at the bottom."""
    most = pixels.max(-1)
    return np.asarray((most >= 1 - _HALF) | (most <= _HALF), np.bool_)


def _outside(pixels: Floats) -> Mask:
    """A colour out of sRGB in the mid-tones, where it is no question of white or black."""
    luma = pixels @ np.array(LUMA, np.float32)
    beyond = (pixels.min(-1) < -_CUT) | (pixels.max(-1) > 1 + _CUT)
    return np.asarray(beyond & (luma > _DARK) & (luma < _BRIGHT), np.bool_)


def _gradients(pixels: Floats) -> Floats:
    """Steps of luma to the right and down, one after the other."""
    luma = np.clip(pixels, 0, 1) @ np.array(LUMA, np.float32)
    return np.concatenate([np.diff(luma, axis=1).ravel(), np.diff(luma, axis=0).ravel()])
