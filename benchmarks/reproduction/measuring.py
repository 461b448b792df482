"""What a trained network does to held-out photos, and what several seeds say together."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.losses.bands import BandFeatures
from training.losses.fidelity import fidelity_loss
from training.losses.structure import ssim

# Two-sided 95 % of Student's t, by degrees of freedom.
_STUDENT = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262}
Measures = Mapping[str, float]
Enhance = Callable[[Tensor], Tensor]
"""Photos, (N, 3, h, w), 0..1, to what becomes of them."""
SOME = 16


@dataclass(frozen=True, slots=True)
class Summary:
    """A mean over seeds with half the width of its 95 % interval (Student's t); nan of one seed."""

    mean: float
    half: float

    def __str__(self) -> str:
        digits = 2 if abs(self.mean) >= 10 else 3 if abs(self.mean) >= 0.1 else 4
        return f"{self.mean:.{digits}f}" + (f" ± {self.half:.{digits}f}" if self.half > 0 else "")


def summary(values: Sequence[float]) -> Summary:
    """Of the values of several seeds."""
    if len(values) < 2:
        return Summary(values[0], math.nan)
    spread = statistics.stdev(values) / math.sqrt(len(values))
    return Summary(statistics.mean(values), _STUDENT.get(len(values) - 1, 1.96) * spread)


def differences(better: Sequence[float], worse: Sequence[float]) -> Summary:
    """Of two variants, seed by seed, so that what a seed does to both alike does not count."""
    return summary([one - other for one, other in zip(better, worse, strict=False)])


@torch.no_grad()
def measured(enhance: Enhance, before: Tensor, after: Tensor, *, some: int = SOME) -> dict[str, float]:
    """What becomes of photos, compared with what should.

    Args:
        enhance: a trained network in eval mode.
        before: (N, 3, h, w), 0..1.
        after: the same shape.
        some: photos that are enhanced together.

    Returns:
        means over photos: psnr in dB, ssim, contrast and saturation as shares of the photo's, kept (1 - fidelity
        distance of bands).
    """
    rows = []
    for first in range(0, len(before), some):
        outputs = enhance(before[first : first + some]).clamp(0, 1)
        rows += [
            compared(*(photo[None] for photo in each))
            for each in zip(outputs, before[first : first + some], after[first : first + some], strict=True)
        ]
    return mean_of(rows)


def compared(output: Tensor, before: Tensor, after: Tensor) -> dict[str, float]:
    """One result, (1, 3, h, w), with the photo as it was and as it should be."""
    return {
        "psnr": float(-10 * torch.log10((output - after).square().mean().clamp_min(1e-8))),
        "ssim": float(ssim(output, after)),
        "contrast": float(output.std() / before.std().clamp_min(1e-4)),
        "saturation": float(_saturation(output) / _saturation(before).clamp_min(1e-4)),
        "kept": 1 - float(fidelity_loss(output, before, features=BandFeatures())),
    }


def mean_of(rows: Sequence[Measures]) -> dict[str, float]:
    """The mean of every measure."""
    return {name: statistics.mean(row[name] for row in rows) for name in rows[0]}


def unchanged(photos: Tensor) -> Tensor:
    """The photos as they were."""
    return photos


def _saturation(image: Tensor) -> Tensor:
    return (image.amax(1) - image.amin(1)).mean()
