"""A scorer: NIMA (Talebi and Milanfar, TIP 2018) on photos with the scores that people gave them.

The plan's source "scores" is one CSV file: a path per line, counted from the file's folder, and how many people gave 1,
2, ... 10 (numbers or shares). The loss is the earth mover's distance with exponent 2. First the head learns alone
(option "head_epochs" or "head_steps"), then everything. The result is no style: it measures, and losses with NIMA take
it as the option "scorer".
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import TrainingError
from engine.networks.nima import BINS, NimaV2, score
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.cache import PhotoCache
from training.data.items import DataError
from training.data.loader import batches
from training.data.sampler import Sampler
from training.data.survey import survey_photos
from training.data.views import View, draw_part, take
from training.loop import learn
from training.plan import TrainingPlan
from training.presets import SCORER, completed, with_steps
from training.progress import Progress, Report
from training.scorer_file import load_scorer, save_scorer
from training.sources import THREADS, cache_of, split, tell_notes, view_of, whole_view


@dataclass(frozen=True, slots=True, eq=False)
class Opinions:
    """A photo, (3, h, w), 0..1, or N of them; and the shares of people who gave each score, (10,) or (N, 10)."""

    photo: Tensor
    shares: Tensor


class ScoredPhotos:
    """Photos and what people thought of them."""

    def __init__(self, scored: Sequence[tuple[Path, Tensor]], view: View, cache: PhotoCache) -> None:
        self.scored, self._view, self._cache = tuple(scored), view, cache

    def __len__(self) -> int:
        """Number of photos."""
        return len(self.scored)

    def item(self, index: int, rng: np.random.Generator) -> Opinions:
        """A view of a photo."""
        path, shares = self.scored[index]
        photo = self._cache.photo(path)
        return Opinions(take(photo, draw_part(self._view, photo.shape[0], photo.shape[1], rng), self._view), shares)


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "scorer".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, SCORER)
    files = plan.paths("scores")
    if len(files) != 1:
        raise TrainingError('The plan has to name one CSV file of photos and their scores as "scores".')
    scored = read_scores(files[0])
    with computing(plan) as compute:

        def tell(sentence: str) -> None:
            report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))

        cache = cache_of(plan)
        found = survey_photos([path for path, _ in scored], cache, threads=THREADS, name=files[0].name)
        for sentence in found.notes:
            tell_notes(compute, tell)(sentence)
        there = set(found.paths)
        learned, held = split([one for one in scored if one[0] in there], lambda one: one[0])
        plan = with_steps(plan, len(learned))
        course = ScorerCourse(
            plan,
            compute,
            ScoredPhotos(learned, view_of(plan), cache),
            ScoredPhotos(held, whole_view(plan), cache) if len(held) > 1 else None,
        )
        learn(course, plan, compute, report)


def read_scores(path: Path) -> list[tuple[Path, Tensor]]:
    """Photos of a CSV file with their distributions.

    Raises:
        DataError: it cannot be read, or a line is not a photo and ten numbers.
    """
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise DataError(f"{path.name} could not be read as a list of scores.", details=str(problem)) from problem
    scored = []
    for number, (name, *counts) in enumerate(filter(None, lines), 1):
        try:
            values = torch.tensor([float(count) for count in counts])
        except ValueError:
            values = torch.zeros(0)
        if values.shape != (BINS,) or (values < 0).any() or not 0 < values.sum() < torch.inf:
            raise DataError(f"Line {number} of {path.name} is no photo with {BINS} numbers of people.", subject=path)
        scored.append((path.parent / name, values / values.sum()))
    if not scored:
        raise DataError(f"There are no scores in {path.name}.", subject=path)
    return scored


class ScorerCourse:
    """What the loop asks for."""

    def __init__(self, plan: TrainingPlan, compute: Compute, learned: ScoredPhotos, held: ScoredPhotos | None) -> None:
        """The network with the plan's seed, or the weights of its start file, and photos."""
        torch.manual_seed(plan.seed)
        self.plan, self.compute, self.learned, self.held = plan, compute, learned, held
        network = load_scorer(Path(plan.start)).requires_grad_() if plan.start else NimaV2(**plan.arguments)
        self.result: nn.Module = network.train().to(compute.device)
        self.networks = {"scorer": self.result}
        share = plan.option("head_epochs", 0) / max(plan.option("epochs", 1), 1)
        alone = int(plan.option("head_steps", share * plan.steps))
        adam, head = torch.optim.Adam, network.head.parameters()
        faster = plan.option("head_rate", 1e-3 / 3e-5)
        self.phases = (
            Phase("head", ScorerLoss(network, compute), adam(head), rate=faster, end=alone),
            Phase("scorer", ScorerLoss(network, compute), adam(network.parameters()), first=alone),
        )

    def batches(self, steps: range) -> Iterator[Opinions]:
        """Photos with their distributions, on the device."""
        where: dict[str, Any] = {"rank": self.compute.rank, "world": self.compute.world, "threads": THREADS}
        sampler = Sampler(len(self.learned), self.plan.seed)
        for batch in batches(self.learned, sampler, stacked, self.plan.batch, steps=steps, **where):
            yield Opinions(*self.compute.to(batch.photo, batch.shares))

    def seen(self) -> Seen | None:
        """No photos are made."""
        return None

    def state(self) -> dict[str, Any]:
        """Nothing but network and optimisers."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Of held-out photos: correlation of mean scores, and the earth mover's distance with exponent 1."""
        if self.held is None:
            return {}
        pairs = [self.held.item(index, np.random.default_rng(index)) for index in range(len(self.held))]
        with self.compute.networks():
            found = torch.cat([result(pair.photo[None].to(self.compute.device)).float().cpu() for pair in pairs])
        told = torch.stack([pair.shares for pair in pairs])
        means = torch.stack([score(found)[0], score(told)[0]])
        distance = (found.cumsum(1) - told.cumsum(1)).abs().mean()
        correlation = torch.nan_to_num(torch.corrcoef(means)[0, 1])
        return {"correlation": round(float(correlation), 4), "emd": round(float(distance), 4)}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor | None:
        """No photos are made."""
        del result, photo
        return None

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the scorer."""
        assert isinstance(result, NimaV2)
        save_scorer(path, result, self.plan.name, {**card, "data": f"{len(self.learned)} photos with scores"})


class ScorerLoss(nn.Module):
    """How far the network's distribution is from that of people."""

    def __init__(self, network: NimaV2, compute: Compute) -> None:
        super().__init__()
        self.network, self._compute = network, compute

    def forward(self, batch: Opinions, step: int) -> dict[str, Tensor]:
        """Its one term."""
        del step
        with self._compute.networks():
            found: Tensor = self.network(batch.photo).float()
        return {"emd": earth_mover(found, batch.shares)}


def earth_mover(found: Tensor, told: Tensor) -> Tensor:
    """Root of the mean squared difference of both cumulative distributions, mean over photos; (N, 10) each."""
    squares = (found.cumsum(1) - told.cumsum(1)).square().mean(1)
    return squares.clamp_min(1e-12).sqrt().mean()


def stacked(items: Sequence[Opinions]) -> Opinions:
    """Photos of one size as a batch."""
    return Opinions(torch.stack([item.photo for item in items]), torch.stack([item.shares for item in items]))
