"""The taste reader: from what a set of likes looks like to a style, in one step.

    python -m training.taste_reader --photos DIR -o resources/statistics/taste_reader.safetensors

It learned by playing the game ten thousand times: an imagined retoucher (`training.tastes`) finishes some photos, the
reader sees these and nothing else of them, besides untouched photos of other things, and its style is tried on photos
of a third kind. So what it says is the best guess under everything that likes leave open: content that is no look, few
likes, likes of one kind. It never saw the photographers of `training.photographers`.
"""

import argparse
import hashlib
import json
import math
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from engine.errors import StyleError
from engine.networks.adaptive import Measured, enhance, measure
from engine.networks.adaptive_numpy import SEEN, SIZE
from training.data.folders import list_photos, load_square
from training.impressions import EACH, GLOBAL, SET, impressions, set_impression
from training.lab import lab
from training.progress import Progress
from training.step_sizes import step_sizes
from training.tastes import draw, retouch

_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "statistics"
READER_FILES = (_FOLDER / "taste_reader.safetensors", _FOLDER / "taste_reader_longer.safetensors")
WIDTH = 256
MOST_LIKES = 100
VARIANTS = 6
KEPT = 512
"""Pixels of each copy that are retouched and compared."""
_TRIED = 96
_TESTS = 8
_ORDINARY = 60
_TOGETHER = 16


class TasteReader(nn.Module):
    """A small network from two sets' impressions to a style.

    Weights: mean, scale (2 * SET + 1,); layers.{0,3,5}.weight/bias.
    """

    def __init__(self) -> None:
        super().__init__()
        inputs = 2 * SET + 1
        self.mean: Tensor
        self.scale: Tensor
        self.sizes: Tensor
        self.register_buffer("mean", torch.zeros(inputs))
        self.register_buffer("scale", torch.ones(inputs))
        self.register_buffer("sizes", step_sizes(), persistent=False)
        last = nn.Linear(WIDTH, SIZE)
        self.layers = nn.Sequential(
            nn.Linear(inputs, WIDTH), nn.GELU(), nn.Dropout(0.1), nn.Linear(WIDTH, WIDTH), nn.GELU(), last
        )
        nn.init.normal_(last.weight, std=0.002)
        nn.init.zeros_(last.bias)

    def forward(self, likes: Tensor, ordinary: Tensor, count: Tensor) -> Tensor:
        """Styles.

        Args:
            likes: (N, SET), impressions of the likes.
            ordinary: (N, SET), of ordinary photos.
            count: (N,), how many likes.

        Returns:
            (N, SIZE).
        """
        seen = torch.cat([likes, ordinary, torch.log(count.float())[:, None]], 1)
        style: Tensor = self.sizes * self.layers(((seen - self.mean) / self.scale).clamp(-5, 5))
        return style


class TasteReaders(nn.Module):
    """Several readers, asked together: the mean of their styles errs as little as the better of them."""

    def __init__(self, readers: Iterable[TasteReader]) -> None:
        super().__init__()
        self.readers = nn.ModuleList(readers)

    def forward(self, likes: Tensor, ordinary: Tensor, count: Tensor) -> Tensor:
        """Styles (N, SIZE); see `TasteReader`."""
        return torch.stack([reader(likes, ordinary, count) for reader in self.readers]).mean(0)


def load_readers() -> TasteReaders:
    """The bundled readers, ready to be asked.

    Raises:
        StyleError: a file is missing or damaged.
    """
    return TasteReaders(load_reader(path) for path in READER_FILES).eval()


def load_reader(path: Path = READER_FILES[0]) -> TasteReader:
    """One reader, ready to be asked.

    Raises:
        StyleError: its file is missing or damaged.
    """
    reader = TasteReader()
    try:
        with safe_open(path, "pt") as file:
            weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
        for name in ("layers.5.weight", "layers.5.bias"):  # a reader of the model's first form knows the first numbers
            last = weights[name]
            weights[name] = torch.cat([last, last.new_zeros(SIZE - len(last), *last.shape[1:])])
        reader.load_state_dict(weights)
    except (OSError, SafetensorError, RuntimeError, KeyError) as problem:
        raise StyleError(f"{path.name} is missing or damaged.", subject=path, details=str(problem)) from problem
    return reader.eval().requires_grad_(requires_grad=False)


