"""Paired training: photos as they were and as they should be, any network, any loss and any combination of losses.

python main.py train paired --photos DIR --targets DIR --network can32 --losses mae:1,ssim:0.5
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.networks.bilateral import INPUT_SIZE
from training.adversaries import Adversary, make_adversary
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.items import Pair, PairBatch, Source, stack_pairs
from training.data.loader import batches
from training.data.pairs import Pairs
from training.data.sampler import GroupedSampler, Sampler
from training.loop import learn
from training.networks import (
    BILATERAL,
    Around,
    GridPhotoNetwork,
    PhotoNetwork,
    around,
    complete_arguments,
    make_network,
    start_from,
    write_style,
)
from training.pair_sources import pairs_of
from training.plan import TrainingPlan
from training.presets import PAIRED, completed, with_steps
from training.progress import Progress, Report
from training.sources import THREADS, tell_notes
from training.terms import Terms, make_terms

GIVES = frozenset({"output", "target", "source", "good", "kept", "grids", "real", "fake"})
"""What a step can give to losses; see `terms.TAKES`."""


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "paired".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, PAIRED)
    with computing(plan) as compute:

        def tell(sentence: str) -> None:
            report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))

        small = INPUT_SIZE if plan.network == BILATERAL else 0
        learned, held = pairs_of(plan, small, tell_notes(compute, tell))
        plan = with_steps(plan, len(learned))
        learn(PairedCourse(plan, compute, learned, held), plan, compute, report)


class PairedCourse:
    """What the loop asks for."""

    def __init__(self, plan: TrainingPlan, compute: Compute, learned: Source[Pair], held: Source[Pair] | None) -> None:
        """Networks with the plan's seed, and their photos.

        Args:
            plan: complete.
            compute: where.
            learned: pairs to learn from.
            held: pairs to measure by.
        """
        torch.manual_seed(plan.seed)
        self.plan, self.compute, self.learned, self.held = plan, compute, learned, held
        self.result = self.make_network()
        start_from(self.result.module, plan)
        terms = self.make_terms()
        adversary = make_adversary(plan, plan.losses)
        self._generator = GeneratorLoss(self.result, terms, adversary, compute).to(compute.device)
        self.networks: dict[str, nn.Module] = {"generator": self.result}
        betas = (plan.option("beta1", 0.9), 0.999)
        phases = [Phase("generator", self._generator, torch.optim.Adam(self.result.parameters(), betas=betas))]
        if adversary is not None:
            loss = AdversaryLoss(self.result, adversary.to(compute.device), plan.seed, compute)
            self.networks["discriminator"] = adversary
            optimiser = torch.optim.Adam(adversary.parameters(), betas=betas)
            judges = adversary.judged_by != "wgan_discriminator"
            phases.append(Phase("discriminator", loss, optimiser, plan.option("adversary_rate", 1.0), judges=judges))
            if not judges:  # a Wasserstein critic is taught five times as often
                phases[0] = replace(phases[0], every=int(plan.option("critic_steps", 5)))
        self.phases = tuple(phases)

    def make_network(self) -> PhotoNetwork | GridPhotoNetwork:
        """What learns: the plan's network; an experiment may bring one that has no name."""
        return make_network(self.plan.network, self.plan.arguments)

    def make_terms(self) -> Terms:
        """What goes down: the plan's losses."""
        gives = GIVES if self.plan.network == BILATERAL else GIVES - {"grids"}
        return make_terms(self.plan, self.plan.losses, gives)

    def batches(self, steps: range) -> Iterator[PairBatch]:
        """The pairs of some steps, on the device."""
        sampler = sampler_of(self.learned, self.plan)
        where = {"rank": self.compute.rank, "world": self.compute.world, "threads": THREADS}
        for batch in batches(self.learned, sampler, stack_pairs, self.plan.batch, steps=steps, **where):
            yield on_device(batch, self.compute)

    def seen(self) -> Seen | None:
        """The photos of the last step."""
        return self._generator.last

    def state(self) -> dict[str, Any]:
        """Nothing but networks and optimisers."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Mean PSNR of the held-out pairs, in dB, and that of the photos as they were."""
        if self.held is None:
            return {}
        return check_pairs(result, self.held, self.compute)

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor:
        """A photo as it becomes."""
        with self.compute.networks():
            enhanced: Tensor = result(photo)
        return enhanced

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the style."""
        arguments = complete_arguments(self.plan.network, self.plan.arguments)
        data = {"data": f"{len(self.learned)} pairs", "held_out": len(self.held) if self.held else 0}
        bare = result.get_submodule("module")
        write_style(path, bare, self.plan.network, arguments, self.plan.name, {**card, **data})


class GeneratorLoss(nn.Module):
    """The loss of a generator on a batch of pairs."""

    def __init__(self, network: nn.Module, terms: Terms, adversary: Adversary | None, compute: Compute) -> None:
        super().__init__()
        self.network = network
        self.terms = terms
        # Looked at and not moved: a child's weights would be.
        self._adversary = (adversary,)
        self._compute = compute
        self.last: Seen | None = None

    def forward(self, batch: PairBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        del step
        things: dict[str, Any] = {"target": batch.targets, "source": batch.inputs}
        with self._compute.networks():
            if isinstance(self.network, GridPhotoNetwork):
                output, things["grids"] = self.network.retouch(batch.inputs, around(batch))
            else:
                output = self.network(batch.inputs, around(batch))
        things["output"] = output
        self.last = Seen(batch.inputs, output.detach())
        if "kept" in self.terms.needs:
            with self._compute.networks():
                things["kept"] = self.network(batch.targets, Around(tags=batch.tags))
            things["good"] = batch.targets
        if (adversary := self._adversary[0]) is not None:
            things["fake"] = adversary.scores(output)
            if "real" in self.terms.needs:
                things["real"] = adversary.scores(batch.targets)
        losses: dict[str, Tensor] = self.terms(things)
        return losses


class AdversaryLoss(nn.Module):
    """The loss of a discriminator on a batch of pairs."""

    def __init__(self, network: nn.Module, adversary: Adversary, seed: int, compute: Compute) -> None:
        super().__init__()
        self.adversary = adversary
        self._network = (network,)
        self._seed, self._compute = seed, compute

    def forward(self, batch: PairBatch, step: int) -> dict[str, Tensor]:
        """Its one term."""
        network = self._network[0]
        with torch.no_grad(), self._compute.networks():
            fake = network(batch.inputs, around(batch))
        return {"discriminator": self.adversary(batch.targets, fake, step, self._seed)}


def sampler_of(source: Source[Pair], plan: TrainingPlan) -> Sampler:
    """The order of pairs; where photos lie and stand, batches of one kind each."""
    groups = source.groups() if isinstance(source, Pairs) else ()
    if len(groups) < 2:
        return Sampler(len(source), plan.seed)
    return GroupedSampler(len(source), plan.seed, groups=groups, size=plan.batch)


def on_device(batch: PairBatch, compute: Compute) -> PairBatch:
    """A batch where it is computed."""
    inputs, targets, boxes, experts = compute.to(batch.inputs, batch.targets, batch.boxes, batch.experts)
    small = None if batch.small is None else batch.small.to(compute.device)
    return replace(batch, inputs=inputs, targets=targets, boxes=boxes, experts=experts, small=small)


def check_pairs(
    result: nn.Module, held: Source[Pair], compute: Compute, shares: Tensor | None = None
) -> dict[str, float]:
    """Mean PSNR over pairs, in dB, of results clipped to 0..1 and not rounded, and of the photos as they were."""
    sampler = Sampler(len(held), shuffled=False)
    found: list[tuple[float, float]] = []
    for batch in batches(held, sampler, stack_pairs, 1, steps=range(len(held))):
        placed = on_device(batch, compute)
        with compute.networks():
            output = result(placed.inputs, replace(around(placed), shares=shares))
        found.append((_psnr(output.clamp(0, 1), placed.targets), _psnr(placed.inputs, placed.targets)))
    psnr, before = (sum(column) / len(found) for column in zip(*found, strict=True))
    return {"psnr": round(psnr, 3), "psnr_before": round(before, 3)}


def _psnr(output: Tensor, target: Tensor) -> float:
    return float(-10 * torch.log10((output - target).square().mean().clamp_min(1e-8)))
