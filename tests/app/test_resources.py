"""Bundled files are found from anywhere."""

from pathlib import Path

import pytest

from app import resources


def test_paths_do_not_depend_on_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = resources.path("fonts", "Inter-Regular.otf")
    monkeypatch.chdir(tmp_path)
    assert resources.path("fonts", "Inter-Regular.otf") == before
    assert before.is_file()
    assert resources.path("icons", "penchant.svg").is_file()
