"""Tiny trainings for tests: generated photos on disk, plans of a few steps, runs here or in a process of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from tests.conftest import ROOT, make_photo
from training.__main__ import PROGRAMS, prepare_folder
from training.plan import LOG, TrainingPlan
from training.progress import Progress, Report

SIDE = 64


def write_photos(folder: Path, count: int, *, first: int = 0, light: float = 1.0) -> Path:
    """Generated photos as PNG; `light` multiplies them, as a retoucher might."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + count):
        cv2.imwrite(str(folder / f"photo {seed:02d}.png"), np.clip(light * a_photo(seed), 0, 255).astype(np.uint8))
    return folder


def a_photo(seed: int) -> np.ndarray:
    """A generated photo, float (64, 64 to 80, 3): another part of another light for each seed."""
    rng = np.random.default_rng(seed)
    y, x = rng.integers(0, SIDE, 2)
    whole = make_photo(2 * SIDE, 2 * SIDE + 8 * (seed % 3), seed)
    part = whole[y : y + SIDE, x : x + SIDE + 8 * (seed % 3)].astype(np.float32)
    return (part[:, ::-1] if seed % 2 else part) * rng.uniform(0.6, 1.0, 3)


def write_pairs(folder: Path, count: int = 4) -> dict[str, tuple[str, ...]]:
    """Photos and what a simple retoucher makes of them, as a plan names them."""
    photos = write_photos(folder / "photos", count)
    return {"photos": (str(photos),), "targets": (str(write_photos(folder / "targets", count, light=1.3)),)}


def write_sets(folder: Path, count: int = 4) -> dict[str, tuple[str, ...]]:
    """Two unpaired sets, as a plan names them."""
    photos = write_photos(folder / "photos", count)
    return {"photos": (str(photos),), "good": (str(write_photos(folder / "good", count, first=50, light=1.3)),)}


def run_here(plan: TrainingPlan, *, stop_at: int = 0) -> list[Progress]:
    """Run a plan in this process; stopped as by a person after so many steps.

    Returns:
        everything that was told.
    """
    import importlib

    told: list[Progress] = []
    report = Report(told.append)

    def stop(progress: Progress) -> None:
        told.append(progress)
        report.stopping = bool(stop_at) and progress.step >= stop_at

    report = Report(stop)
    plan.folder.mkdir(parents=True, exist_ok=True)
    importlib.import_module(PROGRAMS[plan.program]).run(plan, report)
    return told


def start(plan: TrainingPlan, *more: str, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Begin a plan in a process of its own, on one thread so that sums have one order."""
    path = plan.write(plan.folder.parent / f"{plan.folder.name}.json")
    variables = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)} | (environment or {})
    command = [sys.executable, "-m", "training", str(path), *more]
    return subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> list[Progress]:
    """Wait for a run that has to end well."""
    output, complaints = process.communicate(timeout=280)
    assert process.returncode == 0, (output[-2000:], complaints[-2000:])
    return [Progress.read(line) for line in output.splitlines()]


def kill_after(process: subprocess.Popen[str], plan: TrainingPlan, step: int) -> None:
    """Kill a run, without a word, once its log says that a step was done."""
    log = plan.folder / LOG
    while process.poll() is None:
        lines = log.read_text().splitlines(keepends=True) if log.exists() else []
        if any(line.endswith("\n") and Progress.read(line).step >= step for line in lines):
            os.kill(process.pid, signal.SIGKILL)
            break
        time.sleep(0.01)
    process.communicate()


def losses_of(told: list[Progress]) -> dict[int, dict[str, float]]:
    """Terms by step, of runs that tell every step."""
    return {progress.step: progress.terms for progress in told if progress.kind == "step"}


def plan_of(program: str, folder: Path, data: dict[str, tuple[str, ...]], **fields: Any) -> TrainingPlan:
    """A plan of few steps that tells everything; other fields on top."""
    usual: dict[str, Any] = {"steps": 6, "batch": 2, "size": 32, "rate": 1e-3, "report_every": 1, "device": "cpu"}
    return TrainingPlan(program, folder, data=data, **usual | fields)


def begin(plan: TrainingPlan) -> TrainingPlan:
    """A plan whose folder is ready."""
    prepare_folder(plan, resume=False)
    return plan
