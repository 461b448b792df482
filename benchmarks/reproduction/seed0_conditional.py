"""Seed 0: norms that know the scene's tags, against plain ones (section 3.3); and what a batch costs both networks."""

import hashlib
import time
from functools import partial
from typing import Any

import torch
from torch import Tensor

from benchmarks.reproduction.experiment import Claim, Experiment, Trial, Work, learned
from benchmarks.reproduction.measuring import Measures, measured
from benchmarks.reproduction.thumbnails import Pairs, Set, tensors
from engine.tags import Tags
from training.networks import Around, make_network

SIDE = 32
STEPS = 150
BY_TIME = {"day": "vivid", "dusk": "warm-evening", "night": "cool-clear", "unknown": "natural"}
"""Whose version a photo's target is, by its tag."""
ONE = dict.fromkeys(BY_TIME, "vivid")
AS_IT_IS = "as it is"
DARK = ONE | {"night": AS_IT_IS}
USUAL: dict[str, Any] = {
    "steps": STEPS,
    "batch": 8,
    "size": SIDE,
    "rate": 3e-3,
    "schedule": "cosine",
    "losses": {"mse": 1.0},
}
SIZE: dict[str, Any] = {"arguments": {"width": 12, "dilated": 4}}
BATCH, HEIGHT, WIDTH, TIMES = 2, 83, 125, 2
"""A quarter of D'Oro and Nasca's sides."""


def trained(work: Work, seed: int, network: str, by_time: dict[str, str]) -> Measures:
    """A network, told the tags if it listens."""
    plan = work.plan("paired", seed, network=network, **SIZE, **USUAL)
    pairs, held = tagged(work.data.learn, by_time), tagged(work.data.held, by_time)
    result = learned(plan, lambda plan, compute: Trial(plan, compute, pairs))

    def enhance(photos: Tensor) -> Tensor:
        answer: Tensor = result(photos, Around(tags=held.tags))
        return answer

    return measured(enhance, held.before, held.after[:, 0], some=len(held))


def tagged(photos: Set, by_time: dict[str, str]) -> Pairs:
    """Pairs whose target depends on a tag; the tag is drawn by hash, so nothing in the photo tells it."""
    before, versions = tensors(photos.dulled, SIDE), photos.retouched | {AS_IT_IS: photos.dulled}
    times = [tuple(by_time)[hashlib.sha256(photo.tobytes()).digest()[0] % len(by_time)] for photo in photos.plain]
    chosen = [tensors(versions[by_time[time_]][number : number + 1], SIDE) for number, time_ in enumerate(times)]
    return Pairs(before, torch.stack(chosen), tags=tuple(Tags(time=time_) for time_ in times))


def batch_of(_work: Work, seed: int, network: str) -> Measures:
    """Processor seconds of one step's forward and backward pass at the published width."""
    torch.manual_seed(seed)
    module = make_network(network, {})
    photos = torch.rand(BATCH, 3, HEIGHT, WIDTH)
    found = []
    for _ in range(TIMES):
        started = time.process_time()
        module(photos).square().mean().backward()
        found.append(time.process_time() - started)
    return {"batch": min(found)}


PLAIN, TOLD = "CAN, target by tag", "conditional CAN, target by tag"
PLAIN_DARK, TOLD_DARK = "CAN, night stays dark", "conditional CAN, night stays dark"
PLAIN_ONE, TOLD_ONE = "CAN, one target", "conditional CAN, one target"
UNET, CAN = "U-Net, 13.4 M parameters", "CAN32, 57,000 parameters"
EXPERIMENT = Experiment(
    title="Seed 0: scene tags, and the cost of a batch",
    setting=f"{STEPS} steps of 8 whole photos at {SIDE} px, CAN of 12 channels and dilations to 16, Adam from 3e-3 in "
    f"half a cosine, MSE. The retoucher depends on the tag of time (four of the simulated retouchers; or one who "
    f"leaves night photos as they are, added after the first had been measured), the tag on nothing in the photo; in "
    f"the control all have one. A batch: {BATCH} photos of {WIDTH} x {HEIGHT} px, published widths, best of {TIMES}, "
    f"one thread.",
    variants={
        PLAIN: partial(trained, network="can32", by_time=BY_TIME),
        TOLD: partial(trained, network="conditional_can", by_time=BY_TIME),
        PLAIN_DARK: partial(trained, network="can32", by_time=DARK),
        TOLD_DARK: partial(trained, network="conditional_can", by_time=DARK),
        PLAIN_ONE: partial(trained, network="can32", by_time=ONE),
        TOLD_ONE: partial(trained, network="conditional_can", by_time=ONE),
        UNET: partial(batch_of, network="unet"),
        CAN: partial(batch_of, network="can32"),
    },
    claims=(
        Claim(TOLD, PLAIN, "psnr", "section 3.3"),
        Claim(TOLD_DARK, PLAIN_DARK, "psnr", "section 3.3"),
        Claim(TOLD_ONE, PLAIN_ONE, "psnr", "control: nothing to be told", control=True),
        Claim(UNET, CAN, "batch", "section 4: U-Net about 5 times faster", higher=False),
    ),
    columns={"psnr": "PSNR, dB", "ssim": "SSIM", "batch": "seconds a batch"},
    remark="Where the four retouchers differ less than a network that starts from nothing lacks after so few steps, "
    "being told whose version is wanted cannot show. A batch costs what there is to multiply: per pixel the published "
    "U-Net has several times as much of it as CAN32, and on a processor dilated convolutions are no slower than "
    "others; the authors measured on a graphics card.",
)