def is_for_practice(path: Path) -> bool:
    """Whether a photo may be used to make what Penchant ships for learning: half of them, by a hash of the name with
    numbered series together; the others are kept for `python -m benchmarks style`."""
    series = re.sub(r"[_-]?\d+$", "", path.stem) or path.stem
    return hashlib.sha256(series.encode()).digest()[1] % 2 == 1


def small_copies(squares: list[np.ndarray]) -> Tensor:
    """Photos as the reader sees them, (N, SEEN * SEEN, 3), 0..1, from uint8 squares of a multiple of SEEN."""
    step = len(squares[0]) // SEEN
    made = [
        square.astype(np.float32).reshape(SEEN, step, SEEN, step, 3).mean((1, 3)).reshape(-1, 3) / 255
        for square in squares
    ]
    return torch.from_numpy(np.stack(made))


@dataclass(frozen=True, slots=True)
class Game:
    """Everything that is played with.

    Attributes:
        variant: (P,), which variant of the photos a retoucher is given.
        liked: (P, n, EACH), impressions of what each made of each photo.
        wanted: (P, n, tried, 3), some of its pixels, float16.
        given: (V, n, tried, 3), the same pixels before.
        untouched: (V, n, EACH), impressions of the photos before.
        measured: numbers (V, n, STATISTICS), levels (V, n, MARKS).
    """

    variant: Tensor
    liked: Tensor
    wanted: Tensor
    given: Tensor
    untouched: Tensor
    measured: Measured


def prepare(photos: Tensor, retouchers: int, seed: int) -> Game:
    """Let imagined retouchers finish all photos.

    Args:
        photos: (n, K, 3), 0..1.
        retouchers: how many.
        seed: of everything random.
    """
    generator = torch.Generator().manual_seed(seed)
    variants = torch.stack([*(worn(photos, generator) for _ in range(VARIANTS - 1)), photos])
    measured = [measure(each) for each in variants]
    kept = torch.randperm(photos.shape[1], generator=generator)[:KEPT]
    tried = torch.randperm(KEPT, generator=generator)[:_TRIED]
    variants = variants[:, :, kept].contiguous()
    tastes = draw(retouchers, generator)
    variant = torch.randint(0, VARIANTS, (retouchers,), generator=generator)
    liked, wanted = torch.empty(retouchers, len(photos), EACH), []
    for index in range(retouchers):
        made = retouch(tastes[index].expand(len(photos)), variants[variant[index]])
        liked[index] = impressions(made)
        wanted.append(made[:, tried].half())
    untouched = torch.stack([impressions(each) for each in variants])
    known = Measured(*(torch.stack([getattr(m, name) for m in measured]) for name in Measured.__slots__))
    return Game(variant, liked, torch.stack(wanted), variants[:, :, tried], untouched, known)


@dataclass(frozen=True, slots=True)
class Round:
    """What is played in one step: sets of likes and of untouched photos, and photos to try the styles on."""

    likes: Tensor
    ordinary: Tensor
    given: Tensor
    wanted: Tensor
    measured: Measured


