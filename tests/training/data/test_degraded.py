"""Wear: noise with the variance it says, texture that is lost, colours that fade, labels that tell the truth."""

import numpy as np
import pytest
import torch

from engine.color import linear_to_srgb, srgb_to_linear
from tests.conftest import make_photo
from tests.training.data.conftest import Save
from training.data.cache import PhotoCache
from training.data.degraded import QUALITIES, WEAR, Domains, Worn, lowered, stack_labelled, worn
from training.data.dullness import Dullness, draw_dullness, dull
from training.data.noise import LEAST_SHOT, MOST_SHOT, Noise, add_noise, draw_noise
from training.data.photos import Photos
from training.data.sampler import Sampler
from training.data.softness import Softness, draw_softness, soften
from training.data.views import View


@pytest.fixture
def photo() -> np.ndarray:
    return (make_photo(96, 128) / 255).astype(np.float32)


@pytest.fixture
def photos(save: Save) -> Photos:
    paths = [save(f"{n}.png", seed=n, size=(80, 120)) for n in range(4)]
    return Photos(paths, View(40, 40, small=20), PhotoCache())


def texture(photo: np.ndarray) -> float:
    return float(np.abs(np.diff(photo, axis=0)).mean() + np.abs(np.diff(photo, axis=1)).mean())


@pytest.mark.parametrize("noise", [Noise(4e-4, 0.0), Noise(0.0, 2e-5), Noise(1e-3, 1e-5)])
@pytest.mark.parametrize("light", [0.1, 0.4])
def test_noise_has_the_variance_it_says_in_linear_light(noise: Noise, light: float) -> None:
    grey = np.full((300, 300, 3), linear_to_srgb(np.float32([light]))[0], np.float32)
    found = srgb_to_linear(add_noise(grey, noise, np.random.default_rng(0)).astype(np.float64))
    assert float(found.var()) == pytest.approx(noise.shot * light + noise.read, rel=0.03)
    assert float(found.mean()) == pytest.approx(light, rel=0.01)


