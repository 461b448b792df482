"""Which network a file holds: an explicit table, so that nothing in a file chooses code.

A style file of ours names its architecture; a published file is recognised by the names and shapes of its weights.
Networks are imported when one is built, so that the table costs nothing to read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints import native
from engine.checkpoints.contents import NATIVE, form_of
from engine.checkpoints.layouts import (
    can,
    csrnet,
    dped,
    hdrnet,
    lut3d,
    multi_domain,
    others,
    stargan,
    uegan,
    unet,
    zero_dce,
)
from engine.checkpoints.layouts.architecture import Architecture, Arguments, shapes_of
from engine.checkpoints.published import state_dicts
from engine.checkpoints.tensors import Weights, unrecognised
from engine.networks.adaptive_numpy import AdaptiveForward
from engine.networks.bilateral_numpy import BilateralForward
from engine.networks.refined_numpy import RefinedForward

if TYPE_CHECKING:
    from torch import nn

Floats = NDArray[np.float32]

TABLE: tuple[Architecture, ...] = (
    can.CAN32,
    can.CONDITIONAL_CAN,
    can.ORIGINAL_CAN,
    unet.UNET,
    unet.CONDITIONAL_UNET,
    uegan.UEGAN,
    dped.DPED,
    dped.DPED_PLUS,
    hdrnet.TENSORFLOW,
    hdrnet.GEJINCHEN,
    hdrnet.CREOTIV,
    lut3d.ADAPTIVE_LUT,
    csrnet.CSRNET,
    zero_dce.ZERO_DCE,
    stargan.STARGAN,
    multi_domain.MULTI_DOMAIN,
    *others.NOT_ENHANCERS,
)
"""In the order in which they are tried; no two recognise the same file."""


class GridNetwork(Protocol):
    """A network that answers with a grid; what its experts share is computed once."""

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """Shared features of a square photo, h x h x 3, 0..1."""

    def head(self, local: Floats, hidden: Floats, shares: tuple[float, ...] = ()) -> Floats:
        """The grid of one expert or blend, gh x gw x 8 x 12."""


GRID_NETWORKS: dict[str, Callable[[Weights, Mapping[str, Any]], GridNetwork]] = {
    "adaptive": AdaptiveForward,
    "bilateral": BilateralForward,
    "refined": RefinedForward,
}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A network found in a file.

    Attributes:
        architecture: its row of the table.
        arguments: what it was made with.
        state: its weights by the names of our module.
    """

    architecture: Architecture
    arguments: Arguments
    state: Mapping[str, Any]


def open_network(path: Path) -> tuple[native.Description, GridNetwork]:
    """A style file's network that answers with a grid, ready to run.

    Raises:
        StyleError: not a style file, damaged, of a newer version, or of a network that is not known.
    """
    description, weights = native.read(path)
    if description.kind != "grade" or description.architecture not in GRID_NETWORKS:
        raise unrecognised(path, f"architecture {description.architecture}, kind {description.kind}")
    try:
        return description, GRID_NETWORKS[description.architecture](weights, description.arguments)
    except (ValueError, TypeError, KeyError) as problem:
        raise unrecognised(path, f"{description.architecture}: {problem!r}") from problem


def is_grid_network(path: Path) -> bool:
    """Whether a file is a style file of ours whose network answers with a grid, as the bundled ones do.

    Raises:
        StyleError: a style file of ours that is damaged or of a newer version; or no file.
    """
    if form_of(path) != NATIVE:
        return False
    return native.read_description(path).architecture in GRID_NETWORKS


def recognise(values: Mapping[str, Any]) -> Recognised | None:
    """The network of a published file; None if none of the table is in it.

    Args:
        values: as `contents.read_contents` gives them.

    Raises:
        KeyError, ValueError: the names are a network's, but weights are missing.
    """
    for weights in state_dicts(values):
        shapes = shapes_of(weights)
        for architecture in TABLE:
            arguments = architecture.recognise(shapes)
            if arguments is not None:
                return Recognised(architecture, arguments, architecture.rename(weights))
    return None


def named(name: str) -> Architecture:
    """The row of the table that a style file of ours names.

    Raises:
        KeyError: there is none.
    """
    for architecture in TABLE:
        if architecture.name == name:
            return architecture
    raise KeyError(name)


def build(path: Path, found: Recognised) -> "nn.Module":
    """The module with its weights, in eval mode.

    Raises:
        StyleError: weights are missing, too many, of other shapes, or not finite.
    """
    import torch

    from engine.networks.unfilled import unfilled

    state = {name: torch.as_tensor(value) for name, value in found.state.items()}
    try:
        with unfilled():
            module = found.architecture.build(**found.arguments)
        module.load_state_dict(state, assign=True)
    except (ValueError, TypeError, KeyError, RuntimeError) as problem:
        raise unrecognised(path, f"{found.architecture.name}: {problem}") from problem
    return module.eval().requires_grad_(requires_grad=False)
