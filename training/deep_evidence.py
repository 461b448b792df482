"""Whether the deep way did better than the quick one, by likes that were kept aside and by all likes as a set.

Neither alone tells: a network may find un-styled likes again better and yet take photos further from the look, since
un-styling knows no more of a look than a few traits (docs/decisions/0008).
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from training.compute import Compute
from training.data.items import SingleBatch
from training.deep_lessons import SAMPLES, DeepLessons
from training.deep_networks import photos_of, pixels_of, seen, viewed
from training.distribution import set_distance, sliced
from training.falloff import growths
from training.lab import lab
from training.unpaired import on_device

_COMPARED = 16
_RINGS = 0.25
"""Weight of how light falls off beside colours; what photos are as wholes weighs as much."""
_AT_ONCE, _MOST = 8, 40
"""Photos that go through a network together, and ordinary ones that are judged by."""

Answers = tuple[Tensor, Tensor]
"""The un-styled copies and the ordinary photos as a style has them, (N, 3, v, v) and (M, 3, v, v)."""


class Evidence:
    """Photos to judge by; always the same."""

    def __init__(self, lessons: DeepLessons, network: str, compute: Compute) -> None:
        """Un-styled copies of the held-out likes with these likes, and ordinary photos.

        Args:
            lessons: whose.
            network: name of what will be judged.
            compute: where.
        """
        held = lessons.held
        index = torch.arange(len(held)).repeat(SAMPLES)
        chance = torch.Generator().manual_seed(1)
        copies = photos_of(lessons.unstyling(held).sample(index, chance), held)
        ordinary = lessons.ordinary if len(lessons.ordinary) else copies
        ordinary = ordinary[:: max(1, len(ordinary) // _MOST)]
        self._copies = [on_device(seen(part, network), compute) for part in torch.split(copies, _AT_ONCE)]
        self._goals = lab(pixels_of(viewed(held)))[index]
        self._ordinary = [on_device(seen(part, network), compute) for part in torch.split(ordinary, _AT_ONCE)]
        likes = viewed(torch.cat([lessons.likes, held]))
        self._before = self._away(viewed(copies))
        self._likes, self._growths = _small(likes), growths(likes)

    @torch.no_grad()
    def answers(self, made: Callable[[SingleBatch], Tensor]) -> Answers:
        """What is judged.

        Args:
            made: photos as the style has them.
        """
        copies, ordinary = (torch.cat([made(part).cpu() for part in each]) for each in (self._copies, self._ordinary))
        return copies, ordinary

    @torch.no_grad()
    def of(self, answers: Answers) -> tuple[float, float]:
        """What speaks for a style.

        Args:
            answers: of the style, or a mean of those of two.

        Returns:
            how much of the way from the un-styled copies back to the likes it goes (in Lab, 1 for all), and how far
            ordinary photos then are from all likes, as sets (`distribution.set_distance`, and how light falls off).
        """
        copies, ordinary = answers
        after = self._away(copies)
        distance = set_distance(_small(ordinary), self._likes, torch.Generator().manual_seed(2))
        spread = self._growths.std(0) + 1e-3
        rings = sliced(growths(ordinary) / spread, self._growths / spread, torch.eye(len(spread)))
        return round(1 - after / max(self._before, 1e-6), 4), round(float(distance + _RINGS * rings), 4)

    def _away(self, copies: Tensor) -> float:
        """How far copies (N, 3, v, v) are from their likes."""
        return float((lab(pixels_of(copies.clamp(0, 1))) - self._goals).norm(dim=-1).mean())


def _small(photos: Tensor) -> Tensor:
    """Photos (N, 3, h, w) as sets are compared, (N, K, 3)."""
    return pixels_of(functional.adaptive_avg_pool2d(photos.clamp(0, 1), _COMPARED).cpu())
