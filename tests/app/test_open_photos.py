"""Which photos are meant: files as given, folders by name, each once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.open_photos import list_photos, natural_order, needs_listing


def test_numbers_in_names_count_as_numbers() -> None:
    names = ["IMG_10.jpg", "IMG_9.jpg", "img_1.jpg", "IMG_9 copy.jpg", "10.jpg", "9.jpg", "a.jpg"]
    expected = ["9.jpg", "10.jpg", "a.jpg", "img_1.jpg", "IMG_9 copy.jpg", "IMG_9.jpg", "IMG_10.jpg"]
    assert [p.name for p in sorted(map(Path, names), key=natural_order)] == expected


@given(st.lists(st.text(st.characters(exclude_characters="\0/"), min_size=1, max_size=8), max_size=6))
def test_any_names_can_be_ordered(names: list[str]) -> None:
    paths = [Path("/photos") / name for name in names]
    once = sorted(paths, key=natural_order)
    backwards = paths[::-1]
    assert sorted(backwards, key=natural_order) == once


def test_files_come_as_given_and_each_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.jpg", "a.jpg", "notes.txt"):
        (tmp_path / name).touch()
    listed = list_photos([Path("b.jpg"), tmp_path, Path("gone.jpg")], lambda p: p.suffix == ".jpg")
    assert listed == (tmp_path / "b.jpg", tmp_path / "a.jpg", tmp_path / "gone.jpg")


def test_a_folder_that_cannot_be_read_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert list_photos([tmp_path], lambda _: True) == ()


def test_only_folders_need_listing(tmp_path: Path) -> None:
    assert needs_listing([Path("a.jpg"), tmp_path])
    assert not needs_listing([Path("a.jpg")])
