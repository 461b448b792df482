"""Matching two folders: patches as DPED's, a page that shows them, and refusals that say why."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage

from app import cli
from tests.training.match.conftest import by_phone, texture, truth_for
from training.data.dped import find_dped
from training.data.items import DataError
from training.match.report import Matched
from training.match.run import Outcome, match_folders

SCENES = 8


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Eight scenes, of which the third was paired wrongly and the camera's fifth is damaged."""
    root = tmp_path_factory.mktemp("scenes")
    for name in ("phone", "camera"):
        (root / name).mkdir()
    for n in range(SCENES):
        camera = texture(300, 400, n)
        truth = truth_for(camera, (220, 300))
        PillowImage.fromarray(by_phone(camera, truth, seed=n)).save(root / "phone" / f"scene{n}.png")
        PillowImage.fromarray(texture(300, 400, 99) if n == 2 else camera).save(root / "camera" / f"scene{n}.png")
    (root / "camera" / "scene4.png").write_bytes(b"rubbish")
    PillowImage.fromarray(texture(60, 80, 0)).save(root / "phone" / "alone.png")
    return root / "phone", root / "camera"


@dataclass(frozen=True)
class Run:
    """One run, for all tests that look at what it made."""

    output: Path
    outcome: Outcome
    heard: list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def made(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Run:
    output = tmp_path_factory.mktemp("made")
    heard: list[tuple[str, int, int]] = []

    def told(one: Matched, done: int, of: int) -> None:
        heard.append((one.phone, done, of))

    return Run(output, match_folders(*folders, output, phone="nokia", told=told), heard)


def test_patches_are_laid_out_as_dpeds_and_wrong_pairs_are_refused(made: Run) -> None:
    outcome = made.outcome
    assert made.heard == [(f"scene{n}.png", n + 1, SCENES) for n in range(SCENES)]
    found = {one.phone: one for one in outcome.found}
    assert "scene2.png and scene2.png: only" in found["scene2.png"].problem
    assert found["scene4.png"].problem.startswith("scene4.png")
    assert [one.part for one in outcome.found] == ["train"] * 7 + ["test"]
    assert all(one.counts["kept"] >= 2 for one in outcome.found if not one.problem)
    assert outcome.notes == ("alone.png has no photo of the same name in camera.",)
    patches = find_dped(made.output)
    assert patches.phone == "nokia"
    assert len(patches.train.files) == outcome.kept["train"] > 0
    assert len(patches.test.files) == outcome.kept["test"] > 0
    for pair in patches.train.files:
        ours, theirs = (cv2.imread(str(path)) for path in (pair.input, pair.target))
        assert ours is not None
        assert theirs is not None
        assert ours.shape == theirs.shape == (100, 100, 3)
        greys = [patch.mean(-1).ravel() for patch in (ours, theirs)]
        assert np.corrcoef(*greys)[0, 1] > 0.89


def test_the_report_shows_what_was_kept_and_what_was_refused(made: Run) -> None:
    page = made.outcome.page
    text = page.read_text("utf-8")
    assert "scene2.png and scene2.png: only" in text
    assert "alone.png has no photo" in text
    pictures = sorted(p.name for p in page.parent.glob("*.jpg"))
    assert all(f'src="{name}"' in text for name in pictures)
    assert text.count("src=") == len(pictures) > 2 * (SCENES - 2)
    overview = cv2.imread(str(page.parent / "0000.jpg"))
    assert overview is not None
    assert overview.shape == (220, 300, 3)
    shown = [float(found) for found in re.findall("kept, ([0-9.]+)", text.split("<section>")[1])]
    assert shown == sorted(shown, reverse=True)
    facts = json.loads((page.parent / "report.json").read_text("utf-8"))
    assert [one["phone"] for one in facts] == [f"scene{n}.png" for n in range(SCENES)]
    assert facts[0]["correlation"] > 0.9
    assert facts[2]["counts"]["kept"] == 0


def test_patches_are_never_mixed_with_older_ones(folders: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "phone").mkdir()
    (tmp_path / "phone" / "mine.txt").write_text("mine")
    with pytest.raises(DataError, match="is not empty"):
        match_folders(*folders, tmp_path)
    for name in ("", "canon", "../up"):
        with pytest.raises(DataError, match="cannot be the phone's name"):
            match_folders(*folders, tmp_path, phone=name)


def test_photos_of_other_names_are_paired_by_order(tmp_path: Path) -> None:
    camera = texture(300, 400, 1)
    for folder, name, pixels in (
        ("a", "IMG_7.png", by_phone(camera, truth_for(camera, (220, 300)))),
        ("b", "DSC_1.png", camera),
    ):
        (tmp_path / folder).mkdir()
        PillowImage.fromarray(pixels).save(tmp_path / folder / name)
    outcome = match_folders(tmp_path / "a", tmp_path / "b", tmp_path / "out")
    assert outcome.kept["train"] > 0
    assert "paired by their order" in outcome.notes[0]
    PillowImage.fromarray(camera).save(tmp_path / "b" / "DSC_2.png")
    with pytest.raises(DataError, match="No photo of a has one of the same name in b"):
        match_folders(tmp_path / "a", tmp_path / "b", tmp_path / "other")


def test_the_command(folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for source, name in zip(folders, ("a", "b"), strict=True):
        (tmp_path / name).mkdir()
        for scene in (1, 2):
            shutil.copy(source / f"scene{scene}.png", tmp_path / name)
    command = ["match", str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(tmp_path / "out")]
    command += ["--phone", "nokia", "--json"]
    assert cli.run(command) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["photos"] * 2 + ["finished"]
    assert lines[-1]["train"] == sum(line["windows"]["kept"] for line in lines[:-1] if line["part"] == "train")
    assert Path(lines[-1]["report"]).is_file()
    assert cli.run(command) == 2
    assert "is not empty" in capsys.readouterr().err


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["match", str(tmp_path / "no"), str(tmp_path), "-o", str(tmp_path / "out")]) == 2
    assert "is not a folder of photos" in capsys.readouterr().err
    for name, seed in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        PillowImage.fromarray(texture(200, 300, seed)).save(tmp_path / name / "x.png")
    assert cli.run(["match", str(tmp_path / "a"), str(tmp_path / "b"), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "x.png and x.png: only" in said.err
    assert said.out.startswith("0 pairs of patches to learn from and 0 to test with")
