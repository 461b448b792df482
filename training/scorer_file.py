"""A scorer (NIMA) as a file: ours, or the published PyTorch port's state dict."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from engine.checkpoints.contents import read_contents
from engine.checkpoints.native import Description, StyleEntry, write
from engine.checkpoints.published import state_dicts
from engine.errors import StyleError
from engine.networks.nima import NimaV2

ARCHITECTURE = "nima"
KIND = "scorer"


def save_scorer(path: Path, network: NimaV2, name: str, card: Mapping[str, Any]) -> None:
    """Write a scorer; the file says what it is, so nobody takes it for a style.

    Raises:
        OSError: it cannot be written.
    """
    weights = {key: value.detach().float().cpu().numpy() for key, value in network.state_dict().items()}
    entry = StyleEntry("scorer", name, KIND)
    write(path, weights, Description(ARCHITECTURE, {"normalise": network.normalise}, (entry,), KIND, 224, dict(card)))


def load_scorer(path: Path) -> NimaV2:
    """A scorer, frozen and in eval mode.

    Raises:
        StyleError: not readable, or no weights of this network.
    """
    contents = read_contents(path)
    network = NimaV2()
    for state in state_dicts(contents.values):
        try:
            network.load_state_dict({name: torch.as_tensor(value) for name, value in state.items()})
        except (RuntimeError, TypeError):
            continue
        return network.eval().requires_grad_(requires_grad=False)
    raise StyleError(f"{path.name} holds no scorer, so it was not used.", subject=path)
