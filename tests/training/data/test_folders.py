"""Folders of photos: series stay together, the split never changes, squares are what was asked for."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.conftest import make_photo
from training.data.folders import is_held_out, list_photos, load_photos, load_square, random_view, split_photos


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("good/a_01.jpg", "good/a_02.jpg", "ordinary/b.png", "ordinary/notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        if path.suffix == ".txt":
            path.write_text("not a photo")
        else:
            PillowImage.fromarray(make_photo(30, 50)).save(path)
    return tmp_path


def test_only_photos_are_listed_and_in_order(folder: Path) -> None:
    assert [p.name for p in list_photos(folder)] == ["a_01.jpg", "a_02.jpg", "b.png"]


def test_a_series_is_held_out_together_or_not_at_all() -> None:
    for series in ("duck_toy", "clock", "Issue", "vase"):
        assert len({is_held_out(Path(f"{series}_{number:02}.jpg")) for number in range(20)}) == 1


def test_about_one_series_in_eight_is_held_out() -> None:
    names = [Path(f"{a}{b}{c}.jpg") for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyz"]
    assert 0.08 < np.mean([is_held_out(p) for p in names]) < 0.18


def test_the_split_loses_no_photo(folder: Path) -> None:
    train, held = split_photos(folder)
    assert sorted(train + held) == list_photos(folder)


def test_photos_know_whether_they_are_good(folder: Path) -> None:
    photos = load_photos(list_photos(folder), 16)
    assert [photo.good for photo in photos] == [True, True, False]
    assert all(photo.pixels.shape == (16, 16, 3) for photo in photos)


def test_a_damaged_photo_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"x\.jpg"):
        load_square(tmp_path / "x.jpg", 16)


def test_a_view_is_a_crop_of_the_photo() -> None:
    ramp = np.repeat(np.arange(100, dtype=np.uint8)[None, :, None], 100, 0).repeat(3, 2)
    view = random_view(ramp, 50, np.random.default_rng(1))
    assert view.shape == (50, 50, 3)
    steps = np.diff(view[:, :, 0].astype(int), axis=1)
    assert (steps >= 0).all() or (steps <= 0).all()
    assert np.ptp(view) >= 38
