"""The unstyler: what liked photos looked like before, from what they look like now among likes and ordinary photos.

    python -m training.unstyler --photos DIR -o resources/statistics/unstyler.safetensors

A small network learned it from imagined retouchers (`training.tastes`), whose photos are known before and after: for
each like it tells the traits (`training.unstyling`) of the photo that it was. Whether likes are dark because somebody
likes dark scenes or because somebody darkens photos is seen, as far as it can be, in all of their traits together; half
of the sets that it learned from leaned toward some content.
"""

import argparse
import math
from dataclasses import dataclass, fields
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import StyleError
from engine.networks.adaptive_numpy import SEEN
from training.data.folders import list_photos, load_square
from training.impressions import EACH, GLOBAL, SET, impressions, set_impression
from training.progress import Progress
from training.taste_reader import is_for_practice, leaning, small_copies, worn, write_weights
from training.tastes import draw, retouch
from training.unstyling import TRAITS, looks_of

UNSTYLER_FILE = Path(__file__).resolve().parent.parent / "resources" / "statistics" / "unstyler.safetensors"
_SEEN_OF_ONE = EACH + 3 * TRAITS
_SEEN_OF_ALL = 2 * SET + 1 + 4 * TRAITS
_WHOLE, _CROPPED = 5, 5
"""Variants of the photos: worn down as they are, the first not at all; and parts of them worn down."""
_PIXELS = 512
_OF_EACH = 110
"""Photos that each retoucher is given."""
_ORDINARY = 60
_TOGETHER = 16
_RATE = 2e-3
_STAYS = 0.8
"""Where nothing is known, a like keeps this share of its place among the likes."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Sets of likes and of ordinary photos, as numbers.

    Attributes:
        likes: (B, n, EACH), impressions of likes.
        traits: (B, n, TRAITS), theirs.
        ordinary: (B, m, EACH).
        usual: (B, m, TRAITS).
    """

    likes: Tensor
    traits: Tensor
    ordinary: Tensor
    usual: Tensor


class Unstyler(nn.Module):
    """From sets of photos to the traits that the likes had, in deviations of the ordinary photos.

    Weights: {all,one}_{mean,scale}; each.{0,2}, context.{0,3} and body.{0,2,4}.weight/bias.
    """

    def __init__(self) -> None:
        super().__init__()
        self.all_mean: Tensor
        self.all_scale: Tensor
        self.one_mean: Tensor
        self.one_scale: Tensor
        for name, size in (("all", _SEEN_OF_ALL), ("one", _SEEN_OF_ONE)):
            self.register_buffer(f"{name}_mean", torch.zeros(size))
            self.register_buffer(f"{name}_scale", torch.ones(size))
        self.each = nn.Sequential(nn.Linear(_SEEN_OF_ONE, 64), nn.GELU(), nn.Linear(64, 64), nn.GELU())
        self.context = nn.Sequential(
            nn.Linear(_SEEN_OF_ALL + 64, 128), nn.GELU(), nn.Dropout(0.1), nn.Linear(128, 64), nn.GELU()
        )
        last = nn.Linear(160, TRAITS)
        self.body = nn.Sequential(
            nn.Linear(_SEEN_OF_ONE + 64, 160), nn.GELU(), nn.Linear(160, 160), nn.GELU(), last
        )  # fmt: skip
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, seen: Seen) -> Tensor:
        """Traits before, (B, n, TRAITS), in deviations from the mean ordinary photo."""
        whole, one, place = _numbers(seen)
        one = ((one - self.one_mean) / self.one_scale).clamp(-5, 5)
        whole = ((whole - self.all_mean) / self.all_scale).clamp(-5, 5)
        context = self.context(torch.cat([whole, self.each(one).mean(1)], 1))
        known = torch.cat([one, context[:, None].expand(-1, one.shape[1], -1)], 2)
        found: Tensor = _STAYS * place + self.body(known)
        return found

    @torch.no_grad()
    def before(self, likes: Tensor, ordinary: Tensor) -> Tensor:
        """Traits that likes probably had before they were finished.

        Args:
            likes: (N, K, 3), sRGB-encoded, 0..1.
            ordinary: (M, K', 3).

        Returns:
            (N, TRAITS).
        """
        usual = looks_of(ordinary).traits
        parts = impressions(likes), looks_of(likes).traits, impressions(ordinary), usual
        told: Tensor = self(Seen(*(part[None] for part in parts)))[0]
        return usual.mean(0) + (usual.std(0) + 1e-3) * told


