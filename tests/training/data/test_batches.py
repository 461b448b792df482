"""Batches: the pixels are where they say, and the teachers see what they should."""

import numpy as np
import torch

from tests.conftest import make_photo
from training.data.batches import MIXED_SHARE, TRUST, make_batch, mix_some, random_batch, trust
from training.data.folders import Photo
from training.data.lesson import Lesson

NONE = torch.zeros(2, dtype=torch.bool)


def test_pixels_are_where_they_say() -> None:
    photos = torch.rand(2, 3, 20, 30, generator=torch.Generator().manual_seed(0))
    batch = make_batch(photos, photos, torch.ones(2), NONE, lambda given: [given.colours], 40, np.random.default_rng(0))
    rows, columns = (batch.y * 20).long(), (batch.x * 30).long()
    for n in range(2):
        assert torch.equal(photos[n][:, rows[n], columns[n]].T, batch.colours[n])
    assert torch.equal(batch.targets[:, 0], batch.colours)


def test_teachers_see_the_original_of_the_same_pixel() -> None:
    photos = torch.rand(1, 3, 16, 16, generator=torch.Generator().manual_seed(1))
    batch = make_batch(
        photos, photos / 2, torch.zeros(1), NONE[:1], lambda given: [given.originals], 30, np.random.default_rng(0)
    )
    assert torch.allclose(batch.targets[:, 0], batch.colours * 2)


def test_a_random_batch_repeats_with_its_seed() -> None:
    photos = [Photo(make_photo(80, 80, seed), good=bool(seed % 2)) for seed in range(3)]
    seen: list[Lesson] = []

    def teachers(given: Lesson) -> list[torch.Tensor]:
        seen.append(given)
        return [given.colours, 1 - given.colours]

    first, second = (random_batch(photos, teachers, halves, 64, 4, 10, np.random.default_rng(3)) for _ in range(2))
    assert torch.equal(first.photos, second.photos)
    assert torch.equal(first.targets, second.targets)
    assert first.targets.shape == (4, 2, 10, 3)
    assert {round(t, 3) for t in seen[0].trusted.tolist()} <= {0.0, 0.5, TRUST}


def halves(photos: torch.Tensor) -> torch.Tensor:
    return torch.full((len(photos),), 0.5)


def test_the_judge_is_asked_about_untouched_photos_only() -> None:
    pixels = make_photo(8, 8)
    photos = [Photo(pixels, good=good) for good in (True, True, False, False)]
    seen = torch.linspace(0, 1, 4).view(-1, 1, 1, 1).expand(4, 3, 8, 8)
    found = trust(photos, seen, torch.tensor([True, False, True, False]), lambda asked: asked[:, 0, 0, 0])
    assert torch.allclose(found, torch.tensor([0.0, TRUST, 2 / 3, 0.0]))


def test_mixtures_lie_between_two_photos_and_are_marked() -> None:
    levels = torch.linspace(0, 1, 400)
    photos = levels.view(-1, 1, 1, 1).expand(400, 3, 2, 2)
    mixed, pure = mix_some(photos, np.random.default_rng(0))
    found, neighbours = mixed[:, 0, 0, 0], levels.roll(1)
    assert torch.equal(found[pure], levels[pure])
    low, high = torch.minimum(levels, neighbours), torch.maximum(levels, neighbours)
    assert bool(((found > low) & (found < high))[~pure].all())
    assert abs(float((pure == 0).float().mean()) - MIXED_SHARE) < 0.06
