"""What a source of training photos gives: items one by one, and batches of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from engine.errors import PenchantError
from engine.tags import NOTHING_KNOWN, Tags

Box = tuple[float, float, float, float]
"""Where a view lies in its photo: left, top, right, bottom as shares of width and height.

A mirrored view has its left to the right of its right, so that what is a share x of the view's width from its left is
always box[0] + (box[2] - box[0]) * x in the photo.
"""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

Item = TypeVar("Item", covariant=True)


class DataError(PenchantError):
    """Photos from which nothing can be learned: none there, too few, all alike, or pairs that do not fit."""


class Source(Protocol[Item]):
    """Photos to learn from, by number.

    `item` is a function: the same index and the same chance give the same item in every process and every run. It may
    be called from several threads at once.
    """

    def __len__(self) -> int:
        """How many items there are, at least 1."""

    def item(self, index: int, rng: np.random.Generator) -> Item:
        """One item; `rng` decides crops, flips and degradations."""


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """A view of one photo.

    Attributes:
        photo: (3, h, w), sRGB-encoded, 0..1.
        small: (3, s, s), the whole photo for a network that decides from afar; None where none was asked for.
        box: where the view lies in the photo.
        tags: what is known of the scene.
        name: of the file, for sentences.
    """

    photo: Tensor
    small: Tensor | None = None
    box: Box = WHOLE
    tags: Tags = NOTHING_KNOWN
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The same view of a photo before and after.

    Attributes:
        input: (3, h, w), sRGB-encoded, 0..1.
        target: (3, h, w), as it should become; the same size.
        small: (3, s, s), the whole input; None where none was asked for.
        box: where the view lies in the photo.
        tags: what is known of the scene.
        expert: whose version the target is, counted from 0; 0 where there is but one.
        name: of the file, for sentences.
    """

    input: Tensor
    target: Tensor
    small: Tensor | None = None
    box: Box = WHOLE
    tags: Tags = NOTHING_KNOWN
    expert: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SingleBatch:
    """N views.

    Attributes:
        photos: (N, 3, h, w).
        small: (N, 3, s, s) or None.
        boxes: (N, 4), see `Box`.
        tags: N.
        names: N.
    """

    photos: Tensor
    small: Tensor | None
    boxes: Tensor
    tags: tuple[Tags, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PairBatch:
    """N pairs.

    Attributes:
        inputs: (N, 3, h, w).
        targets: (N, 3, h, w).
        small: (N, 3, s, s) or None.
        boxes: (N, 4), see `Box`.
        experts: (N,), int64.
        tags: N.
        names: N.
    """

    inputs: Tensor
    targets: Tensor
    small: Tensor | None
    boxes: Tensor
    experts: Tensor = field(default_factory=lambda: torch.zeros(0, dtype=torch.int64))
    tags: tuple[Tags, ...] = ()
    names: tuple[str, ...] = ()


def stack_singles(items: Sequence[Single]) -> SingleBatch:
    """Views of one size as a batch."""
    return SingleBatch(
        photos=torch.stack([item.photo for item in items]),
        small=_stack_small([item.small for item in items]),
        boxes=torch.tensor([item.box for item in items]),
        tags=tuple(item.tags for item in items),
        names=tuple(item.name for item in items),
    )


def stack_pairs(items: Sequence[Pair]) -> PairBatch:
    """Pairs of one size as a batch."""
    return PairBatch(
        inputs=torch.stack([item.input for item in items]),
        targets=torch.stack([item.target for item in items]),
        small=_stack_small([item.small for item in items]),
        boxes=torch.tensor([item.box for item in items]),
        experts=torch.tensor([item.expert for item in items]),
        tags=tuple(item.tags for item in items),
        names=tuple(item.name for item in items),
    )


def _stack_small(smalls: Sequence[Tensor | None]) -> Tensor | None:
    present = [small for small in smalls if small is not None]
    return torch.stack(present) if present and len(present) == len(smalls) else None