def _numbers(seen: Seen) -> tuple[Tensor, Tensor, Tensor]:
    """Of the sets (B, _SEEN_OF_ALL); of each like (B, n, _SEEN_OF_ONE); and its place among the likes."""
    centre, spread = seen.usual.mean(1), seen.usual.std(1) + 1e-3
    own, wide = seen.traits.mean(1), seen.traits.std(1) + 1e-3
    count = torch.full((len(own), 1), math.log(seen.likes.shape[1]))
    of_traits = [centre, torch.log(spread), own, torch.log(wide)]
    whole = torch.cat([set_impression(seen.likes), set_impression(seen.ordinary), count, *of_traits], 1)
    away = seen.traits - own[:, None]
    place = away / wide[:, None]
    spread = spread[:, None]
    return whole, torch.cat([seen.likes, place, (seen.traits - centre[:, None]) / spread, away / spread], 2), place


def load_unstyler(path: Path = UNSTYLER_FILE) -> Unstyler:
    """The bundled unstyler, ready to be asked.

    Raises:
        StyleError: its file is missing or damaged.
    """
    unstyler = Unstyler()
    try:
        with safe_open(path, "pt") as file:
            unstyler.load_state_dict({name: file.get_tensor(name).float() for name in file.keys()})  # noqa: SIM118
    except (OSError, SafetensorError, RuntimeError) as problem:
        raise StyleError(f"{path.name} is missing or damaged.", subject=path, details=str(problem)) from problem
    return unstyler.eval().requires_grad_(requires_grad=False)


