"""What a training costs: photos a second on one and two processes, memory, seconds a step by crop size and batch.

    python -m benchmarks.scale [--steps 12] [--only NUMBER ...] [-o FILE.json]

Runs real plans in processes of their own on generated photos, and reads what they tell. Two processes of one machine
share its cores, so what they gain over one thread is at most what a second core gives. Other programs only ever make a
step slower, so the faster steps tell: figures are of the upper quartile. With --only some rows are measured again, and
the others stay in the file.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from training.plan import LOG, TrainingPlan
from training.progress import Progress

ROOT = Path(__file__).resolve().parent.parent
NETWORKS: dict[str, dict[str, Any]] = {
    "bilateral": {"network": "bilateral"},
    "can32": {"network": "can32"},
    "uegan, width 16": {"network": "uegan", "arguments": {"width": 16}},
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one setting costs.

    Attributes:
        network: which.
        processes: that share the batch, one thread each.
        size: side of a crop in pixels.
        batch: photos a step.
        photos_per_second: upper quartile over steps, the first few left out.
        seconds_per_step: of the same.
        memory_mb: of the first process, at its end.
    """

    network: str
    processes: int
    size: int
    batch: int
    photos_per_second: float
    seconds_per_step: float
    memory_mb: float


def main() -> None:
    """Measure, print a table, write JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--only", type=int, nargs="+", help="rows, counted from 0")
    parser.add_argument("-o", "--output", type=Path)
    options = parser.parse_args()
    settings = [(name, processes, 64, 8) for name in NETWORKS for processes in (1, 2)]
    settings += [("can32", 1, size, 8) for size in (32, 128)] + [("can32", 1, 64, batch) for batch in (2, 4)]
    print("| network | processes | crop | batch | photos/s | s a step | memory MB |\n|---|---|---|---|---|---|---|")
    costs = rows_of(options.output) if options.only else []
    with tempfile.TemporaryDirectory() as place:
        data = generated(Path(place) / "photos")
        for index in options.only or range(len(settings)):
            cost = measured(Path(place) / f"run{index}", data, *settings[index], options.steps)
            costs[index : index + 1] = [cost]
            print("| " + " | ".join(str(value) for value in asdict(cost).values()) + " |", flush=True)
    if options.output:
        options.output.write_text(json.dumps([asdict(cost) for cost in costs], indent=1))


def rows_of(path: Path) -> list[Cost]:
    """What was measured before."""
    return [Cost(**row) for row in json.loads(path.read_text())]


def generated(folder: Path, count: int = 12) -> dict[str, tuple[str, ...]]:
    """Pairs of generated photos, smooth with some grain, as a plan names them."""
    rng = np.random.default_rng(0)
    for name, light in (("before", 1.0), ("after", 1.2)):
        (folder / name).mkdir(parents=True)
        for number in range(count):
            coarse = np.random.default_rng(number).uniform(20, 200, (6, 8, 3)).astype(np.float32)
            photo = cv2.resize(coarse, (320, 240), interpolation=cv2.INTER_CUBIC) * light + rng.normal(
                0, 3, (240, 320, 3)
            )
            cv2.imwrite(str(folder / name / f"{number}.png"), np.clip(photo, 0, 255).astype(np.uint8))
    return {"photos": (str(folder / "before"),), "targets": (str(folder / "after"),)}


def measured(
    folder: Path, data: dict[str, tuple[str, ...]], name: str, processes: int, size: int, batch: int, steps: int
) -> Cost:
    """One plan, run in processes of its own."""
    plan = TrainingPlan("paired", folder, data=data, steps=steps, batch=batch, size=size, report_every=1, device="cpu")
    path = folder.with_suffix(".json")
    path.write_text(json.dumps(json.loads(plan.to_json()) | NETWORKS[name]))
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    command = [sys.executable, *launcher, "main.py", "train", "paired", "--plan", str(path), "--json"]
    variables = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True)
    told = [Progress.read(line) for line in (folder / LOG).read_text().splitlines()]
    steady = [progress for progress in told if progress.kind == "step"][steps // 4 :]
    speed = statistics.quantiles([progress.photos_per_second or 0.0 for progress in steady], n=4)[2]
    memory = max(progress.memory or 0 for progress in steady) / 1e6
    return Cost(name, processes, size, batch, round(speed, 2), round(batch / max(speed, 1e-9), 3), round(memory))


if __name__ == "__main__":
    main()
