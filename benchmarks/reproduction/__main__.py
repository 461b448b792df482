"""Try a paper's claims at small scale.

    python -m benchmarks.reproduction seed0-losses --photos DIR -o DIR [--seeds 3] [--scale 1]

Every variant is trained with every seed, measured on held-out photos, and kept: a run that was broken off goes on when
asked again. `results.json` and `report.md` are written into the folder. The retouchers are simulated (see
`retouched.py`).
"""

import argparse
import json
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.reproduction.experiments import EXPERIMENTS, Experiment
from benchmarks.reproduction.measuring import Measures, measure, measure_photos
from benchmarks.reproduction.report import as_text
from benchmarks.reproduction.retouched import RETOUCHERS, prepare
from training.five_experts import expert_arguments
from training.five_experts import run as run_experts
from training.paired import run as run_paired
from training.plan import TrainingPlan
from training.presets import EXPERTS, PAIRED, UNPAIRED, completed
from training.progress import Report
from training.unpaired import run as run_unpaired

RUN = {"paired": (run_paired, PAIRED), "unpaired": (run_unpaired, UNPAIRED), "experts": (run_experts, EXPERTS)}
TARGET = "vivid"
"""The retoucher that stands for expert C."""
Results = dict[str, list[Measures]]


def main() -> None:
    """Read the arguments, run, report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reproduction", description=__doc__)
    parser.add_argument("experiment", choices=tuple(EXPERIMENTS))
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos")
    parser.add_argument("-o", "--output", type=Path, required=True, help="gets runs and results")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="times the steps of every run")
    parser.add_argument("--learned", type=int, default=96, help="photos to learn from")
    parser.add_argument("--held", type=int, default=24, help="photos to measure by")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    experiment = EXPERIMENTS[options.experiment]
    data = options.output / "photos"
    prepare(options.photos, data, edge=192, learned=options.learned, held=options.held)
    steps = max(2, round(experiment.steps * options.scale))
    started = time.monotonic()
    results = run(experiment, data, options.output / options.experiment, range(options.seeds), steps)
    counts = {part: len(list((data / part / "photos").iterdir())) for part in ("learn", "held")}
    facts: dict[str, Any] = {"steps": steps, "seeds": options.seeds, "photos": counts}
    facts |= {"minutes of this sitting": round((time.monotonic() - started) / 60, 1)}
    folder = options.output / options.experiment
    (folder / "results.json").write_text(json.dumps({"facts": facts, "results": results}, indent=1))
    text = as_text(experiment, results, facts)
    (folder / "report.md").write_text(text)
    print(text)


def run(experiment: Experiment, data: Path, folder: Path, seeds: range, steps: int) -> Results:
    """Measures of every variant, seed by seed; those of the photos as they are under "photo"."""
    size = int(experiment.usual["size"])
    targets = [data / "held" / name for name in _targets(experiment.usual["program"])]
    results: Results = {"photo": [measure_photos(data / "held" / "photos", targets, size)] * len(seeds)}
    for seed in seeds:
        for name, changes in experiment.variants.items():
            place = folder / f"{name.replace(' ', '-').replace(',', '')}-{seed}"
            kept = place / "measured.json"
            if not kept.exists():
                plan = make_plan(experiment.usual, changes, data, place, seed=seed, steps=steps)
                train(plan)
                kept.write_text(json.dumps(measure(plan, data / "held" / "photos", targets, size)))
            results.setdefault(name, []).append(json.loads(kept.read_text()))
            print(f"{name}, seed {seed}: {results[name][-1]}", flush=True)
    return results


def make_plan(
    usual: Mapping[str, Any], changes: Mapping[str, Any], data: Path, folder: Path, *, seed: int, steps: int
) -> TrainingPlan:
    """The plan of a variant, complete."""
    program = usual["program"]
    learn = data / "learn"
    if program == "unpaired":
        sources: dict[str, tuple[str, ...]] = {"photos": (str(learn / "photos"),), "good": (str(learn / TARGET),)}
    else:
        sources = {
            "photos": (str(learn / "photos"),),
            "targets": tuple(str(learn / name) for name in _targets(program)),
        }
    options = {"features": "bands", **usual.get("options", {}), **changes.get("options", {})}
    fields = {**usual, **changes, "options": options}
    plan = TrainingPlan(**fields, folder=folder, data=sources, seed=seed, steps=steps, device="cpu")
    plan = completed(replace(plan, report_every=50, save_every=10**6, preview_every=10**6), RUN[program][1])
    return expert_arguments(plan) if program == "experts" else plan


def train(plan: TrainingPlan) -> None:
    """Run a plan here; an earlier state of it is gone on with."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    RUN[plan.program][0](plan, Report())


def _targets(program: str) -> tuple[str, ...]:
    return RETOUCHERS if program == "experts" else (TARGET,)


if __name__ == "__main__":
    main()
