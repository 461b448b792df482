"""A CycleGAN (Zhu et al., ICCV 2017) of our size, to compare with: two generators, two discriminators, there and back.

Generators and discriminators are UEGAN's, so that what differs is how they are taught: a photo taken to the other set
and back has to be the photo (weight 10), a photo of the other set has to stay (5); each discriminator knows one set.
The hinge loss takes the place of least squares, since UEGAN's heads are bounded for it.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from training.adversaries import Adversary, hinge_adversary
from training.compute import Compute
from training.course import Phase, Seen
from training.data.items import Single, Source, stack_singles
from training.data.loader import batches
from training.data.sampler import Sampler
from training.losses import LOSSES
from training.networks import make_network
from training.plan import TrainingPlan

CYCLE, IDENTITY = 10.0, 5.0
Photographs = tuple[Tensor, Tensor]
"""Ordinary and good photos, (N, 3, h, w) each."""


class CycleCourse:
    """What the loop asks for."""

    def __init__(self, plan: TrainingPlan, compute: Compute, ordinary: Source[Single], good: Source[Single]) -> None:
        """Networks with the plan's seed, and their photos."""
        torch.manual_seed(plan.seed)
        self.plan, self._sets = plan, (ordinary, good)
        del compute
        self.result, self._back = (make_network(plan.network, plan.arguments) for _ in range(2))
        judges = hinge_adversary(plan), hinge_adversary(plan)
        self.networks: dict[str, nn.Module] = {
            "generator": self.result,
            "back": self._back,
            "judge_of_ordinary": judges[0],
            "judge_of_good": judges[1],
        }
        self._generators = GeneratorsLoss(self.result, self._back, judges)
        betas = (plan.option("beta1", 0.5), 0.999)

        def adam(*networks: nn.Module) -> torch.optim.Adam:
            return torch.optim.Adam(chain(*(network.parameters() for network in networks)), betas=betas)

        judging = JudgesLoss(self.result, self._back, judges)
        self.phases = (
            Phase("discriminator", judging, adam(*judges), rate=plan.option("adversary_rate", 1.0), judges=True),
            Phase(
                "generator", self._generators, adam(self.result, self._back), first=int(plan.option("judge_first", 0))
            ),
        )

    def batches(self, steps: range) -> Iterator[Photographs]:
        """Photos of both sets, each in an order of its own."""
        streams = (
            batches(source, Sampler(len(source), self.plan.seed, stream), stack_singles, self.plan.batch, steps=steps)
            for stream, source in enumerate(self._sets)
        )
        for ordinary, good in zip(*streams, strict=True):
            yield ordinary.photos, good.photos

    def seen(self) -> Seen | None:
        """The ordinary photos of the last step."""
        return self._generators.last

    def state(self) -> dict[str, Any]:
        """Nothing but networks and optimisers."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Nothing: it is measured at the end."""
        del result
        return {}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor | None:
        """A photo as it becomes."""
        enhanced: Tensor = result(photo)
        return enhanced

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Nothing: it is here to be compared with."""


class GeneratorsLoss(nn.Module):
    """Both ways at once."""

    def __init__(self, there: nn.Module, back: nn.Module, judges: tuple[Adversary, Adversary]) -> None:
        super().__init__()
        self.there, self.back = there, back
        self._judges = judges  # in a tuple: looked at, not moved
        self.last: Seen | None = None

    def forward(self, batch: Photographs, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        del step
        ordinary, good = batch
        better, worse = self.there(ordinary), self.back(good)
        self.last = Seen(ordinary, better.detach())
        judged = zip(self._judges, (worse, better), strict=True)
        cycle, mae = LOSSES["cycle"], LOSSES["mae"]
        return {
            "adversarial": torch.stack([LOSSES["hinge_generator"](judge.scores(made)) for judge, made in judged]).sum(),
            "cycle": CYCLE * (cycle(ordinary, self.back(better)) + cycle(good, self.there(worse))),
            "identity": IDENTITY * (mae(self.there(good), good) + mae(self.back(ordinary), ordinary)),
        }


class JudgesLoss(nn.Module):
    """Each discriminator: photos of its set against those that were made."""

    def __init__(self, there: nn.Module, back: nn.Module, judges: tuple[Adversary, Adversary]) -> None:
        super().__init__()
        self.judges = nn.ModuleList(judges)
        self._generators = (back, there)

    def forward(self, batch: Photographs, step: int) -> dict[str, Tensor]:
        """Its one term."""
        losses = []
        for judge, generator, real, source in zip(self.judges, self._generators, batch, reversed(batch), strict=True):
            with torch.no_grad():
                made = generator(source)
            losses.append(judge(real, made, step, 0))
        return {"discriminator": torch.stack(losses).sum()}
