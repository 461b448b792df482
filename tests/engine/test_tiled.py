"""Real networks on tiles: what they make of a photo in parts is what they make of it at once."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from engine import device, tiled
from engine.checkpoints.enhancer import Enhancer
from engine.checkpoints.opening import open_enhancer
from engine.networks.uegan import UeganGenerator
from engine.tiled import TiledNetwork
from engine.tiles import sampled
from tests.conftest import make_photo

SMALL = (144, 112)
"""Width and height, of several tiles and squares once both are made small."""
TWO_MEGAPIXELS = (1632, 1224)
PUBLISHED = {
    "dped": "dped/iphone_orig.index",
    "can24": "can24_cqfio/Photographic_style/model.ckpt.index",
    "can24_detail": "can24_cqfio/Multiscale_tone_manipulation/weights.npz",
}


@pytest.fixture(autouse=True)
def single_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ways", lambda wanted: (device.Way(),))


@pytest.fixture
def uegan(tmp_path: Path) -> Path:
    """UEGAN as published in form, with weights that do more than the authors' start: their own are not published
    under a licence that we could use."""
    torch.manual_seed(1)
    generator = UeganGenerator()
    with torch.no_grad():
        for value in generator.parameters():
            value.mul_(50)
    torch.save({"G_net": generator.state_dict()}, tmp_path / "uegan.pth")
    return tmp_path / "uegan.pth"


def photo_of(size: tuple[int, int]) -> np.ndarray:
    """Lit from one side, so that no tile is like the photo; h x w x 3, 0..1."""
    light = np.linspace(0.35, 1, size[0], dtype=np.float32)[None, :, None]
    return np.asarray(make_photo(size[1], size[0]).astype(np.float32) / 255 * light, np.float32)


def reader(photo: np.ndarray) -> Callable[[tuple[int, int, int, int]], np.ndarray]:
    return lambda rect: np.ascontiguousarray(photo[rect[1] : rect[3], rect[0] : rect[2]])


def by_tiles(enhancer: Enhancer, photo: np.ndarray) -> np.ndarray:
    network = TiledNetwork(enhancer)
    full, read = (photo.shape[1], photo.shape[0]), reader(photo)
    moments = network.look(read, network.plan(full), lambda share: None)
    return network.run(read, full, moments, (0, 0, *full))


def check(enhancer: Enhancer, size: tuple[int, int]) -> None:
    """Tiles give what the whole gives, and what the whole gives is more than the photo."""
    photo = photo_of(size)
    wanted = enhancer.run(photo)
    assert np.abs(wanted - photo).max() > 0.05
    assert np.abs(by_tiles(enhancer, photo) - wanted).max() < 1e-3


@pytest.fixture
def small_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiled, "LARGEST", 128)
    monkeypatch.setattr(tiled, "sampled", lambda full, pixels, side: sampled(full, pixels, 64))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_networks_on_tiles_are_as_on_the_whole(small_tiles: None, shared_data: Path, name: str) -> None:
    check(open_enhancer(shared_data / "checkpoints" / PUBLISHED[name]), SMALL)


def test_uegan_on_tiles_is_as_on_the_whole(small_tiles: None, uegan: Path) -> None:
    check(open_enhancer(uegan), SMALL)


@pytest.mark.parametrize("kept", [0, 1, 100], ids=["none", "one", "all"])
@pytest.mark.parametrize("name", ["dped", "can24"])
def test_a_photo_beyond_what_a_preview_counts_is_exact_too(
    small_tiles: None, monkeypatch: pytest.MonkeyPatch, shared_data: Path, name: str, kept: int
) -> None:
    """As many squares kept between the stages as there is memory for."""
    monkeypatch.setattr(tiled, "COUNTED", 64 * 64)
    monkeypatch.setattr(TiledNetwork, "_keepable", lambda self, full, squares: min(kept, len(squares)))
    enhancer = open_enhancer(shared_data / "checkpoints" / PUBLISHED[name])
    network = TiledNetwork(enhancer)
    sampled_plan, plan = network.plan(SMALL, exact=False), network.plan(SMALL)
    assert (sampled_plan.exact, len(sampled_plan.squares)) == (False, 1)
    assert (plan.exact, len(plan.squares), plan.kept) == (True, 6, min(kept, 6))
    check(enhancer, SMALL)


def test_a_preview_samples_where_that_is_less_work(shared_data: Path) -> None:
    """Around CAN24's small squares there is more than in them."""
    network = TiledNetwork(open_enhancer(shared_data / "checkpoints" / PUBLISHED["can24"]))
    assert [network.plan(size, exact=False).exact for size in ((2400, 1600), (2400, 1760), (6000, 4000))] == [
        True,
        True,
        False,
    ]


def test_work_is_told_as_it_was_planned(small_tiles: None, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = TiledNetwork(open_enhancer(shared_data / "checkpoints" / PUBLISHED["can24"]))
    for kept in (0, 6):
        monkeypatch.setattr(network, "_keepable", lambda full, squares, kept=kept: kept)
        plan, told = network.plan(SMALL), list[float]()
        network.look(reader(photo_of(SMALL)), plan, told.append)
        assert sum(told) == pytest.approx(plan.work)
        assert plan.work == pytest.approx(1.0 if kept else 4.5)


def test_no_more_is_kept_than_there_is_memory(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    network = TiledNetwork(open_enhancer(shared_data / "checkpoints" / PUBLISHED["dped"]))
    size = (12288, 8192)
    monkeypatch.setattr(tiled.psutil, "virtual_memory", lambda: SimpleNamespace(available=16_000_000_000))
    plan = network.plan(size)
    assert len(plan.squares) == 24 * 16
    assert plan.kept == 26  # 25 such tiles have room, and those at the border have less around them
    assert plan.work == pytest.approx((26 + 358 * 4.5) / 384)
    monkeypatch.setattr(tiled.psutil, "virtual_memory", lambda: SimpleNamespace(available=0))
    assert network.plan(size).kept == 0


def test_what_is_told_of_the_photo_makes_the_difference(small_tiles: None, shared_data: Path) -> None:
    photo = photo_of(SMALL)
    network = TiledNetwork(open_enhancer(shared_data / "checkpoints" / PUBLISHED["can24"]))
    corner, read = (0, 0, 64, 64), reader(photo)
    network.reach = 8  # or else the surroundings of a tile are nearly all of so small a photo
    moments = network.look(read, network.plan(SMALL), lambda share: None)
    told, alone = (network.run(read, SMALL, known, corner) for known in (moments, {}))
    assert np.abs(told - alone).mean() > 0.01


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_networks_in_bfloat16_stay_near(
    monkeypatch: pytest.MonkeyPatch, shared_data: Path, name: str
) -> None:
    """As a processor that computes with it would; one that does not imitates it here."""
    enhancer = open_enhancer(shared_data / "checkpoints" / PUBLISHED[name])
    photo = photo_of((40, 32))
    half = device.Way(precision="bfloat16")
    monkeypatch.setattr(device, "ways", lambda wanted: (half,))
    assert TiledNetwork(enhancer).way == half
    assert device.decibels(by_tiles(enhancer, photo), enhancer.run(photo)) > device.NEAR_ENOUGH


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_networks_at_two_megapixels(shared_data: Path, name: str) -> None:
    check(open_enhancer(shared_data / "checkpoints" / PUBLISHED[name]), TWO_MEGAPIXELS)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_uegan_at_two_megapixels(uegan: Path) -> None:
    check(open_enhancer(uegan), TWO_MEGAPIXELS)
