"""Teach our small feature net to see what a VGG-19 sees, from its distilled form (MIT licence).

    python -m training.features --photos DIR --teacher DIR -o resources/features/features.safetensors [--minutes M]

Views of photos, half of them worn down, go through both nets; every feature of the teacher, divided by one constant per
stage so that its mean square is 1, is matched. One in eight photos is held out and says how well that went. Prints one
line of JSON per progress. The same photos, steps and seed on the same machine give the same weights; --minutes ends a
run early, with as many steps as fit.
"""

import argparse
import copy
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.networks.features import FeatureNet
from engine.networks.vgg_distilled import DistilledVgg
from training.data.batches import as_tensor
from training.data.degrade import degrade, draw
from training.data.folders import Photo, load_photos, split_photos
from training.feature_file import save_features

LOADED_SIZE = 320
VIEW = 64
HELD_SIZE = 128
STAGES = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")
REPORT_EVERY = 100
Metrics = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Teacher:
    """What is to be matched.

    Attributes:
        network: frozen.
        scales: (5,), by which each stage's features are divided.
        weights: five of (1, C, 1, 1): how much each channel counts, so that quiet ones are learned too; mean 1.
    """

    network: DistilledVgg
    scales: Tensor
    weights: list[Tensor]

    def __call__(self, image: Tensor) -> list[Tensor]:
        """The five features, mean square 1 over photos."""
        with torch.no_grad():
            return [feature / scale for feature, scale in zip(self.network(image), self.scales, strict=True)]


def main() -> None:
    """Read the arguments, train, save."""
    options = _parser().parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    train_paths, held_paths = split_photos(options.photos)
    photos = load_photos(train_paths, LOADED_SIZE)
    teacher = make_teacher(options.teacher / "5SE.pth", random_views(photos, 48, np.random.default_rng(0)))
    card: dict[str, Any] = {
        "teacher": "VGG-19 distilled to a sixteenth, 5SE of Collaborative Distillation (MIT)",
        "data": f"{len(train_paths)} photos (CC0, CC BY, CC BY-SA, Unsplash, free to use); {len(held_paths)} held out",
        "licence": "Apache-2.0",
        "command": "python -m training.features --photos DIR --teacher DIR -o features.safetensors "
        f"--steps {options.steps} --batch {options.batch} --seed {options.seed}" + _ended_by(options.minutes),
        "seed": options.seed,
        "scales": [round(float(scale), 4) for scale in teacher.scales],
    }

    def report(step: int, seconds: float, loss: float, network: FeatureNet) -> None:
        print(json.dumps({"step": step, "seconds": round(seconds, 1), "loss": round(loss, 5)}), flush=True)
        card["steps"] = step
        save_features(options.output, network, card)

    network = train(FeatureNet(), photos, teacher, options, report)
    card["measured"] = measure(network, teacher, *held_out_pairs(load_photos(held_paths, HELD_SIZE)))
    print(json.dumps(card["measured"]), flush=True)
    save_features(options.output, network, card)


def make_teacher(path: Path, views: Tensor) -> Teacher:
    """The teacher of the authors' file, with scales and weights found on some views (N, 3, h, w)."""
    network = DistilledVgg().eval().requires_grad_(False)
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["model"])
    with torch.no_grad():
        features = network(views)
    scales = torch.stack([feature.square().mean().sqrt() for feature in features])
    return Teacher(network, scales, [_channel_weights(feature) for feature in features])


def train(
    network: FeatureNet,
    photos: Sequence[Photo],
    teacher: Teacher,
    options: argparse.Namespace,
    report: Callable[[int, float, float, FeatureNet], None],
) -> FeatureNet:
    """The loop: views, loss, step, running average of the weights.

    Args:
        network: to be trained, in place.
        photos: to take views of.
        teacher: to match.
        options: steps, minutes, batch, rate, seed, fast.
        report: told steps, seconds, mean loss and the averaged network now and then, and at the end.

    Returns:
        the averaged network.
    """
    rng = np.random.default_rng(options.seed)
    average = copy.deepcopy(network).requires_grad_(False).eval()
    optimiser = torch.optim.Adam(network.parameters(), lr=options.rate, betas=(0.9, 0.99))
    started, losses, done = time.monotonic(), [], 0.0
    for step in range(1, options.steps + 1):
        optimiser.param_groups[0]["lr"] = options.rate * learning_rate(step, done)
        views = random_views(photos, options.batch, rng)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.fast):
            loss = mismatch(network(views), teacher(views), teacher.weights)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        _follow(average, network, min(0.995, step / (step + 10)))
        losses.append(float(loss.detach()))
        seconds = time.monotonic() - started
        done = max(step / options.steps, seconds / (60 * options.minutes))
        if step % REPORT_EVERY == 0 or done >= 1:
            report(step, seconds, float(np.mean(losses)), average)
            losses = []
        if done >= 1:
            break
    return average


