"""Two processes with half of each batch learn what one process with the whole batch learns."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints.opening import open_enhancer
from engine.errors import TrainingError
from tests.conftest import ROOT
from tests.training.small_runs import losses_of, plan_of, run_here, write_pairs, write_sets
from training.compute import computing
from training.plan import LOG, TrainingPlan
from training.progress import Progress

FIELDS = {"network": "uegan", "arguments": {"width": 8}, "steps": 5, "batch": 4, "losses": {"mae": 1.0, "ssim": 0.5}}


def run_by_torchrun(plan: TrainingPlan, processes: int) -> list[Progress]:
    """A plan by `main.py train` in several processes of this machine; what was told to the log."""
    path = plan.write(plan.folder.parent / f"{plan.folder.name}.json")
    variables = os.environ | {"OMP_NUM_THREADS": "1"}
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    command = [sys.executable, *launcher, "main.py", "train", plan.program, "--plan", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, (done.stdout[-1000:], done.stderr[-3000:])
    return [Progress.read(line) for line in (plan.folder / LOG).read_text().splitlines()]


@pytest.mark.slow
def test_two_processes_learn_as_one(tmp_path: Path) -> None:
    data = write_pairs(tmp_path)
    one, two = (plan_of("paired", tmp_path / name, data, **FIELDS) for name in ("one", "two"))
    alone, together = losses_of(run_here(one)), losses_of(run_by_torchrun(two, 2))
    assert list(together) == list(alone) == [1, 2, 3, 4, 5]
    for step, terms in alone.items():
        assert together[step] == pytest.approx(terms, rel=1e-4)
    # Weights that hardly matter wander by the order of sums; what is made of a photo does not.
    photo = np.random.default_rng(0).random((40, 40, 3)).astype(np.float32)
    first, second = (open_enhancer(plan.style_file).run(photo) for plan in (one, two))
    assert np.abs(first - photo).max() > 0.01
    assert np.abs(first - second).max() < 1e-3


@pytest.mark.slow
def test_two_processes_judge_as_one(tmp_path: Path) -> None:
    """Every score is compared with the mean over all processes, and the gradients find their way back."""
    data = write_sets(tmp_path)
    options = {"adversary_width": 2, "features": "bands"}
    fields = {"size": 72, "steps": 3, "arguments": {"width": 8}, "options": options}
    one, two = (plan_of("unpaired", tmp_path / name, data, **fields) for name in ("one", "two"))
    alone, together = losses_of(run_here(one)), losses_of(run_by_torchrun(two, 2))
    for step, terms in alone.items():
        for name in ("discriminator", "relativistic_hinge_generator"):
            assert together[step][name] == pytest.approx(terms[name], rel=1e-3)


def test_a_batch_that_cannot_be_shared_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    with (
        pytest.raises(TrainingError, match="shared evenly"),
        computing(TrainingPlan("paired", tmp_path, batch=3, device="cpu")),
    ):
        pass


def test_a_device_that_is_not_here_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(TrainingError, match="no such graphics card"),
        computing(TrainingPlan("paired", tmp_path, device="mps")),
    ):
        pass
