"""Sources and batches: items repeat, pairs lie on each other, threads do not change what comes."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import PhotoError
from engine.tags import NOTHING_KNOWN, Tags
from tests.training.data.conftest import Save, scene
from training.data.cache import PhotoCache
from training.data.items import DataError, PairBatch, stack_pairs, stack_singles
from training.data.loader import batches
from training.data.pairs import Pairs, list_experts, pairs_in
from training.data.photos import Photos
from training.data.sampler import Sampler
from training.data.views import View

VIEW = View(24, 32, smallest=0.5, largest=1.0, upend=True, small=16)


@pytest.fixture
def pairs(save: Save, tmp_path: Path) -> Pairs:
    for n in range(5):
        save(f"raw/{n}.png", scene(60, 90, n))
        save(f"label/{n}.png", 255 - scene(60, 90, n))
    return Pairs(pairs_in(tmp_path / "raw", tmp_path / "label"), VIEW, PhotoCache(), {"2": Tags(light="sun_sky")})


def run(source: Pairs, steps: range, threads: int = 1, rank: int = 0, world: int = 1) -> list[PairBatch]:
    sampler = Sampler(len(source), seed=4)
    return list(batches(source, sampler, stack_pairs, 4, steps=steps, rank=rank, world=world, threads=threads))


def same(first: Sequence[PairBatch], second: Sequence[PairBatch]) -> bool:
    parts = ("inputs", "targets", "small", "boxes", "experts")
    return len(first) == len(second) and all(
        torch.equal(getattr(a, part), getattr(b, part)) for a, b in zip(first, second, strict=True) for part in parts
    )


def test_both_photos_of_a_pair_show_the_same_part(pairs: Pairs) -> None:
    for batch in run(pairs, range(5)):
        assert batch.inputs.shape == (4, 3, 24, 32)
        assert torch.allclose(batch.inputs, 1 - batch.targets, atol=1.5 / 255)
        assert batch.small is not None
        assert batch.small.shape == (4, 3, 16, 16)


def test_tags_and_names_come_along(pairs: Pairs) -> None:
    for batch in run(pairs, range(3)):
        for name, tags in zip(batch.names, batch.tags, strict=True):
            assert tags == (Tags(light="sun_sky") if name == "2.png" else NOTHING_KNOWN)


def test_a_resumed_run_sees_what_the_whole_run_saw(pairs: Pairs) -> None:
    assert same(run(pairs, range(12))[7:], run(pairs, range(7, 12)))


def test_threads_change_nothing(pairs: Pairs) -> None:
    assert same(run(pairs, range(10)), run(pairs, range(10), threads=3))


def test_two_processes_see_together_what_one_sees(pairs: Pairs) -> None:
    alone = run(pairs, range(6))
    shares = [run(pairs, range(6), rank=rank, world=2) for rank in range(2)]
    for batch, first, second in zip(alone, *shares, strict=True):
        assert torch.equal(batch.inputs, torch.cat([first.inputs, second.inputs]))
        assert batch.names == first.names + second.names


def test_experts_are_counted_in_the_batch(save: Save, tmp_path: Path) -> None:
    for folder in ("raw", "A", "B", "C"):
        for n in range(3):
            save(f"{folder}/{n}.png", seed=n)
    files = list_experts(tmp_path / "raw", [tmp_path / name for name in "ABC"]).files
    source = Pairs(files, VIEW, PhotoCache())
    seen = torch.cat([batch.experts for batch in run(source, range(9))])
    assert seen.dtype == torch.int64
    assert sorted(seen.tolist()) == [0] * 12 + [1] * 12 + [2] * 12


def test_two_sets_are_sampled_independently(save: Save) -> None:
    paths = [save(f"{n}.png", seed=n) for n in range(6)]
    source = Photos(paths, View(16, 16, small=8), PhotoCache())
    sides = [list(batches(source, Sampler(6, 0, stream), stack_singles, 6, steps=range(4))) for stream in (0, 1)]
    assert all(sorted(batch.names) == [p.name for p in paths] for side in sides for batch in side)
    assert [batch.names for batch in sides[0]] != [batch.names for batch in sides[1]]
    assert sides[0][0].small is not None


def test_a_photo_that_vanishes_stops_the_run_by_name(pairs: Pairs) -> None:
    pairs.files[3].target.unlink()
    with pytest.raises(PhotoError, match=r"3\.png"):
        run(pairs, range(5), threads=2)


def test_leaving_early_leaves_no_thread(pairs: Pairs) -> None:
    loader = batches(pairs, Sampler(5), stack_pairs, 4, steps=range(1000), threads=2)
    next(loader)
    loader.close()  # type: ignore[attr-defined]


def test_a_source_of_nothing_is_refused() -> None:
    with pytest.raises(DataError):
        Photos([], VIEW, PhotoCache())
    with pytest.raises(DataError):
        Pairs([], VIEW, PhotoCache())


def test_items_without_a_small_copy_make_batches_without(save: Save) -> None:
    source = Photos([save("a.png")], View(8, 8), PhotoCache())
    batch = stack_singles([source.item(0, np.random.default_rng(0))])
    assert batch.small is None
    assert batch.photos.shape == (1, 3, 8, 8)
