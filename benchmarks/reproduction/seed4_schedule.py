"""Seed 4: decreasing against fixed rate, at a length at which the fixed rate has settled (figure 5)."""

from functools import partial

from benchmarks.reproduction.experiment import Claim, Experiment
from benchmarks.reproduction.seed4_experts import combined

STEPS = 250
RATE = 4e-3
FALLING, FIXED, HALF = "decreasing rate", "fixed rate", "fixed rate, half as long"
EXPERIMENT = Experiment(
    title="Seed 4: decreasing against fixed rate",
    setting=f"The small combined network (width 1) as above, {STEPS} steps from {RATE:g}.",
    variants={
        FALLING: partial(combined, width=1, decreasing=True, steps=STEPS, rate=RATE),
        FIXED: partial(combined, width=1, decreasing=False, steps=STEPS, rate=RATE),
        HALF: partial(combined, width=1, decreasing=False, steps=STEPS // 2, rate=RATE),
    },
    claims=(
        Claim(FALLING, FIXED, "psnr", "figure 5"),
        Claim(FIXED, HALF, "psnr", "control: the fixed rate has settled", control=True),
    ),
    columns={"psnr": "PSNR to the expert asked for, dB", "ssim": "SSIM"},
    remark="The rate is higher than above, so that a fixed one is held up by its own noise earlier. Three seeds "
    "had not decided it, so three were added: with the decreasing rate five of six end higher, one a little lower, and "
    "the interval only just leaves out 0. Half as long gives the fixed rate nearly as much, so it had settled.",
)
