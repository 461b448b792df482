"""Unpaired training: ordinary photos and photos that somebody finds good, none the same (UEGAN; Ni et al., TIP 2020).

    python main.py train unpaired --photos DIR --good DIR

Both sets are drawn independently of each other. In each step the discriminator learns first: good photos against
ordinary ones, and against enhanced ones of now and of before (the replay pool). Then the generator: quality (it wants
the discriminator to like what it makes), fidelity (the photo still shows what it showed) and identity (a good photo
stays). The three weights are the options "quality", "fidelity" and "identity". With "judge_first" the discriminator
learns alone for so many steps: a run of a few hundred steps, in which it would still know nothing while the generator
already follows it, needs that.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.networks.bilateral import INPUT_SIZE
from training.adversaries import hinge_adversary
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.items import DataError, Pair, Single, SingleBatch, Source, stack_singles
from training.data.loader import batches
from training.data.photos import Photos
from training.data.sampler import Sampler
from training.loop import learn
from training.losses import LOSSES
from training.networks import BILATERAL, around, complete_arguments, make_network, start_from, write_style
from training.pair_sources import fivek_sets, held_pairs_of
from training.paired import check_pairs
from training.plan import TrainingPlan
from training.presets import UNPAIRED, completed, with_steps
from training.progress import Progress, Report
from training.sources import THREADS, cache_of, photos_of, tell_notes, view_of
from training.terms import Terms, make_terms

REPLAY = 50
REPLAY_STREAM = 11
WEIGHTS = {"quality": 0.1, "fidelity": 1.0, "identity": 0.1}
"""The code's; its halved sums make 0.1 what 0.05 is in the paper."""


@dataclass(frozen=True, slots=True, eq=False)
class UnpairedBatch:
    """Photos of both sets, N each, that have nothing to do with each other."""

    ordinary: SingleBatch
    good: SingleBatch


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "unpaired".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, UNPAIRED)
    with computing(plan) as compute:

        def tell(sentence: str) -> None:
            report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))

        note = tell_notes(compute, tell)
        small = INPUT_SIZE if plan.network == BILATERAL else 0
        view, cache = view_of(plan, small), cache_of(plan)
        if plan.data.get("fivek"):
            ordinary, good = (Photos(paths, view, cache) for paths in fivek_sets(plan))
        else:
            refuse_equal_sets(plan)
            ordinary, good = (photos_of(plan, source, view, cache, note) for source in ("photos", "good"))
        plan = with_steps(plan, min(len(ordinary), len(good)))
        course = UnpairedCourse(plan, compute, ordinary, good, held_pairs_of(plan, small))
        learn(course, plan, compute, report)


def refuse_equal_sets(plan: TrainingPlan) -> None:
    """Ordinary photos that are also the good ones teach nothing.

    Raises:
        DataError: both sets name the same files or folders.
    """
    ordinary, good = ({path.resolve() for path in plan.paths(name)} for name in ("photos", "good"))
    if ordinary and ordinary == good:
        raise DataError("Ordinary and good photos are the same ones: there is nothing to learn from that.")


