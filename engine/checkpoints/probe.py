"""Finding out about a network by showing it a photo: how it is to be read, and whether a grade can carry it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.enhancer import Enhancer, squashed
from engine.checkpoints.layouts.architecture import GRADE, TEXTURE
from engine.checkpoints.reading import RANGES, Reading
from engine.color import LUMA
from engine.errors import StyleError
from engine.grade import Grade, apply, fit

Floats = NDArray[np.float32]

CARRIED = 32.0
"""Decibels that a grade has to reach in repeating a network, carriers included."""
DETAIL_LOST = 0.3
"""Share of the fine detail that may be missing where a grid alone repeats a network. Published tone enhancers lose 0.01
to 0.13 of it, DPED and CAN32, which sharpen or remove noise, 0.45 to 0.7."""
_FINE = 1.5  # deviation of the blur, in pixels, below which detail counts as fine
_SIZE = (256, 384)
_OTHER_RANGE = 1.1
"""A reading with other ranges than 0..1 has to explain the answer that much better."""


class Range(NamedTuple):
    """Ranges in and out, and how far the answer then is from a photo like the one shown."""

    input_range: str
    output_range: str
    distance: float


@lru_cache(maxsize=1)
def probe_photo() -> Floats:
    """A made picture with what enhancers act on, 256 x 384: sky, dark ground, skin, saturated patches, fine texture,
    noise. h x w x 3, sRGB-encoded, 0..1, read-only."""
    rng = np.random.default_rng(3)
    height, width = _SIZE
    y, x = (axis.astype(np.float32) for axis in np.mgrid[0:height, 0:width])
    y, x = y / height, x / width
    sky = np.stack([0.42 + 0.4 * y, 0.55 + 0.35 * y, 0.82 + 0.08 * x], -1)
    ground = np.stack([0.12 + 0.25 * x, 0.13 + 0.2 * x, 0.07 + 0.08 * y], -1) * (1 + 0.5 * _texture(rng)[..., None])
    picture = np.where((y < 0.5 + 0.05 * np.sin(9 * x))[..., None], sky, ground)
    patches = ((0.15, (0.8, 0.12, 0.1)), (0.38, (0.15, 0.6, 0.2)), (0.62, (0.85, 0.66, 0.55)), (0.85, (0.1, 0.2, 0.7)))
    for centre, colour in patches:
        shade = np.clip(1.3 - 6 * ((x - centre) ** 2 + (y - 0.72) ** 2) ** 0.5, 0.3, 1.1)
        inside = (x - centre) ** 2 + 0.6 * (y - 0.72) ** 2 < 0.009
        picture = np.where(inside[..., None], np.asarray(colour) * shade[..., None], picture)
    photo = np.clip(picture + rng.normal(0, 0.008, picture.shape), 0, 1).astype(np.float32)
    photo.flags.writeable = False
    return photo


def _texture(rng: np.random.Generator) -> Floats:
    """Leaves and gravel: noise of all sizes alike, -1..1 or so."""
    total = np.zeros(_SIZE, np.float32)
    for step in (2, 4, 8, 16, 32):
        coarse = rng.normal(0, 0.35, (_SIZE[0] // step, _SIZE[1] // step)).astype(np.float32)
        total += np.kron(coarse, np.ones((step, step), np.float32))
    return total


class Measured(NamedTuple):
    """What the probe photo showed of a network.

    Attributes:
        decibels: how closely a grade repeats it.
        detail_lost: share of its fine detail that a grid does not repeat.
    """

    decibels: float
    detail_lost: float

    @property
    def kind(self) -> str:
        """Grade if a grade carries the network, else texture."""
        return kind_of(self.decibels, self.detail_lost)


def kind_of(decibels: float, detail_lost: float = 0.0) -> str:
    """Grade or texture, from what `Measured` holds; on a photo of the person's `decibels` alone are telling."""
    return GRADE if decibels >= CARRIED and detail_lost <= DETAIL_LOST else TEXTURE


def measure(enhancer: Enhancer) -> Measured:
    """How well a grade carries the network.

    Raises:
        StyleError: it does not give back a photo of the same size.
    """
    return measured(*enhancer.pair(probe_photo()))


def measured(seen: Floats, answer: Floats) -> Measured:
    """The same of the probe photo as the network saw it, and of what it made of that; see `Enhancer.pair`."""
    made = np.clip(answer, 0, 1)
    fitted = fit(seen, made)
    # The carriers of a fit are as fine as the small copy; at full size only the grid's detail is there.
    lost = _fine(made) - _fine(np.clip(apply(Grade(fitted.grid), seen), 0, 1))
    return Measured(fitted.fit_error, float(np.mean(lost**2) / max(float(np.mean(_fine(made) ** 2)), 1e-12)))


def _fine(photo: Floats) -> Floats:
    """The finest detail of a photo's luma."""
    import cv2

    luma = photo @ np.asarray(LUMA, np.float32)
    return np.asarray(luma - cv2.GaussianBlur(luma, (0, 0), _FINE), np.float32)


def read_by_probe(enhancer: Enhancer, sizes: tuple[tuple[int, int] | None, ...] = (None,)) -> Enhancer:
    """The enhancer with the ranges and the size that make a photo of its answer.

    Args:
        enhancer: read in some way; its layout, channels and type stay.
        sizes: sizes to be tried, the likeliest first; None for any.

    Raises:
        StyleError: nothing makes a photo of it.
    """
    problem: StyleError | None = None
    for size in sizes:
        try:
            return enhancer.read_as(_best_ranges(enhancer, _with(enhancer.reading, size=size)))
        except StyleError as refused:
            problem = problem or refused
    raise problem or enhancer.unusable("no size was tried")


def _best_ranges(enhancer: Enhancer, reading: Reading) -> Reading:
    photo = probe_photo() if reading.size is None else squashed(probe_photo(), reading.size)
    ranges = ("0..255",) if reading.dtype == "uint8" else tuple(RANGES)
    tries = [found for name in ranges for found in _ranges(enhancer, _with(reading, input_range=name), photo)]
    best = min(tries, key=_penalised)
    return _with(reading, input_range=best.input_range, output_range=best.output_range)


def _ranges(enhancer: Enhancer, reading: Reading, photo: Floats) -> Iterator[Range]:
    raw = enhancer.read_as(_with(reading, output_range="0..1")).run(photo)
    for name, (low, high) in RANGES.items():
        made = (raw - np.float32(low)) / np.float32(high - low)
        outside = float(np.mean(np.abs(made - np.clip(made, 0, 1))))
        different = float(np.sqrt(np.mean((np.clip(made, 0, 1) - photo) ** 2)))
        yield Range(reading.input_range, name, different + 2 * outside)


def _penalised(found: Range) -> float:
    same, usual = found.input_range == found.output_range, found.input_range == "0..1"
    return (found.distance + 1e-3) * (1 if same else _OTHER_RANGE) * (1 if usual else _OTHER_RANGE)


def _with(reading: Reading, **changes: object) -> Reading:
    return Reading.from_values({**reading.to_values(), **changes})
