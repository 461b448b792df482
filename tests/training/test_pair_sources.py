"""Every source of pairs that a plan can name, and what is said where it does not fit."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import PenchantError
from tests.training.small_runs import plan_of, run_here, write_pairs, write_photos
from training.data.items import Pair
from training.pair_sources import Sources, experts_of, fivek_sets, pairs_of
from training.paired import sampler_of
from training.plan import TrainingPlan


def opened(plan: TrainingPlan) -> tuple[Sources, list[str]]:
    notes: list[str] = []
    return pairs_of(plan, 0, notes.append), notes


def one(sources: Sources) -> Pair:
    return sources[0].item(0, np.random.default_rng(0))


@pytest.fixture(scope="module")
def fivek(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten photos under the names of FiveK, with two experts."""
    root = tmp_path_factory.mktemp("fivek")
    for folder, light in (("raw", 1.0), ("tiff16_a", 0.8), ("tiff16_c", 1.3)):
        write_photos(root / folder, 10, light=light)
        for number, path in enumerate(sorted((root / folder).iterdir()), 1):
            path.rename(path.with_name(f"a{number:04d}-{'xyz'[number % 3]}{number}k.png"))
    return root


def test_two_folders_with_one_in_eight_held_out(tmp_path: Path) -> None:
    sources, notes = opened(plan_of("paired", tmp_path, write_pairs(tmp_path, 24)))
    learned, held = sources
    assert held is not None
    assert 0 < len(held) < len(learned)
    assert len(held) + len(learned) == 24
    assert one(sources).target.mean() > one(sources).input.mean()
    assert notes == []


def test_measured_by_others_all_are_learned_from(tmp_path: Path) -> None:
    data = write_pairs(tmp_path, 12)
    data |= {"held_photos": data["photos"], "held_targets": data["targets"]}
    (learned, held), _ = opened(plan_of("paired", tmp_path, data, options={"held_out": 3}))
    assert held is not None
    assert (len(learned), len(held)) == (12, 3)


def test_lying_and_standing_photos_learn_in_batches_of_their_own(tmp_path: Path) -> None:
    """As D'Oro and Nasca have it: 332 x 500 or 500 x 332, never both in one batch."""
    for folder, light in (("photos", 1.0), ("targets", 1.3)):
        write_photos(tmp_path / folder, 9, light=light)
        for number in (1, 4, 7):
            path = tmp_path / folder / f"photo {number:02d}.png"
            cv2.imwrite(str(path), np.rot90(cv2.imread(str(path))))
    data = {"photos": (str(tmp_path / "photos"),), "targets": (str(tmp_path / "targets"),)}
    options = {"stretched": 1, "mirror": 0, "short_side": 32}
    fields = {"network": "can", "arguments": {"width": 4, "dilations": (1, 1)}, "losses": {"mae": 1.0}}
    plan = plan_of("paired", tmp_path / "run", data, size=48, steps=9, options=options, **fields)
    learned, _ = pairs_of(plan, 0, print)
    sampler = sampler_of(learned, plan)
    shapes = [{tuple(learned.item(d.index, d.rng()).input.shape) for d in sampler.batch(n, 2)} for n in range(5)]
    assert all(len(batch) == 1 for batch in shapes)
    assert set.union(*shapes) == {(3, 32, 48), (3, 48, 32)}
    assert run_here(plan)[-1].kind == "done"
    with pytest.raises(PenchantError, match="short_side"):
        pairs_of(plan_of("paired", tmp_path, {"good": data["photos"]}, size=48, options=options), 0, print)


def test_fivek_by_expert_and_split(tmp_path: Path, fivek: Path) -> None:
    data = {"fivek": (str(fivek),)}
    (learned, _), notes = opened(plan_of("paired", tmp_path, data))
    assert len(learned) == 10
    assert any("categories" in note for note in notes)
    plan = plan_of("experts", tmp_path, data, options={"experts": "AC"})
    assert experts_of(plan) == ("A", "C")
    (both, _), _ = opened(plan)
    assert len(both) == 20
    assert {both.item(index, np.random.default_rng(0)).expert for index in range(20)} == {0, 1}
    inputs, good = fivek_sets(plan_of("unpaired", tmp_path, data))
    assert len(inputs) == len(good) == 5
    assert not {path.stem for path in inputs} & {path.stem for path in good}
    with pytest.raises(PenchantError, match="Expert B"):
        opened(plan_of("paired", tmp_path, data, options={"experts": "B"}))


def test_dped_patches(tmp_path: Path) -> None:
    root = tmp_path / "dped" / "iphone"
    for part, count in (("training_data", 6), ("test_data/patches", 2)):
        write_photos(root / part / "iphone", count)
        write_photos(root / part / "canon", count, light=1.2)
    (learned, held), _ = opened(plan_of("paired", tmp_path, {"dped": (str(tmp_path / "dped"),)}))
    assert held is not None
    assert (len(learned), len(held)) == (6, 2)


@pytest.mark.parametrize("wear", ["colour", "noise", "texture", "camera"])
def test_good_photos_worn_down(tmp_path: Path, wear: str) -> None:
    good = write_photos(tmp_path / "good", 24)
    sources, _ = opened(plan_of("paired", tmp_path, {"good": (str(good),)}, options={"wear": wear}))
    pair = one(sources)
    assert pair.input.shape == pair.target.shape == (3, 32, 32)
    assert (pair.input - pair.target).abs().max() > 0
    assert sources[1] is not None


def test_what_does_not_fit_is_a_sentence(tmp_path: Path) -> None:
    photos, empty = write_photos(tmp_path / "photos", 3), tmp_path / "empty"
    empty.mkdir()
    bad = tmp_path / "bad"
    bad.mkdir()
    for name in ("a.jpg", "b.jpg"):
        (bad / name).write_bytes(b"no photo")
    same = tmp_path / "same"
    same.mkdir()
    again = tmp_path / "again"
    again.mkdir()
    for number in range(3):
        for folder in (same, again):
            shutil.copy(photos / "photo 00.png", folder / f"photo {number:02d}.png")
    others = write_photos(tmp_path / "others", 3, first=40)
    copies = shutil.copytree(photos, tmp_path / "copies")
    cases: dict[str, tuple[dict[str, tuple[str, ...]], str]] = {
        "nothing": ({}, "names no pairs"),
        "empty": ({"photos": (str(photos),), "targets": (str(empty),)}, "no photos in empty"),
        "bad": ({"photos": (str(bad),), "targets": (str(bad / ".."),)}, "bad"),
        "names": ({"photos": (str(photos),), "targets": (str(others),)}, "same name"),
        "same": ({"photos": (str(same),), "targets": (str(again),)}, "same picture"),
        "untouched": ({"photos": (str(photos),), "targets": (str(copies),)}, "photos and copies are the same"),
        "wear": ({"good": (str(photos),)}, "worn down by one of"),
    }
    for name, (data, words) in cases.items():
        options = {"wear": "magic"} if name == "wear" else {}
        with pytest.raises(PenchantError, match=words):
            opened(plan_of("paired", tmp_path, data, options=options))