class UnpairedCourse:
    """What the loop asks for."""

    def __init__(
        self,
        plan: TrainingPlan,
        compute: Compute,
        ordinary: Source[Single],
        good: Source[Single],
        held: Source[Pair] | None,
    ) -> None:
        """Generator and discriminator with the plan's seed, and their photos.

        Args:
            plan: complete.
            compute: where.
            ordinary: photos to be enhanced.
            good: photos as they should be.
            held: pairs to measure by, as the paper's validation has them; None measures nothing.
        """
        torch.manual_seed(plan.seed)
        self.plan, self.compute, self.held = plan, compute, held
        self.ordinary, self.good = ordinary, good
        self.result = make_network(plan.network, plan.arguments)
        start_from(self.result.module, plan)
        adversary = hinge_adversary(plan, "uegan_discriminator")
        self.networks: dict[str, nn.Module] = {"generator": self.result, "discriminator": adversary}
        for network in self.networks.values():
            network.to(compute.device)
        self._pool = ReplayPool(int(plan.option("replay", REPLAY)), plan.seed, compute.rank)
        scores = adversary.scores
        self._generator = GeneratorLoss(self.result, _terms(plan), scores, compute).to(compute.device)
        judge = DiscriminatorLoss(adversary, self.result, self._pool, compute)
        betas, decay = (plan.option("beta1", 0.5), 0.999), plan.option("decay_weights", 0.0)
        make = torch.optim.Adam
        self.phases = (
            Phase(
                "discriminator",
                judge,
                make(adversary.parameters(), betas=betas, weight_decay=decay),
                rate=plan.option("adversary_rate", 4.0),
                judges=True,
            ),
            Phase(
                "generator",
                self._generator,
                make(self.result.parameters(), betas=betas, weight_decay=decay),
                first=int(plan.option("judge_first", 0)),
            ),
        )

    def batches(self, steps: range) -> Iterator[UnpairedBatch]:
        """Photos of both sets, each set in an order of its own."""
        where: dict[str, Any] = {"rank": self.compute.rank, "world": self.compute.world, "threads": THREADS}
        streams = (
            batches(
                source,
                Sampler(len(source), self.plan.seed, stream),
                stack_singles,
                self.plan.batch,
                steps=steps,
                **where,
            )
            for stream, source in enumerate((self.ordinary, self.good))
        )
        for ordinary, good in zip(*streams, strict=True):
            yield UnpairedBatch(on_device(ordinary, self.compute), on_device(good, self.compute))

    def seen(self) -> Seen | None:
        """The ordinary photos of the last step."""
        return self._generator.last

    def state(self) -> dict[str, Any]:
        """The replay pool."""
        return {"pool": self._pool.photos}

    def restore(self, state: Mapping[str, Any]) -> None:
        """The replay pool."""
        self._pool.photos = [photo.to(self.compute.device) for photo in state["pool"]]

    def check(self, result: nn.Module) -> dict[str, float]:
        """PSNR of held-out pairs, where the plan names some."""
        return check_pairs(result, self.held, self.compute) if self.held else {}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor:
        """A photo as it becomes."""
        with self.compute.networks():
            enhanced: Tensor = result(photo)
        return enhanced

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the style."""
        arguments = complete_arguments(self.plan.network, self.plan.arguments)
        data = {"data": f"{len(self.ordinary)} ordinary and {len(self.good)} good photos, unpaired"}
        bare = result.get_submodule("module")
        write_style(path, bare, self.plan.network, arguments, self.plan.name, {**card, **data})


class ReplayPool:
    """Enhanced photos of earlier steps, so that the discriminator does not forget them (Shrivastava et al., 2017).

    Half of the photos that come are exchanged for older ones; until it is full, all go through and are kept.
    """

    def __init__(self, size: int, seed: int, rank: int = 0) -> None:
        self.size = size
        self.photos: list[Tensor] = []
        self._seed, self._rank = seed, rank

    def exchange(self, fresh: Tensor, step: int) -> Tensor:
        """(N, 3, h, w) to the same shape, by the chance of the step."""
        rng = np.random.default_rng((self._seed, REPLAY_STREAM, self._rank, step))
        shown = []
        for photo, coin in zip(fresh.detach(), rng.random(len(fresh)), strict=True):
            if len(self.photos) < self.size:
                self.photos.append(photo.clone())
                shown.append(photo)
            elif self.size and coin < 0.5:
                place = int(rng.integers(self.size))
                shown.append(self.photos[place])
                self.photos[place] = photo.clone()
            else:
                shown.append(photo)
        return torch.stack(shown)


class DiscriminatorLoss(nn.Module):
    """Good against ordinary, and good against enhanced."""

    def __init__(self, adversary: nn.Module, network: nn.Module, pool: ReplayPool, compute: Compute) -> None:
        super().__init__()
        self.adversary = adversary
        self._network = (network,)
        self._pool, self._compute = pool, compute

    def forward(self, batch: UnpairedBatch, step: int) -> dict[str, Tensor]:
        """Its one term."""
        ordinary = batch.ordinary
        with torch.no_grad(), self._compute.networks():
            made = self._network[0](ordinary.photos, around(ordinary))
        made = self._pool.exchange(made, step)
        with self._compute.networks():
            high, low, generated = (
                [self._compute.all_of(score.float()) for score in self.adversary.scores(photos)]  # type: ignore[operator]
                for photos in (batch.good.photos, ordinary.photos, made)
            )
        return {"discriminator": LOSSES["uegan_discriminator"](high, low, generated)}


class GeneratorLoss(nn.Module):
    """Quality, fidelity and identity."""

    def __init__(self, network: nn.Module, terms: Terms, scores: Any, compute: Compute) -> None:
        super().__init__()
        self.network = network
        self.terms = terms
        self._scores = scores
        self._compute = compute
        self.last: Seen | None = None

    def forward(self, batch: UnpairedBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        del step
        ordinary, good = batch.ordinary, batch.good
        with self._compute.networks():
            output: Tensor = self.network(ordinary.photos, around(ordinary))
            things: dict[str, Any] = {
                "output": output,
                "source": ordinary.photos,
                # Each score is compared with the mean of all, not with that of this process' part.
                "fake": [self._compute.all_of(score.float()) for score in self._scores(output)],
                "real": [self._compute.all_of(score.float()) for score in self._scores(good.photos)],
                "good": good.photos,
            }
            if "kept" in self.terms.needs:
                things["kept"] = self.network(good.photos, around(good))
        self.last = Seen(ordinary.photos, output.detach())
        losses: dict[str, Tensor] = self.terms(things)
        return losses


def on_device(batch: SingleBatch, compute: Compute) -> SingleBatch:
    """A batch where it is computed."""
    photos, boxes = compute.to(batch.photos, batch.boxes)
    small = None if batch.small is None else batch.small.to(compute.device)
    return replace(batch, photos=photos, boxes=boxes, small=small)


def _terms(plan: TrainingPlan) -> Terms:
    """Quality, fidelity and identity with the plan's weights, and whatever losses of the output it adds."""
    quality, fidelity, identity = (plan.option(name, usual) for name, usual in WEIGHTS.items())
    weights = {"relativistic_hinge_generator": quality, "fidelity": fidelity, "identity": identity, **plan.losses}
    return make_terms(plan, weights, frozenset({"output", "source", "good", "kept", "real", "fake"}))
