"""Opening a network that scores photos: NIMA as idealo publish it (Keras) and as the PyTorch port does."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.contents import read_contents
from engine.checkpoints.published import state_dicts
from engine.checkpoints.tensors import Weights, unrecognised
from engine.errors import StyleError

if TYPE_CHECKING:
    from torch import nn

_KERAS, _PORT = "conv_pw_13/kernel", "base_model.0.18.0.weight"


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """A network that scores photos.

    Attributes:
        network: frozen, in eval mode; (N, 3, h, w), 0..1, to opinions (N, 10).
        name: to stand beside every score, since those of two scorers cannot be compared.
    """

    network: "nn.Module"
    name: str


def open_scorer(path: Path, *, normalise: bool = True) -> Scorer:
    """The scorer in a file.

    Args:
        path: idealo's weights (.h5, .hdf5) or those of the PyTorch port (.pth), in any wrapping.
        normalise: for the port: by ImageNet's mean and deviation, as it does itself; without, as UEGAN and D'Oro do.

    Raises:
        StyleError: not readable, hostile, damaged, or no scorer that is known.
    """
    for weights in state_dicts(read_contents(path).values):
        try:
            if _PORT in weights:
                return Scorer(_of_port(weights, normalise), _port_name(path, normalise))
            if any("/".join(name.removesuffix(":0").split("/")[-2:]) == _KERAS for name in weights):
                return Scorer(_of_keras(weights), f"NIMA, MobileNet v1 of idealo, {path.name}")
        except (KeyError, ValueError, RuntimeError) as problem:
            raise _not_whole(path, str(problem)) from problem
    raise _no_scorer(path)


def _of_keras(weights: Weights) -> "nn.Module":
    from engine.networks.nima import NimaV1, from_keras

    network = NimaV1()
    network.load_state_dict(from_keras(weights))
    return network.eval().requires_grad_(requires_grad=False)


def _of_port(weights: Weights, normalise: bool) -> "nn.Module":
    import torch

    from engine.networks.nima import NimaV2

    network = NimaV2(normalise)
    state = {name: torch.from_numpy(np.array(values)) for name, values in weights.items()}
    network.load_state_dict(state)
    return network.eval().requires_grad_(requires_grad=False)


def _port_name(path: Path, normalise: bool) -> str:
    return f"NIMA, MobileNetV2 of the PyTorch port, {'' if normalise else 'not '}normalised, {path.name}"


def _not_whole(path: Path, details: str) -> StyleError:
    return unrecognised(path, f"a scorer, but a weight is missing or of another shape: {details}")


def _no_scorer(path: Path) -> StyleError:
    return StyleError(f"{path.name} holds no scorer of photos that is known here.", subject=path)
