"""At the command line: what a file is, and the person's own styles."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.cli import run
from engine.styles import BUNDLED_FILE
from tests.conftest import make_photo
from tests.engine.checkpoints.made import darkening, doubling


@pytest.fixture
def dusk(tmp_path: Path) -> Path:
    file = tmp_path / "dusk.onnx"
    file.write_bytes(darkening(-1, 1))
    return file


def test_inspect_says_how_a_file_is_read(dusk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(dusk), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["enhancer"], found["architecture"], found["input_range"], found["kind"]) == (
        True,
        "onnx",
        "-1..1",
        "grade",
    )
    assert run(["inspect", str(dusk)]) == 0
    assert "input range      -1..1" in capsys.readouterr().out


def test_inspect_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "big.onnx").write_bytes(doubling())
    assert run(["inspect", str(tmp_path / "big.onnx")]) == 1
    assert "big.onnx enlarges photos 2 times" in capsys.readouterr().out
    assert run(["inspect", str(tmp_path / "gone.pth"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["enhancer"] is False


def test_inspect_knows_the_bundled_styles(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", str(BUNDLED_FILE)]) == 0
    assert "bilateral" in capsys.readouterr().out


def test_an_added_style_is_listed_used_and_removed(
    dusk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["styles", "add", str(dusk), "--name", "Blue Hour"]) == 0
    assert "--style blue-hour" in capsys.readouterr().out
    assert run(["styles", "add", str(dusk), "--name", "natural"]) == 2
    assert "natural is taken" in capsys.readouterr().err
    assert run(["styles", "--json"]) == 0
    listed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (listed[-1]["id"], listed[-1]["kind"]) == ("blue-hour", "added")
    photo = tmp_path / "photo.png"
    Image.fromarray(make_photo(48, 64)).save(photo)
    out = tmp_path / "out"
    assert run(["enhance", str(photo), "--style", "blue hour", "--format", "png", "-o", str(out)]) == 0
    made = np.asarray(Image.open(next(out.iterdir())), np.float32)
    assert np.mean(made[..., 2]) < np.mean(np.asarray(Image.open(photo), np.float32)[..., 2])
    assert run(["styles", "remove", "Blue Hour"]) == 0
    assert run(["enhance", str(photo), "--style", "blue-hour", "-o", str(out)]) == 2


def test_corrections_are_checked(dusk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["styles", "add", str(dusk), "--name", "Odd", "--channels", "gbr"]) == 2
    assert "channels gbr is not known" in capsys.readouterr().err
    assert run(["styles", "add", str(dusk), "--name", "Odd", "--kind", "sharp"]) == 2
    assert run(["styles", "add", str(dusk), "--name", "Odd", "--channels", "bgr", "--licence", "CC0-1.0"]) == 0
