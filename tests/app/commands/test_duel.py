"""The command `duel`: what it opens, writes and counts."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow

import app.application
import main
from app import cli
from app.duels.duel import EVEN, LEFT, ORIGINAL, RIGHT, DuelError, DuelWish, Vote, to_csv
from app.duels.page import joined, read_key
from tests.conftest import make_photo

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def opened() -> list[DuelWish]:
    """The duels on which a window was opened."""
    return []


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], opened: list[DuelWish]) -> Run:
    """Run it; gives its exit status, standard output and standard error."""

    def open_duel(wish: DuelWish) -> int:
        opened.append(wish)
        return 0

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.run(["duel", *(str(argument) for argument in arguments)], open_duel)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    return command


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(3):
        Pillow.fromarray(make_photo(48, 72, seed=seed)).save(folder / f"{seed}.png")
    return folder


def votes(*counts: tuple[str, str, int, int, int]) -> tuple[Vote, ...]:
    """For each (a, b, wins of a, wins of b, no difference), so many votes, a left and right in turn."""
    found = []
    for a, b, wins, losses, evens in counts:
        for index, answer in enumerate([a] * wins + [b] * losses + [""] * evens):
            left, right = (a, b) if index % 2 else (b, a)
            found.append(Vote(f"{index}.jpg", left, right, {left: LEFT, right: RIGHT}.get(answer, EVEN)))
    return tuple(found)


def save(path: Path, *counts: tuple[str, str, int, int, int]) -> Path:
    path.write_text(to_csv(votes(*counts)), "utf-8")
    return path


def test_the_window_is_opened_on_the_duel(run: Run, opened: list[DuelWish], photos: Path) -> None:
    status, _, _ = run("--styles", "vivid,Original", photos, "--pairs", "5", "--seed", "3")
    assert status == 0
    wish = opened[0]
    assert (wish.contenders, wish.focus, wish.count, wish.seed) == (("vivid", ORIGINAL), True, 5, 3)
    assert [photo.name for photo in wish.photos] == ["0.png", "1.png", "2.png"]
    run("--styles", "vivid,natural", "--styles", "original", photos)
    assert not opened[1].focus


def test_main_opens_it_in_the_window(monkeypatch: pytest.MonkeyPatch, photos: Path) -> None:
    asked: list[object] = []
    monkeypatch.setattr(app.application, "run", lambda *given: asked.append(given) or 0)
    monkeypatch.setattr("sys.argv", ["main.py", "duel", "--styles", "vivid,natural", str(photos)])
    assert main.main() == 0
    paths, wish, _ = asked[0]  # type: ignore[misc]
    assert paths == []
    assert isinstance(wish, DuelWish)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["{photos}"], "Name two styles"),
        (["--styles", "vivid", "{photos}"], "Name two styles"),
        (["--styles", "vivid,frog", "{photos}"], "There is no style called frog"),
        (["--styles", "vivid,natural"], "Name the photos"),
        (["--styles", "vivid,natural", "{photos}/none.jpg"], "none.jpg is not there"),
        (["--styles", "natural+vivid,natural", "{photos}"], "is a blend"),
        (["--answers", "{photos}/none.csv"], "cannot be read"),
        (["--answers", "{photos}/0.png"], "is no table of answers"),
    ],
)
def test_what_is_not_understood_is_said(run: Run, photos: Path, arguments: list[str], says: str) -> None:
    status, _, err = run(*(argument.format(photos=photos) for argument in arguments))
    assert status == 2
    assert says in err


def test_without_a_screen_other_ways_are_named(run: Run, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    status, _, err = run("--styles", "vivid,natural", photos)
    assert (status, "--page" in err) == (2, True)


def test_answers_are_counted(run: Run, tmp_path: Path) -> None:
    file = save(tmp_path / "a.csv", ("mine", "natural", 19, 7, 4), ("mine", ORIGINAL, 25, 5, 0))
    status, out, _ = run("--answers", file, "--json")
    found = json.loads(out)
    assert status == 0
    assert found["contenders"] == ["Natural", "mine", "Original"]
    assert found["wins"] == [[0, 7, 0], [19, 0, 25], [0, 5, 0]]
    assert found["totals"] == [7, 44, 5]
    assert found["supports_default"]
    assert found["first"] == "mine"
    first = next(one for one in found["rates"] if one["second"] == "Natural")
    assert (first["wins"], first["losses"], first["no_difference"]) == (19, 7, 4)
    assert first["interval"] == pytest.approx([0.54, 0.86], abs=0.005)
    assert found["scores"][0]["name"] == "mine"
    status, out, _ = run("--answers", file)
    assert "mine over Natural: 19 of 26 (73%, 95 % interval 54% to 86%" in out
    assert "The evidence supports making mine the default style." in out


def test_answers_of_several_people_and_a_choice_of_styles(run: Run, tmp_path: Path) -> None:
    files = [save(tmp_path / f"{n}.csv", ("vivid", "natural", 4, 3, 0), ("vivid", "x", 9, 0, 0)) for n in range(2)]
    chosen = ["--styles", "natural,vivid"]
    _, out, _ = run("--answers", files[0], "--answers", files[1], *chosen, "--json")
    found = json.loads(out)
    assert (found["contenders"], found["wins"]) == (["Natural", "Vivid"], [[0, 6], [8, 0]])
    assert not found["supports_default"]
    _, out, _ = run("--answers", files[0], "--styles", "vivid,natural")
    assert re.search(r"No clear winner between Vivid and Natural yet; about \d+ more pairs would tell", out)
    assert run("--answers", files[0], "--styles", "original,natural")[0] == 1


def test_a_page_asks_others_and_its_answers_are_counted(run: Run, photos: Path, tmp_path: Path) -> None:
    (photos / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    wanted = ["--styles", "vivid,original", photos, "--page", tmp_path / "study", "--seed", "1"]
    status, _, err = run(*wanted)
    assert status == 0
    assert "broken.png" in err
    page = (tmp_path / "study.html").read_text("utf-8")
    key = read_key((tmp_path / "study.key.csv").read_text("utf-8"), "study.key.csv")
    assert sorted(photo for photo, _, _ in key.values()) == ["0.png", "1.png", "2.png"]
    assert page.count("data:image/jpeg") == 6
    assert not re.search(r"[Vv]ivid|riginal|\d\.png|https?://", re.sub(r"base64,[^\"]*", "", page))
    with (tmp_path / "answers.csv").open("w", newline="") as file:
        rows = [("pair", "answer"), *((n, LEFT if left == "vivid" else RIGHT) for n, (_, left, _) in key.items())]
        csv.writer(file).writerows(rows)
    assert run("--answers", tmp_path / "answers.csv")[0] == 2
    _, out, _ = run("--answers", tmp_path / "answers.csv", "--key", tmp_path / "study.key.csv", "--json")
    found = json.loads(out)
    assert found["wins"][found["contenders"].index("Vivid")] == [
        3 if name == "Original" else 0 for name in found["contenders"]
    ]


def test_answers_that_do_not_fit_their_key() -> None:
    key = {"1": ("a.jpg", "vivid", "natural")}
    assert joined("pair,answer\n1,none\n", "a.csv", key) == (Vote("a.jpg", "vivid", "natural", EVEN),)
    for text, says in (
        ("pair,answer\n2,left\n", "does not have"),
        ("pair,answer\n1,x\n", "says x"),
        ("pair\n", "no a"),
    ):
        with pytest.raises(DuelError, match=says):
            joined(text, "a.csv", key)
    with pytest.raises(DuelError, match="no column left"):
        read_key("pair,photo\n", "k.csv")