@dataclass(frozen=True, slots=True)
class Practice:
    """What is learned from: V variants of n photos, and what P retouchers made of `_OF_EACH` of them.

    Attributes:
        ordinary: (V, n, EACH), impressions before.
        usual: (V, n, TRAITS), traits before.
        variant: (P,), which each retoucher was given.
        given: (P, g), which photos.
        likes: (P, g, EACH), impressions after.
        traits: (P, g, TRAITS), after.
    """

    ordinary: Tensor
    usual: Tensor
    variant: Tensor
    given: Tensor
    likes: Tensor
    traits: Tensor

    def some(self, retouchers: slice) -> "Practice":
        """Of some retouchers."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return Practice(**parts | {name: parts[name][retouchers] for name in ("variant", "given", "likes", "traits")})


def prepare(squares: list[np.ndarray], retouchers: int, seed: int) -> Practice:
    """Let imagined retouchers finish photos.

    Args:
        squares: photos, uint8, of one side, a multiple of SEEN.
        retouchers: how many.
        seed: of everything random.
    """
    generator, rng = torch.Generator().manual_seed(seed), np.random.default_rng(seed)
    whole = small_copies(squares)
    variants = [whole, *(worn(whole, generator) for _ in range(_WHOLE - 1))]
    variants += [worn(small_copies([_part(square, rng) for square in squares]), generator) for _ in range(_CROPPED)]
    kept = torch.randperm(SEEN * SEEN, generator=generator)[:_PIXELS]
    pixels = torch.stack(variants)[:, :, kept].contiguous()
    tastes = draw(retouchers, generator)
    variant = torch.randint(0, len(variants), (retouchers,), generator=generator)
    given = torch.stack([torch.randperm(len(squares), generator=generator)[:_OF_EACH] for _ in range(retouchers)])
    likes, traits = [], []
    for index in range(retouchers):
        made = retouch(tastes[index].expand(given.shape[1]), pixels[variant[index]][given[index]])
        likes.append(impressions(made))
        traits.append(looks_of(made).traits)
    ordinary, usual = (
        [see(each) for each in variants] for see in (impressions, lambda photos: looks_of(photos).traits)
    )
    stacks = torch.stack(ordinary), torch.stack(usual), variant, given, torch.stack(likes), torch.stack(traits)
    return Practice(*stacks)


def _part(square: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A random part of a photo, at least half of each side, at its size."""
    side = len(square)
    size = int(rng.integers(side // 2, side + 1))
    top, left = rng.integers(0, side - size + 1, 2)
    return np.asarray(cv2.resize(square[top : top + size, left : left + size], (side, side)))


def sets_of(practice: Practice, who: Tensor, count: int, generator: torch.Generator) -> tuple[Seen, Tensor]:
    """Likes of some retouchers, and ordinary photos of other things.

    Args:
        practice: what there is.
        who: (B,), retouchers.
        count: of likes.
        generator: decides.

    Returns:
        what is seen, and the traits that the likes had before, (B, count, TRAITS).
    """
    variant, given = practice.variant[who], practice.given[who]
    whole = practice.ordinary[variant[:, None], given][..., :GLOBAL]
    chosen = leaning(whole, generator).argsort(1, descending=True)[:, :count]
    photos = given.gather(1, chosen)
    taken = torch.zeros(len(who), practice.ordinary.shape[1]).scatter_(1, photos, 10.0)
    others = (torch.rand(taken.shape, generator=generator) + taken).argsort(1)[:, :_ORDINARY]
    # Ordinary photos are mostly worn down as those were that the retoucher was given, but not always.
    other = torch.randint(0, len(practice.ordinary), variant.shape, generator=generator)
    same = torch.rand(len(who), generator=generator) < 0.85
    worn_as = torch.where(same, variant, other)[:, None]
    likes, traits = (kept[who[:, None], chosen] for kept in (practice.likes, practice.traits))
    seen = Seen(likes, traits, practice.ordinary[worn_as, others], practice.usual[worn_as, others])
    return seen, practice.usual[variant[:, None], photos]


def train(practice: Practice, steps: int, seed: int) -> Unstyler:
    """Learn; prints a line of progress every 500 steps.

    Args:
        practice: see `prepare`; one retoucher in twenty is kept for checking.
        steps: to do.
        seed: of everything random.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    held = max(1, len(practice.variant) // 20)
    taught = practice.some(slice(0, len(practice.variant) - held))
    unstyler = Unstyler()
    _centre(unstyler, taught, generator)
    optimiser = torch.optim.AdamW(unstyler.parameters(), lr=_RATE, weight_decay=1e-2)
    losses: list[float] = []
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, (step + 1) / 100) * (0.01 + 0.495 * (1 + math.cos(math.pi * step / steps)))
        seen, before = _round(taught, generator)
        loss = functional.smooth_l1_loss(unstyler(seen), _goal(seen, before), beta=0.5)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(unstyler.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 500 == 0 or step + 1 == steps:
            measures = {"off": check(unstyler, practice.some(slice(-held, None)))}
            print(Progress(step + 1, steps, 0.0, float(np.mean(losses)), held_out=measures).line(), flush=True)
            losses = []
    return unstyler.eval()


@torch.no_grad()
def check(unstyler: Unstyler, practice: Practice, count: int = 40) -> float:
    """How far off the traits are that are told, in deviations of ordinary photos; root of the mean square."""
    unstyler.eval()
    count = min(count, practice.given.shape[1] // 2)
    seen, before = sets_of(practice, torch.arange(len(practice.variant)), count, torch.Generator().manual_seed(0))
    off = unstyler(seen) - _goal(seen, before)
    unstyler.train()
    return round(float(off.square().mean().sqrt()), 4)


def _goal(seen: Seen, before: Tensor) -> Tensor:
    centre, spread = seen.usual.mean(1, keepdim=True), seen.usual.std(1, keepdim=True) + 1e-3
    return ((before - centre) / spread).clamp(-4, 4)


def _round(practice: Practice, generator: torch.Generator) -> tuple[Seen, Tensor]:
    """6 to 100 likes of some retouchers, few as often as many."""
    most = min(100, practice.given.shape[1] - 1)
    count = round(6 * (most / 6) ** float(torch.rand(1, generator=generator)))
    return sets_of(
        practice, torch.randint(0, len(practice.variant), (_TOGETHER,), generator=generator), count, generator
    )


@torch.no_grad()
def _centre(unstyler: Unstyler, practice: Practice, generator: torch.Generator) -> None:
    """Centre and scale of the inputs over some rounds."""
    rounds = [_numbers(_round(practice, generator)[0]) for _ in range(24)]
    for name, place, least in (("all", 0, 1e-3), ("one", 1, 1e-5)):
        numbers = torch.cat([each[place].flatten(0, -2) for each in rounds])
        getattr(unstyler, f"{name}_mean").copy_(numbers.mean(0))
        getattr(unstyler, f"{name}_scale").copy_(numbers.std(0) + least)


def main() -> None:
    """Read the arguments, learn, write the unstyler."""
    parser = argparse.ArgumentParser(prog="python -m training.unstyler", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos; half of them is used")
    parser.add_argument("-o", "--output", type=Path, default=UNSTYLER_FILE)
    parser.add_argument("--retouchers", type=int, default=2400)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    paths = [path for path in list_photos(options.photos) if is_for_practice(path)]
    practice = prepare([load_square(path, 8 * SEEN) for path in paths], options.retouchers, options.seed)
    unstyler = train(practice, options.steps, options.seed)
    card = {
        "data": f"{len(paths)} photos (CC0, CC BY, CC BY-SA, Unsplash, free to use), each worn down nine times",
        "teachers": f"{options.retouchers} imagined retouchers (training.tastes)",
        "licence": "Apache-2.0",
        "command": f"python -m training.unstyler --photos DIR --retouchers {options.retouchers} "
        f"--steps {options.steps} --seed {options.seed}",
        "measured": {"off": check(unstyler, practice.some(slice(-max(1, options.retouchers // 20), None)))},
    }
    write_weights(options.output, unstyler, card)


if __name__ == "__main__":
    main()
