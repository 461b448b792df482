"""What the deep way learns by: imitation of the quick style, the discriminator, and UEGAN's losses with two anchors."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.compute import Compute
from training.course import Seen
from training.data.items import SingleBatch
from training.deep_networks import pixels_of
from training.lab import lab
from training.losses import LOSSES
from training.networks import around
from training.plan import TrainingPlan
from training.terms import Terms
from training.unpaired import ReplayPool, UnpairedBatch

_FOUND, _NEAR = 1.0, 0.5
"""Weights of the two anchors; options "anchor" and "near"."""


@dataclass(frozen=True, slots=True, eq=False)
class DeepBatch(UnpairedBatch):
    """Photos of both sets, and likes with un-styled copies.

    Attributes:
        near: (N, 3, v, v), the ordinary photos as the quick style has them.
        copies: un-styled likes.
        origins: (N, 3, v, v), the likes that they are of.
        copied: (N, 3, v, v), the copies as the quick style has them.
    """

    near: Tensor
    copies: SingleBatch
    origins: Tensor
    copied: Tensor


class Imitation(nn.Module):
    """The network does what the quick style does, on ordinary photos and on un-styled likes."""

    def __init__(self, network: nn.Module, compute: Compute) -> None:
        super().__init__()
        self.network = network
        self._compute = compute

    def forward(self, batch: DeepBatch, step: int) -> dict[str, Tensor]:
        """Its one term."""
        del step
        distances = []
        for photos, goal in ((batch.ordinary, batch.near), (batch.copies, batch.copied)):
            with self._compute.networks():
                made = self.network(photos.photos, around(photos))
            distances.append(apart(made, goal))
        return {"imitation": torch.stack(distances).mean()}


class Judge(nn.Module):
    """The discriminator's loss: likes against ordinary photos, and against enhanced ones of now and before."""

    def __init__(self, adversary: nn.Module, network: nn.Module, pool: ReplayPool, compute: Compute) -> None:
        super().__init__()
        self.adversary = adversary
        self._network = (network,)  # looked at and not moved: a child's weights would be
        self._pool, self._compute = pool, compute

    def forward(self, batch: DeepBatch, step: int) -> dict[str, Tensor]:
        """Its one term."""
        with torch.no_grad(), self._compute.networks():
            made = self._network[0](batch.ordinary.photos, around(batch.ordinary))
        shown = batch.good.photos, batch.ordinary.photos, self._pool.exchange(made, step)
        with self._compute.networks():
            scores = [
                [self._compute.all_of(score.float()) for score in self.adversary.scores(photos)]  # type: ignore[operator]
                for photos in shown
            ]
        return {"discriminator": LOSSES["uegan_discriminator"](*scores)}


class AnchoredLoss(nn.Module):
    """Quality, fidelity and identity, and the two anchors."""

    def __init__(self, network: nn.Module, terms: Terms | None, scores: Any, compute: Compute, plan: TrainingPlan):
        super().__init__()
        self.network, self.terms = network, terms
        self._scores, self._compute = scores, compute
        self._found, self._near = plan.option("anchor", _FOUND), plan.option("near", _NEAR)
        self.needs = terms.needs if terms is not None else frozenset()
        self.last: Seen | None = None

    def forward(self, batch: DeepBatch, step: int) -> dict[str, Tensor]:
        """The terms, weighted."""
        del step
        ordinary, good = batch.ordinary, batch.good
        with self._compute.networks():
            output: Tensor = self.network(ordinary.photos, around(ordinary))
            found: Tensor = self.network(batch.copies.photos, around(batch.copies))
            things: dict[str, Any] = {"output": output, "source": ordinary.photos, "good": good.photos}
            for name, photos in (("fake", output), ("real", good.photos)):
                if name in self.needs:
                    things[name] = [self._compute.all_of(score.float()) for score in self._scores(photos)]
            if "kept" in self.needs:
                things["kept"] = self.network(good.photos, around(good))
        self.last = Seen(ordinary.photos, output.detach())
        losses: dict[str, Tensor] = self.terms(things) if self.terms is not None else {}
        if self._found:
            losses["found_again"] = self._found * apart(found, batch.origins)
        if self._near:
            losses["near"] = self._near * apart(output, batch.near)
        return losses


def apart(made: Tensor, goal: Tensor) -> Tensor:
    """Distance of photos (N, 3, h, w) in RGB and Lab; what leaves 0..1 counts more."""
    made, goal = pixels_of(made), pixels_of(goal)
    outside = functional.relu(-made) + functional.relu(made - 1)
    colours = (lab(made.clamp(0, 1)) - lab(goal)).abs().mean() / 12
    distance: Tensor = colours + 4 * (made - goal).abs().mean() + 2 * outside.mean()
    return distance
