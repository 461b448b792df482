"""What can happen to a run, provoked in one: numbers that are none, collapse, a full disk, no memory, no style."""

import errno
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.errors import TrainingError
from tests.training.small_runs import losses_of, plan_of, run_here, write_pairs
from training import paired, state
from training.course import Seen
from training.guards import MOST_LOWERINGS, WATCH_PATIENCE
from training.loop import measure
from training.plan import LAST, STYLE, TrainingPlan

CAN = {"network": "can32", "arguments": {"width": 4, "dilated": 1}, "size": 16}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    return write_pairs(tmp_path_factory.mktemp("pairs"))


def spoil(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Change the terms of every step: `change(terms, step, module)`."""
    forward = paired.GeneratorLoss.forward

    def spoiled(self: paired.GeneratorLoss, batch: Any, step: int) -> dict[str, Tensor]:
        terms: dict[str, Tensor] = change(forward(self, batch, step), step, self)
        return terms

    monkeypatch.setattr(paired.GeneratorLoss, "forward", spoiled)


def weights(plan: TrainingPlan) -> dict[str, Tensor]:
    found: dict[str, Tensor] = torch.load(plan.folder / LAST, weights_only=True)["networks"]["generator"]
    return found


def test_a_step_that_is_no_number_changes_nothing(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = plan_of("paired", tmp_path / "first", data, steps=2, **CAN)
    run_here(first)
    spoil(monkeypatch, lambda terms, step, _: {"mae": terms["mae"] * (torch.nan if step == 2 else 1)})
    second = plan_of("paired", tmp_path / "second", data, steps=3, **CAN)
    run_here(second)
    one, other = weights(first), weights(second)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_run_of_numbers_that_are_none_is_stopped_in_a_sentence(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(monkeypatch, lambda terms, step, _: {"mae": terms["mae"] * torch.nan})
    plan = plan_of("paired", tmp_path, data, steps=1000, report_every=1000, **CAN)
    with pytest.raises(TrainingError, match="no number any more"):
        run_here(plan)
    assert not plan.style_file.exists()


@pytest.mark.parametrize(("value", "words"), [(0.5, "one even colour"), (1.5, "black or white")])
def test_a_run_that_collapses_is_stopped_in_a_sentence(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, value: float, words: str
) -> None:
    def collapse(terms: dict[str, Tensor], _: int, module: paired.GeneratorLoss) -> dict[str, Tensor]:
        assert module.last is not None
        after = torch.full_like(module.last.before, value)
        after[..., ::2, :] += 0.0 if value == 0.5 else 1.0
        module.last = Seen(module.last.before, after)
        return terms

    spoil(monkeypatch, collapse)
    steps = (MOST_LOWERINGS + 2) * WATCH_PATIENCE
    plan = plan_of("paired", tmp_path, data, steps=steps, report_every=1000, **CAN)
    with pytest.raises(TrainingError, match=words):
        run_here(plan)
    assert not plan.style_file.exists()


def test_contrast_and_clipping_are_measured_against_the_photos() -> None:
    photos = torch.linspace(0.2, 0.8, 64).expand(2, 3, 8, 64).contiguous()
    contrast, clipped = measure(Seen(photos, photos)).tolist()
    assert (contrast, clipped) == (pytest.approx(1.0), 0.0)
    contrast, clipped = measure(Seen(photos, photos * 0.01 + 0.5)).tolist()
    assert contrast == pytest.approx(0.01, rel=0.01)
    assert measure(Seen(photos, photos * 2))[1] == pytest.approx(0.5, abs=0.05)


def test_a_full_disk_is_told_and_survived(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_of("paired", tmp_path, data, steps=3, save_every=1, **CAN)
    synced = state.os.fsync
    calls: list[int] = []

    def full_once(number: int) -> None:
        calls.append(number)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(number)

    monkeypatch.setattr(state.os, "fsync", full_once)
    told = run_here(plan)
    notes = [progress.message for progress in told if progress.kind == "note" and progress.step == 2]
    assert any("disk is full" in note for note in notes)
    assert [progress.step for progress in told if progress.kind == "saved"] == [1, 3]
    assert told[-1].kind == "done"


def test_a_style_that_finds_no_room_can_be_had_later(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    plan = plan_of("paired", tmp_path, data, steps=2, **CAN)
    monkeypatch.setattr(paired, "write_style", full)
    with pytest.raises(TrainingError, match="Make room and resume"):
        run_here(plan)
    monkeypatch.undo()
    assert run_here(plan)[-1].files == (STYLE,)


@pytest.mark.parametrize(
    ("problem", "words"),
    [(torch.OutOfMemoryError("CUDA out of memory"), "smaller batch"), (RuntimeError("CUDA error: gone"), "answer")],
)
def test_a_device_that_gives_up_is_a_sentence(
    tmp_path: Path, data: dict[str, tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, problem: Exception, words: str
) -> None:
    def fail(terms: dict[str, Tensor], step: int, _: Any) -> dict[str, Tensor]:
        if step == 2:
            raise problem
        return terms

    spoil(monkeypatch, fail)
    plan = plan_of("paired", tmp_path, data, steps=4, save_every=1, **CAN)
    with pytest.raises(TrainingError, match=words):
        run_here(plan)
    monkeypatch.undo()
    assert sorted(losses_of(run_here(plan))) == [3, 4]


def test_minutes_end_a_run_and_its_rate_falls_in_time(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    plan = plan_of("paired", tmp_path, data, steps=0, minutes=0.01, schedule="linear", **CAN)
    told = run_here(plan)
    rates = [progress.rate for progress in told if progress.kind == "step" and progress.rate is not None]
    assert told[-1].kind == "done"
    assert told[-1].seconds >= 0.6
    assert rates[-1] < rates[0]
