"""Teach one bilateral network several styles at once: Expert C by a 3-D LUT teacher, the looks by simulated retouchers.

    python -m training.experts --photos DIR --teacher DIR --vgg FILE -o resources/styles/looks.safetensors [--steps N]

Prints one line of JSON per progress. The same photos, steps and seed on the same machine give the same weights.
"""

import argparse
import copy
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.bilateral import INPUT_SIZE, BilateralNetwork
from engine.networks.slicing import apply_affine, slice_points
from training.data.batches import Batch, Judgement, Teachers, as_tensor, make_batch, random_batch, trust
from training.data.degrade import degrade, draw
from training.data.folders import Photo, load_photos, split_photos
from training.data.prefetch import prefetched
from training.looks import retouch as retouch_by_looks
from training.losses.grids import roughness
from training.progress import Progress
from training.quality import load_vgg, teach_judge
from training.style_file import STYLES, save_styles
from training.teachers import LutTeacher

LOADED_SIZE = 352
POINTS = 2048
EMPHASIS = torch.tensor([12.0, 4, 1, 1, 1, 1, 1, 1])
"""Weight of each expert's error, last the blend's: Expert C varies most from photo to photo, Natural is the default."""


def main() -> None:
    """Read the arguments, train; save now and then, and at the end."""
    options = _parser().parse_args()
    # Batches are made in a second thread; more threads for one small network would mostly wait for each other.
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    train_paths, held_paths = split_photos(options.photos)
    teachers = make_teachers(options.teacher)
    arguments: dict[str, Any] = {
        "channel_multiplier": options.width,
        "experts": len(STYLES),
        "statistics": True,
        "guide": "luma",
        "start_at_identity": True,
        "grid_per_expert": True,
        "normalise": True,
        "grey_experts": [index for index, style in enumerate(STYLES) if style.id == "black-and-white"],
    }
    card = {
        "data": f"{len(train_paths)} photos (CC0, CC BY, CC BY-SA, Unsplash, free to use); {len(held_paths)} held out",
        "held_out": [p.stem for p in held_paths],
        "teachers": {
            "expert-c": "Image-Adaptive-3DLUT, sRGB, paired (Apache-2.0)",
            "others": "simulated retouchers; which photos to spare: distilled VGG-19 (MIT) and a regression",
        },
        "licence": "Apache-2.0",
        "command": _command(options),
        "seed": options.seed,
    }

    def report(progress: Progress, network: BilateralNetwork) -> None:
        print(progress.line(), flush=True)
        measured = {"steps": progress.step, "agreement_db": progress.agreement}
        save_styles(options.output, network, arguments, card | {"measured": measured})

    photos = load_photos(train_paths, LOADED_SIZE)
    judge = teach_judge(load_vgg(options.vgg), photos)
    network = BilateralNetwork(**arguments)
    if options.start:
        network.load_state_dict({name: value.float() for name, value in load_file(options.start).items()})
    train(
        network,
        photos,
        teachers,
        judge,
        held_out_batch(load_photos(held_paths, INPUT_SIZE), teachers, judge),
        options,
        report,
    )


def make_teachers(folder: Path) -> Teachers:
    """The LUT teacher and the simulated retouchers, in the order of STYLES."""
    expert_c = LutTeacher.load(folder)
    return lambda lesson: [expert_c(lesson.photos, lesson.colours), *retouch_by_looks(lesson)]


def held_out_batch(photos: list[Photo], teachers: Teachers, judge: Judgement) -> Batch:
    """Every held-out photo as it is and once degraded, with fixed randomness."""
    rng = np.random.default_rng(0)
    clean = as_tensor([photo.pixels for photo in photos])
    how = draw(len(clean), rng)
    seen = torch.cat([clean, degrade(clean, how, seed=0)])
    untouched = torch.cat([torch.ones(len(clean), dtype=torch.bool), how.untouched])
    trusted = trust(photos * 2, seen, untouched, judge)
    return make_batch(clean.repeat(2, 1, 1, 1), seen, trusted, untouched, teachers, POINTS, rng)


def train(
    network: BilateralNetwork,
    photos: Sequence[Photo],
    teachers: Teachers,
    judge: Judgement,
    check: Batch,
    options: argparse.Namespace,
    report: Callable[[Progress, BilateralNetwork], None],
) -> None:
    """The loop: batch, loss, step, running average of the weights.

    Args:
        network: to be trained, in place.
        photos: to train on.
        teachers: what to learn.
        judge: which photos are to be left as they are.
        check: held-out photos.
        options: steps, rate, batch, seed, fast.
        report: told the progress and the averaged network every 250 steps and at the end.
    """
    choose, mix = np.random.default_rng(options.seed).spawn(2)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    spared = trust_head(network)
    average = copy.deepcopy(network).eval().requires_grad_(False)
    optimiser = torch.optim.Adam([*network.parameters(), *spared.parameters()], lr=options.rate, betas=(0.9, 0.99))
    steps, started, losses = options.steps, time.monotonic(), []

    def make() -> Batch:
        return random_batch(photos, teachers, judge, INPUT_SIZE, options.batch, POINTS, choose)

    for step, batch in enumerate(prefetched(make, steps)):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(step, steps, options.rate)
        loss = batch_loss(network, spared, batch, mix, fast=options.fast)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        follow(average, network, min(0.998, step / (step + 10)))
        losses.append(float(loss.detach()))
        if (step + 1) % 250 == 0 or step + 1 == steps:
            seconds = round(time.monotonic() - started, 1)
            report(Progress(step + 1, steps, seconds, float(np.mean(losses)), agreement(average, check)), average)
            losses = []


