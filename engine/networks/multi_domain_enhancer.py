"""MDIE as an enhancer: a photo is taken apart into albedo and shading, improved in both, and put together again (Huang
and Liu's thesis, part B), seed 2. The label asks for everything: colour, noise and texture of high quality.

The thesis answers with F' of the improved parts, so whatever F and F' lose on the way is lost to the photo. Ours adds
to the photo what the improvement changed: F' of the improved parts less F' of the parts as they were. Where F' undoes
F exactly, both are the same.
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
        residual: add the change to the photo; None: in our form, not in the thesis'.
    """

    def __init__(self, width: int = 64, blocks: int = 6, form: str = "ours", residual: bool | None = None) -> None:
        super().__init__()
        self.residual = form == "ours" if residual is None else residual
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
        parts = torch.cat(self.intrinsic(image), 1)
        return self.answer(image, self.together(parts), self.together(self.generator(parts, label)))

    def together(self, parts: Tensor) -> Tensor:
        """F': albedo and shading, (N, 6, h, w), to RGB, (N, 3, h, w)."""
        result: Tensor = self.recomposition(parts[:, :3], parts[:, 3:])
        return result

    def answer(self, image: Tensor, rebuilt: Tensor, improved: Tensor) -> Tensor:
        """The result, (N, 3, h, w), of F' on the parts as they were and on the improved ones."""
        return image + improved - rebuilt if self.residual else improved
