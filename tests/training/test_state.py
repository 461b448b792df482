"""A state on disk is whole or not there, and a full disk loses nothing."""

import errno
from pathlib import Path

import pytest
import torch

from engine.errors import TrainingError
from training import state as state_module
from training.state import FORMAT, NoRoom, load_state, save_state


def test_a_state_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    save_state(path, {"step": 3, "weights": torch.arange(4.0), "terms": {"mae": [0.5, 1.0]}, "best": None})
    found = load_state(path)
    assert found is not None
    assert (found["step"], found["terms"], found["best"]) == (3, {"mae": [0.5, 1.0]}, None)
    assert torch.equal(found["weights"], torch.arange(4.0))
    assert [each.name for each in tmp_path.iterdir()] == ["last.pt"]
    assert load_state(tmp_path / "absent.pt") is None


def test_a_full_disk_leaves_the_state_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "last.pt"
    save_state(path, {"step": 1})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(state_module.os, "fsync", full)
    with pytest.raises(NoRoom):
        save_state(path, {"step": 2})
    monkeypatch.undo()
    assert [each.name for each in tmp_path.iterdir()] == ["last.pt"]
    found = load_state(path)
    assert found is not None
    assert found["step"] == 1


def test_a_damaged_or_newer_state_is_named(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    save_state(path, {"step": 1})
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(TrainingError, match=r"last\.pt is damaged"):
        load_state(path)
    torch.save({"format": FORMAT + 1}, path)
    with pytest.raises(TrainingError, match="newer version"):
        load_state(path)


def test_nothing_in_a_state_is_run(tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("this would have been run",)

    torch.save({"format": FORMAT, "step": Harmful()}, tmp_path / "last.pt")
    with pytest.raises(TrainingError, match="damaged"):
        load_state(tmp_path / "last.pt")
