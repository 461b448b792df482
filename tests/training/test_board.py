"""TensorBoard hears every figure, where it is there; a sentence where it is not."""

import sys
import types
from pathlib import Path
from typing import Any

import pytest

from training.__main__ import MISUNDERSTOOD, run_plan
from training.board import board
from training.plan import TrainingPlan
from training.progress import Progress


def test_every_figure_is_written_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, float, int]] = []

    class Writer:
        def __init__(self, folder: str) -> None:
            assert folder == str(tmp_path / "board")

        def add_scalar(self, *values: Any) -> None:
            written.append(values)

        def flush(self) -> None:
            pass

    stand_in = types.ModuleType("torch.utils.tensorboard")
    stand_in.SummaryWriter = Writer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", stand_in)
    write = board(tmp_path)
    write(Progress(4, 9, 1.0, 0.5, terms={"mae": 0.5}, rate=0.0))
    write(Progress(4, 9, 1.0, kind="preview", held_out={"psnr": 20.0}))
    assert written == [("loss/mae", 0.5, 4), ("rate", 0.0, 4), ("loss/total", 0.5, 4), ("held out/psnr", 20.0, 4)]


def test_without_tensorboard_a_plan_that_wants_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    told: list[Progress] = []
    plan = TrainingPlan("paired", tmp_path, options={"tensorboard": True})
    assert run_plan(plan, told.append) == MISUNDERSTOOD
    assert "pip install tensorboard" in told[0].message
