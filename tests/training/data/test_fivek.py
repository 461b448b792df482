"""FiveK: found in the folders that people have, with its scenes and in the divisions of the papers."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.tags import NOTHING_KNOWN, Tags
from tests.training.data.conftest import Save
from training.data.cache import PhotoCache
from training.data.fivek import find_fivek
from training.data.fivek_splits import Split, doro, dpe, listed, orientations, read_split, uegan, write_split
from training.data.fivek_tags import number_of, read_tags
from training.data.items import DataError
from training.data.pairs import Pairs
from training.data.views import View

CATEGORIES = """a0001-jmac_DSC1459,outdoor,day,sun_sky,nature
a0002-dgw_005,indoor,None,artificial,man_made
a1384-dvf_095,outdoor,dusk,lava,people

a0003-broken,outdoor
"""


def names(root: Path, paths: object) -> list[str]:
    return [p.relative_to(root).as_posix() for p in paths]  # type: ignore[attr-defined]


@pytest.fixture
def archive(save: Save, tmp_path: Path) -> Path:
    """The authors' folders, with pictures in the place of raw files."""
    for folder in ("raw_photos/HQa1to700/photos", "tiff16_c", "tiff16_e"):
        for n, name in enumerate(("a0001-jmac_DSC1459", "a0002-dgw_005")):
            save(f"{folder}/{name}.tif", seed=n)
    save("raw_photos/HQa1400to2100/photos/a1384-dvf_095.tif", seed=5)
    save("tiff16_e/a1384-dvf_095.tif", seed=5)
    (tmp_path / "categories.txt").write_text(CATEGORIES)
    return tmp_path


def test_the_authors_archive_is_found(archive: Path) -> None:
    found = find_fivek(archive)
    assert list(found.inputs) == [1, 2, 1384]
    assert {letter: sorted(versions) for letter, versions in found.experts.items()} == {
        "C": [1, 2],
        "E": [1, 2, 1384],
    }
    assert found.tags[1] == Tags("nature", "sun_sky", "outdoor", "day")
    assert found.tags[2] == Tags("man_made", "artificial", "indoor")
    assert found.tags[1384] == Tags("people", "unknown", "outdoor", "dusk")
    assert found.notes == (
        "Line 5 of categories.txt does not have five parts, so it was left out.",
        "lava is no category of FiveK, so it counts as unknown.",
    )


def test_pairs_of_experts_that_are_there(archive: Path) -> None:
    found = find_fivek(archive)
    one = found.pairs([1, 2, 1384])
    assert [(pair.input.stem[:5], pair.expert) for pair in one.files] == [("a0001", 0), ("a0002", 0)]
    assert one.notes == ("1 of 3 pairs of FiveK are not there.",)
    both = found.pairs([2, 1384, 7], "CE")
    assert names(archive, [pair.target for pair in both.files]) == [
        "tiff16_c/a0002-dgw_005.tif",
        "tiff16_e/a0002-dgw_005.tif",
        "tiff16_e/a1384-dvf_095.tif",
    ]
    assert [pair.expert for pair in both.files] == [0, 1, 1]
    assert names(archive, found.targets([2, 7], "E")) == ["tiff16_e/a0002-dgw_005.tif"]
    with pytest.raises(DataError, match="Expert A of FiveK is not there; those that are: C, E"):
        found.pairs([1], "A")
    with pytest.raises(DataError, match="None of the 1 photos"):
        found.pairs([9])


def test_tags_come_with_the_items(archive: Path) -> None:
    found = find_fivek(archive)
    source = Pairs(found.pairs([1, 2]).files, View(8, 8), PhotoCache(), found.tags_of([1, 2]))
    assert source.item(1, np.random.default_rng(0)).tags == found.tags[2]
    assert find_fivek(archive).tags_of([1, 4]) == {"a0001-jmac_DSC1459": found.tags[1]}


@pytest.mark.parametrize(
    ("layout", "inputs", "experts"),
    [
        (["train/raw/a4485-x.png", "train/exp/a2211-y.png"], [4485], {"C": [2211]}),
        (["MIT/raw/Nikon_D70s/a0230-x.png", "MIT/processed/tiff16_a/a0230-x.png"], [230], {"A": [230]}),
        (["original/0.png", "original/41.png", "expert2/41.png", "expert4/0.png"], [1, 42], {"C": [42], "E": [1]}),
        (["input/a0007.png", "Experts/C/a0007.png", "notes/a0008.png"], [7], {"C": [7]}),
    ],
)
def test_other_peoples_folders_are_found(
    save: Save, tmp_path: Path, layout: list[str], inputs: list[int], experts: dict[str, list[int]]
) -> None:
    for name in layout:
        save(name)
    found = find_fivek(tmp_path)
    assert list(found.inputs) == inputs
    assert {letter: list(versions) for letter, versions in found.experts.items()} == experts
    assert found.tags == {}
    assert "No categories.txt" in found.notes[0]
    assert found.tags_of(inputs) == {found.inputs[n].stem: NOTHING_KNOWN for n in inputs}


