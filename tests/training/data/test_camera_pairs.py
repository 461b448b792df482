"""Simulated camera pairs: faults that are known, and no others."""

import numpy as np
import pytest
import torch

from tests.training.data.conftest import Save
from training.data.cache import PhotoCache
from training.data.camera_pairs import SMALL_CAMERA, Camera, CameraPairs, seen
from training.data.dullness import Dullness
from training.data.items import DataError
from training.data.noise import Noise
from training.data.photos import Photos
from training.data.softness import Softness
from training.data.views import Part, View, draw_part, take, whole_small

PERFECT = Camera(Softness(0), Noise(0, 0), Dullness(), shift=0, turn=0)
VIEW = View(48, 48)


@pytest.fixture
def photos(save: Save) -> Photos:
    return Photos([save(f"{n}.png", seed=n, size=(120, 160)) for n in range(3)], VIEW, PhotoCache())


def test_a_perfect_camera_gives_equal_pairs_and_the_view_of_the_photo(photos: Photos) -> None:
    pair = CameraPairs(photos, PhotoCache(), PERFECT).item(1, np.random.default_rng(3))
    expected = photos.item(1, np.random.default_rng(3)).photo
    assert torch.allclose(pair.input, pair.target, atol=1.01 / 255)
    assert torch.allclose(pair.target, expected, atol=1.01 / 255)


def test_a_smaller_view_is_that_of_the_photo_too() -> None:
    y, x = np.mgrid[0:200, 0:300]
    photo = np.stack([x / 300, y / 200, 0 * x], -1)
    photo = (photo * 255).round().astype(np.uint8)
    view = View(50, 60, smallest=0.8, largest=0.9, upend=True)
    for seed in range(6):
        part = draw_part(view, 200, 300, np.random.default_rng(seed))
        found = torch.from_numpy(seen(photo, part, view, (0, 0), 0)).permute(2, 0, 1)
        assert torch.allclose(found, take(photo, part, view), atol=0.01)


def test_photos_are_moved_by_as_much_as_they_say() -> None:
    photo = np.zeros((60, 60, 3), np.uint8)
    photo[30, 30] = 255
    whole = Part((0.0, 0.0, 1.0, 1.0))
    found = seen(photo, whole, View(60, 60), (3.0, -2.0), 0.0)
    assert np.unravel_index(found[..., 0].argmax(), (60, 60)) == (28, 33)
    y, x = np.mgrid[0:60, 0:60]
    photo = np.repeat(((np.hypot(y - 29.5, x - 49.5) < 3) * 255).astype(np.uint8)[..., None], 3, -1)
    turned = seen(photo, whole, View(60, 60), (0.0, 0.0), 90.0)[..., 0]
    assert (turned * y).sum() / turned.sum() == pytest.approx(9.5, abs=0.3)
    assert (turned * x).sum() / turned.sum() == pytest.approx(29.5, abs=0.3)


def test_the_small_camera_is_soft_dark_and_pale_and_repeats(photos: Photos) -> None:
    source = CameraPairs(photos, PhotoCache(), SMALL_CAMERA)
    assert len(source) == 3
    pair, again = source.item(0, np.random.default_rng(1)), source.item(0, np.random.default_rng(1))
    assert torch.equal(pair.input, again.input)
    assert pair.input.shape == pair.target.shape == (3, 48, 48)
    assert pair.input.mean() < pair.target.mean()
    assert (pair.input.amax(0) - pair.input.amin(0)).mean() < (pair.target.amax(0) - pair.target.amin(0)).mean()


def test_steady_pairs_lie_on_each_other(photos: Photos) -> None:
    away = Camera(Softness(0), Noise(0, 0), Dullness(), shift=4, turn=1)
    moved = CameraPairs(photos, PhotoCache(), away).item(0, np.random.default_rng(2))
    steady = CameraPairs(photos, PhotoCache(), away, steady=True).item(0, np.random.default_rng(2))
    assert torch.allclose(steady.input, steady.target, atol=1.01 / 255)
    assert torch.equal(steady.target, moved.target)
    assert float((moved.input - moved.target).abs().mean()) > 0.01


def test_the_whole_scene_comes_along_in_the_cameras_colours(save: Save) -> None:
    paths = [save("a.png", size=(120, 160))]
    source = CameraPairs(Photos(paths, View(48, 48, small=24), PhotoCache()), PhotoCache())
    small = source.item(0, np.random.default_rng(0)).small
    plain = whole_small(PhotoCache().photo(paths[0]), 24)
    assert small is not None
    assert plain is not None
    assert small.shape == (3, 24, 24)
    assert small.mean() < plain.mean()
    assert float(small[2].mean() / small[0].mean()) < float(plain[2].mean() / plain[0].mean())


def test_stretched_views_are_refused(save: Save) -> None:
    photos = Photos([save("a.png")], View(8, 8, stretched=True), PhotoCache())
    with pytest.raises(DataError, match="stretched"):
        CameraPairs(photos, PhotoCache())
