"""Traits: what can be told about one photo from a small copy of it, for the readiness of likes. No network, no model.

The kinds (sky, greenery, people, indoors, night) are told by colour, place and smoothness alone. They are hints for a
sentence such as "likes taken at night would help", and are wrong for a share of photos that docs/manual.md states.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.image import Image

KINDS = ("sky", "greenery", "people", "indoors", "night")
"""What a photo may show; any number of them at once."""

VERSION = 1
"""Grows when a measure changes, so that kept traits are measured anew."""

EDGE = 192
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


def kinds_of(lab: Lab, exposure: float | None = None) -> tuple[str, ...]:
    """Those of `KINDS` that a small copy shows.

    Args:
        lab: the copy.
        exposure: light of the scene as the camera measured it, in exposure values at ISO 100; None if unknown.
    """
    rough = _roughness(lab[..., 0])
    sky, green, skin = sky_share(lab, rough), greenery_share(lab), skin_share(lab, rough)
    night = _is_night(lab, exposure)
    found = {
        "sky": sky > 0.1 and not night,
        "greenery": green > 0.2,
        "people": skin > 0.0,
        "night": night,
    }
    found["indoors"] = not (found["sky"] or found["greenery"] or night) and _is_indoors(lab, rough, exposure)
    return tuple(kind for kind in KINDS if found[kind])


def sky_share(lab: Lab, rough: Floats) -> float:
    """Share of the picture that is smooth, bright or blue, and reaches the upper edge.

    A backdrop of a studio does too; it goes on under the object, so a lower edge of the same colour is no sky.
    """
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    blue = (b < -4) & (a < 22) & (light > 18)
    pale = (light > 62) & (np.hypot(a, b) < 22)
    glow = (light > 35) & (a > -4) & (b > 4) & (np.arange(len(light))[:, None] < 0.55 * len(light))
    plausible = (blue | pale | glow) & (rough < 4.5)
    # In each column the run that begins at the top; a few rough pixels (branches, wires) do not end it.
    run = np.cumsum(~plausible, axis=0) <= max(2, len(light) // 24)
    found = run & plausible
    columns = found.mean(axis=0) > 0.06
    if columns.mean() < 0.4 or not found.any():
        return 0.0
    sky = np.median(lab[found], axis=0)
    edge = len(light) // 10
    foot = np.median(lab[-edge:].reshape(-1, 3), axis=0)
    if np.linalg.norm(foot - sky) < 14 and float(rough[-edge:].mean()) < 3.5:
        return 0.0
    if sky[0] > 96 and float(np.std(light[found])) < 1.5:  # paper white
        return 0.0
    return float(found.mean())


def greenery_share(lab: Lab) -> float:
    """Share of the picture in the colours of leaves and grass."""
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    hue = np.degrees(np.arctan2(b, a))
    leaves = (hue > 96) & (hue < 165) & (np.hypot(a, b) > 9) & (light > 6) & (light < 90)
    return float(leaves.mean())


def skin_share(lab: Lab, rough: Floats) -> float:
    """Share of the picture in compact, smooth patches in the colours of skin; 0 without any."""
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    hue, chroma = np.degrees(np.arctan2(b, a)), np.hypot(a, b)
    skin = (hue > 25) & (hue < 68) & (chroma > 11) & (chroma < 42) & (light > 28) & (light < 92) & (rough < 7)
    mask = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, _, facts, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    total = 0.0
    for x, y, width, height, area in facts[1:count]:
        share, filled, shape = area / mask.size, area / (width * height), height / width
        touches_foot_only_wide = y + height >= len(mask) and width > 0.6 * mask.shape[1]
        if 0.004 < share < 0.25 and filled > 0.45 and 0.6 < shape < 2.6 and not touches_foot_only_wide and x >= 0:
            total += share
    return total


def _is_night(lab: Lab, exposure: float | None) -> bool:
    """Dark for the most part, with lights in it; the camera's own measure decides where it is known."""
    light = lab[..., 0]
    dark, lights = float((light < 22).mean()), float(np.percentile(light, 99.5))
    if exposure is not None and exposure > 9:
        return False
    return dark > 0.55 and float(np.median(light)) < 20 and lights > 35 and (exposure is None or exposure < 6.5)


def _is_indoors(lab: Lab, rough: Floats, exposure: float | None) -> bool:
    """Little light where the camera measured it; else what looks lit from one side, warm or neutral, and smooth."""
    if exposure is not None:
        return exposure < 8.5
    a, b = lab[..., 1], lab[..., 2]
    smooth = float((rough < 2.5).mean())
    blue, green = float((b < -8).mean()), greenery_share(lab)
    return smooth > 0.38 and blue < 0.25 and green < 0.08 and float(np.abs(a).mean()) < 30


def _roughness(light: Floats) -> Floats:
    """Standard deviation of L* in a 5 x 5 neighbourhood."""
    mean = cv2.blur(light, (5, 5))
    square = cv2.blur(light * light, (5, 5))
    rough: Floats = np.sqrt(np.maximum(square - mean * mean, 0))
    return rough


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
    """Flat areas of few colours with sharp edges between them: drawings, slides, screens full of words."""
    flat = (np.abs(np.diff(lab, axis=1)).max(axis=-1) < 0.35).mean()
    coarse = np.round(lab / (6, 8, 8)).astype(np.int64)
    keys = (coarse[..., 0] * 10_000 + coarse[..., 1] * 100 + coarse[..., 2]).ravel()
    shares = np.sort(np.unique(keys, return_counts=True)[1])[::-1] / keys.size
    most = float(shares[:2].sum())
    return bool(flat > 0.5 and most > 0.55 and float(lab[..., 0].mean()) > 12)


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
