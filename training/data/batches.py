"""Training batches: degraded small photos, and random pixels of them with what every teacher makes of these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.degrade import degrade, drain_some, draw
from training.data.folders import Photo, random_view
from training.data.lesson import Lesson

TRUST = 0.7
"""How far the original of a degraded good photo is trusted: what was lost, nobody could know."""

MIXED_SHARE = 0.3
"""How many photos are mixtures of two: photos that do not exist, to which the teachers have an answer all the same."""

GOOD_SHARE = 0.3
"""Share of good photos in a batch."""

Judgement = Callable[[Tensor], Tensor]
"""Photos (N, 3, h, w) -> how far each can be trusted to be as its photographer wanted it, (N,), 0..1."""

Teachers = Callable[[Lesson], list[Tensor]]
"""A lesson -> its pixels as each of E teachers retouches them, (N, K, 3), 0..1."""


@dataclass(frozen=True, slots=True)
class Batch:
    """N photos, K random pixels of each, E targets per pixel.

    Attributes:
        photos: (N, 3, size, size), sRGB-encoded, 0..1.
        x: (N, K), the pixels' columns as a share of the width.
        y: (N, K), rows as a share of the height.
        colours: (N, K, 3), the pixels.
        targets: (N, E, K, 3), clipped to 0..1.
        trusted: (N,), how far the originals are trusted, 0..1.
        judged: (N,) bool, where that is what the judge said of the photo as it is here.
    """

    photos: Tensor
    x: Tensor
    y: Tensor
    colours: Tensor
    targets: Tensor
    trusted: Tensor
    judged: Tensor


def as_tensor(photos: Sequence[NDArray[np.uint8]]) -> Tensor:
    """Photos of one size, uint8 (h, w, 3), as (N, 3, h, w) float 0..1."""
    return torch.from_numpy(np.stack(photos)).permute(0, 3, 1, 2).float().div(255).contiguous()


def make_batch(
    originals: Tensor,
    photos: Tensor,
    trusted: Tensor,
    judged: Tensor,
    teachers: Teachers,
    points: int,
    rng: np.random.Generator,
) -> Batch:
    """Pick random pixels and ask the teachers.

    The loss over random pixels has the same expectation as over all, at a thirtieth of the cost, and neighbouring
    pixels say little new about a grid of 16 x 16 cells.

    Args:
        originals: (N, 3, h, w), before degradation.
        photos: (N, 3, h, w), after it: what teachers and network see.
        trusted: (N,), see `trust`.
        judged: (N,) bool, where the judge was asked.
        teachers: retouch the pixels.
        points: pixels per photo.
        rng: picks the pixels.
    """
    n, _, height, width = photos.shape
    places = torch.from_numpy(rng.integers(0, height * width, (n, points)))
    everywhere = places[:, None].expand(n, 3, points)
    before, colours = (image.flatten(2).gather(2, everywhere).transpose(1, 2) for image in (originals, photos))
    with torch.no_grad():
        lesson = Lesson(photos, colours, before, trusted)
        targets = torch.stack(teachers(lesson), 1)
    x, y = places % width, places // width
    return Batch(photos, (x + 0.5) / width, (y + 0.5) / height, colours, targets, trusted, judged)


def random_batch(
    photos: Sequence[Photo],
    teachers: Teachers,
    judge: Judgement,
    size: int,
    count: int,
    points: int,
    rng: np.random.Generator,
) -> Batch:
    """A training batch: random photos, random views, random degradations."""
    chosen = _choose(photos, count, rng)
    views = drain_some(as_tensor([random_view(photo.pixels, size, rng) for photo in chosen]), rng)
    views, pure = mix_some(views, rng)
    how = draw(count, rng)
    degraded = degrade(views, how, int(rng.integers(2**31)))
    judged = how.untouched & pure
    trusted = trust(chosen, degraded, judged, judge) * pure
    return make_batch(views, degraded, trusted, judged, teachers, points, rng)


def mix_some(photos: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """Blend some photos with their neighbours in the batch (mixup; Zhang et al., 2018), for want of more photos.

    Returns:
        the photos, and (N,) true where a photo is still itself, false where it is a mixture that nobody took.
    """
    is_mixed = rng.random(len(photos)) < MIXED_SHARE
    shares = torch.from_numpy(np.where(is_mixed, rng.uniform(0.2, 0.8, len(photos)), 1.0)).float()
    own = shares.view(-1, 1, 1, 1)
    return own * photos + (1 - own) * photos.roll(1, 0), shares == 1


def _choose(photos: Sequence[Photo], count: int, rng: np.random.Generator) -> list[Photo]:
    """More ordinary photos than good ones, where there are both: a network in doubt should correct, not trust."""
    good = [photo for photo in photos if photo.good]
    ordinary = [photo for photo in photos if not photo.good]
    kinds = [good or ordinary if draw < GOOD_SHARE else ordinary or good for draw in rng.random(count)]
    return [kind[rng.integers(len(kind))] for kind in kinds]


def trust(photos: Sequence[Photo], seen: Tensor, untouched: Tensor, judge: Judgement) -> Tensor:
    """How far the original of each lesson is to be trusted, (N,).

    An untouched photo as far as the judge says, whoever took it: whose photo it is could only be learned by heart. Of a
    degraded one the original is trusted in part if it is good, else not.

    Args:
        photos: the originals.
        seen: (N, 3, h, w), what is left of them.
        untouched: (N,) bool, where nothing was done.
        judge: asked about the untouched ones only.
    """
    trusted = TRUST * torch.tensor([float(photo.good) for photo in photos])
    if untouched.any():
        trusted[untouched] = judge(seen[untouched])
    return trusted