def play(game: Game, who: Tensor, count: int, generator: torch.Generator) -> Round:
    """Likes, ordinary and test photos of some retouchers, all different photos.

    Half of the sets of likes lean toward some content: dark scenes, green ones, or a mixture of such traits.

    Args:
        game: the game.
        who: (B,), the retouchers.
        count: of likes.
        generator: decides.
    """
    variant = game.variant[who]
    order = leaning(game.untouched[variant][..., :GLOBAL], generator).argsort(1, descending=True)
    likes, rest = order[:, :count], order[:, count:]
    rest = rest.gather(1, torch.rand(rest.shape, generator=generator).argsort(1))
    tests, others = rest[:, :_TESTS], rest[:, _TESTS : _TESTS + _ORDINARY]
    other = torch.randint(0, VARIANTS, variant.shape, generator=generator)
    ordinary = torch.where(torch.rand(len(who), generator=generator) < 0.7, variant, other)
    each = game.measured
    at = (variant[:, None], tests)
    return Round(
        likes=set_impression(game.liked[who[:, None], likes]),
        ordinary=set_impression(game.untouched[ordinary[:, None], others]),
        given=game.given[at].flatten(0, 1),
        wanted=game.wanted[who[:, None], tests].float().flatten(0, 1),
        measured=Measured(*(getattr(each, name)[at].flatten(0, 1) for name in Measured.__slots__)),
    )


def leaning(whole: Tensor, generator: torch.Generator) -> Tensor:
    """How soon each photo becomes a like, (B, n), by (B, n, GLOBAL) traits: chance, and for half of the sets a bias."""
    sets, photos, traits = whole.shape
    traits_seen = (whole - whole.mean(1, keepdim=True)) / whole.std(1, keepdim=True)
    mixed = functional.normalize(torch.randn(sets, traits, generator=generator), dim=1)
    single = functional.one_hot(torch.randint(0, traits, (sets,), generator=generator), traits).float()
    single = single * torch.randn(sets, 1, generator=generator).sign()
    leaning = torch.where(torch.rand(sets, 1, generator=generator) < 0.5, mixed, single)
    strength = 2 * torch.rand(sets, 1, generator=generator) * (torch.rand(sets, 1, generator=generator) < 0.5)
    chance = -torch.log(-torch.log(torch.rand(sets, photos, generator=generator).clamp(1e-6, 1 - 1e-6)))
    return strength * (traits_seen @ leaning[..., None])[..., 0] + chance


def game_loss(reader: TasteReader, played: Round, count: int) -> tuple[Tensor, Tensor]:
    """How far the reader's styles stay from what the retouchers wanted.

    Returns:
        the loss, and each retoucher's recovery (B,): 1 - distance after / distance before, in Lab.
    """
    sets = len(played.likes)
    styles = reader(played.likes, played.ordinary, torch.full((sets,), count))
    made = enhance(styles.repeat_interleave(_TESTS, 0), played.given, played.measured)
    outside = (functional.relu(-made) + functional.relu(made - 1)).mean()
    goal = lab(played.wanted)
    after = (lab(made.clamp(0, 1)) - goal).norm(dim=-1).view(sets, -1).mean(1)
    before = (lab(played.given) - goal).norm(dim=-1).view(sets, -1).mean(1)
    # Relative, so that a faint look counts; the constant keeps one that is hardly there from counting most.
    return (after / (before + 4)).mean() + 2 * outside, 1 - after.detach() / before


