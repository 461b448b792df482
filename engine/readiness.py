"""Readiness: what a set of liked photos can teach, measured from the traits of each. Numbers only; words are the app's.

What breaks a taught style was measured on simulated photographers (docs/manual.md): too few likes, likes that are all
dark or all of one colour, near-copies that count many times, and likes of two opposed looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.traits import KINDS, Traits

COPY_BITS, COPY_COLOUR = 10, 9.0
"""Near-copies differ in at most so many of 64 bits, and on average by at most this distance in Lab."""
BURST_SECONDS, BURST_COLOUR = 60.0, 18.0
"""Photos of a burst follow each other within this time and look alike to this distance; see COPY_COLOUR."""
ALIKE_BITS, ALIKE_COLOUR = 18, 12.0
"""The same where no time is known."""
APART = 3.2
"""Two looks: distance of the means of two groups over the spread within them, beyond what chance finds (`_chance`).

The best cut through a single normal cloud has 2.65: halves at 0.80 standard deviations with 0.60 around each.
"""
LEAST_LOOK = 0.2
"""The smaller of two looks has at least this share of the likes, and at least `LEAST_LIKES`."""
LEAST_LIKES = 4

Floats = NDArray[np.float64]
Group = tuple[int, ...]
"""Places in the sequence that was measured, ascending."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """A set of likes in numbers.

    Attributes:
        count: likes that were measured.
        distinct: the same, with near-copies counted once.
        copies: groups of two or more near-copies.
        burst: the largest group taken in one go; a single photo is none.
        light_spread: standard deviation of the photos' median L*; 12 to 20 for likes of mixed scenes.
        tint_spread: root of the mean variance of the photos' mean a* and b*; 4 to 9 for likes of mixed scenes.
        chroma_spread: standard deviation of the photos' mean chroma.
        mean_light: mean of the photos' median L*.
        dark, bright: share of photos whose median L* lies under 25, or above 75.
        kinds: how many photos show each of `engine.traits.KINDS`, in that order.
        drawn, grey: places of screenshots and drawings, and of black-and-white photos.
        small: places of photos with a long side under 400 pixels.
        looks: places of each look: one group with everything, or two.
        apart: how far two looks would stand apart; see `APART`. 0 where there are too few likes to tell.
    """

    count: int
    distinct: int
    copies: tuple[Group, ...]
    burst: Group
    light_spread: float
    tint_spread: float
    chroma_spread: float
    mean_light: float
    dark: float
    bright: float
    kinds: tuple[int, ...]
    drawn: Group
    grey: Group
    small: Group
    looks: tuple[Group, ...]
    apart: float

    def share(self, kind: str) -> float:
        """Share of likes that show one of `KINDS`, 0..1."""
        return self.kinds[KINDS.index(kind)] / self.count if self.count else 0.0


def readiness_of(likes: Sequence[Traits]) -> Readiness:
    """Measure a set of likes; an empty one has zeros everywhere.

    Args:
        likes: the traits of each, in the order to which places refer.
    """
    copies = groups(near_copies(likes))
    light = np.array([t.light for t in likes])
    tint = np.array([(t.a, t.b) for t in likes]).reshape(-1, 2)
    chroma = np.array([t.chroma for t in likes])
    looks, apart = split(likes)
    several = bool(likes)
    return Readiness(
        count=len(likes),
        distinct=len(likes) - sum(len(group) - 1 for group in copies),
        copies=copies,
        burst=_largest(groups(one_burst(likes))),
        light_spread=float(light.std()) if several else 0.0,
        tint_spread=float(np.sqrt(tint.var(axis=0).mean())) if several else 0.0,
        chroma_spread=float(chroma.std()) if several else 0.0,
        mean_light=float(light.mean()) if several else 0.0,
        dark=float((light < 25).mean()) if several else 0.0,
        bright=float((light > 75).mean()) if several else 0.0,
        kinds=tuple(sum(kind in t.kinds for t in likes) for kind in KINDS),
        drawn=_where([t.drawn for t in likes]),
        grey=_where([t.grey and not t.drawn for t in likes]),
        small=_where([max(t.size) < 400 for t in likes]),
        looks=looks,
        apart=apart,
    )


def near_copies(likes: Sequence[Traits]) -> NDArray[np.bool_]:
    """Which of N photos are near-copies of each other; N x N, symmetric."""
    return (_bits_apart(likes) <= COPY_BITS) & (_colours_apart(likes) <= COPY_COLOUR)


def one_burst(likes: Sequence[Traits]) -> NDArray[np.bool_]:
    """Which of N photos were taken in one go, by time and likeness; N x N, symmetric."""
    taken, colours = np.array([t.taken for t in likes]), _colours_apart(likes)
    known = (taken[:, None] > 0) & (taken[None, :] > 0)
    soon = np.abs(taken[:, None] - taken[None, :]) <= BURST_SECONDS
    alike = (_bits_apart(likes) <= ALIKE_BITS) & (colours <= ALIKE_COLOUR)
    timed: NDArray[np.bool_] = np.where(known, soon & (colours <= BURST_COLOUR), alike)
    return timed


def groups(joined: NDArray[np.bool_]) -> tuple[Group, ...]:
    """Connected groups of two or more, by their first place.

    Args:
        joined: N x N, symmetric.
    """
    left, found = set(range(len(joined))), []
    while left:
        group, new = set(), {min(left)}
        while new:
            group |= new
            new = {int(j) for i in new for j in np.flatnonzero(joined[i])} - group
        left -= group
        if len(group) > 1:
            found.append(tuple(sorted(group)))
    return tuple(found)


def split(likes: Sequence[Traits]) -> tuple[tuple[Group, ...], float]:
    """One look or two, by what a look sets alike in all photos: how deep the blacks are, and how light the whole is.

    Of looks that differ in tint or colourfulness alone nothing is seen here: there scenes differ more than looks do.

    Returns:
        the places of each look, and how far two looks would stand apart (see `APART`).
    """
    everything = (tuple(range(len(likes))),) if likes else ()
    if len(likes) < 2 * LEAST_LIKES:
        return everything, 0.0
    # The square root makes the black points of one look a cloud without a tail.
    blacks = np.sqrt(np.maximum([t.low for t in likes], 0.0))
    keys = np.array([t.light for t in likes]) / 16
    cuts = (best_cut(values) for values in (blacks, blacks + keys))
    apart, upper = max(cuts, key=lambda cut: cut[0])
    apart -= _chance(len(likes))
    return ((_where(~upper), _where(upper)) if apart > APART else everything), apart


def best_cut(values: Floats) -> tuple[float, NDArray[np.bool_]]:
    """The cut that leaves the two groups furthest apart, neither of them small.

    Args:
        values: N numbers.

    Returns:
        distance of the means over the spread within, and which numbers lie above the cut.
    """
    ordered = np.sort(values)
    count, least = len(values), max(LEAST_LIKES, int(LEAST_LOOK * len(values)))
    best, cut = 0.0, ordered[-1]
    for below in range(least, count - least + 1):
        first, second = ordered[:below], ordered[below:]
        within = (below * first.var() + (count - below) * second.var()) / count
        apart = float((second.mean() - first.mean()) / max(np.sqrt(within), 0.05))
        if apart > best:
            best, cut = apart, (first[-1] + second[0]) / 2
    return best, values > cut


def _chance(count: int) -> float:
    """How much further apart than in a large set the best cut through so many photos of one look is by chance.

    Measured on 40 to 60 random draws of one look from 156 photos: nine in ten and more stay under it.
    """
    return 24.0 / count


def _bits_apart(likes: Sequence[Traits]) -> NDArray[np.int64]:
    """N x N: how many of 64 bits of the fingerprints differ."""
    words = np.array([t.fingerprint for t in likes], np.uint64)
    bits = np.unpackbits(words[:, None].view(np.uint8), axis=1).astype(np.int64) if len(likes) else np.zeros((0, 64))
    alike = bits @ bits.T + (1 - bits) @ (1 - bits).T
    return np.asarray(64 - alike, np.int64)


def _colours_apart(likes: Sequence[Traits]) -> Floats:
    """N x N: mean distance in Lab of the 4 x 4 fields."""
    fields = np.array([t.colours for t in likes]).reshape(len(likes), 16, 3)
    apart = np.zeros((len(likes), len(likes)))
    for place, own in enumerate(fields):  # row by row: 5000 likes are not to fill the memory
        apart[place] = np.linalg.norm(fields - own, axis=2).mean(axis=1)
    return apart


def _largest(found: Sequence[Group]) -> Group:
    return max(found, key=len, default=())


def _where(flags: Sequence[bool] | NDArray[np.bool_]) -> Group:
    return tuple(int(place) for place in np.flatnonzero(np.asarray(flags, bool)))
