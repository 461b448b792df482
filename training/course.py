"""What the loop needs to know of a program: networks, updates, batches, what is measured and what becomes the style."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor, nn
from torch.optim import Optimizer


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """One update of a step: a loss goes down by moving some weights.

    Attributes:
        name: "generator", "discriminator", ...
        module: called with (batch, step), gives the terms of the loss by name, weighted: their sum is what goes down.
            Its own parameters are moved; a network that it only looks at must not be one of its children.
        optimiser: of those parameters.
        rate: times the plan's.
        every: the update is made in every so many steps.
        first: the step with which it begins, counted from 0.
        end: the step before which it ends.
        judges: the loss of a discriminator: nearly 0 means that it tells everything apart and teaches nothing more.
    """

    name: str
    module: nn.Module
    optimiser: Optimizer
    rate: float = 1.0
    every: int = 1
    first: int = 0
    end: int = 10**9
    judges: bool = False

    def is_due(self, step: int) -> bool:
        """Whether the update is made in a step."""
        return self.first <= step < self.end and (step - self.first) % self.every == 0


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Photos of the last step and what was made of them, to notice a style that goes astray.

    Attributes:
        before: (N, 3, h, w), 0..1.
        after: the same shape, nominally 0..1.
    """

    before: Tensor
    after: Tensor


class Course(Protocol):
    """A program as the loop sees it."""

    @property
    def phases(self) -> tuple[Phase, ...]:
        """The updates of a step, in their order."""

    @property
    def networks(self) -> Mapping[str, nn.Module]:
        """Everything that learns or moves with the run, by name; part of the saved state."""

    @property
    def result(self) -> nn.Module:
        """One of the networks: what becomes the style."""

    def batches(self, steps: range) -> Iterator[Any]:
        """The batches of some steps, on the device; the same for a number whoever asks."""

    def seen(self) -> Seen | None:
        """The last photos, without gradient; None if the program makes none."""

    def state(self) -> dict[str, Any]:
        """What else the next step depends on, as tensors and plain values."""

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what `state` gave."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Measures on photos that are not trained on; the first decides which state is best, more is better."""

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor | None:
        """A photo of any size, (1, 3, h, w), 0..1, as it becomes now, for previews; None if it makes no photos."""

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the style file, whole or not at all; raises OSError if it cannot be."""
