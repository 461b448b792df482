"""A personal style as a file: the looks that were taught, and how they are mixed along Faithful - Striking."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor

from engine.balance import at, shares_of_ends
from engine.checkpoints import native
from engine.checkpoints.added import identity_of
from engine.networks.adaptive_numpy import FORM, INPUT_SIZE
from engine.networks.refined_numpy import ARCHITECTURE as REFINED
from engine.networks.refined_numpy import FALLOFF
from training.quick_style import with_striking
from training.style_file import LICENCE

KIND = "yours"
ADAPTIVE = "adaptive"
_STRIKING = 1.2
"""How much of a refinement and of falloff there is at the striking end of the slider, as of the looks."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learned.

    Attributes:
        name: of the style.
        looks: (K, SIZE).
        shares: of each in the middle of the slider.
        balance: where the slider stands, 0..100.
        along: see `engine.balance.shares_of_ends`.
        falloff: (3,), how light falls off toward the corners; empty for not at all.
    """

    name: str
    looks: Tensor
    shares: tuple[float, ...]
    balance: float = 50.0
    along: tuple[float, ...] = ()
    falloff: tuple[float, ...] = ()


def write_personal(path: Path, taught: Taught, card: Mapping[str, Any]) -> None:
    """Write the style file, whole or not at all.

    Args:
        path: ends in .safetensors.
        taught: what was learned.
        card: how; no names of files or folders.

    Raises:
        OSError: it cannot be written.
    """
    looks, middle, striking = with_striking(taught.looks, taught.shares)
    weights = {"looks": looks.numpy().astype(np.float32)}
    architecture = ADAPTIVE
    if taught.falloff:
        architecture, weights[FALLOFF] = REFINED, np.array(taught.falloff, np.float32)
        middle, striking = (*middle, 1.0), (*striking, _STRIKING)
    arguments = {"form": FORM} | shares_of_ends(middle, striking, taught.along)
    likes, pairs = int(card.get("likes", 0)), int(card.get("pairs", 0))
    parts = [f"{likes} photos you like"] * bool(likes) + [f"{pairs} pairs"] * bool(pairs)
    entry = native.StyleEntry(
        identity_of(taught.name) or "my-style",
        taught.name,
        KIND,
        f"Learned from {' and '.join(parts)}." if parts else "",
        weights=at(arguments, taught.balance),
    )
    description = native.Description(
        architecture, arguments, (entry,), input_size=INPUT_SIZE, card={"licence": LICENCE, **card}
    )
    native.write(path, weights, description)