def learning_rate(step: int, steps: int, peak: float) -> float:
    """A short warm-up, then a cosine to nearly nothing."""
    return peak * min(1.0, (step + 1) / 100) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def trust_head(network: BilateralNetwork) -> nn.Module:
    """Reads from the trunk's global features what the judge says of a photo; needed for teaching only.

    How far a photo is to be spared weighs little in its pixels, so the trunk would look for it too late.
    """
    return nn.Sequential(nn.ReLU(), nn.Linear(network.prediction.in_channels * 4, 64), nn.ReLU(), nn.Linear(64, 1))


def batch_loss(
    network: BilateralNetwork, spared: nn.Module, batch: Batch, rng: np.random.Generator, *, fast: bool
) -> Tensor:
    """L1 of all experts and of one random blend of them per photo, the grid's roughness, and what the judge says.

    Colour differences count once more: a tint in what should be neutral is seen long before it weighs in RGB.
    """
    n, experts = batch.targets.shape[:2]
    shares = torch.from_numpy(rng.dirichlet(np.full(experts, 0.3), n)).float()
    targets = torch.cat([batch.targets, torch.einsum("ne,nekc->nkc", shares, batch.targets)[:, None]], 1)
    weights = torch.cat([torch.eye(experts).expand(n, -1, -1), shares[:, None]], 1)
    local, hidden = see(network, batch.photos, fast=fast)
    grids = predict(network, local, hidden, weights)
    results = retouch(grids, batch)
    errors = results - targets
    tints = errors - errors.roll(1, -1)
    errors = (errors.abs() + 0.5 * tints.abs()).mean((0, 2, 3))
    # What leaves 0..1 is clipped in a file, and detail with it.
    lost = (functional.relu(-results) + functional.relu(results - 1)).mean()
    said = functional.binary_cross_entropy_with_logits(spared(hidden)[:, 0], batch.trusted, weight=batch.judged.float())
    return (errors * EMPHASIS).mean() + 3 * lost + 0.01 * roughness(grids.flatten(0, 1)) + 0.1 * said


def see(network: BilateralNetwork, photos: Tensor, *, fast: bool = False) -> tuple[Tensor, Tensor]:
    """What the trunk makes of photos (N, 3, 256, 256): local and global features; half precision if fast."""
    # Half-precision convolutions are three times as fast where the processor has them; all the rest is exact.
    with torch.autocast("cpu", torch.bfloat16, enabled=fast):
        local, hidden = network.trunk(photos)
    return local.float(), hidden.float()


def predict(network: BilateralNetwork, local: Tensor, hidden: Tensor, weights: Tensor) -> Tensor:
    """Grids of several blends per photo, one trunk pass each.

    Args:
        network: the network.
        local: of `see`.
        hidden: of `see`.
        weights: (N, B, E).

    Returns:
        (N, B, 12, 8, 16, 16).
    """
    n, blends = weights.shape[:2]
    grids = network.head(local.repeat_interleave(blends, 0), hidden.repeat_interleave(blends, 0), weights.flatten(0, 1))
    return grids.view(n, blends, *grids.shape[1:])


def retouch(grids: Tensor, batch: Batch) -> Tensor:
    """The batch's pixels through grids (N, B, 12, 8, gh, gw); returns (N, B, K, 3), unclipped."""
    n, blends = grids.shape[:2]
    guide = (batch.colours @ torch.tensor([0.299, 0.587, 0.114])).clamp(0, 1)
    sliced = slice_points(grids.flatten(1, 2), batch.x, batch.y, guide)
    return apply_affine(sliced.view(n, -1, blends, 12).transpose(1, 2), batch.colours[:, None])


@torch.no_grad()
def agreement(network: BilateralNetwork, check: Batch) -> dict[str, float]:
    """Mean PSNR in dB between network and teacher, by style id."""
    experts = check.targets.shape[1]
    grids = predict(network, *see(network, check.photos), torch.eye(experts).expand(len(check.photos), -1, -1))
    errors = (retouch(grids, check).clamp(0, 1) - check.targets).square().mean((2, 3))
    psnr = -10 * torch.log10(errors.clamp_min(1e-8)).mean(0)
    return {style.id: round(float(db), 2) for style, db in zip(STYLES, psnr, strict=True)}


def follow(average: torch.nn.Module, network: torch.nn.Module, inertia: float) -> None:
    """Move the running average of the weights toward the network's."""
    with torch.no_grad():
        for mean, now in zip(average.parameters(), network.parameters(), strict=True):
            mean.lerp_(now, 1 - inertia)


def _command(options: argparse.Namespace) -> str:
    """The command that repeats this training."""
    choices = f"--steps {options.steps} --width {options.width} --batch {options.batch} --seed {options.seed}"
    fast = " --fast" if options.fast else ""
    start = f" --rate {options.rate} --start {options.start.name}" if options.start else ""
    files = "--photos DIR --teacher DIR --vgg 5SE.pth -o looks.safetensors"
    return f"python -m training.experts {files} {choices}{fast}{start}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.experts", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos to train on")
    parser.add_argument("--teacher", type=Path, required=True, help="folder with LUTs.pth and classifier.pth")
    parser.add_argument("--vgg", type=Path, required=True, help="the distilled VGG, 5SE.pth")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="peak learning rate")
    parser.add_argument("--width", type=int, default=2, help="channel multiplier of the network")
    parser.add_argument("--fast", action="store_true", help="bfloat16 convolutions (for processors that have them)")
    parser.add_argument("--start", type=Path, help="go on from a file that this program wrote")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