def test_noise_repeats_with_its_chance_and_stays_in_range(photo: np.ndarray) -> None:
    noise = Noise(1e-2, 1e-4)
    first, second, third = (add_noise(photo, noise, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, third)
    assert first.dtype == np.float32
    assert 0 <= first.min() <= first.max() <= 1


def test_no_noise_is_none(photo: np.ndarray) -> None:
    assert np.allclose(add_noise(photo, Noise(0, 0), np.random.default_rng(0)), photo, atol=1e-5)


def test_sensitivities_lie_where_they_should_and_read_noise_follows() -> None:
    drawn = [draw_noise(np.random.default_rng(seed)) for seed in range(500)]
    shots = np.log([noise.shot for noise in drawn])
    assert np.log(LEAST_SHOT) <= shots.min() < shots.max() <= np.log(MOST_SHOT)
    assert np.corrcoef(shots, np.log([noise.read for noise in drawn]))[0, 1] > 0.95


@pytest.mark.parametrize("softness", [Softness(1.0), Softness(0.0, 2.0), Softness(1.5, 1.7)])
def test_softness_takes_texture_and_leaves_the_light(photo: np.ndarray, softness: Softness) -> None:
    found = soften(photo, softness)
    assert found.shape == photo.shape
    assert texture(found) < 0.7 * texture(photo)
    assert float(srgb_to_linear(found).mean()) == pytest.approx(float(srgb_to_linear(photo).mean()), rel=0.02)


def test_no_softness_is_none_and_more_is_softer(photo: np.ndarray) -> None:
    assert np.array_equal(soften(photo, Softness(0.0)), photo)
    strengths = [texture(soften(photo, Softness(blur))) for blur in (0.4, 0.8, 1.6)]
    assert strengths == sorted(strengths, reverse=True)


def test_softness_is_never_none_when_drawn() -> None:
    drawn = [draw_softness(np.random.default_rng(seed)) for seed in range(300)]
    assert all(one.blur > 0 or one.shrink > 1 for one in drawn)
    assert any(one.blur > 0 and one.shrink > 1 for one in drawn)


def test_dullness_does_what_it_says(photo: np.ndarray) -> None:
    assert np.allclose(dull(photo, Dullness()), photo, atol=1e-4)
    grey = np.full((4, 4, 3), 0.6, np.float32)
    assert np.allclose(srgb_to_linear(dull(grey, Dullness(exposure=-1))), srgb_to_linear(grey) / 2, atol=1e-3)
    assert dull(photo, Dullness(contrast=0.5)).std() < 0.6 * photo.std()
    pale = dull(photo, Dullness(saturation=0.5))
    assert np.ptp(pale, axis=-1).mean() == pytest.approx(0.5 * np.ptp(photo, axis=-1).mean(), rel=0.05)
    warm = dull(grey, Dullness(cast=(1.1, 1.0, 0.9)))[0, 0]
    assert warm[0] > warm[1] > warm[2]


def test_dullness_is_never_none_when_drawn(photo: np.ndarray) -> None:
    for seed in range(30):
        found = dull(photo, draw_dullness(np.random.default_rng(seed)))
        assert np.ptp(found, axis=-1).mean() < np.ptp(photo, axis=-1).mean()


@pytest.mark.parametrize("quality", QUALITIES)
def test_worn_photos_are_pairs_with_the_photo_as_target(photos: Photos, quality: str) -> None:
    source = Worn(photos, WEAR[quality])
    draw = Sampler(len(source)).draw(3)
    pair, again = source.item(draw.index, draw.rng()), source.item(draw.index, draw.rng())
    untouched = photos.item(draw.index, draw.rng())
    assert torch.equal(pair.target, untouched.photo)
    assert torch.equal(pair.input, again.input)
    assert pair.input.shape == pair.target.shape
    assert float((pair.input - pair.target).abs().mean()) > 0.003
    assert pair.small is not None
    assert untouched.small is not None
    assert pair.small.shape == untouched.small.shape
    assert pair.box == untouched.box


def test_view_and_small_copy_are_worn_alike(photos: Photos) -> None:
    source = Worn(photos, WEAR["colour"])
    rng = np.random.default_rng(5)
    pair = source.item(0, rng)
    before = photos.item(0, np.random.default_rng(5))
    assert pair.small is not None
    assert before.small is not None
    ratios = [float(a.mean() / b.mean()) for a, b in ((pair.input, before.photo), (pair.small, before.small))]
    assert ratios[0] == pytest.approx(ratios[1], rel=0.15)


def test_labels_tell_what_was_lowered(photos: Photos) -> None:
    source = Domains(photos)
    seen = set()
    for number in range(60):
        draw = Sampler(len(source)).draw(number)
        item = source.item(draw.index, draw.rng())
        seen.add(tuple(item.labels.tolist()))
        assert item.known.tolist() == [1, 1, 1]
        assert torch.equal(item.photo, item.clean) == bool(item.labels.all())
    assert len(seen) == 8


def test_separate_sets_know_one_label_each(photos: Photos) -> None:
    source = Domains(photos, composed=False)
    items = [source.item(n % 4, np.random.default_rng(n)) for n in range(60)]
    assert {tuple(item.known.tolist()) for item in items} == {(1, 0, 0), (0, 1, 0), (0, 0, 1)}
    for item in items:
        assert bool((item.labels[item.known == 0] == 1).all())
        assert torch.equal(item.photo, item.clean) == bool(item.labels.all())
    batch = stack_labelled(items[:5])
    assert batch.photos.shape == batch.clean.shape == (5, 3, 40, 40)
    assert batch.labels.shape == batch.known.shape == (5, 3)


def test_lowering_nothing_leaves_the_photo() -> None:
    photo = torch.rand(3, 8, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(lowered(photo, [], np.random.default_rng(0)), photo)
    assert torch.allclose(worn(photo, lambda x, _: x[::-1], np.random.default_rng(0)), photo.flip(1))
