"""What scores of many photos say together: means with intervals, differences between styles, photos of one kind."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.tags import NOTHING_KNOWN, UNKNOWN, VALUES, Tags

RESAMPLES = 2000
SEED = 0
LEVEL = (2.5, 97.5)
"""Percentiles of a 95 % interval."""
FEW = 5
"""Photos of a kind below which a mean of them says nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One column of the table.

    Attributes:
        key: field of `Scores`.
        title: head of the column.
        decimals: that are worth printing.
        better: "higher", "lower" or "one" (1 is best).
        meaning: one line for the foot of a report.
    """

    key: str
    title: str
    decimals: int
    better: str
    meaning: str


MEASURES = (
    Measure("psnr", "PSNR", 2, "higher", "Peak signal-to-noise ratio to the target, RGB, dB."),
    Measure("ssim", "SSIM 7", 4, "higher", "Structural similarity to the target, uniform windows of 7 x 7."),
    Measure("ssim_gaussian", "SSIM 11", 4, "higher", "The same in Gaussian windows of 11 x 11."),
    Measure("ms_ssim", "MS-SSIM", 4, "higher", "The same at five scales."),
    Measure("delta_e", "dE2000", 2, "lower", "Mean CIEDE2000 to the target; about 1 is just seen."),
    Measure("niqe", "NIQE", 2, "lower", "Distance from the statistics of pristine photos; 2 to 6 is usual."),
    Measure("nima", "NIMA", 2, "higher", "How much people would like it, 1 to 10, as the named scorer judges."),
    Measure("sharpness", "Sharp", 3, "one", "Fine detail for its contrast, as a share of the photo's."),
    Measure("structure", "Struct", 4, "higher", "Cosine of luma gradients with the photo; below 0.95 damage is seen."),
    Measure("newly", "Clipped", 4, "lower", "Share of pixels clipped to white or black that were not in the photo."),
)
"""All measures, in the order of the table."""

AGAINST_TARGET = ("psnr", "ssim", "ssim_gaussian", "ms_ssim", "delta_e")
"""Keys of those that need a target."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One result, measured on 8-bit sRGB; what could not be measured is None.

    Attributes:
        psnr: dB, see `metrics.psnr`; like the next four, against a target.
        ssim: windows of 7 x 7.
        ssim_gaussian: windows of 11 x 11.
        ms_ssim: five scales; sides of at least 32.
        delta_e: mean CIEDE2000.
        niqe: distance from pristine photos; sides of two blocks of 96.
        nima: mean opinion, 1..10.
        sharpness: kept of the photo's, 1 is all.
        structure: kept of the photo's, 1 is all.
        newly: share of pixels clipped that were not.
    """

    psnr: float | None = None
    ssim: float | None = None
    ssim_gaussian: float | None = None
    ms_ssim: float | None = None
    delta_e: float | None = None
    niqe: float | None = None
    nima: float | None = None
    sharpness: float | None = None
    structure: float | None = None
    newly: float | None = None

    def of(self, measure: Measure) -> float | None:
        """One of them; None too where it is no number."""
        value: float | None = getattr(self, measure.key)
        return None if value is None or math.isnan(value) else value


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One photo in one style.

    Attributes:
        name: of the photo, without suffix.
        scores: of the result.
        style: name of the style.
        tags: what is known of the scene.
        pictures: small JPEGs of photo, result and (if there is one) target; empty unless asked for.
    """

    name: str
    scores: Scores
    style: str = ""
    tags: Tags = NOTHING_KNOWN
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over photos.

    Attributes:
        mean: of those that could be measured.
        low, high: 95 % interval by bootstrap over photos; both the mean where there is one photo.
        count: photos that could be measured.
    """

    mean: float
    low: float
    high: float
    count: int

    @property
    def is_clear(self) -> bool:
        """For a difference: whether the interval leaves out 0."""
        return self.count > 1 and (self.low > 0 or self.high < 0)


def estimate(values: Sequence[float]) -> Estimate | None:
    """Mean and interval: the 2.5 and 97.5 percentiles of the means of 2000 resamples (Efron, 1979), always the same.

    Args:
        values: one for each photo; infinite ones are allowed.

    Returns:
        None without values.
    """
    if not values:
        return None
    known = np.array(values, np.float64)
    mean = float(known.mean())
    if len(known) == 1 or not np.isfinite(known).all():
        return Estimate(mean, mean, mean, len(known))
    low, high = np.percentile(known[_draws(len(known))].mean(1), LEVEL)
    return Estimate(mean, float(low), float(high), len(known))


def summary(rows: Iterable[Row]) -> dict[str, Estimate]:
    """An estimate for every measure that was taken of any of these rows, by its key."""
    known = list(rows)
    found = {}
    for measure in MEASURES:
        values = [value for row in known if (value := row.scores.of(measure)) is not None]
        if (made := estimate(values)) is not None:
            found[measure.key] = made
    return found


def differences(rows: Iterable[Row], style: str, reference: str) -> dict[str, Estimate]:
    """How much a style's scores lie above a reference's, photo by photo on the photos that both have.

    An interval of the difference is much narrower than those of the two means, since hard photos are hard for both.
    """
    by_style: dict[str, dict[str, Scores]] = {style: {}, reference: {}}
    for row in rows:
        if row.style in by_style:
            by_style[row.style][row.name] = row.scores
    both = [name for name in by_style[style] if name in by_style[reference]]
    found = {}
    for measure in MEASURES:
        pairs = [(by_style[style][name].of(measure), by_style[reference][name].of(measure)) for name in both]
        steps = [a - b for a, b in pairs if a is not None and b is not None and math.isfinite(a - b)]
        if (made := estimate(steps)) is not None:
            found[measure.key] = made
    return found


def kinds(rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """Rows by what is known of the scene: (tag, value) to rows; kinds of fewer than five photos are left out."""
    known = list(rows)
    found = {}
    for tag, values in VALUES.items():
        for value in values:
            some = [row for row in known if value != UNKNOWN and getattr(row.tags, tag) == value]
            if len({row.name for row in some}) >= FEW:
                found[tag, value] = some
    return found


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Rows with the farthest from their target first; without targets, the least natural, else the most damaged."""
    known = list(rows)

    def badness(row: Row) -> tuple[float, float, float]:
        scores = row.scores
        structure = 0.0 if scores.structure is None else -scores.structure
        return scores.delta_e or 0.0, scores.niqe or 0.0, structure

    return sorted(known, key=badness, reverse=True)


def _draws(count: int) -> NDArray[np.int64]:
    """Places of the photos in every resample, (2000, count)."""
    return np.random.default_rng(SEED).integers(0, count, (RESAMPLES, count))