def learning_rate(step: int, done: float) -> float:
    """Share of the peak: a short warm-up, then a cosine to nearly nothing as `done` goes from 0 to 1."""
    return min(1.0, step / 50) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0))))


def mismatch(ours: Sequence[Tensor], theirs: Sequence[Tensor], weights: Sequence[Tensor]) -> Tensor:
    """Mean over stages of the weighted mean square difference, a scalar."""
    errors = [
        ((our.float() - their.float()).square() * weight).mean()
        for our, their, weight in zip(ours, theirs, weights, strict=True)
    ]
    return torch.stack(errors).mean()


@torch.no_grad()
def measure(network: FeatureNet, teacher: Teacher, clean: Tensor, worn: Tensor) -> Metrics:
    """How well the net stands in for its teacher on photos that neither was taught with here.

    Args:
        network: to be measured.
        teacher: the measure.
        clean: (N, 3, h, w), photos.
        worn: the same, worn down.

    Returns:
        By stage, "explained": share of the teacher's variance (each channel about its mean) that is matched;
        "distances": correlation, over photos, of the mean square distance between clean and worn as each net sees it;
        "distances_normed": the same of instance-normalised features, as the fidelity loss has them.
    """
    ours, theirs = (both(net, clean, worn) for net in (network, teacher))
    result: Metrics = {"explained": {}, "distances": {}, "distances_normed": {}}
    for stage, our, their in zip(STAGES, ours, theirs, strict=True):
        result["explained"][stage] = _explained(our, their)
        result["distances"][stage] = _correlation(_distances(our), _distances(their))
        normed = [torch.nn.functional.instance_norm(feature) for feature in (our, their)]
        result["distances_normed"][stage] = _correlation(*(_distances(feature) for feature in normed))
    return result


def both(net: Callable[[Tensor], list[Tensor]], clean: Tensor, worn: Tensor) -> list[Tensor]:
    """Features of clean photos followed by those of worn ones, by stage, (2N, C, h', w')."""
    pairs = [net(torch.stack([one, other])) for one, other in zip(clean, worn, strict=True)]
    return [torch.stack(stage).transpose(0, 1).flatten(0, 1) for stage in zip(*pairs, strict=True)]


def random_views(photos: Sequence[Photo], count: int, rng: np.random.Generator) -> Tensor:
    """(count, 3, 64, 64) parts of random photos, from pixel for pixel to the whole; half of them worn down."""
    chosen = rng.integers(0, len(photos), count)
    views = as_tensor([_view(photos[index].pixels, rng) for index in chosen])
    half = count // 2
    return torch.cat([degrade(views[:half], draw(half, rng), seed=int(rng.integers(1 << 30))), views[half:]])


def _view(photo: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    side = int(rng.integers(VIEW, min(photo.shape[:2]) + 1))
    y, x = (int(rng.integers(0, length - side + 1)) for length in photo.shape[:2])
    view = cv2.resize(photo[y : y + side, x : x + side], (VIEW, VIEW), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(view[:, ::-1] if rng.random() < 0.5 else view).astype(np.uint8, copy=False)


def held_out_pairs(photos: Sequence[Photo]) -> tuple[Tensor, Tensor]:
    """Held-out photos and the same worn down with fixed randomness, two of (N, 3, 128, 128)."""
    clean = as_tensor([photo.pixels for photo in photos])
    return clean, degrade(clean, draw(len(clean), np.random.default_rng(0)), seed=0)


def _ended_by(minutes: float) -> str:
    return f" --minutes {minutes:g}" if math.isfinite(minutes) else ""


def _channel_weights(feature: Tensor) -> Tensor:
    """Half as the mean square error has it, half so that every channel counts for its own variance."""
    variance = feature.var((0, 2, 3), keepdim=True)
    weight = 1 / (variance + 0.1 * variance.mean())
    return 0.5 + 0.5 * weight / weight.mean()


def _explained(ours: Tensor, theirs: Tensor) -> float:
    spread = (theirs - theirs.mean((0, 2, 3), keepdim=True)).square().mean()
    return round(1 - float((ours - theirs).square().mean() / spread), 4)


def _distances(features: Tensor) -> Tensor:
    clean, worn = features.chunk(2)
    return (clean - worn).square().mean((1, 2, 3))


def _correlation(first: Tensor, second: Tensor) -> float:
    return round(float(torch.corrcoef(torch.stack([first, second]))[0, 1]), 4)


def _follow(average: FeatureNet, network: FeatureNet, inertia: float) -> None:
    with torch.no_grad():
        for mean, now in zip(average.parameters(), network.parameters(), strict=True):
            mean.lerp_(now, 1 - inertia)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.features", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos to train on")
    parser.add_argument("--teacher", type=Path, required=True, help="folder with 5SE.pth")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after so long, the rate falling in time")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--rate", type=float, default=2e-3, help="peak learning rate")
    parser.add_argument("--fast", action="store_true", help="bfloat16 convolutions (for processors that have them)")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
