"""A run that was killed or stopped and resumed gives exactly what the uninterrupted one gives."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints.tensors import read_tensors
from engine.errors import TrainingError
from tests.training.small_runs import (
    begin,
    finish,
    kill_after,
    losses_of,
    plan_of,
    run_here,
    start,
    write_pairs,
    write_sets,
)
from training.plan import LAST, LOG, STYLE, TrainingPlan
from training.progress import Progress
from training.state import load_state

CAN = {"network": "can32", "arguments": {"width": 8, "dilated": 2}}


def same_style(first: TrainingPlan, second: TrainingPlan) -> bool:
    one, other = (read_tensors(plan.folder / STYLE) for plan in (first, second))
    return set(one) == set(other) and all(np.array_equal(one[name], other[name]) for name in one)


def test_a_killed_run_goes_on_as_if_nothing_had_been(tmp_path: Path) -> None:
    data = write_pairs(tmp_path)
    fields = {"steps": 120, "save_every": 7, "options": {"average": 0.9}, "schedule": "cosine", **CAN}
    whole, broken = (plan_of("paired", tmp_path / name, data, **fields) for name in ("whole", "broken"))
    undisturbed = run_here(begin(whole))
    kill_after(start(broken), broken, 23)
    before = (broken.folder / LOG).read_text().splitlines()
    assert Progress.read(before[-1] if before[-1].endswith("}") else before[-2]).kind != "done"
    assert not (broken.folder / STYLE).exists()
    told = run_here(broken)
    assert any("Going on" in progress.message for progress in told)
    first = min(losses_of(told))
    assert 1 < first < 120
    assert {step: terms for step, terms in losses_of(undisturbed).items() if step >= first} == losses_of(told)
    assert same_style(whole, broken)


def test_the_replay_pool_and_both_networks_go_on_too(tmp_path: Path) -> None:
    data = write_sets(tmp_path)
    options = {"adversary_width": 2, "replay": 3, "features": "bands"}
    fields = {"steps": 6, "size": 72, "save_every": 2, "arguments": {"width": 8}, "options": options}
    whole, broken = (plan_of("unpaired", tmp_path / name, data, **fields) for name in ("whole", "broken"))
    undisturbed = run_here(whole)
    run_here(broken, stop_at=3)
    told = run_here(broken)
    assert sorted(losses_of(told)) == [5, 6]
    assert all(losses_of(undisturbed)[step] == terms for step, terms in losses_of(told).items())
    assert same_style(whole, broken)


def test_the_replay_pool_survives_a_kill(tmp_path: Path) -> None:
    data = write_sets(tmp_path)
    options = {"adversary_width": 2, "replay": 3, "features": "bands"}
    fields = {"steps": 14, "size": 72, "save_every": 3, "arguments": {"width": 8}, "options": options}
    whole, broken = (plan_of("unpaired", tmp_path / name, data, **fields) for name in ("whole", "broken"))
    undisturbed = run_here(begin(whole))
    kill_after(start(broken), broken, 4)
    assert not (broken.folder / STYLE).exists()
    saved = load_state(broken.folder / LAST)
    assert saved is not None
    assert len(saved["processes"][0]["course"]["pool"]) == 3  # full, so that photos come out of it from here on
    told = run_here(broken)
    first = min(losses_of(told))
    assert 1 < first < 14
    assert {step: terms for step, terms in losses_of(undisturbed).items() if step >= first} == losses_of(told)
    assert same_style(whole, broken)


def test_a_run_that_is_asked_to_end_saves_first_and_leaves_a_style(tmp_path: Path) -> None:
    plan = plan_of("paired", tmp_path / "run", write_pairs(tmp_path), steps=100_000, save_every=100_000, **CAN)
    process = start(plan)
    assert process.stdout is not None
    for line in process.stdout:
        if Progress.read(line).step >= 3:
            break
    os.kill(process.pid, signal.SIGTERM)
    told = finish(process)
    assert [progress.kind for progress in told[-2:]] == ["saved", "stopped"]
    assert (plan.folder / STYLE).exists()
    assert (plan.folder / LAST).exists()


def test_a_finished_run_can_be_resumed_for_its_style(tmp_path: Path) -> None:
    plan = plan_of("paired", tmp_path / "run", write_pairs(tmp_path), steps=2, **CAN)
    run_here(plan)
    (plan.folder / STYLE).unlink()
    assert run_here(plan)[-1].kind == "done"
    assert (plan.folder / STYLE).exists()


def test_another_network_cannot_go_on(tmp_path: Path) -> None:
    data = write_pairs(tmp_path)
    run_here(plan_of("paired", tmp_path / "run", data, steps=1, **CAN))
    with pytest.raises(TrainingError, match="another network"):
        run_here(plan_of("paired", tmp_path / "run", data, steps=2, network="bilateral"))
