"""Discriminators for paired and unpaired training: each with the loss that it is taught by and its view of a photo."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import TrainingError
from engine.networks.dped_discriminator import SIZE, DpedDiscriminator, grey
from engine.networks.multi_domain import MultiDomainDiscriminator
from engine.networks.uegan_discriminator import UeganDiscriminator
from training.losses import LOSSES
from training.losses.adversarial import gradient_penalty
from training.plan import TrainingPlan

LEAST_SIDE = 65
"""Of UEGAN's discriminator."""
TURNS = 7
"""Streams of chance that are drawn by step, apart from those of the data (0 and 1)."""


class Adversary(nn.Module):
    """A discriminator and how it is taught.

    Attributes:
        discriminator: the network; its scores go to the generator's loss.
        judged_by: name of its own loss.
    """

    def __init__(self, discriminator: nn.Module, judged_by: str, seen: Callable[[Tensor], Tensor]) -> None:
        """An adversary.

        Args:
            discriminator: the network.
            judged_by: name in LOSSES of what it learns by.
            seen: (N, 3, h, w), 0..1, to what the network takes.
        """
        super().__init__()
        self.discriminator = discriminator
        self.judged_by = judged_by
        self._seen = seen

    def scores(self, photos: Tensor) -> Any:
        """What it thinks of photos, (N, 3, h, w), 0..1: scores of one or several heads."""
        answer = self.discriminator(self._seen(photos))
        return answer[0] if isinstance(self.discriminator, MultiDomainDiscriminator) else answer

    def forward(self, real: Tensor, fake: Tensor, step: int, seed: int) -> Tensor:
        """Its loss on photos as they should be and photos that were made, without gradient for these."""
        fake = fake.detach()
        if self.judged_by == "texture_discriminator":
            # One mixed batch: the toss of a coin decides, as in DPED's code, which of the two is shown.
            coins = np.random.default_rng((seed, TURNS, step)).random(len(real)) < 0.5
            is_real = torch.from_numpy(coins).to(real.device)
            mixed = torch.where(is_real[:, None, None, None], real, fake)
            return LOSSES[self.judged_by](self.scores(mixed), is_real)
        loss = LOSSES[self.judged_by](self.scores(real), self.scores(fake))
        if self.judged_by == "wgan_discriminator":
            chance = torch.Generator().manual_seed(seed * 1_000_003 + step)
            loss = loss + gradient_penalty(real, fake, critic=self.scores, random=chance)
        return loss


def texture_adversary(plan: TrainingPlan) -> Adversary:
    """DPED's, in grey, for patches of 100."""
    if plan.size != SIZE:
        raise TrainingError(f"The loss texture needs pictures of {SIZE} x {SIZE}; the plan has {plan.size}.")
    return Adversary(DpedDiscriminator(), "texture_discriminator", grey)


def hinge_adversary(plan: TrainingPlan, judged_by: str = "hinge_discriminator") -> Adversary:
    """UEGAN's five heads, bounded by tanh; option "adversary_width" is 32 as published."""
    if plan.size < LEAST_SIDE:
        raise TrainingError(f"This discriminator needs pictures of at least {LEAST_SIDE}; the plan has {plan.size}.")
    width = int(plan.option("adversary_width", 32))
    return Adversary(UeganDiscriminator(width), judged_by, lambda photos: photos * 2 - 1)


def relativistic_adversary(plan: TrainingPlan) -> Adversary:
    """UEGAN's, taught by the relativistic hinge."""
    return hinge_adversary(plan, "relativistic_hinge_discriminator")


def patch_adversary(plan: TrainingPlan, judged_by: str = "log_gan_discriminator") -> Adversary:
    """StarGAN's patches without bound; halvings as many as the pictures allow, six at most."""
    width = int(plan.option("adversary_width", 64))
    layers = max(2, min(6, plan.size.bit_length() - 3))
    return Adversary(MultiDomainDiscriminator(3, width, layers), judged_by, lambda photos: photos)


def critic(plan: TrainingPlan) -> Adversary:
    """The same as a Wasserstein critic, with gradient penalty."""
    return patch_adversary(plan, "wgan_discriminator")


ADVERSARIES: Mapping[str, Callable[[TrainingPlan], Adversary]] = {
    "texture": texture_adversary,
    "relativistic_hinge_generator": relativistic_adversary,
    "hinge_generator": hinge_adversary,
    "log_gan_generator": patch_adversary,
    "wgan_generator": critic,
}
"""Who judges, by the name of the generator's loss."""


def make_adversary(plan: TrainingPlan, losses: Mapping[str, float]) -> Adversary | None:
    """The adversary that a plan's losses need; None if they need none.

    Raises:
        TrainingError: they need two.
    """
    wanted = [name for name in losses if name in ADVERSARIES and losses[name]]
    if len(wanted) > 1:
        raise TrainingError(f"A training has one discriminator, so {' and '.join(wanted)} do not go together.")
    return ADVERSARIES[wanted[0]](plan) if wanted else None
