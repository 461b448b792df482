"""Figure 10 of UEGAN (seed 1) on real photos: what a heavier quality weight does.

    python -m benchmarks.quality_weight --photos DIR [--steps N] [--seeds N]

The generator and discriminator that come with Penchant go on learning with the paper's weights of quality 0.05, 0.2 and
0.4, everything else alike, from the half of the photos that may be practised on; ordinary photos of the other half are
measured.
"""

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from training.compute import computing
from training.data.folders import list_photos, load_square
from training.data.photos import Photos
from training.deep_networks import pixels_of
from training.deep_start import load_start
from training.feature_file import load_features
from training.lab import lab
from training.loop import learn
from training.losses.fidelity import fidelity_loss
from training.plan import TrainingPlan
from training.progress import Report
from training.sources import cache_of, view_of
from training.taste_reader import is_for_practice
from training.unpaired import UnpairedCourse

WEIGHTS = (0.05, 0.2, 0.4)
SIDE, HELD = 96, 40
_HALVED = 2.0
"""Our adversarial sums are halved."""
_COLUMNS = ("contrast", "saturation", "change", "fidelity", "structure")


def main() -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality_weight", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with the folders ordinary and good")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    held = [path for path in list_photos(options.photos / "ordinary") if not is_for_practice(path)][:HELD]
    squares = np.stack([load_square(path, SIDE) for path in held]).astype(np.float32) / 255
    photos = torch.from_numpy(squares).permute(0, 3, 1, 2)
    table = Table("quality", *_COLUMNS)
    for weight in WEIGHTS:
        found = [measured(taught(options.photos, weight, options.steps, seed), photos) for seed in range(options.seeds)]
        row = [statistics.mean(each[name] for each in found) for name in _COLUMNS]
        print(weight, dict(zip(_COLUMNS, row, strict=True)), flush=True)
        table.add_row(f"{weight:g}", *(f"{value:.3f}" for value in row))
    Console().print(table)


def taught(folder: Path, weight: float, steps: int, seed: int) -> nn.Module:
    """The bundled generator after more steps with a weight of quality."""
    start = load_start()
    fields: dict[str, Any] = {"network": "uegan", "arguments": {"width": start.width}, "batch": 4, "size": 80}
    options = {"quality": _HALVED * weight, "adversary_width": start.width, "adversary_rate": 2.0, "clip": 5.0}
    options["warm_up"] = 20  # the optimisers begin anew; without, their first steps take the generator apart
    with tempfile.TemporaryDirectory() as place:
        plan = TrainingPlan(
            "unpaired", Path(place), steps=steps, rate=5e-5, seed=seed, device="cpu", options=options, **fields
        )
        view, cache = view_of(plan), cache_of(plan)
        ordinary, good = (
            Photos([path for path in list_photos(folder / name) if is_for_practice(path)], view, cache)
            for name in ("ordinary", "good")
        )
        with computing(plan) as compute:
            course = UnpairedCourse(plan, compute, ordinary, good, None)
            course.result.module.load_state_dict(start.generator)
            course.networks["discriminator"].get_submodule("discriminator").load_state_dict(start.discriminator)
            learn(course, plan, compute, Report())
    return course.result.eval()


@torch.no_grad()
def measured(network: nn.Module, photos: Tensor) -> dict[str, float]:
    """What becomes of photos (N, 3, h, w), 0..1.

    Returns:
        contrast and saturation as shares of the photos' own, the distance in Lab, the fidelity loss and the cosine of
        luma gradients; means over photos.
    """
    made = torch.cat([network(part).clamp(0, 1) for part in torch.split(photos, 8)])
    features = load_features()
    return {
        "contrast": _mean(_luma(made).std((1, 2)) / _luma(photos).std((1, 2)).clamp_min(0.01)),
        "saturation": _mean(_saturation(made) / _saturation(photos).clamp_min(0.02)),
        "change": _mean((lab(pixels_of(made)) - lab(pixels_of(photos))).norm(dim=-1).mean(1)),
        "fidelity": float(fidelity_loss(made, photos, features=features)),
        "structure": _mean(nn.functional.cosine_similarity(_gradients(made), _gradients(photos), dim=1)),
    }


def _mean(values: Tensor) -> float:
    return float(values.mean())


def _luma(photos: Tensor) -> Tensor:
    return (photos * photos.new_tensor((0.299, 0.587, 0.114))[:, None, None]).sum(1)


def _saturation(photos: Tensor) -> Tensor:
    return (photos.amax(1) - photos.amin(1)).mean((1, 2))


def _gradients(photos: Tensor) -> Tensor:
    luma = _luma(photos)
    return torch.cat([luma.diff(dim=1).flatten(1), luma.diff(dim=2).flatten(1)], 1)


if __name__ == "__main__":
    main()
