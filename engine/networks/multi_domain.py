"""One network for several kinds of enhancement, on albedo and shading: MDIE's generator and discriminator (Huang and
Liu's thesis, part B, after StarGAN), seed 2.

Three data sets teach colour, noise and texture; each knows only its own attribute. A label is [c_colour, c_noise,
c_texture, m_colour, m_noise, m_texture]: c is 1 for high quality, m says which attributes are known; an unknown c
is 0.

Where the thesis leaves the matter open, ours: labels scale and shift the instance norms instead of being planes that a
norm takes away; masks may have several ones, so that "all high" is nothing new at test; the generator answers with a
difference to albedo and shading and begins near nothing; the discriminator sees RGB after F', patch by patch, with
spectral norm, and gives its view of the attributes for any size.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.intrinsic import continue_to_multiple
from engine.networks.subpixel import SubpixelUp

ATTRIBUTES = ("colour", "noise", "texture")
LABEL = 2 * len(ATTRIBUTES)
PARTS = 6


def label_vector(attributes: Tensor, known: Tensor) -> Tensor:
    """Attributes with their mask; what is unknown says nothing.

    Args:
        attributes: (N, 3), 0 (low) or 1 (high).
        known: (N, 3), 0 or 1.

    Returns:
        (N, 6).
    """
    return torch.cat([attributes * known, known], 1)


def all_high(count: int) -> Tensor:
    """The label asked for when a photo is enhanced, (count, 6): everything known, everything high."""
    return torch.ones(count, LABEL)


class MultiDomainGenerator(nn.Module):
    """From albedo and shading as they are to the wanted quality: StarGAN's shape with conditional norms.

    Args:
        width: channels of the first layer; four times as many in the blocks.
        blocks: residual blocks.
    """

    def __init__(self, width: int = 64, blocks: int = 6) -> None:
        super().__init__()
        self.first = nn.Conv2d(PARTS, width, 7, padding=3, padding_mode="reflect", bias=False)
        self.down = nn.ModuleList(
            nn.Conv2d(w, 2 * w, 4, 2, 1, padding_mode="reflect", bias=False) for w in (width, 2 * width)
        )
        self.blocks = nn.ModuleList(_ConditionalBlock(4 * width) for _ in range(blocks))
        self.up = nn.ModuleList(SubpixelUp(2 * w, w) for w in (2 * width, width))
        self.norms = nn.ModuleList(ConditionalNorm(w) for w in (width, 2 * width, 4 * width, 2 * width, width))
        self.last = nn.Conv2d(width, PARTS, 7, padding=3, padding_mode="reflect")
        nn.init.normal_(self.last.weight, std=1e-3)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, parts: Tensor, label: Tensor) -> Tensor:
        """Albedo and shading in the wanted quality.

        Args:
            parts: (N, 6, h, w): albedo, then shading; sides of at least 8.
            label: (N, 6), see `label_vector`.

        Returns:
            (N, 6, h, w), unclipped.
        """
        height, width = parts.shape[2:]
        x = continue_to_multiple(parts, 4)
        convs = (self.first, *self.down)
        for conv, norm in zip(convs, self.norms[:3], strict=True):
            x = functional.relu(norm(conv(x), label))
        for block in self.blocks:
            x = block(x, label)
        for up, norm in zip(self.up, self.norms[3:], strict=True):
            x = functional.relu(norm(up(x), label))
        difference: Tensor = self.last(x)
        return parts + difference[:, :, :height, :width]


class ConditionalNorm(nn.Module):
    """Instance norm whose scale and shift come from the label (Dumoulin et al., 2017; Perez et al., FiLM, 2018)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = nn.InstanceNorm2d(channels, affine=False)
        self.modulation = nn.Linear(LABEL, 2 * channels)
        nn.init.normal_(self.modulation.weight, std=0.1)
        nn.init.zeros_(self.modulation.bias)

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        """(N, channels, h, w) and (N, 6) to (N, channels, h, w)."""
        scale, shift = self.modulation(label)[:, :, None, None].chunk(2, 1)
        modulated: Tensor = self.norm(x) * (1 + scale) + shift
        return modulated


class _ConditionalBlock(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(width, width, 3, padding=1, padding_mode="reflect", bias=False) for _ in range(2)
        )
        self.norms = nn.ModuleList(ConditionalNorm(width) for _ in range(2))

    def forward(self, x: Tensor, label: Tensor) -> Tensor:
        inner = functional.relu(self.norms[0](self.convs[0](x), label))
        second: Tensor = self.norms[1](self.convs[1](inner), label)
        return x + second


class MultiDomainDiscriminator(nn.Module):
    """Real or made, patch by patch, and which attributes are high.

    Args:
        channels: 3 for RGB after F', 6 for albedo and shading.
        width: channels of the first layer, doubled by each of the following up to 512.
        layers: halvings.
    """

    def __init__(self, channels: int = 3, width: int = 64, layers: int = 6) -> None:
        super().__init__()
        widths = [channels, *(min(512, width << i) for i in range(layers))]
        self.convs = nn.ModuleList(
            nn.utils.parametrizations.spectral_norm(nn.Conv2d(widths[i], widths[i + 1], 4, 2, 1)) for i in range(layers)
        )
        self.source = nn.Conv2d(widths[-1], 1, 3, padding=1)
        self.attributes = nn.Linear(widths[-1], len(ATTRIBUTES))

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """What the discriminator thinks of a photo.

        Args:
            image: (N, channels, h, w), 0..1, sides of at least 2^layers.

        Returns:
            source logits (N, 1, h / 2^layers, w / 2^layers), high for real; attribute logits (N, 3), of which only
            those that the label's mask knows may be compared with it.
        """
        x = image * 2 - 1
        for conv in self.convs:
            x = functional.leaky_relu(conv(x), 0.01)
        return self.source(x), self.attributes(x.mean((2, 3)))
