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

Floats = NDArray[np.float32]

SEEN = 32
"""Side of the copy on which a photo is measured: means of pixels, so that noise and detail do not count."""
INPUT_SIZE = 256
GRID = (16, 16)
STATISTICS = 14
LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
STATISTICS_MEAN = (-2.5, 0.08, 0.2, 0.3, 0.43, 0.57, 0.7, 0.88, 0.0, -0.1, 0.12, 0.0, 0.0, 0.75)
STATISTICS_SCALE = (1.5, 0.1, 0.15, 0.18, 0.2, 0.2, 0.2, 0.15, 0.4, 0.5, 0.1, 0.08, 0.08, 0.2)
"""Centre and scale of the statistics over ordinary photos: they only bring the numbers near -1..1."""
CLAMP = 3.0
ROLL_OFF = 0.75
U_SCALE, V_SCALE = 0.564, 0.713
PARTS: dict[str, tuple[int, ...]] = {
    "adapt": (7, 1 + STATISTICS),
    "levels": (3,),
    "curve": (3, 8),
    "matrix": (6,),
    "hue": (3, 14),
    "vivid": (2,),
}
SIZE = sum(int(np.prod(shape)) for shape in PARTS.values())
MOST_LOOKS = 64
"""Looks that one file may hold."""
_BINOMIAL = (1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0)


class AdaptiveForward:
    """One or several looks of this model; a style is a weighted sum of what they make of a photo.

    Args:
        weights: "looks", (count, SIZE).
        arguments: unused; the model has one form.

    Raises:
        ValueError: weights are missing or of another shape.
    """

    def __init__(self, weights: Mapping[str, Floats], arguments: Mapping[str, Any]) -> None:
        looks = weights.get("looks")
        if looks is None or looks.ndim != 2 or looks.shape[1] != SIZE or not 1 <= len(looks) <= MOST_LOOKS:
            raise ValueError(f"looks is missing or not (1..{MOST_LOOKS}, {SIZE})")
        if arguments.get("form", 1) != 1:
            raise ValueError(f"form {arguments['form']}")
        self.looks = np.ascontiguousarray(looks, np.float32)

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """What all looks share.

        Args:
            image: INPUT_SIZE x INPUT_SIZE x 3, sRGB-encoded, 0..1.

        Returns:
            the photo itself, and its statistics with the two luma quantiles, (16,).
        """
        small = seen(image).reshape(-1, 3)
        numbers, dark, light = measure(small)
        return image, np.array([*numbers, dark, light], np.float32)

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
                result = result + np.float32(share) * enhance(look, local, hidden[:-2], hidden[-2], hidden[-1])
        return fit_grid(local, np.clip(result, 0, 1), GRID).grid


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


def measure(pixels: Floats) -> tuple[Floats, np.float32, np.float32]:
    """The statistics of a photo, and luma quantiles 2 % and 98 %; see `adaptive.measure`.

    Args:
        pixels: (K, 3), all pixels of the small copy.
    """
    luma = pixels @ np.array(LUMA, np.float32)
    levels = np.quantile(luma, LEVELS).astype(np.float32)
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
    ]
    scaled = ((np.array(numbers) - STATISTICS_MEAN) / STATISTICS_SCALE).astype(np.float32)
    return np.clip(scaled, -CLAMP, CLAMP), levels[0], levels[-1]


def parts_of(style: Floats) -> dict[str, Floats]:
    """A style (SIZE,) as its parts."""
    ends = np.cumsum([int(np.prod(shape)) for shape in PARTS.values()])
    pieces = np.split(style, ends[:-1])
    return {name: piece.reshape(shape) for (name, shape), piece in zip(PARTS.items(), pieces, strict=True)}


def enhance(style: Floats, pixels: Floats, numbers: Floats, dark: float, light: float) -> Floats:
    """Pixels as one style makes them.

    Args:
        style: (SIZE,).
        pixels: (..., 3), sRGB-encoded, 0..1.
        numbers: statistics of the photo, as `measure` gives them.
        dark: its luma quantile 2 %.
        light: its luma quantile 98 %.

    Returns:
        (..., 3), unclipped.
    """
    parts = parts_of(style)
    fixes = parts["adapt"][:, 0] + parts["adapt"][:, 1:] @ numbers
    x = _curve(_settle(pixels, fixes, parts["levels"], dark, light), parts["curve"], fixes[4:])
    return _hues(_matrix(x, parts["matrix"]), parts["hue"], parts["vivid"], fixes[3])


def _settle(pixels: Floats, fixes: Floats, levels: Floats, dark: float, light: float) -> Floats:
    ev, red, blue = fixes[:3]
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    gain = np.exp2(np.clip(np.array([red, green, blue]) + ev, -5, 5) / 2.2).astype(np.float32)
    top = max(float(gain.max()), 1.0)
    x = _roll_off(pixels * gain, top)
    ends = np.array([dark, light], np.float32) * np.float32(2.0 ** (np.clip(ev, -5, 5) / 2.2))
    dark, light = _roll_off(ends, top)
    share, black, white = levels
    low = dark + share * (black - dark)
    slope = np.clip(1 + share * ((white - black) / max(light - dark, 0.05) - 1), 0.4, 3.0)
    return np.asarray(low + (x - dark) * slope, np.float32)


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


def _hues(x: Floats, table: Floats, vivid: Floats, saturation: float) -> Floats:
    luma = x @ np.array(LUMA, np.float32)
    u, v = (x[..., 2] - luma) * np.float32(U_SCALE), (x[..., 0] - luma) * np.float32(V_SCALE)
    chroma = np.sqrt(u * u + v * v + np.float32(1e-6))
    c, s = u / chroma, v / chroma
    c2, s2 = c * c - s * s, 2 * c * s
    waves = np.stack([np.ones_like(c), c, s, c2, s2, c * c2 - s * s2, s * c2 + c * s2], -1)
    lit = np.clip(2 * luma - 1, -1, 1)[..., None]
    turn, strong, light = np.moveaxis(np.concatenate([waves, waves * lit], -1) @ table.T, -1, 0)
    weak = np.clip(1 - chroma * np.float32(4), 0, 1)
    factor = np.exp(np.clip(strong + saturation + vivid[0] * weak + vivid[1] * (1 - weak), -3, 1.5))
    cosine, sine = np.cos(turn) * factor, np.sin(turn) * factor
    u, v = u * cosine - v * sine, u * sine + v * cosine
    luma = luma + chroma * light
    red, blue = luma + v / np.float32(V_SCALE), luma + u / np.float32(U_SCALE)
    green = (luma - np.float32(LUMA[0]) * red - np.float32(LUMA[2]) * blue) / np.float32(LUMA[1])
    return np.asarray(np.stack([red, green, blue], -1), np.float32)
