"""Seed 1: UEGAN unpaired, against simple baselines and a CycleGAN, without its parts (Tables I, III and IV)."""

from functools import partial
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.reproduction.cycle import CycleCourse
from benchmarks.reproduction.experiment import Claim, Experiment, Work, learned
from benchmarks.reproduction.measuring import Measures, measured, unchanged
from benchmarks.reproduction.thumbnails import TARGET, Singles, tensors
from training.unpaired import UnpairedCourse

SIDE = 72
STEPS = 300
USUAL: dict[str, Any] = {
    "network": "uegan",
    "steps": STEPS,
    "batch": 2,
    "size": SIDE,
    "rate": 1e-3,
    "schedule": "linear",
}
OPTIONS = {"adversary_width": 8, "adversary_rate": 1.0, "features": "bands"}
WIDTH = 8


def unpaired(work: Work, seed: int, **changes: Any) -> Measures:
    """UEGAN with a part changed."""
    options = OPTIONS | {name: changes.pop(name) for name in ("identity", "quality") if name in changes}
    plan = work.plan("unpaired", seed, arguments={"width": WIDTH, **changes}, options=options, **USUAL)
    return _measured(work, learned(plan, lambda plan, compute: UnpairedCourse(plan, compute, *_sets(work), None)))


def cycle(work: Work, seed: int) -> Measures:
    """A CycleGAN of the same generators and discriminators."""
    plan = work.plan("unpaired", seed, arguments={"width": WIDTH}, options=OPTIONS, **USUAL)
    return _measured(work, learned(plan, lambda plan, compute: CycleCourse(plan, compute, *_sets(work))))


def baseline(work: Work, _seed: int, enhance: Any = unchanged) -> Measures:
    """What needs no learning."""
    held = work.data.held.pairs(SIDE)
    return measured(enhance, held.before, held.after[:, 0])


def equalised(photos: Tensor) -> Tensor:
    """The luma's histogram made even, colours scaled along."""
    found = []
    for photo in photos:
        pixels = (photo.permute(1, 2, 0).numpy() * 255 + 0.5).astype(np.uint8)
        parts = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)
        parts[..., 0] = cv2.equalizeHist(np.ascontiguousarray(parts[..., 0]))
        found.append(torch.from_numpy(cv2.cvtColor(parts, cv2.COLOR_YCrCb2RGB)).permute(2, 0, 1).float() / 255)
    return torch.stack(found)


def _sets(work: Work) -> tuple[Singles, Singles]:
    """Undeveloped photos, and other photos as the retoucher has them."""
    ordinary, good = work.data.learn.part(0, 2), work.data.learn.part(1, 2)
    return Singles(tensors(ordinary.dulled, SIDE)), Singles(tensors(good.retouched[TARGET], SIDE))


def _measured(work: Work, network: nn.Module) -> Measures:
    held = work.data.held.pairs(SIDE)
    return measured(network, held.before, held.after[:, 0])


FULL, NO_IDENTITY, CYCLE = "UEGAN", "UEGAN without identity loss", "CycleGAN"
UNET, PIXELS = "GAM + U-Net", "GAM + modulation of pixels"
NO_GAM, NEITHER = "without GAM", "without GAM and modulation"
EXPERIMENT = Experiment(
    title="Seed 1: UEGAN without pairs",
    setting=f"{STEPS} steps of 2 whole photos of each set at {SIDE} px; generator and discriminator of width {WIDTH}, "
    f"Adam from 1e-3, linear after half; bands for VGG-19; half of the photos undeveloped, the other half as the "
    f"retoucher has them. The CycleGAN has two of the same generators and discriminators, so only the way of learning "
    f"differs.",
    variants={
        "photo as it goes in": baseline,
        "histogram equalisation": partial(baseline, enhance=equalised),
        CYCLE: cycle,
        FULL: unpaired,
        NO_IDENTITY: partial(unpaired, identity=0.0),
        NO_GAM: partial(unpaired, attention="none"),
        UNET: partial(unpaired, modulation="concat"),
        NEITHER: partial(unpaired, attention="none", modulation="none"),
        PIXELS: partial(unpaired, modulation="pixels"),
    },
    claims=(
        Claim(FULL, "photo as it goes in", "psnr", "Table I"),
        Claim(FULL, "histogram equalisation", "psnr", "simple baseline"),
        Claim(FULL, CYCLE, "psnr", "Table I"),
        Claim(FULL, CYCLE, "ssim", "Table I"),
        Claim(FULL, NO_IDENTITY, "psnr", "Table III"),
        Claim(FULL, NO_GAM, "psnr", "Table IV"),
        Claim(NO_GAM, UNET, "psnr", "Table IV"),
        Claim(UNET, NEITHER, "psnr", "Table IV"),
        Claim(NEITHER, PIXELS, "psnr", "Table IV"),
    ),
    columns={"psnr": "PSNR, dB", "ssim": "SSIM", "contrast": "contrast", "saturation": "saturation", "kept": "kept"},
)
