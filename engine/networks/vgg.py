"""VGG-19 as a measure of likeness: its features relu1_1 to relu5_4 (Simonyan and Zisserman, ICLR 2015).

Weights are those of torchvision's ImageNet file, if the person has it; nothing is ever fetched. Keys, as torchvision's:
features.{0,2,5,7,10,12,14,16,19,21,23,25,28,30,32,34}.weight/bias.
"""

import hashlib
import pickle
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.errors import StyleError
from engine.networks.nima import imagenet_normalised

CHECKSUM = "dcbb9e9d"
"""First digits of the SHA-256 of torchvision's vgg19-dcbb9e9d.pth."""
STAGES = ((64, 2), (128, 2), (256, 4), (512, 4), (512, 4))
"""Channels and convolutions between poolings."""
FIRST_OF_STAGES = ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")


class Vgg19(nn.Module):
    """The convolutions up to relu5_4, 20,024,384 parameters. Frozen, since it only measures.

    Args:
        layers: names of the features that are wanted.
    """

    def __init__(self, layers: Sequence[str] = FIRST_OF_STAGES) -> None:
        super().__init__()
        self.layers = tuple(layers)
        modules: list[nn.Module] = []
        self.positions: dict[str, int] = {}
        inputs = 3
        for stage, (width, depth) in enumerate(STAGES, 1):
            for conv in range(1, depth + 1):
                modules += [nn.Conv2d(inputs, width, 3, padding=1), nn.ReLU()]
                self.positions[f"relu{stage}_{conv}"] = len(modules) - 1
                inputs = width
            modules.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*modules[:-1])
        unknown = [layer for layer in layers if layer not in self.positions]
        if unknown:
            raise ValueError(f"no such layer: {', '.join(unknown)}")
        self.requires_grad_(False)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Features in the order of `layers`.

        Args:
            image: (N, 3, h, w), sRGB-encoded RGB, 0..1, sides of at least 16.

        Returns:
            One (N, C, h', w') per layer, 0 and above; sides are halved, rounded down, from stage to stage.
        """
        found = {}
        x = imagenet_normalised(image)
        last = max(self.positions[layer] for layer in self.layers)
        for position in range(last + 1):
            x = self.features[position](x)
            found[position] = x
        return [found[self.positions[layer]] for layer in self.layers]


def load_vgg19(path: Path, layers: Sequence[str] = FIRST_OF_STAGES) -> Vgg19:
    """VGG-19 with the weights of torchvision's file.

    Raises:
        StyleError: the file is not there, may not be read, or is not torchvision's.
    """
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as problem:
        raise StyleError(f"{path.name} may not be read.", subject=path, details=str(problem)) from problem
    if not digest.startswith(CHECKSUM):
        raise _other_file(path, f"SHA-256 {digest}")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        network = Vgg19(layers)
        network.load_state_dict({name: value for name, value in state.items() if name.startswith("features.")})
    except (pickle.UnpicklingError, RuntimeError, AttributeError) as problem:
        raise _other_file(path, str(problem)) from problem
    return network.eval()


def _other_file(path: Path, details: str) -> StyleError:
    return StyleError(f"{path.name} is not torchvision's VGG-19, so it was not used.", subject=path, details=details)