def test_several_renderings_must_be_chosen_from(save: Save, tmp_path: Path) -> None:
    for name in ("InputAsShotZeroed/a0001.png", "Daylight/a0001.png", "raw/a0002.png", "C/a0001.png"):
        save(name)
    with pytest.raises(DataError, match="InputAsShotZeroed, raw: say which"):
        find_fivek(tmp_path)
    assert list(find_fivek(tmp_path, "Daylight").inputs) == [1]
    assert list(find_fivek(tmp_path, "raw").inputs) == [2]
    with pytest.raises(DataError, match="No input photos of FiveK"):
        find_fivek(tmp_path, "elsewhere")


def test_a_folder_of_other_photos_is_refused(save: Save, tmp_path: Path) -> None:
    save("raw/holiday.png")
    with pytest.raises(DataError, match="No input photos of FiveK"):
        find_fivek(tmp_path)


def test_numbers_are_read_from_names() -> None:
    expected = {"a0001-jmac_DSC1459": 1, "a5000": 5000, "A0012_x": 12, "a0000": None, "a5001-x": None, "b0001": None}
    assert {name: number_of(name) for name in expected} == expected
    assert number_of("41") is None
    assert number_of("41", counted=True) == 42


def test_the_json_files_give_the_counts_that_were_published(shared_data: Path) -> None:
    tags, notes = read_tags(shared_data / "fivek")
    assert len(tags) == 5000
    assert notes == []
    assert sum(t.location == "outdoor" for t in tags.values()) == 3593
    assert sum(t.time == "unknown" for t in tags.values()) == 1367
    assert sum(t.light == "mixed" for t in tags.values()) == 512
    assert sum(t.subject == "people" for t in tags.values()) == 1341
    split = listed(shared_data / "fivek")
    assert (len(split.train), len(split.validation), len(split.test)) == (3500, 500, 1000)


def test_damaged_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text("{")
    with pytest.raises(DataError, match=r"training\.json cannot be read"):
        read_tags(tmp_path)


def test_uegans_blocks() -> None:
    split = uegan()
    assert [len(part) for part in (split.train, split.train_good, split.validation, split.test)] == [
        2250,
        2250,
        100,
        400,
    ]
    assert {2211, 2222, 2244} <= set(split.train_good)
    assert {4485, 4495, 4500} <= set(split.train)
    assert {4670, 4680, 4690} <= set(split.test)
    assert {4970, 4980, 4990} <= set(split.validation)


def test_dpes_lists(shared_data: Path, tmp_path: Path) -> None:
    split = dpe(shared_data / "fivek" / "dpe_split")
    assert (len(split.train), len(split.train_good), len(split.test)) == (2250, 2250, 500)
    assert not set(split.train) & set(split.train_good)
    with pytest.raises(DataError, match=r"images_train\.txt cannot be read"):
        dpe(tmp_path)
    (tmp_path / "images_train.txt").write_text("a0001 holiday")
    with pytest.raises(DataError, match="names holiday"):
        dpe(tmp_path)


def test_doro_divides_each_orientation() -> None:
    orientations = {n: "portrait" if n % 4 == 0 else "landscape" for n in range(1, 401)}
    split = doro(orientations, seed=3)
    assert sorted(split.train + split.test) == list(orientations)
    assert sum(n % 4 == 0 for n in split.test) == 20
    assert sum(n % 4 != 0 for n in split.test) == 60
    assert doro(orientations, seed=3) == split
    assert doro(orientations, seed=4) != split


def test_orientations_are_seen(save: Save) -> None:
    photos = {n: save(f"{n}.png", size=size) for n, size in ((1, (30, 40)), (2, (40, 30)), (3, (30, 30)))}
    assert orientations(photos, PhotoCache()) == {1: "landscape", 2: "portrait", 3: "square"}


def test_a_split_is_written_and_read(tmp_path: Path) -> None:
    split = doro(dict.fromkeys(range(1, 21), "landscape"))
    write_split(tmp_path / "split.json", split)
    assert read_split(tmp_path / "split.json") == split
    (tmp_path / "split.json").write_text(json.dumps({"train": [1]}))
    with pytest.raises(DataError, match="is not a list of photos"):
        read_split(tmp_path / "split.json")


def test_a_split_does_not_test_what_it_learned() -> None:
    with pytest.raises(DataError, match="learned from"):
        Split("mine", (1, 2), (), (), (2,))
    with pytest.raises(DataError, match="learned from"):
        Split("mine", (1,), (5,), (5,), ())
