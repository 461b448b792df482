"""Traits: what can be told about one photo from a small copy of it, for the readiness of likes. No network, no model.

The kinds (sky, greenery, people, indoors, night) are those of `engine.kinds`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.image import Image
from engine.kinds import KINDS, kinds_of

__all__ = ["EDGE", "KINDS", "VERSION", "Traits", "fingerprint", "read_lab", "read_traits", "small_lab", "traits_of"]

VERSION = 2
"""Grows when a measure changes, so that kept traits are measured anew."""

EDGE = 256
"""Long edge in pixels at which everything is measured."""

Lab = NDArray[np.float32]
"""H x W x 3: L* 0..100, a*, b* (D65)."""
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Traits:
    """One photo in numbers.

    Attributes:
        light: median L*, 0..100.
        low, high: 2 % and 98 % quantile of L*: the black and the white point.
        spread: standard deviation of L*.
        chroma: mean chroma C*ab.
        a, b: mean a* and b*.
        shadows, lights: mean (a*, b*) of the darkest and of the lightest fifth.
        drawn: whether it looks like a screenshot or a drawing: few colours in flat areas.
        grey: whether it is black-and-white, or toned in one colour.
        kinds: those of KINDS that it shows.
        fingerprint: 64 bits that near-copies share but for a few (gradients of a 9 x 8 copy).
        colours: mean L*, a*, b* of 4 x 4 fields, row by row; tells near-copies from other photos of like shape.
        size: width and height of the photo itself, in pixels.
        taken: seconds since 1970 in the camera's local time; 0 if unknown.
    """

    light: float
    low: float
    high: float
    spread: float
    chroma: float
    a: float
    b: float
    shadows: tuple[float, float]
    lights: tuple[float, float]
    drawn: bool
    grey: bool
    kinds: tuple[str, ...]
    fingerprint: int
    colours: tuple[float, ...]
    size: tuple[int, int]
    taken: float = 0.0


def traits_of(image: Image) -> Traits:
    """Measure a photo.

    Args:
        image: upright; a copy with a long edge of `EDGE` suffices.
    """
    from engine.color import to_working

    lab = small_lab(to_working(image.pixels, image.space))
    light = lab[..., 0]
    low, middle, high = (float(v) for v in np.percentile(light, (2, 50, 98)))
    a, b = float(lab[..., 1].mean()), float(lab[..., 2].mean())
    exposure, taken = _exposure(image)
    drawn = _is_drawn(lab)
    return Traits(
        light=round(middle, 2),
        low=round(low, 2),
        high=round(high, 2),
        spread=round(float(light.std()), 2),
        chroma=round(float(np.hypot(lab[..., 1], lab[..., 2]).mean()), 2),
        a=round(a, 2),
        b=round(b, 2),
        shadows=_tint(lab, light <= np.percentile(light, 20)),
        lights=_tint(lab, light >= np.percentile(light, 80)),
        drawn=drawn,
        grey=_is_grey(lab),
        kinds=() if drawn else kinds_of(lab, exposure),
        fingerprint=fingerprint(light),
        colours=tuple(round(float(v), 1) for v in cv2.resize(lab, (4, 4), interpolation=cv2.INTER_AREA).ravel()),
        size=image.full_size,
        taken=taken,
    )


def read_traits(path: Path) -> Traits:
    """Open a photo small and measure it.

    Raises:
        PhotoError: it cannot be opened.
    """
    from engine.decode import open_photo

    return traits_of(open_photo(path, at_least=EDGE))


def read_lab(path: Path) -> Lab:
    """Open a photo as the small copy that is measured; see `small_lab`.

    Raises:
        PhotoError: it cannot be opened.
    """
    from engine.color import to_working
    from engine.decode import open_photo

    image = open_photo(path, at_least=EDGE)
    return small_lab(to_working(image.pixels, image.space))


def small_lab(rgb: Floats) -> Lab:
    """A copy with a long edge of `EDGE`, in Lab.

    Args:
        rgb: H x W x 3 float32, sRGB-encoded, extended values allowed.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, EDGE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(np.clip(rgb, 0, 1), size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)


def fingerprint(light: Floats) -> int:
    """64 bits: whether lightness rises from each of 9 x 8 fields to its right neighbour."""
    small = cv2.resize(light, (9, 8), interpolation=cv2.INTER_AREA)
    bits = (small[:, 1:] > small[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _is_grey(lab: Lab) -> bool:
    """Black-and-white or toned: all colours lie on one line of hue, close to grey or to each other."""
    a, b = lab[..., 1], lab[..., 2]
    if float(np.percentile(np.hypot(a, b), 98)) < 3.0:
        return True
    # A toning follows lightness: what is left when each lightness has its own mean is almost nothing.
    bins = np.clip((lab[..., 0] / 5).astype(int), 0, 20).ravel()
    count = np.maximum(np.bincount(bins, minlength=21), 1)
    left = 0.0
    for channel in (a.ravel(), b.ravel()):
        mean = np.bincount(bins, channel, minlength=21) / count
        left += float(np.square(channel - mean[bins]).mean())
    return bool(left**0.5 < 1.6)


def _is_drawn(lab: Lab) -> bool:
    """Sharp steps between flat areas of few colours, or hardly anything but sharp steps: drawings, slides, words."""
    step = np.abs(np.diff(lab, axis=1)).max(axis=-1)
    steps = step[step > 1.0]
    if steps.size < 20 or float((steps > 8).mean()) < 0.4:
        return False
    coarse = np.round(lab / (6, 8, 8)).astype(np.int64)
    keys = (coarse[..., 0] * 10_000 + coarse[..., 1] * 100 + coarse[..., 2]).ravel()
    most = float(np.sort(np.unique(keys, return_counts=True)[1])[-2:].sum()) / keys.size
    return bool(np.percentile(steps, 60) > 11.5 or (float((step < 0.35).mean()) > 0.5 and most > 0.55))


def _tint(lab: Lab, where: Mask) -> tuple[float, float]:
    chosen = lab[where]
    return round(float(chosen[:, 1].mean()), 2), round(float(chosen[:, 2].mean()), 2)


def _exposure(image: Image) -> tuple[float | None, float]:
    """Light of the scene in exposure values at ISO 100 (None if unknown), and the time of the photo (0 if unknown)."""
    from engine.decode import facts

    known: Any = facts(image)
    taken = known.taken.timestamp() if known.taken is not None and known.taken.year > 1970 else 0.0
    if not (known.iso and known.shutter and known.aperture):
        return None, taken
    value = np.log2(known.aperture**2 / known.shutter) - np.log2(known.iso / 100)
    return float(value), taken
