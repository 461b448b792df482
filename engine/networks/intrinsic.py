"""Albedo and shading of a photo, and back: F and F' of MDIE (Huang and Liu's thesis, part B), seed 2.

F has the thesis' encoder (five 3x3 convolutions of stride 2, {16, 32, 64, 128, 256}, batch-norm and ReLU) and sub-pixel
decoder. The thesis names one decoder to six channels and no skips, which can only be blurred at 1/32; our default has a
decoder for albedo and one for shading, with skips, as Janner et al. (NeurIPS 2017) have. The "thesis" form stays.

F' maps (albedo, shading) back to RGB in place of the product. The thesis lets it learn that from nothing; ours begins
as exactly the product and learns a difference to it.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.subpixel import SubpixelUp

WIDTHS = (16, 32, 64, 128, 256)
MULTIPLE = 2 ** len(WIDTHS)


class IntrinsicNetwork(nn.Module):
    """F: a photo to its albedo and shading.

    Args:
        form: "ours" (two decoders with skips) or "thesis" (one without).
        shading_channels: 1 for grey light, 3 for coloured; the thesis has 3.
    """

    def __init__(self, form: str = "ours", shading_channels: int = 3) -> None:
        super().__init__()
        if form not in ("ours", "thesis"):
            raise ValueError(f"form is ours or thesis, got {form}")
        skips, outputs = form == "ours", (3, shading_channels)
        self.shading_channels = shading_channels
        self.encoder = Encoder(3)
        self.decoders = nn.ModuleList(Decoder(out, skips) for out in (outputs if skips else (sum(outputs),)))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """The two parts of a photo.

        Args:
            image: (N, 3, h, w), sRGB-encoded, 0..1, any size.

        Returns:
            albedo (N, 3, h, w), 0..1; shading (N, 1 or 3, h, w), above 0.
        """
        height, width = image.shape[2:]
        features = self.encoder(continue_to_multiple(image))
        raw = torch.cat([decoder(features) for decoder in self.decoders], 1)[:, :, :height, :width]
        return torch.sigmoid(raw[:, :3]), functional.softplus(raw[:, 3:])


class Recomposition(nn.Module):
    """F': albedo and shading to RGB; exactly their product until it has learned something else.

    Args:
        form: "ours" (three 3x3 convolutions) or "thesis" (encoder and decoder as F's).
        shading_channels: as F's.
    """

    def __init__(self, form: str = "ours", shading_channels: int = 3) -> None:
        super().__init__()
        if form not in ("ours", "thesis"):
            raise ValueError(f"form is ours or thesis, got {form}")
        inputs, width = 3 + shading_channels, 32
        self.multiple = MULTIPLE if form == "thesis" else 1
        if form == "thesis":
            self.trunk = nn.Sequential(Encoder(inputs), Decoder(width, skips=False))
        else:
            convs = (nn.Conv2d(inputs, width, 3, padding=1), nn.Conv2d(width, width, 3, padding=1))
            self.trunk = nn.Sequential(convs[0], nn.ReLU(), convs[1], nn.ReLU())
        self.last = nn.Conv2d(width, 3, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, albedo: Tensor, shading: Tensor) -> Tensor:
        """(N, 3, h, w) and (N, 1 or 3, h, w) to (N, 3, h, w), unclipped."""
        height, width = albedo.shape[2:]
        both = continue_to_multiple(torch.cat([albedo, shading], 1), self.multiple)
        difference: Tensor = self.last(self.trunk(both))
        return albedo * shading + difference[:, :, :height, :width]


class Encoder(nn.Module):
    """Five halvings."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(narrow, wide, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(wide), nn.ReLU(inplace=True)
            )
            for narrow, wide in pairwise((inputs, *WIDTHS))
        )

    def forward(self, x: Tensor) -> list[Tensor]:
        """(N, inputs, h, w), sides multiples of 32, to the features of all levels, (N, 16, h/2, w/2) first."""
        features = []
        for layer in self.layers:
            x = layer(x)
            features.append(x)
        return features


class Decoder(nn.Module):
    """Five doublings, the mirror of the encoder; with skips the features of the same size join before each.

    Args:
        outputs: channels.
        skips: use all features instead of the last only.
    """

    def __init__(self, outputs: int, skips: bool) -> None:
        super().__init__()
        self.skips = skips
        deep = tuple(reversed(WIDTHS))
        inputs = [deep[0], *(width * (2 if skips else 1) for width in deep[1:])]
        self.layers = nn.ModuleList(
            nn.Sequential(SubpixelUp(wide, narrow), nn.BatchNorm2d(narrow), nn.ReLU(inplace=True))
            for wide, narrow in zip(inputs[:-1], deep[1:], strict=True)
        )
        self.last = SubpixelUp(inputs[-1], outputs)

    def forward(self, features: list[Tensor]) -> Tensor:
        """Features as the encoder gives them to (N, outputs, h, w)."""
        x = features[-1]
        for layer, skip in zip(self.layers, reversed(features[:-1]), strict=True):
            x = layer(x)
            if self.skips:
                x = torch.cat([x, skip], 1)
        result: Tensor = self.last(x)
        return result


def continue_to_multiple(image: Tensor, multiple: int = MULTIPLE) -> Tensor:
    """Repeat the last row and column until both sides are multiples."""
    height, width = image.shape[2:]
    return functional.pad(image, (0, -width % multiple, 0, -height % multiple), mode="replicate")
