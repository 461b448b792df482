"""Simulated photographers, to measure how well a look is learned from likes alone. Simulated, and called so.

Each decides anew for every photo, as people do: it meters the photo and brings it toward its own taste, and then gives
it its character. Three ways of working that share no formula with `engine.networks.adaptive`, with the bundled looks
or with `training.tastes`, from which the reading of likes was learned. One idea the model has in common with two of
the three, in other colour spaces and by other weights: that a photo's own tones and tints are brought toward wanted
ones.

- the *printer* works in optical density: metered exposure, printer lights, the S-shaped curve of film and paper for
  each layer, dyes that spill into each other;
- the *zone* worker shapes lightness by zones around a blurred base in OKLab, with local contrast, ranges of hue moved
  one by one, a goal for colourfulness, split toning and a vignette;
- the *palette* worker brings the distribution of lightness toward a curve of its own, and the clouds of colour in
  shadows and lights toward a palette of its own.

Pictures are (h, w, 3) float32, sRGB-encoded, 0..1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.color import linear_to_srgb, srgb_to_linear

Floats = NDArray[np.float32]
Triple = tuple[float, float, float]

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# Ottosson 2020: linear sRGB to cone responses, and their cube roots to L, a, b.
_TO_CONES = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip
_FROM_CONES, _FROM_LAB = np.linalg.inv(_TO_CONES).astype(np.float32), np.linalg.inv(_TO_LAB).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Printer:
    """A darkroom: what it meters, how hard it prints, and what its film does.

    Attributes:
        key: log2 of the luminance that the metered part is printed to.
        strength: 0..1, how much of the way there a photo is brought.
        lights: 0..1, how much of a colour cast is taken back.
        filters: log2 gain of each layer, taste.
        gamma: slope of each layer's curve.
        black: densest print, 0..1 of the display.
        spill: how much each dye is seen in the other layers; negative separates colours.
    """

    key: float
    strength: float
    lights: float
    filters: Triple
    gamma: Triple
    black: float
    spill: float

    def __call__(self, picture: Floats) -> Floats:
        """The print of a picture."""
        linear = srgb_to_linear(np.clip(picture, 0, 1)) + np.float32(1e-4)
        height, width = linear.shape[:2]
        y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
        weight = np.exp(-1.5 * (x * x + y * y)) + 0.25
        metered = float((np.log2(linear @ _LUMINANCE) * weight).sum() / weight.sum())
        # Brighter colours say more about the light (shades of grey, Minkowski norm of 5).
        cast = (linear.reshape(-1, 3) ** 5).mean(0) ** 0.2
        gain = self.strength * (self.key - metered) - self.lights * np.log2(cast / cast.mean()) + np.array(self.filters)
        exposure = np.log2(linear) + gain.astype(np.float32) - np.float32(np.log2(0.18))
        # A logistic curve over log exposure: toe, straight part, shoulder.
        layers = 1 / (1 + np.exp(-np.array(self.gamma, np.float32) * exposure * np.float32(0.75) + np.float32(0.25)))
        density = -np.log10(np.clip(layers, 0.004, 1))
        density = density + self.spill * (density.mean(2, keepdims=True) - density)
        light = self.black + (1 - self.black) * 10 ** -np.clip(density, 0, 2.4)
        return np.asarray(np.clip(light, 0, 1), np.float32)


@dataclass(frozen=True, slots=True)
class ZoneWorker:
    """Zones of lightness and ranges of hue.

    Attributes:
        zones: lightness (OKLab) that the photo's 5, 50 and 95 % are brought toward.
        strength: 0..1, how much of the way.
        neutral: 0..1, how much of the mean colour of near-greys is taken away.
        local: gain of detail about the blurred base.
        colour: goal for the mean chroma; half the way in log.
        ranges: (hue in degrees, width, turn in degrees, log saturation, lightness) of each.
        shadows: a, b added to the darks.
        lights: a, b added to the brights.
        fade: how far black is lifted.
        vignette: how much darker the corners are.
    """

    zones: Triple
    strength: float
    neutral: float
    local: float
    colour: float
    ranges: tuple[tuple[float, float, float, float, float], ...]
    shadows: tuple[float, float]
    lights: tuple[float, float]
    fade: float = 0.0
    vignette: float = 0.0

    def __call__(self, picture: Floats) -> Floats:
        """The picture as it leaves this desk."""
        lab = to_oklab(picture)
        light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
        base = 0.6 * light + 0.4 * cv2.GaussianBlur(light, (0, 0), max(picture.shape[:2]) / 24)
        found = np.quantile(base, (0.05, 0.5, 0.95))
        goals = found + self.strength * (np.array(self.zones) - found)
        goals = np.maximum.accumulate(goals + np.array([0, 0.02, 0.04]))
        marks = np.concatenate([[0], np.maximum.accumulate(found + np.array([0, 1e-3, 2e-3])), [1]])
        wanted = np.interp(base, marks, np.concatenate([[self.fade], goals, [max(goals[-1], 0.97)]]))
        light = (wanted + self.local * (light - base)).astype(np.float32)
        nearly_grey = np.exp(-(a * a + b * b) / 0.04**2) + 1e-4
        a = a - self.neutral * (a * nearly_grey).sum() / nearly_grey.sum()
        b = b - self.neutral * (b * nearly_grey).sum() / nearly_grey.sum()
        grown = np.clip((self.colour / max(float(np.hypot(a, b).mean()), 0.01)) ** 0.5, 0.5, 2.0)
        light, a, b = self._ranged(light, a * grown, b * grown)
        dark, bright = np.clip(1 - 1.6 * light, 0, 1), np.clip(1.6 * light - 0.6, 0, 1)
        a = a + dark * self.shadows[0] + bright * self.lights[0]
        b = b + dark * self.shadows[1] + bright * self.lights[1]
        y, x = np.mgrid[-1 : 1 : light.shape[0] * 1j, -1 : 1 : light.shape[1] * 1j]
        light = light * (1 - self.vignette * np.clip(x * x + y * y - 0.4, 0, None))
        return from_oklab(np.stack([np.clip(light, 0, 1), a, b], 2).astype(np.float32))

    def _ranged(self, light: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats, Floats]:
        hue, chroma = np.degrees(np.arctan2(b, a)), np.hypot(a, b)
        turn, factor, lift = np.zeros_like(hue), np.zeros_like(hue), np.zeros_like(hue)
        for centre, width, by, more, lighter in self.ranges:
            away = (hue - centre + 180) % 360 - 180
            share = np.exp(-0.5 * (away / width) ** 2)
            turn, factor, lift = turn + by * share, factor + more * share, lift + lighter * share
        angle, chroma = np.radians(hue + turn), chroma * np.exp(factor)
        return light + lift * np.clip(chroma / 0.1, 0, 1), chroma * np.cos(angle), chroma * np.sin(angle)


@dataclass(frozen=True, slots=True)
class PaletteWorker:
    """A distribution of lightness and two clouds of colour.

    Attributes:
        middle: lightness (OKLab) of the middle of the distribution wanted.
        spread: its standard deviation.
        strength: 0..1, how much of the way to it.
        darks: mean a, b of the darker half wanted.
        brights: the same of the brighter half.
        colours: 0..1, how much of the way there.
        richness: standard deviation of a and b wanted; half the way in log.
        softness: chroma above which colours are held back.
    """

    middle: float
    spread: float
    strength: float
    darks: tuple[float, float]
    brights: tuple[float, float]
    colours: float
    richness: float
    softness: float

    def __call__(self, picture: Floats) -> Floats:
        """The picture with this palette."""
        lab = to_oklab(picture)
        light = lab[..., 0]
        shares = np.linspace(0.01, 0.99, 33)
        found = np.quantile(light, shares)
        logit = np.log(shares / (1 - shares)) / 1.7
        wanted = np.clip(self.middle + self.spread * logit, 0.02, 0.99)
        goals = found + self.strength * (wanted - found)
        marks = np.concatenate([[0.0], np.maximum.accumulate(found + 1e-4 * np.arange(33)), [1.05]])
        settled = np.interp(light, marks, np.concatenate([[0.0], np.maximum.accumulate(goals), [1.0]]))
        middle = float(np.median(settled))
        bright = 1 / (1 + np.exp(-(settled - middle) / 0.08))
        colours = lab[..., 1:]
        for share, goal in ((1 - bright, self.darks), (bright, self.brights)):
            mean = (colours * share[..., None]).sum((0, 1)) / max(float(share.sum()), 1e-3)
            colours = colours + self.colours * share[..., None] * (np.array(goal) - mean)
        deviation = max(float(colours.std((0, 1)).mean()), 0.005)
        grown = np.clip((self.richness / deviation) ** 0.5, 0.5, 2.0)
        centre = colours.mean((0, 1))
        colours = centre + (colours - centre) * grown
        chroma = np.linalg.norm(colours, axis=2, keepdims=True)
        colours = colours / (1 + (chroma / self.softness) ** 4) ** 0.25
        return from_oklab(np.concatenate([settled[..., None], colours], 2).astype(np.float32))


Photographer = Callable[[Floats], Floats]

PHOTOGRAPHERS: dict[str, Photographer] = {
    "warm print": Printer(-2.1, 0.75, 0.55, (0.28, 0.05, -0.22), (0.95, 0.9, 0.82), 0.035, 0.18),
    "cold slide": Printer(-2.7, 0.7, 0.7, (-0.16, 0.0, 0.2), (1.3, 1.25, 1.15), 0.0, -0.22),
    "airy": ZoneWorker(
        (0.42, 0.76, 0.97), 0.7, 0.6, 1.05, 0.055,
        ((130, 30, 18, -0.45, 0.03), (60, 30, -4, -0.1, 0.02), (250, 35, -8, -0.25, 0.05)),
        (0.004, 0.006), (0.004, 0.008), 0.12,
    ),
    "moody": ZoneWorker(
        (0.12, 0.36, 0.78), 0.7, 0.5, 1.3, 0.05,
        ((130, 30, -18, -0.5, -0.04), (60, 25, -5, 0.25, 0.0), (250, 35, -12, -0.2, -0.03)),
        (-0.012, -0.018), (0.008, 0.014), 0.05, 0.12,
    ),
    "clean": PaletteWorker(0.63, 0.21, 0.65, (0.0, -0.004), (0.0, 0.004), 0.6, 0.042, 0.22),
    "dusk": PaletteWorker(0.5, 0.19, 0.7, (-0.012, -0.035), (0.022, 0.04), 0.7, 0.045, 0.17),
}  # fmt: skip
"""Those whose looks are learned in `python -m benchmarks style`."""

REHEARSAL: dict[str, Photographer] = {
    "soft print": Printer(-1.9, 0.6, 0.6, (0.05, 0.08, -0.05), (0.75, 0.78, 0.8), 0.06, -0.05),
    "teal": ZoneWorker(
        (0.2, 0.5, 0.9), 0.65, 0.6, 1.15, 0.07,
        ((130, 35, 25, -0.2, 0.0), (60, 30, 0, 0.15, 0.02), (250, 40, -30, 0.1, -0.03)),
        (-0.02, -0.015), (0.01, 0.012), 0.03,
    ),
    "autumn": PaletteWorker(0.56, 0.2, 0.6, (0.01, 0.0), (0.015, 0.03), 0.55, 0.05, 0.2),
}  # fmt: skip
"""Others, on other photos, on whom the settings of the learning were chosen."""


def flatten(picture: Floats, rng: np.random.Generator) -> Floats:
    """A finished photo made to look like what a RAW converter hands over: darker, flatter, a little off in colour.

    Args:
        picture: (h, w, 3), 0..1.
        rng: decides how much.
    """
    linear = srgb_to_linear(picture) * np.float32(2 ** -rng.uniform(0.3, 1.0))
    flat = linear_to_srgb(linear * rng.uniform(0.93, 1.07, 3).astype(np.float32))
    mean = flat.mean()
    contrast = np.float32(rng.uniform(0.7, 0.9))
    return np.asarray(np.clip(mean + (flat - mean) * contrast, 0, 1), np.float32)


def to_oklab(picture: Floats) -> Floats:
    """OKLab (Ottosson 2020) of a picture; L 0..1."""
    cones = np.cbrt(np.maximum(srgb_to_linear(np.clip(picture, 0, 1)) @ _TO_CONES.T, 0))
    return np.asarray(cones @ _TO_LAB.T, np.float32)


def from_oklab(lab: Floats) -> Floats:
    """The picture of OKLab values, clipped to 0..1."""
    linear = ((lab @ _FROM_LAB.T) ** 3) @ _FROM_CONES.T
    return np.clip(linear_to_srgb(linear), 0, 1).astype(np.float32)
