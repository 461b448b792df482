"""Seed 4: one bilateral network for five experts, its size, its rate, and networks of a single expert (figure 5)."""

from functools import partial

import torch
from torch import Tensor

from benchmarks.reproduction.experiment import Claim, Experiment, Work, learned
from benchmarks.reproduction.measuring import Measures, mean_of, measured, unchanged
from benchmarks.reproduction.thumbnails import RETOUCHERS, Pairs, enlarged, tensors
from engine.networks.bilateral import INPUT_SIZE
from training.compute import Compute
from training.five_experts import ExpertsCourse
from training.networks import Around
from training.paired import PairedCourse
from training.plan import TrainingPlan

SIDE = 32
STEPS = 400
RATE = 2e-3
USUAL = {"network": "bilateral", "losses": {"mse": 1.0}, "batch": 4, "size": SIDE, "rate": RATE}
DECREASING = {"schedule": "exponential", "options": {"stages": 10, "decay": 0.7}}


def combined(
    work: Work, seed: int, width: int, *, decreasing: bool, steps: int = STEPS, rate: float = RATE
) -> Measures:
    """One network for all five, measured with the expert asked for."""
    arguments = {"channel_multiplier": width, "experts": len(RETOUCHERS), "grid_per_expert": True}
    fields = USUAL | {"rate": rate} | (DECREASING if decreasing else {})
    plan = work.plan("experts", seed, arguments=arguments, steps=steps, **fields)
    pairs = work.data.learn.pairs(SIDE, *RETOUCHERS, small=INPUT_SIZE)
    network = learned(plan, lambda plan, compute: ExpertsCourse(plan, compute, pairs, None, RETOUCHERS))
    rows = []
    for expert, name in enumerate(RETOUCHERS):
        shares = torch.eye(len(RETOUCHERS))[expert : expert + 1]

        def enhance(photos: Tensor, shares: Tensor = shares) -> Tensor:
            answer: Tensor = network(photos, _around(photos, shares))
            return answer

        rows.append(_against(work, name, enhance))
    return mean_of(rows)


def single(work: Work, seed: int) -> Measures:
    """Five small networks of one expert each, which see every photo as often as the combined one does."""
    rows = []
    for name in RETOUCHERS:
        plan = work.plan("paired", seed, steps=STEPS // len(RETOUCHERS), **USUAL | DECREASING)
        pairs = work.data.learn.pairs(SIDE, name, small=INPUT_SIZE)
        network = learned(plan, partial(_on, pairs))

        def enhance(photos: Tensor, network: torch.nn.Module = network) -> Tensor:
            answer: Tensor = network(photos, _around(photos))
            return answer

        rows.append(_against(work, name, enhance))
    return mean_of(rows)


def _on(pairs: Pairs, plan: TrainingPlan, compute: Compute) -> PairedCourse:
    return PairedCourse(plan, compute, pairs, None)


def photo(work: Work, _seed: int) -> Measures:
    """The photos as they go in."""
    return mean_of([_against(work, name, unchanged) for name in RETOUCHERS])


def _around(photos: Tensor, shares: Tensor | None = None) -> Around:
    small = enlarged(photos, INPUT_SIZE)
    return Around(small=small, shares=None if shares is None else shares.expand(len(photos), -1))


def _against(work: Work, name: str, enhance: object) -> dict[str, float]:
    held = work.data.held
    return measured(enhance, tensors(held.dulled, SIDE), tensors(held.retouched[name], SIDE))  # type: ignore[arg-type]


BIG, FIXED = "combined (width 2), decreasing rate", "combined (width 2), fixed rate"
HALF = "the same, half as long"
SMALL, SINGLE = "small (width 1), decreasing rate", "five single experts (width 1)"
EXPERIMENT = Experiment(
    title="Seed 4: one network for five experts",
    setting=f"{STEPS} steps of 4 whole photos at {SIDE} px (256 px for the grid), Adam from 2e-3, x 0.7 in each tenth "
    f"where it decreases; each of the five single networks has a fifth of the steps, so it meets every photo as often.",
    variants={
        "photo as it goes in": photo,
        BIG: lambda work, seed: combined(work, seed, 2, decreasing=True),
        FIXED: lambda work, seed: combined(work, seed, 2, decreasing=False),
        HALF: lambda work, seed: combined(work, seed, 2, decreasing=False, steps=STEPS // 2),
        SMALL: lambda work, seed: combined(work, seed, 1, decreasing=True),
        SINGLE: single,
    },
    claims=(
        Claim(BIG, FIXED, "psnr", "figure 5"),
        Claim(BIG, SMALL, "psnr", "figure 5"),
        Claim(SMALL, SINGLE, "psnr", "section on results"),
    ),
    columns={"psnr": "PSNR to the expert asked for, dB", "ssim": "SSIM"},
    remark="At this length nothing has settled: the fixed rate still gains much in its second half, and runs differ "
    "more by seed than by variant. The network for all sees each photo as often as the single ones do, but learns "
    "from all five versions of it, so it takes five times their steps: that is what the paper's equal epochs mean too.",
)
