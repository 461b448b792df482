"""Surveys: bad photos are named and left out, and what cannot teach anything is refused in a sentence."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.training.data.conftest import Save, scene
from training.data.cache import PhotoCache
from training.data.items import DataError
from training.data.pairs import PairOfFiles, list_experts, list_pairs, pairs_in
from training.data.photos import photos_in
from training.data.survey import FEW, survey_pairs, survey_photos


def test_bad_photos_are_named_and_left_out(save: Save, tmp_path: Path) -> None:
    good = [save(f"{n}.png", seed=n) for n in range(FEW)]
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff not a photo at all")
    (tmp_path / "empty.png").write_bytes(b"")
    heard: list[tuple[int, int]] = []
    found = survey_photos(
        photos_in(tmp_path), PhotoCache(), threads=2, told=lambda done, of: heard.append((done, of)), name="mine"
    )
    assert list(found.paths) == good
    assert len(found.notes) == 2
    assert "broken.jpg" in found.notes[0]
    assert "empty.png" in found.notes[1]
    assert heard == [(n, FEW + 2) for n in range(1, FEW + 3)]


def test_a_folder_of_bad_files_is_refused(tmp_path: Path) -> None:
    for n in range(3):
        (tmp_path / f"{n}.jpg").write_bytes(b"rubbish")
    with pytest.raises(DataError, match=r"None of the 3 photos of mine can be opened. The first: 0\.jpg"):
        survey_photos(photos_in(tmp_path), PhotoCache(), name="mine")


def test_empty_and_missing_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no photo")
    with pytest.raises(DataError, match="There are no photos in"):
        photos_in(tmp_path)
    with pytest.raises(DataError, match="is not a folder"):
        photos_in(tmp_path / "nowhere")


def test_photos_that_are_all_the_same_are_refused_also_if_they_were_saved_twice(save: Save, tmp_path: Path) -> None:
    pixels = scene(480, 720, 1)
    save("a.png", pixels)
    save("b.jpg", pixels)
    save("c.webp", pixels)
    with pytest.raises(DataError, match="All 3 photos of mine are the same picture"):
        survey_photos(photos_in(tmp_path), PhotoCache(), name="mine")


def test_two_photos_are_few_but_will_do(save: Save, tmp_path: Path) -> None:
    paths = [save("a.png", seed=1), save("b.png", seed=2)]
    found = survey_photos(paths, PhotoCache(), name="mine")
    assert list(found.paths) == paths
    assert found.notes == ("Mine has only 2 photos: a style learned from so few knows little else.",)


def test_copies_are_counted(save: Save) -> None:
    paths = [save(f"{n}.png", seed=n // 2) for n in range(4)]
    assert "2 of the 4 photos of mine are copies of others." in survey_photos(paths, PhotoCache(), name="mine").notes


def test_hidden_folders_are_passed_over(save: Save, tmp_path: Path) -> None:
    shown = save("sub/a.png")
    save(".thumbnails/a.png")
    assert photos_in(tmp_path) == [shown]


def test_pairs_go_by_name_whatever_the_suffix(save: Save, tmp_path: Path) -> None:
    for name in ("raw/A.jpg", "raw/sub/b.png", "raw/alone.png", "label/a.png", "label/sub/b.jpg", "label/b.jpg"):
        save(name)
    listing = list_pairs(tmp_path / "raw", tmp_path / "label")
    assert [(pair.input.name, pair.target.name) for pair in listing.files] == [("A.jpg", "a.png"), ("b.png", "b.jpg")]
    assert listing.notes == (
        "alone.png has no photo of the same name in label.",
        "b.jpg has no photo of the same name in raw.",
    )
    assert pairs_in(tmp_path / "raw", tmp_path / "label") == list(listing.files)


def test_a_name_that_is_there_twice_is_reported(save: Save, tmp_path: Path) -> None:
    for name in ("raw/a.jpg", "raw/a.png", "label/a.png"):
        save(name)
    listing = list_pairs(tmp_path / "raw", tmp_path / "label")
    assert [pair.input.name for pair in listing.files] == ["a.jpg"]
    assert listing.notes == ("a.png has the name of a.jpg, so it was left out.",)


def test_folders_without_a_common_name_or_given_twice_are_refused(save: Save, tmp_path: Path) -> None:
    save("raw/a.jpg")
    save("label/b.jpg")
    with pytest.raises(DataError, match="No photo of raw has one of the same name in label"):
        list_pairs(tmp_path / "raw", tmp_path / "label")
    with pytest.raises(DataError, match="given twice"):
        list_pairs(tmp_path / "raw", tmp_path / "raw")


def test_experts_are_counted_as_they_are_given(save: Save, tmp_path: Path) -> None:
    for name in ("raw/a.png", "raw/b.png", "C/a.png", "C/b.png", "A/a.png"):
        save(name)
    listing = list_experts(tmp_path / "raw", [tmp_path / "C", tmp_path / "A"])
    assert [(p.input.stem, p.target.parent.name, p.expert) for p in listing.files] == [
        ("a", "C", 0),
        ("a", "A", 1),
        ("b", "C", 0),
    ]
    assert listing.notes == ("b.png has no photo of the same name in A.",)
    with pytest.raises(DataError, match="two experts"):
        list_experts(tmp_path / "raw", [tmp_path / "C", tmp_path / "C"])


def retouched(photo: np.ndarray) -> np.ndarray:
    """Brighter, more contrast, warm and nearly grey: the same picture all the same."""
    grey = photo.mean(-1, keepdims=True)
    return (255 * ((0.3 * photo + 0.7 * grey) / 255) ** 0.6 * (1.0, 0.9, 0.75)).clip(0, 255).astype(np.uint8)


def test_pairs_that_do_not_fit_are_named_with_the_reason(save: Save, tmp_path: Path) -> None:
    for n in range(FEW):
        save(f"raw/{n}.png", scene(60, 90, n))
        save(f"label/{n}.png", retouched(scene(60, 90, n)))
    save("raw/turned.png", seed=20, size=(60, 90))
    save("label/turned.png", seed=20, size=(90, 60))
    save("raw/other.png", seed=21)
    save("label/other.png", seed=22)
    save("raw/broken.png", seed=23)
    (tmp_path / "label/broken.png").write_bytes(b"rubbish")
    listing = list_pairs(tmp_path / "raw", tmp_path / "label")
    found = survey_pairs(listing.files, PhotoCache())
    assert [pair.input.stem for pair in found.files] == [str(n) for n in range(FEW)]
    assert len(found.notes) == 3
    assert found.notes[0].startswith("broken.png")
    assert found.notes[1] == ("raw/other.png and label/other.png do not show the same picture, so they were left out.")
    assert found.notes[2] == (
        "raw/turned.png and label/turned.png differ in shape (90 x 60 and 60 x 90), so they were left out."
    )


def test_a_target_of_another_size_but_the_same_shape_fits(save: Save, tmp_path: Path) -> None:
    save("raw/a.png", size=(60, 90))
    large = np.asarray(PillowImage.fromarray(scene(60, 90, 0)).resize((181, 121)))
    save("label/a.png", large)
    assert len(survey_pairs(pairs_in(tmp_path / "raw", tmp_path / "label"), PhotoCache()).files) == 1


def test_pairs_of_one_picture_are_refused(save: Save, tmp_path: Path) -> None:
    for n in range(3):
        save(f"raw/{n}.png", scene(60, 90, 0))
        save(f"label/{n}.png", retouched(scene(60, 90, 0)))
    with pytest.raises(DataError, match="same picture"):
        survey_pairs(pairs_in(tmp_path / "raw", tmp_path / "label"), PhotoCache())


def test_no_pair_that_fits_is_refused_with_the_first_reason(save: Save, tmp_path: Path) -> None:
    pair = PairOfFiles(save("raw/a.png", seed=1), save("label/a.png", seed=2))
    with pytest.raises(DataError, match=r"None of the 1 pairs can be used. The first: raw/a.png and label"):
        survey_pairs([pair], PhotoCache())


def test_real_pairs_fit_and_shuffled_ones_do_not(shared_data: Path) -> None:
    folder = shared_data / "pairs" / "fivek_c_deeplpf"
    files = pairs_in(folder / "raw", folder / "label")
    cache = PhotoCache(256)
    assert survey_pairs(files, cache).files == tuple(files)
    shuffled = [PairOfFiles(a.input, b.target) for a, b in zip(files, files[1:] + files[:1], strict=True)]
    with pytest.raises(DataError, match="None of the 8 pairs"):
        survey_pairs(shuffled, cache)
