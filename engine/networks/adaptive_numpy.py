"""The structured style model forward in numpy: a personal style runs without torch, as the bundled styles do.

Same numbers and result as `engine.networks.adaptive`, whose docstring says what they mean. For a photo the style is one
map of colours to colours; a grid is fitted to what it makes of the photo's own colours, so that it is carried like any
other grade.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.grade.fitting import fit_grid
from engine.quantiles import quantiles

Floats = NDArray[np.float32]

SEEN = 32
"""Side of the copy on which a photo is measured: means of pixels, so that noise and detail do not count."""
INPUT_SIZE = 256
GRID = (16, 16)
OLD_STATISTICS, COLOUR_STATISTICS = 14, 14
STATISTICS = OLD_STATISTICS + COLOUR_STATISTICS
LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
STATISTICS_MEAN = (
    *(-2.5, 0.08, 0.2, 0.3, 0.43, 0.57, 0.7, 0.88, 0.0, -0.1, 0.12, 0.0, 0.0, 0.75),
    *(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.6, -2.6, -2.6, 0.0, 0.0, 0.0, 0.0, -2.8),
)
STATISTICS_SCALE = (
    *(1.5, 0.1, 0.15, 0.18, 0.2, 0.2, 0.2, 0.15, 0.4, 0.5, 0.1, 0.08, 0.08, 0.2),
    *(0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.6, 0.6, 0.6, 0.015, 0.015, 0.5, 0.5, 0.6),
)
"""Centre and scale of the statistics over ordinary photos: they only bring the numbers near -1..1."""
CLAMP = 3.0
GREY = 0.03
"""Chroma at which a colour is no longer taken for grey."""
WHITE_POWER = 5.0
"""Brighter colours say more about the light: mean of this power (shades of grey, Finlayson and Trezzi 2004)."""
MARKS = len(LEVELS)
SHADOW, MIDDLE, LIGHT = 1, 3, 5
"""Of the levels, those between which the colour of shadows, middle and lights is mixed."""
LEAST_GAP, EDGE = 0.15, 0.02
"""Neighbouring levels keep this share of their distance; the tone curve ends this far outside the levels."""
ROLL_OFF = 0.75
U_SCALE, V_SCALE = 0.564, 0.713
PARTS: dict[str, tuple[int, ...]] = {
    "adapt": (7, 1 + OLD_STATISTICS),
    "levels": (3,),
    "curve": (3, 8),
    "matrix": (6,),
    "hue": (3, 14),
    "vivid": (2,),
    "more": (7, COLOUR_STATISTICS),
    "tone": (MARKS, 1 + STATISTICS),
    "film": (1,),
    "tint": (6, 1 + STATISTICS),
    "rich": (3, 1 + STATISTICS),
}
SIZE = sum(int(np.prod(shape)) for shape in PARTS.values())
FORM = 2
SIZES = {1: 182, FORM: SIZE}
"""How many numbers a style has, by form; those of form 1 are the first of form 2, and the others were 0."""
MOST_LOOKS = 64
"""Looks that one file may hold."""
_BINOMIAL = (1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0)


class AdaptiveForward:
    """One or several looks of this model; a style is a weighted sum of what they make of a photo.

    Args:
        weights: "looks", (count, numbers of the form).
        arguments: "form", 1 or 2; 1 if missing.

    Raises:
        ValueError: weights are missing or of another shape, or the form is unknown.
    """

    def __init__(self, weights: Mapping[str, Floats], arguments: Mapping[str, Any]) -> None:
        size = SIZES.get(arguments.get("form", 1))
        if size is None:
            raise ValueError(f"form {arguments['form']}")
        looks = weights.get("looks")
        if looks is None or looks.ndim != 2 or looks.shape[1] != size or not 1 <= len(looks) <= MOST_LOOKS:
            raise ValueError(f"looks is missing or not (1..{MOST_LOOKS}, {size})")
        self.looks = widened(looks)

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """What all looks share.

        Args:
            image: INPUT_SIZE x INPUT_SIZE x 3, sRGB-encoded, 0..1.

        Returns:
            the photo itself, and its statistics with the luma quantiles, (STATISTICS + MARKS,).
        """
        small = seen(image).reshape(-1, 3)
        return image, np.concatenate(measure(small))

    def head(self, local: Floats, hidden: Floats, shares: tuple[float, ...] = ()) -> Floats:
        """The grid of one look or blend.

        Args:
            local: as `trunk` gives it.
            hidden: as `trunk` gives it.
            shares: of each look; what they lack to a sum of 1 is the photo as it is. Empty for the first look alone.

        Returns:
            16 x 16 x 8 x 12, as a `Grade` holds it.
        """
        shares = shares or (1.0,) + (0.0,) * (len(self.looks) - 1)
        if len(shares) != len(self.looks):
            raise ValueError(f"the file holds {len(self.looks)} looks")
        result = (1 - np.float32(sum(shares))) * local
        for look, share in zip(self.looks, shares, strict=True):
            if share:
                result = result + np.float32(share) * enhance(look, local, hidden[:STATISTICS], hidden[STATISTICS:])
        return fit_grid(local, np.clip(result, 0, 1), GRID).grid


def widened(looks: Floats) -> Floats:
    """Looks of any form as those of the newest.

    Args:
        looks: (count, numbers of the form).

    Returns:
        (count, SIZE).
    """
    wide = np.zeros((len(looks), SIZE), np.float32)
    wide[:, : looks.shape[1]] = looks
    return wide


def seen(square: Floats) -> Floats:
    """The copy on which a photo is measured.

    Args:
        square: (side, side, 3), side a multiple of SEEN.

    Returns:
        (SEEN, SEEN, 3), means of areas.
    """
    step = len(square) // SEEN
    small: Floats = square.reshape(SEEN, step, SEEN, step, 3).mean((1, 3))
    return small


def measure(pixels: Floats) -> tuple[Floats, Floats]:
    """The statistics of a photo, (STATISTICS,), and its luma quantiles LEVELS, (MARKS,); see `adaptive.measure`.

    Args:
        pixels: (K, 3), all pixels of the small copy.
    """
    luma = pixels @ np.array(LUMA, np.float32)
    levels = quantiles(luma, LEVELS).astype(np.float32)
    red, green, blue = pixels.mean(0) + 0.01
    numbers = [
        2.2 * np.log2(np.maximum(luma, 0.01)).mean(),
        *levels,
        np.log2(red / green),
        np.log2(blue / green),
        (pixels.max(1) - pixels.min(1)).mean(),
        (pixels[:, 0] - luma).mean(),
        (pixels[:, 2] - luma).mean(),
        levels[-1] - levels[0],
        *_colours(pixels, luma),
    ]
    scaled = ((np.array(numbers) - STATISTICS_MEAN) / STATISTICS_SCALE).astype(np.float32)
    return np.clip(scaled, -CLAMP, CLAMP), levels


def _colours(pixels: Floats, luma: Floats) -> list[np.floating[Any]]:
    u, v = (pixels[:, 2] - luma) * np.float32(U_SCALE), (pixels[:, 0] - luma) * np.float32(V_SCALE)
    chroma = np.sqrt(u * u + v * v + 1e-8)
    order = luma.argsort(kind="stable")
    third = len(luma) // 3
    parts = order[:third], order[third : len(luma) - third], order[len(luma) - third :]
    grey = np.exp(-(u * u + v * v) / GREY**2) + 1e-3
    white = (np.maximum(pixels, 1e-3) ** (2.2 * WHITE_POWER)).mean(0) ** (1 / WHITE_POWER)
    around = np.sqrt((u - u.mean()) ** 2 + (v - v.mean()) ** 2 + 1e-8)
    return [
        *(plane[part].mean() for part in parts for plane in (u, v)),
        *(np.log(chroma[part].mean() + 0.01) for part in parts),
        (u * grey).sum() / grey.sum(),
        (v * grey).sum() / grey.sum(),
        np.log2(white[0] / white[1]),
        np.log2(white[2] / white[1]),
        np.log(around.mean() + 0.005),
    ]


def parts_of(style: Floats) -> dict[str, Floats]:
    """A style (SIZE,) as its parts."""
    ends = np.cumsum([int(np.prod(shape)) for shape in PARTS.values()])
    pieces = np.split(style, ends[:-1])
    return {name: piece.reshape(shape) for (name, shape), piece in zip(PARTS.items(), pieces, strict=True)}


def enhance(style: Floats, pixels: Floats, numbers: Floats, levels: Floats) -> Floats:
    """Pixels as one style makes them.

    Args:
        style: (SIZE,).
        pixels: (..., 3), sRGB-encoded, 0..1.
        numbers: statistics of the photo, as `measure` gives them.
        levels: its luma quantiles, as `measure` gives them.

    Returns:
        (..., 3), unclipped.
    """
    parts = parts_of(style)
    fixes = parts["adapt"][:, 0] + parts["adapt"][:, 1:] @ numbers[:OLD_STATISTICS]
    fixes = fixes + parts["more"] @ numbers[OLD_STATISTICS:]
    known = np.concatenate([np.ones(1, np.float32), numbers])
    x, levels = _settle(pixels, fixes, parts["levels"], levels)
    if parts["tone"].any():
        x, levels = _tones(x, levels, parts["tone"] @ known, float(parts["film"][0]))
    x = _matrix(_curve(x, parts["curve"], fixes[4:]), parts["matrix"])
    return _hues(x, parts, fixes[3], levels, known)


def _settle(pixels: Floats, fixes: Floats, ends: Floats, levels: Floats) -> tuple[Floats, Floats]:
    ev, red, blue = fixes[:3]
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    gain = np.exp2(np.clip(np.array([red, green, blue]) + ev, -5, 5) / 2.2).astype(np.float32)
    top = max(float(gain.max()), 1.0)
    x = _roll_off(pixels * gain, top)
    levels = _roll_off(levels * np.float32(2.0 ** (np.clip(ev, -5, 5) / 2.2)), top)
    dark, light = levels[0], levels[-1]
    share, black, white = ends
    low = dark + share * (black - dark)
    slope = np.clip(1 + share * ((white - black) / max(light - dark, 0.05) - 1), 0.4, 3.0)
    return np.asarray(low + (x - dark) * slope, np.float32), np.asarray(low + (levels - dark) * slope, np.float32)


def _tones(x: Floats, levels: Floats, shifts: Floats, film: float) -> tuple[Floats, Floats]:
    levels = np.maximum.accumulate(levels + 1e-3 * np.arange(MARKS))
    gaps = np.maximum(np.diff(levels + shifts), LEAST_GAP * np.diff(levels))
    goals = levels[0] + shifts[0] + np.concatenate([[0.0], np.cumsum(gaps)])
    low, high = min(levels[0] - EDGE, 0.0), max(levels[-1] + EDGE, 1.0)
    places = np.array([low, *levels, high])
    moves = np.array([min(low, goals[0] - EDGE / 4), *goals, max(high, goals[-1] + EDGE / 4)]) - places
    luma = x @ np.array(LUMA, np.float32)
    whole = np.interp(luma, places, moves).astype(np.float32)[..., None]
    share = np.float32(0.5 + film)
    return x + share * np.interp(x, places, moves).astype(np.float32) + (1 - share) * whole, goals.astype(np.float32)


def _roll_off(x: Floats, top: float) -> Floats:
    over = np.maximum(x - np.float32(ROLL_OFF), 0)
    bend = np.float32(1 / (1 - ROLL_OFF) - 1 / (top - ROLL_OFF))
    return np.asarray(np.minimum(x, np.float32(ROLL_OFF)) + over / (1 + bend * over), np.float32)


def _curve(x: Floats, curve: Floats, fixes: Floats) -> Floats:
    a = np.clip(x, 0, 1)
    b = 1 - a
    powers_a, powers_b = [np.ones_like(a), a], [np.ones_like(a), b]
    for _ in range(6):
        powers_a.append(powers_a[-1] * a)
        powers_b.append(powers_b[-1] * b)
    result = x.copy()
    for k, binomial in enumerate(_BINOMIAL):
        result += np.float32(binomial) * curve[:, k] * (powers_a[k] * powers_b[7 - k])
    shadows, contrast, lights = (np.float32(fix) for fix in fixes)
    result += a * b * (9 * (shadows * b * b + lights * a * a) + 10 * contrast * (a - b))
    return result


def _matrix(x: Floats, free: Floats) -> Floats:
    a, b, c, d, e, f = free
    matrix = np.array([[1 - a - b, a, b], [c, 1 - c - d, d], [e, f, 1 - e - f]], np.float32)
    return np.asarray(x @ matrix.T, np.float32)


def _hues(x: Floats, parts: Mapping[str, Floats], saturation: float, levels: Floats, known: Floats) -> Floats:
    luma = x @ np.array(LUMA, np.float32)
    u, v = (x[..., 2] - luma) * np.float32(U_SCALE), (x[..., 0] - luma) * np.float32(V_SCALE)
    zones = _zones(luma, levels)
    added = zones @ (parts["tint"] @ known).reshape(3, 2).astype(np.float32)
    u, v = u + added[..., 0], v + added[..., 1]
    richer = zones @ (parts["rich"] @ known).astype(np.float32)
    chroma = np.sqrt(u * u + v * v + np.float32(1e-6))
    c, s = u / chroma, v / chroma
    c2, s2 = c * c - s * s, 2 * c * s
    waves = np.stack([np.ones_like(c), c, s, c2, s2, c * c2 - s * s2, s * c2 + c * s2], -1)
    lit = np.clip(2 * luma - 1, -1, 1)[..., None]
    turn, strong, light = np.moveaxis(np.concatenate([waves, waves * lit], -1) @ parts["hue"].T, -1, 0)
    weak = np.clip(1 - chroma * np.float32(4), 0, 1)
    vivid = parts["vivid"]
    factor = np.exp(np.clip(strong + richer + saturation + vivid[0] * weak + vivid[1] * (1 - weak), -3, 1.5))
    cosine, sine = np.cos(turn) * factor, np.sin(turn) * factor
    u, v = u * cosine - v * sine, u * sine + v * cosine
    luma = luma + chroma * light
    red, blue = luma + v / np.float32(V_SCALE), luma + u / np.float32(U_SCALE)
    green = (luma - np.float32(LUMA[0]) * red - np.float32(LUMA[2]) * blue) / np.float32(LUMA[1])
    return np.asarray(np.stack([red, green, blue], -1), np.float32)


def _zones(luma: Floats, levels: Floats) -> Floats:
    low, middle, high = (np.float32(levels[k]) for k in (SHADOW, MIDDLE, LIGHT))
    dark = np.clip((middle - luma) / np.maximum(middle - low, np.float32(0.03)), 0, 1)
    bright = np.clip((luma - middle) / np.maximum(high - middle, np.float32(0.03)), 0, 1)
    return np.asarray(np.stack([dark, 1 - dark - bright, bright], -1), np.float32)
