"""Degradations: repeatable, some untouched, and what they say they are."""

import numpy as np
import pytest
import torch

from tests.conftest import make_photo
from training.data.batches import as_tensor
from training.data.degrade import Degradation, degrade, drain_some, draw

NEUTRAL = {"exposure": 0.0, "haze": 0.0, "gamma": 1.0, "contrast": 1.0, "saturation": 1.0, "noise": 0.0}


def only(**changes: float) -> Degradation:
    values = {name: torch.tensor([value]) for name, value in (NEUTRAL | changes).items()}
    return Degradation(cast=torch.ones(1, 3), untouched=torch.zeros(1, dtype=torch.bool), **values)


@pytest.fixture
def photo() -> torch.Tensor:
    return as_tensor([make_photo(48, 64)])


def test_nothing_to_do_leaves_the_photo(photo: torch.Tensor) -> None:
    assert torch.allclose(degrade(photo, only(), seed=0), photo, atol=0.02)
    assert (degrade(photo, only(), seed=0) - photo).abs().mean() < 1e-3


def test_one_stop_down_halves_the_light() -> None:
    grey = torch.full((1, 3, 8, 8), 0.6)
    darker = degrade(grey, only(exposure=-1.0), seed=0)
    assert torch.allclose(darker**2.2, grey**2.2 / 2, atol=1e-4)


def test_lower_contrast_narrows_the_range(photo: torch.Tensor) -> None:
    flat = degrade(photo, only(contrast=0.6), seed=0)
    assert float(flat.std()) == pytest.approx(0.6 * float(photo.std()), rel=0.02)


def test_lower_saturation_takes_colour(photo: torch.Tensor) -> None:
    def chroma(x: torch.Tensor) -> float:
        return float((x.amax(1) - x.amin(1)).mean())

    assert chroma(degrade(photo, only(saturation=0.5), seed=0)) == pytest.approx(0.5 * chroma(photo), rel=0.02)


def test_the_same_seed_gives_the_same_photos(photo: torch.Tensor) -> None:
    photos = photo.expand(6, -1, -1, -1)
    first, second = (degrade(photos, draw(6, np.random.default_rng(5)), seed=5) for _ in range(2))
    assert torch.equal(first, second)
    assert not torch.equal(first, degrade(photos, draw(6, np.random.default_rng(6)), seed=6))


def test_four_in_ten_are_untouched() -> None:
    how = draw(4000, np.random.default_rng(0))
    untouched = (how.exposure == 0) & (how.contrast == 1) & (how.noise == 0) & (how.cast == 1).all(1)
    assert torch.equal(untouched, how.untouched)
    assert float(untouched.float().mean()) == pytest.approx(0.4, abs=0.03)


def test_a_few_photos_lose_their_colour() -> None:
    photos = torch.rand(1000, 3, 2, 2, generator=torch.Generator().manual_seed(0))
    drained = drain_some(photos, np.random.default_rng(0))
    grey = (drained.amax(1) - drained.amin(1)).amax((1, 2)) < 1e-6
    assert 0.02 < float(grey.float().mean()) < 0.06
    assert torch.equal(drained[~grey], photos[~grey])
