"""Where a start leads: the window, or the command line."""

import gc
import os
import sys
from pathlib import Path

import pytest

import app.application
import app.cli
import main


@pytest.mark.parametrize(
    ("arguments", "way"),
    [
        ([], "window"),
        (["photo.jpg"], "window"),
        (["some/folder", "b.jpg"], "window"),
        (["enhance", "photo.jpg"], "command"),
        (["styles"], "command"),
        (["--help"], "command"),
        (["enhnace", "photo.jpg"], "command"),
    ],
)
def test_ways(monkeypatch: pytest.MonkeyPatch, arguments: list[str], way: str) -> None:
    taken: list[tuple[str, list[str]]] = []

    def window(paths: list[Path], *_: object) -> int:
        taken.append(("window", [str(path) for path in paths]))
        return 0

    def command(given: list[str], _open_duel: object) -> int:
        taken.append(("command", given))
        return 2

    monkeypatch.setattr(app.application, "run", window)
    monkeypatch.setattr(app.cli, "run", command)
    monkeypatch.setattr(sys, "argv", ["main.py", *arguments])
    monkeypatch.setenv("NUMPY_MADVISE_HUGEPAGE", "so that it is as it was afterwards")
    monkeypatch.delenv("NUMPY_MADVISE_HUGEPAGE")
    assert main.main() == (0 if way == "window" else 2)
    assert os.environ["NUMPY_MADVISE_HUGEPAGE"] == "0", "before numpy is loaded"
    assert taken == [(way, arguments)]


def test_a_folder_called_like_a_word_opens_the_window(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "holiday").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not main.is_command("holiday")
    assert main.is_command("holidays")


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: list[str], _open_duel: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(app.cli, "run", interrupted)
    monkeypatch.setattr(sys, "argv", ["main.py", "styles"])
    assert main.main() == 130


def test_garbage_is_collected_again_however_a_start_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> int:
        assert not gc.isenabled()
        raise KeyboardInterrupt

    monkeypatch.setattr(app.application, "run", broken)
    monkeypatch.setattr(sys, "argv", ["main.py"])
    assert main.main() == 130
    assert gc.isenabled()
