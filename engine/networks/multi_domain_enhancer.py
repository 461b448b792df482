"""MDIE as an enhancer: a photo is taken apart into albedo and shading, improved in both, and put together again (Huang
and Liu's thesis, part B), seed 2. The label asks for everything: colour, noise and texture of high quality.
"""

import torch
from torch import Tensor, nn

from engine.networks.intrinsic import IntrinsicNetwork, Recomposition
from engine.networks.multi_domain import MultiDomainGenerator, all_high


class MultiDomainEnhancer(nn.Module):
    """F, the generator and F' one after another.

    Args:
        width: of the generator's first layer.
        blocks: residual blocks of the generator.
        form: of F and F', "ours" or "thesis".
    """

    def __init__(self, width: int = 64, blocks: int = 6, form: str = "ours") -> None:
        super().__init__()
        self.intrinsic = IntrinsicNetwork(form)
        self.generator = MultiDomainGenerator(width, blocks)
        self.recomposition = Recomposition(form)

    def forward(self, image: Tensor, label: Tensor | None = None) -> Tensor:
        """A photo in the wanted quality.

        Args:
            image: (N, 3, h, w), sRGB-encoded, 0..1, sides of at least 8.
            label: (N, 6), see `multi_domain.label_vector`; everything high if None.

        Returns:
            (N, 3, h, w), nominally 0..1, unclipped.
        """
        if label is None:
            label = all_high(len(image)).to(image)
        made = self.generator(torch.cat(self.intrinsic(image), 1), label)
        result: Tensor = self.recomposition(made[:, :3], made[:, 3:])
        return result
