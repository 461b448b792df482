"""One bilateral network for several experts at once (seed 4): whose version is wanted is an input, so blends are too.

    python main.py train experts --photos DIR --targets A --targets B ... --losses mse:1

Each step draws pairs of a photo and one expert's version of it; the expert's id goes into the network as a share of 1.
The mean of all shares is the consensus, which is what L2 on all experts at once would learn; the style file holds each
expert and the consensus. `training.experts`, which makes the bundled styles, asks several
teachers for every photo instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.checkpoints.native import StyleEntry
from engine.errors import TrainingError
from engine.networks.bilateral import INPUT_SIZE
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.items import Pair, PairBatch, Source
from training.loop import learn
from training.networks import BILATERAL, Around, GridPhotoNetwork, around, complete_arguments, identity, write_style
from training.pair_sources import experts_of, pairs_of
from training.paired import PairedCourse, check_pairs
from training.plan import TrainingPlan
from training.presets import EXPERTS, completed, with_steps
from training.progress import Progress, Report
from training.sources import tell_notes
from training.terms import Terms, make_terms

GIVES = frozenset({"output", "target", "source", "grids"})
MOST = 26


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "experts": every folder of "targets" is one expert's, or those of "fivek".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, EXPERTS)
    names = experts_of(plan)
    if plan.network != BILATERAL or not 2 <= len(names) <= MOST:
        raise TrainingError(f"Several experts need the bilateral network and 2 to {MOST} folders of targets.")
    plan = expert_arguments(plan)
    with computing(plan) as compute:

        def tell(sentence: str) -> None:
            report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))

        learned, held = pairs_of(plan, INPUT_SIZE, tell_notes(compute, tell))
        plan = with_steps(plan, len(learned))
        learn(ExpertsCourse(plan, compute, learned, held, names), plan, compute, report)


def expert_arguments(plan: TrainingPlan) -> TrainingPlan:
    """A plan whose network holds as many experts as the plan names."""
    return replace(plan, arguments={"experts": len(experts_of(plan)), "grid_per_expert": True, **plan.arguments})


class ExpertsCourse(PairedCourse):
    """Paired training in which every pair says whose version its target is."""

    def __init__(
        self,
        plan: TrainingPlan,
        compute: Compute,
        learned: Source[Pair],
        held: Source[Pair] | None,
        names: tuple[str, ...],
    ) -> None:
        """As `PairedCourse`; names are those of the experts."""
        super().__init__(plan, compute, learned, held)
        self.names = names
        assert isinstance(self.result, GridPhotoNetwork)
        self._loss = ExpertLoss(self.result, make_terms(plan, plan.losses, GIVES), len(names), compute)
        self._loss.to(compute.device)
        self.phases = (Phase("generator", self._loss, self.phases[0].optimiser),)

    def seen(self) -> Seen | None:
        """The photos of the last step."""
        return self._loss.last

    def check(self, result: nn.Module) -> dict[str, float]:
        """Mean PSNR of the consensus against every expert, in dB."""
        return check_pairs(result, self.held, self.compute, self._consensus()) if self.held else {}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor:
        """A photo as the consensus has it."""
        with self.compute.networks():
            enhanced: Tensor = result(photo, Around(shares=self._consensus()))
        return enhanced

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write a style of each expert, and the consensus."""
        count = len(self.names)
        arguments = complete_arguments(self.plan.network, self.plan.arguments)
        shares = [tuple(float(other == index) for other in range(count)) for index in range(count)]
        entries = [
            StyleEntry(
                f"{identity(self.plan.name)}-{identity(name)}", f"{self.plan.name} {name}", "yours", weights=share
            )
            for name, share in zip(self.names, shares, strict=True)
        ]
        entries.append(
            StyleEntry(
                identity(self.plan.name),
                self.plan.name,
                "yours",
                f"What {count} experts agree on.",
                weights=(1 / count,) * count,
            )
        )
        told = {**card, "data": f"{len(self.learned)} pairs of {count} experts"}
        write_style(path, result.get_submodule("module"), BILATERAL, arguments, self.plan.name, told, entries)

    def _consensus(self) -> Tensor:
        count = len(self.names)
        return torch.full((1, count), 1 / count, device=self.compute.device)


class ExpertLoss(nn.Module):
    """The loss of pairs, each by one of the experts."""

    def __init__(self, network: GridPhotoNetwork, terms: Terms, experts: int, compute: Compute) -> None:
        super().__init__()
        self.network, self.terms = network, terms
        self._experts, self._compute = experts, compute
        self.last: Seen | None = None

    def forward(self, batch: PairBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        del step
        shares = functional.one_hot(batch.experts, self._experts).float()
        with self._compute.networks():
            output, grids = self.network.retouch(batch.inputs, replace(around(batch), shares=shares))
        self.last = Seen(batch.inputs, output.detach())
        things = {"output": output, "target": batch.targets, "source": batch.inputs, "grids": grids}
        losses: dict[str, Tensor] = self.terms(things)
        return losses
