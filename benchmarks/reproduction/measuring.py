"""What a trained style does to held-out photos, and what several seeds say together."""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from training.data.cache import PhotoCache
from training.data.items import stack_pairs
from training.data.loader import batches
from training.data.pairs import Pairs, list_pairs
from training.data.sampler import Sampler
from training.data.views import View
from training.losses.bands import BandFeatures
from training.losses.fidelity import fidelity_loss
from training.losses.structure import ssim
from training.networks import Around, make_network, start_from
from training.plan import TrainingPlan
from training.terms import TAKES, make_terms

SMALL = 256
# Two-sided 95 % of Student's t, by degrees of freedom.
_STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
Measures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Summary:
    """A mean over seeds with half the width of its 95 % interval (Student's t); nan of one seed."""

    mean: float
    half: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} ± {self.half:.3f}"


def summary(values: Sequence[float]) -> Summary:
    """Of the values of several seeds."""
    if len(values) < 2:
        return Summary(values[0], math.nan)
    spread = statistics.stdev(values) / math.sqrt(len(values))
    return Summary(statistics.mean(values), _STUDENT.get(len(values) - 1, 1.96) * spread)


def differences(better: Sequence[float], worse: Sequence[float]) -> Summary:
    """Of two variants, seed by seed, so that what a seed does to both alike does not count."""
    return summary([one - other for one, other in zip(better, worse, strict=True)])


@torch.no_grad()
def measure(plan: TrainingPlan, photos: Path, targets: Sequence[Path], size: int) -> Measures:
    """A finished plan's style on held-out pairs.

    Args:
        plan: as it was run, with network and arguments.
        photos: folder of held-out photos.
        targets: what they should become; several folders for several experts, each asked for by its share.
        size: side of the square that is compared.

    Returns:
        means over photos: psnr in dB, ssim, loss (the plan's own, where it is one of pairs), contrast and saturation
        as shares of the photo's, kept (1 - fidelity distance of bands).
    """
    network = make_network(plan.network, plan.arguments)
    start_from(network.module, replace(plan, start=str(plan.style_file)))
    network.eval()
    terms = make_terms(plan, plan.losses, frozenset({"output", "target", "source"})) if _is_paired(plan) else None
    rows: list[Measures] = []
    for expert, folder in enumerate(targets):
        shares = torch.eye(len(targets))[expert : expert + 1] if len(targets) > 1 else None
        for before, after, small in _views(photos, folder, size):
            output = network(before, Around(small=small, shares=shares))
            row = compared(output.clamp(0, 1), before, after)
            if terms is not None:
                losses = terms({"output": output, "target": after, "source": before})
                row["loss"] = float(torch.stack(list(losses.values())).sum())
            rows.append(row)
    return {name: statistics.mean(row[name] for row in rows) for name in rows[0]}


@torch.no_grad()
def measure_photos(photos: Path, targets: Sequence[Path], size: int) -> Measures:
    """The same of the photos as they are."""
    rows = [compared(before, before, after) for folder in targets for before, after, _ in _views(photos, folder, size)]
    return {name: statistics.mean(row[name] for row in rows) for name in rows[0]}


def compared(output: Tensor, before: Tensor, after: Tensor) -> Measures:
    """One result, (1, 3, h, w), with the photo as it was and as it should be."""
    return {
        "psnr": float(-10 * torch.log10((output - after).square().mean().clamp_min(1e-8))),
        "ssim": float(ssim(output, after)),
        "contrast": float(output.std() / before.std().clamp_min(1e-4)),
        "saturation": float(_saturation(output) / _saturation(before).clamp_min(1e-4)),
        "kept": 1 - float(fidelity_loss(output, before, features=BandFeatures())),
    }


def rank(values: Mapping[str, Sequence[float]], *, higher: bool) -> list[str]:
    """Variants from best to worst by their means."""
    return sorted(values, key=lambda name: statistics.mean(values[name]), reverse=higher)


def _views(photos: Path, targets: Path, size: int) -> list[tuple[Tensor, Tensor, Tensor | None]]:
    view = View(size, size, 1.0, 1.0, mirror=False, small=SMALL)
    source = Pairs(list_pairs(photos, targets).files, view, PhotoCache())
    found = batches(source, Sampler(len(source), shuffled=False), stack_pairs, 1, steps=range(len(source)))
    return [(batch.inputs, batch.targets, batch.small) for batch in found]


def _is_paired(plan: TrainingPlan) -> bool:
    return bool(plan.losses) and all(set(TAKES[name]) <= {"output", "target", "source"} for name in plan.losses)


def _saturation(image: Tensor) -> Tensor:
    return (image.amax(1) - image.amin(1)).mean()
