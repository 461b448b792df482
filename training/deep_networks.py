"""The networks of the deep way, as its course sees them, and the style files that they become."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.checkpoints import native
from engine.checkpoints.layouts.architecture import GRADE
from engine.networks.adaptive import measure
from engine.networks.adaptive_numpy import SEEN
from engine.networks.bilateral import identity_grid_bias
from engine.networks.refined_numpy import NETWORK, REFINED
from training.data.items import WHOLE, SingleBatch
from training.deep_start import Start, bilateral_start
from training.falloff import NONE, fallen
from training.networks import BILATERAL, UNKNOWN, Around, GridPhotoNetwork, complete_arguments, make_network
from training.personal_style import Taught, write_personal
from training.quick_style import blended
from training.style_file import LICENCE

VIEW = 96
"""Side of what losses and UEGAN see of a photo; the bilateral network is shown it at 256."""

_KNOWN = ("splat", "global_conv", "fc.0")


class RefinedQuick(nn.Module):
    """The quick style, a bilateral network that says what is to be changed of it (nothing at first), and falloff.

    Grids of affine maps of the same photo can be added, and made darker by place, so that all are one grid where the
    style is used.
    """

    looks: Tensor
    shares: Tensor
    falloff: Tensor
    share: Tensor

    def __init__(self, looks: Tensor, shares: Tensor, falloff: Tensor | None = None) -> None:
        """The network that begins as the quick style, with light falling off.

        Args:
            looks: (K, SIZE), the quick style.
            shares: (K,), of each look.
            falloff: (3,), as `falloff.falloff_between` gives it; none without.

        `share` says how much of the network counts when it is used, not while it learns.
        """
        super().__init__()
        arguments, weights = bilateral_start()
        self.arguments = complete_arguments(BILATERAL, arguments)
        made = make_network(BILATERAL, arguments)
        assert isinstance(made, GridPhotoNetwork)
        self.grids = made
        self.module = made.module
        self.module.load_state_dict(weights)
        with torch.no_grad():
            self.module.prediction.weight.zero_()
            bias = self.module.prediction.bias
            assert bias is not None
            bias.copy_(identity_grid_bias())
        # What it sees of photos it has learned from many more than a few likes; what it makes of that is learned anew.
        self.learning = [parameter for name, parameter in self.module.named_parameters() if not name.startswith(_KNOWN)]
        self.register_buffer("falloff", torch.tensor(NONE) if falloff is None else falloff.clone())
        self.register_buffer("looks", looks.clone())
        self.register_buffer("shares", shares.clone())
        self.register_buffer("share", torch.ones(()))

    def forward(self, photos: Tensor, around: Around = UNKNOWN) -> Tensor:
        """As `PhotoNetwork.forward`."""
        whole = photos if around.small is None else around.small
        changed: Tensor = self.grids(photos, around) - photos
        share = 1 if self.training else self.share
        return fallen(quick_photos(self.looks, self.shares, photos, whole) + share * changed, self.falloff)

    @torch.no_grad()
    def weights(self) -> dict[str, Tensor]:
        """Of the bilateral network, with its share in them: what it changes is linear in the last layer."""
        layer, weights = self.module.prediction, dict(self.module.state_dict())
        assert layer.bias is not None
        weights["prediction.weight"] = self.share * layer.weight
        weights["prediction.bias"] = torch.lerp(identity_grid_bias().to(layer.bias), layer.bias, self.share)
        return weights


@torch.no_grad()
def quick_photos(looks: Tensor, shares: Tensor, photos: Tensor, whole: Tensor) -> Tensor:
    """Photos through a quick style.

    Args:
        looks: (K, SIZE).
        shares: (K,).
        photos: (N, 3, h, w), 0..1.
        whole: (N, 3, s, s), the whole photos, s a multiple of SEEN or larger than a few times that.

    Returns:
        (N, 3, h, w), 0..1.
    """
    small = functional.adaptive_avg_pool2d(whole, SEEN)
    made = blended(looks, tuple(shares.tolist()), pixels_of(photos), measure(pixels_of(small)))
    return photos_of(made.clamp(0, 1), photos)


def uegan(start: Start) -> nn.Module:
    """UEGAN's generator as it comes with Penchant."""
    network = make_network("uegan", {"width": start.width})
    network.module.load_state_dict(start.generator)
    return network


def write_refined(path: Path, network: RefinedQuick, taught: Taught, card: Mapping[str, Any]) -> None:
    """Write a refined quick style, whole or not at all; Faithful - Striking stays live.

    A network of which nothing is taken is left out.

    Raises:
        OSError: it cannot be written.
    """
    write_personal(path, replace(taught, falloff=tuple(network.falloff.tolist())), card)
    if network.share:
        description, weights = native.read(path)
        own = {REFINED + name: _array(value) for name, value in network.weights().items()}
        described = replace(description, arguments={**description.arguments, NETWORK: network.arguments})
        native.write(path, {**weights, **own}, described)


def write_uegan(path: Path, network: nn.Module, width: int, entry: native.StyleEntry, card: Mapping[str, Any]) -> None:
    """Write a generator that has seen squares of VIEW as a style of tone and colour: it is shown such squares again.

    Raises:
        OSError: it cannot be written.
    """
    reading = {"input_range": "-1..1", "output_range": "-1..1", "multiple": 16, "least": 32, "size": (VIEW, VIEW)}
    weights = {name: _array(value) for name, value in network.state_dict().items()}
    card = {"licence": LICENCE, **card}
    native.write(path, weights, native.Description("uegan", {"width": width}, (entry,), GRADE, VIEW, card, reading))


def seen(squares: Tensor, network: str) -> SingleBatch:
    """Squares (N, 3, s, s) as views; a network that decides from afar is given them along."""
    small = squares if network == BILATERAL else None
    return SingleBatch(viewed(squares), small, torch.tensor([WHOLE]).expand(len(squares), -1))


def viewed(squares: Tensor) -> Tensor:
    """Squares as losses see them, (N, 3, VIEW, VIEW)."""
    return functional.interpolate(squares, (VIEW, VIEW), mode="bilinear", antialias=True).clamp(0, 1)


def pixels_of(photos: Tensor) -> Tensor:
    """(N, 3, h, w) as (N, h * w, 3)."""
    return photos.flatten(2).transpose(1, 2)


def photos_of(pixels: Tensor, like: Tensor) -> Tensor:
    """(N, h * w, 3) as photos of the shape of others."""
    return pixels.transpose(1, 2).reshape(-1, *like.shape[1:])


def _array(value: Tensor) -> np.ndarray:
    return value.detach().float().cpu().numpy()
