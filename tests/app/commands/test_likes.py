"""`penchant likes`: as the shell sees it, and what it leaves behind."""

import json
from pathlib import Path

import cv2
import pytest

from app.cli import run
from app.library import Marks
from app.library.store import Library
from app.storage import ratings
from tests.conftest import make_photo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "loved"
    (made / "more").mkdir(parents=True)
    for number, path in enumerate([made / "a.jpg", made / "b.png", made / "more" / "a.jpg"]):
        cv2.imwrite(str(path), make_photo(90, 120, number))
    (made / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing")
    return made


def liked() -> set[Path]:
    library = Library()
    try:
        return set(library.liked_paths())
    finally:
        library.close()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_becomes_likes_and_what_is_broken_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["likes", "add", str(folder)]) == 1
    said = capsys.readouterr()
    assert "broken.jpg" in said.err
    assert "2 photos liked; 2 likes in all." in said.out
    assert liked() == {folder / "a.jpg", folder / "b.png"}
    (folder / "broken.jpg").unlink()
    assert run(["likes", "add", "--recursive", "--json", str(folder)]) == 0
    assert lines(capsys)[-1] == {"event": "finished", "liked": 3, "left_out": 0, "likes": 3}


def test_only_starred_ones(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ratings.write(folder / "b.png", Marks(stars=5))
    assert run(["likes", "add", "--only-starred", str(folder / "a.jpg"), str(folder / "b.png")]) == 0
    assert liked() == {folder / "b.png"}


def test_likes_are_taken_away_even_if_the_file_is_gone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["likes", "add", str(folder / "a.jpg"), str(folder / "b.png")])
    (folder / "a.jpg").unlink()
    assert run(["likes", "remove", str(folder / "a.jpg")]) == 0
    assert run(["likes", "remove", str(folder / "more" / "a.jpg")]) == 1
    assert "a.jpg is not a like." in capsys.readouterr().err
    assert run(["likes", "remove", str(folder)]) == 0, "of a folder only the likes are meant"
    assert liked() == set()


def test_the_list_says_what_the_likes_can_teach(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["likes", "list"]) == 0
    assert "Teaching starts with likes" in capsys.readouterr().err
    run(["likes", "add", str(folder / "a.jpg")])
    capsys.readouterr()
    assert run(["likes", "list"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(folder / "a.jpg")]
    assert "1 like. One like cannot tell a look from a subject" in said.err
    assert run(["likes", "list", "--json"]) == 0
    photo, whole = lines(capsys)
    assert photo["path"] == str(folder / "a.jpg")
    assert whole["is_ready"] is False
    assert whole["readiness"]["count"] == 1  # type: ignore[index]


def test_likes_are_copied_out_and_nothing_is_replaced(folder: Path, tmp_path: Path) -> None:
    run(["likes", "add", str(folder / "a.jpg"), str(folder / "more" / "a.jpg")])
    target = tmp_path / "out" / "likes"
    assert run(["likes", "export", str(target)]) == 0
    assert sorted(path.name for path in target.iterdir()) == ["a-2.jpg", "a.jpg"]
    assert (target / "a.jpg").read_bytes() == (folder / "a.jpg").read_bytes()
    before = (target / "a.jpg").stat().st_mtime_ns
    assert run(["likes", "export", str(target)]) == 0
    assert (target / "a.jpg").stat().st_mtime_ns == before
    assert len(list(target.iterdir())) == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "nowhere.jpg"], "nowhere.jpg is no longer there"),
        (["remove", "nowhere.jpg"], "nowhere.jpg is not a like."),
    ],
)
def test_bad_input_is_named(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["likes", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["likes", "add", str(folder / "a.jpg")])
    (tmp_path / "file").write_text("in the way")
    assert run(["likes", "export", str(tmp_path / "file")]) == 2
    assert "nothing was copied" in capsys.readouterr().err


def test_an_unusable_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    made = Library()
    made.close()
    for path in made.path.parent.glob("library*"):
        path.unlink()
    made.path.mkdir()
    assert run(["likes", "list"]) == 2
    assert "library cannot be opened" in capsys.readouterr().err
