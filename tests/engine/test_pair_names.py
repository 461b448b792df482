"""Pairs by name: folders before and after, RAW beside finished pictures, and what stands alone."""

from pathlib import Path

import pytest

from engine.errors import TrainingError
from engine.pair_names import match


def fill(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def names(pairs: tuple[tuple[Path, Path], ...]) -> list[tuple[str, str]]:
    return [(before.name, after.name) for before, after in pairs]


def test_the_same_names_belong_together_whatever_their_endings(tmp_path: Path) -> None:
    before = fill(tmp_path / "before", "a.NEF", "sub/b.jpg", "c.jpg")
    after = fill(tmp_path / "after", "A.jpg", "sub/b.tif", "d.jpg")
    found = match(before, after)
    assert names(found.pairs) == [("a.NEF", "A.jpg"), ("b.jpg", "b.tif")]
    assert found.notes == (
        "c.jpg has no finished picture, so it was left out.",
        "d.jpg has no photo before it, so it was left out.",
    )


@pytest.mark.parametrize(
    "finished",
    ["DSC_0412-Edit.jpg", "DSC_0412 (1).jpg", "dsc_0412_final-2.tif", "DSC_0412-v2.png", "DSC_0412 copy.jpg"],
)
def test_words_that_programs_add_do_not_matter(tmp_path: Path, finished: str) -> None:
    before = fill(tmp_path / "raw", "DSC_0412.NEF", "DSC_0413.NEF")
    after = fill(tmp_path / "finished", finished)
    assert names(match(before, after).pairs) == [("DSC_0412.NEF", finished)]


def test_a_number_that_is_the_name_is_not_taken_for_an_addition(tmp_path: Path) -> None:
    before = fill(tmp_path / "raw", "IMG_12.CR2", "IMG_14.CR2")
    after = fill(tmp_path / "finished", "IMG_13.jpg", "IMG_14.jpg")
    found = match(before, after)
    assert names(found.pairs) == [("IMG_14.CR2", "IMG_14.jpg")]
    assert [path.name for path in found.alone_after] == ["IMG_13.jpg"]


def test_several_versions_of_a_photo_are_one_pair_and_no_riddle(tmp_path: Path) -> None:
    before = fill(tmp_path / "raw", "a.NEF")
    after = fill(tmp_path / "finished", "a-Edit.jpg", "a-Edit-2.jpg")
    found = match(before, after)
    assert names(found.pairs) == [("a.NEF", "a-Edit.jpg")]
    assert found.alone_after == ()


def test_raw_files_and_finished_ones_in_one_folder(tmp_path: Path) -> None:
    folder = fill(tmp_path / "both", "a.NEF", "a.JPG", "b.JPG")
    found = match(folder, folder)
    assert names(found.pairs) == [("a.NEF", "a.JPG")]
    assert [path.name for path in found.alone_after] == ["b.JPG"]


def test_a_finished_folder_inside_that_of_the_photos(tmp_path: Path) -> None:
    before = fill(tmp_path / "trip", "a.NEF", "a.JPG", "finished/a.jpg")
    assert names(match(before, before / "finished").pairs) == [("a.NEF", "a.jpg")]


def test_what_cannot_be_told_apart_is_left_out(tmp_path: Path) -> None:
    before = fill(tmp_path / "raw", "one/a.NEF", "two/a.NEF", "b.NEF")
    after = fill(tmp_path / "finished", "a.jpg", "b.jpg")
    found = match(before, after)
    assert names(found.pairs) == [("b.NEF", "b.jpg")]
    assert len(found.alone_before) == 2


def test_many_that_stand_alone_are_counted(tmp_path: Path) -> None:
    before = fill(tmp_path / "raw", "x.NEF", *(f"a{n}.NEF" for n in range(5)))
    after = fill(tmp_path / "finished", "x.jpg")
    (note,) = match(before, after).notes
    assert note == "a0.NEF, a1.NEF, a2.NEF and 2 more have no finished picture, so they were left out."


def test_folders_that_hold_no_pairs_are_said(tmp_path: Path) -> None:
    before, after = fill(tmp_path / "raw", "a.NEF"), fill(tmp_path / "finished", "z.jpg")
    with pytest.raises(TrainingError, match="No names of raw and finished belong together: a"):
        match(before, after)
    with pytest.raises(TrainingError, match="gone is no longer there"):
        match(before, tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match="There are no photos in empty"):
        match(before, tmp_path / "empty")
