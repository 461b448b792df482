"""Teachers: published models whose retouch a style learns to repeat."""

from pathlib import Path

import torch
from torch import Tensor, nn

from engine.networks import lut3d


class LutTeacher(nn.Module):
    """Image-adaptive 3-D look-up tables (`engine.networks.lut3d`), asked for single colours of a photo.

    The authors' weights (Apache-2.0) learned expert C of MIT-Adobe FiveK.

    Args:
        network: with weights; it is frozen.
    """

    def __init__(self, network: lut3d.AdaptiveLut) -> None:
        super().__init__()
        self.network = network.eval().requires_grad_(False)

    @classmethod
    def load(cls, folder: Path) -> "LutTeacher":
        """Read `LUTs.pth` and `classifier.pth` from a folder; weights only, so the files cannot run code."""
        tables = torch.load(folder / "LUTs.pth", weights_only=True, map_location="cpu")
        classifier = torch.load(folder / "classifier.pth", weights_only=True, map_location="cpu")
        return cls(lut3d.from_published(tables, classifier))

    @torch.no_grad()
    def table(self, image: Tensor) -> Tensor:
        """The photo's own table: (N, 3, h, w) sRGB-encoded 0..1 to (N, 3, 33, 33, 33)."""
        return self.network.table(image)

    @torch.no_grad()
    def forward(self, image: Tensor, colours: Tensor) -> Tensor:
        """Retouch colours of a photo.

        Args:
            image: (N, 3, h, w), the photo, sRGB-encoded 0..1.
            colours: (N, K, 3), any of its colours.

        Returns:
            (N, K, 3), clipped to 0..1.
        """
        return look_up(self.table(image), colours).clamp(0, 1)


def look_up(table: Tensor, colours: Tensor) -> Tensor:
    """Trilinear reading of 3-D tables: (N, 3, B, G, R) and (N, K, 3) RGB 0..1 to (N, K, 3)."""
    return lut3d.look_up(table, colours.transpose(1, 2)[:, :, None])[:, :, 0].transpose(1, 2)