def train_reader(game: Game, steps: int, seed: int, start: TasteReader | None = None) -> TasteReader:
    """Play; prints a line of progress every 250 steps.

    Args:
        game: see `prepare`; one retoucher in twenty is kept for checking.
        steps: to do.
        seed: of everything random.
        start: a reader to go on from.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    reader = TasteReader()
    held = max(1, len(game.variant) // 20)
    taught = len(game.variant) - held
    if start is None:
        _centre(reader, game, taught, generator)
    else:
        reader.load_state_dict(start.state_dict())
    optimiser = torch.optim.AdamW(reader.parameters(), lr=2e-3, weight_decay=1e-2, betas=(0.9, 0.99))
    losses: list[float] = []
    started = time.monotonic()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = 2e-3 * min(1.0, (step + 1) / 100) * (0.01 + 0.495 * (1 + math.cos(math.pi * step / steps)))
        count = _random_count(game, generator)
        who = torch.randint(0, taught, (_TOGETHER,), generator=generator)
        loss, _ = game_loss(reader, play(game, who, count, generator), count)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if (step + 1) % 250 == 0 or step + 1 == steps:
            measures = {"recovery": check_reader(reader, game, held)}
            seconds = round(time.monotonic() - started, 1)
            print(Progress(step + 1, steps, seconds, float(np.mean(losses)), held_out=measures).line(), flush=True)
            losses = []
    return reader.eval()


@torch.no_grad()
def check_reader(reader: TasteReader, game: Game, held: int, count: int = 40) -> float:
    """Mean recovery of the last `held` retouchers' looks from likes."""
    reader.eval()
    count = min(count, game.liked.shape[1] // 3)
    who = torch.arange(len(game.variant) - held, len(game.variant))
    _, recovery = game_loss(reader, play(game, who, count, torch.Generator().manual_seed(0)), count)
    reader.train()
    return round(float(recovery.mean()), 4)


def _random_count(game: Game, generator: torch.Generator) -> int:
    """6 to 100 likes, few as often as many."""
    most = min(MOST_LIKES, game.liked.shape[1] // 2)
    least = min(6, most)
    along = float(torch.rand(1, generator=generator))
    return round(float(least * (most / least) ** along))


@torch.no_grad()
def _centre(reader: TasteReader, game: Game, taught: int, generator: torch.Generator) -> None:
    """Centre and scale of the inputs over some rounds."""
    rounds = []
    for _ in range(24):
        who = torch.randint(0, taught, (_TOGETHER,), generator=generator)
        rounds.append(play(game, who, _random_count(game, generator), generator))
    seen = torch.cat([torch.cat([r.likes for r in rounds]), torch.cat([r.ordinary for r in rounds])], 1)
    reader.mean[:-1], reader.scale[:-1] = seen.mean(0), seen.std(0) + 1e-3
    reader.mean[-1] = 3.5


def worn(photos: Tensor, generator: torch.Generator) -> Tensor:
    """Photos as RAW converters hand them over: darker, flatter, a little off in colour."""
    count = len(photos)
    gain = torch.exp2(-1.1 * torch.rand(count, 1, 1, generator=generator))
    cast = 1 + 0.04 * torch.randn(count, 1, 3, generator=generator)
    flat = (photos.clamp_min(1e-4) ** 2.2 * gain * cast).clamp(0, 1) ** (1 / 2.2)
    mean = flat.mean((1, 2), keepdim=True)
    return (mean + (flat - mean) * (0.7 + 0.3 * torch.rand(count, 1, 1, generator=generator))).clamp(0, 1)


def main() -> None:
    """Read the arguments, play, write the reader."""
    parser = argparse.ArgumentParser(prog="python -m training.taste_reader", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of photos; half of them is used")
    parser.add_argument("-o", "--output", type=Path, default=READER_FILES[0])
    parser.add_argument("--retouchers", type=int, default=700)
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a reader to go on from")
    options = parser.parse_args()
    torch.set_num_threads(1)
    paths = [path for path in list_photos(options.photos) if is_for_practice(path)]
    game = prepare(small_copies([load_square(path, 4 * SEEN) for path in paths]), options.retouchers, options.seed)
    start = load_reader(options.start) if options.start else None
    reader = train_reader(game, options.steps, options.seed, start)
    card = {
        "data": f"{len(paths)} photos (CC0, CC BY, CC BY-SA, Unsplash, free to use), each worn down five times",
        "teachers": f"{options.retouchers} imagined retouchers (training.tastes)",
        "licence": "Apache-2.0",
        "command": f"python -m training.taste_reader --photos DIR --retouchers {options.retouchers} "
        f"--steps {options.steps} --seed {options.seed}" + " --start READER" * bool(options.start),
        "measured": {"recovery": check_reader(reader, game, max(1, options.retouchers // 20))},
    }
    write_weights(options.output, reader, card)


def write_weights(path: Path, network: nn.Module, card: Mapping[str, Any]) -> None:
    """Write a network's weights in half precision, and how they were made.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    save_file(values, path, metadata={"card": json.dumps(card)})
    path.chmod(0o644)  # the library makes it readable by its owner only


if __name__ == "__main__":
    main()
