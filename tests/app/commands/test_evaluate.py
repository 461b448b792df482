"""The command `evaluate` in this process: what it understands, prints and writes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Pillow

from app import cli
from tests.conftest import make_photo

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run it; gives its exit status, standard output and standard error."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.run(["evaluate", *(str(argument) for argument in arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    return command


@pytest.fixture
def pairs(tmp_path: Path) -> tuple[Path, Path]:
    raw, target = tmp_path / "raw", tmp_path / "target"
    for folder, gain in ((raw, 0.7), (target, 1.0)):
        folder.mkdir()
        for seed in range(6):
            pixels = (make_photo(64, 96, seed=seed) * gain).astype("uint8")
            Pillow.fromarray(pixels).save(folder / f"a000{seed + 1}-x.png")
    return raw, target


def test_several_styles_in_one_table(run: Run, pairs: tuple[Path, Path]) -> None:
    status, out, _ = run("--style", "original,vivid", "--style", "vivid", "--raw", pairs[0], "--target", pairs[1])
    lines = out.splitlines()
    assert status == 0
    assert [line.split()[0] for line in lines] == ["style", "Original", "95", "Vivid", "95"]
    assert "NIQE" not in lines[0]


def test_photos_without_targets(run: Run, pairs: tuple[Path, Path]) -> None:
    status, out, _ = run("--style", "vivid", "--photos", pairs[0], "--long-edge", "64", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [row["name"] for row in rows][-2:] == ["a0006-x", "mean"]
    assert "psnr" not in rows[0]
    low, high = rows[-1]["intervals"]["structure"]
    assert low <= rows[-1]["structure"] <= high


def test_the_report_is_a_page_and_its_values(run: Run, pairs: tuple[Path, Path], tmp_path: Path) -> None:
    tags = tmp_path / "tags"
    tags.mkdir()
    (tags / "categories.txt").write_text("\n".join(f"a000{n}-x,outdoor,night,mixed,nature" for n in range(1, 7)))
    wanted = ["--style", "original,natural", "--raw", pairs[0], "--target", pairs[1], "--tags", tags]
    status, _, err = run(*wanted, "--report", tmp_path / "out" / "report")
    assert (status, "report.html" in err) == (0, True)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "Natural, the worst first" in page
    assert "time: night (6)" in page
    assert page.count("data:image/jpeg") == 6 * 3 * 2
    values = json.loads((tmp_path / "out" / "report.json").read_text("ascii"))
    assert [style["name"] for style in values["styles"]] == ["Original", "Natural"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--style", "natural"], "Name the photos"),
        (["--style", "natural", "--photos", "{raw}", "--raw", "{raw}"], "--photos for photos without targets"),
        (["--style", "natural", "--photos", "{raw}/none"], "is not a folder"),
        (["--style", "natural", "--photos", "{empty}"], "There are no photos in"),
        (["--style", "frog", "--photos", "{raw}"], "There is no style called frog"),
        (["--style", "natural", "--photos", "{raw}", "--strength", "9"], "Strength"),
        (["--style", "natural", "--photos", "{raw}", "--tags", "{empty}"], "categories.txt"),
        (["--style", "natural", "--photos", "{raw}", "--niqe", "{raw}/a0001-x.png"], "no parameters of NIQE"),
        (["--style", "natural", "--photos", "{raw}", "--nima", "{raw}/a0001-x.png"], "a0001-x.png"),
    ],
)
def test_what_is_not_understood_is_said(
    run: Run, pairs: tuple[Path, Path], tmp_path: Path, arguments: list[str], says: str
) -> None:
    (tmp_path / "empty").mkdir()
    places = {"raw": str(pairs[0]), "empty": str(tmp_path / "empty")}
    status, out, err = run(*(argument.format(**places) for argument in arguments))
    assert status == 2
    assert says in err
    assert "95 %" not in out


def test_a_report_that_cannot_be_written_is_said(run: Run, pairs: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, _, err = run("--style", "original", "--photos", pairs[0], "--report", tmp_path / "file" / "r.html")
    assert (status, "could not be written" in err) == (1, True)
