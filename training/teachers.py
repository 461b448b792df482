"""Teachers: published models whose retouch a style learns to repeat."""

from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional


class LutTeacher(nn.Module):
    """Image-adaptive 3-D look-up tables (Zeng et al., TPAMI 2020): a small classifier mixes basis tables per photo.

    The authors' weights (Apache-2.0) learned expert C of MIT-Adobe FiveK. Table axes are (channel, blue, green, red).
    """

    def __init__(self, tables: Tensor, classifier: nn.Sequential) -> None:
        super().__init__()
        self.register_buffer("tables", tables)
        self.tables: Tensor
        self.classifier = classifier.eval().requires_grad_(False)

    @classmethod
    def load(cls, folder: Path) -> "LutTeacher":
        """Read `LUTs.pth` and `classifier.pth` from a folder; weights only, so the files cannot run code."""
        basis = torch.load(folder / "LUTs.pth", weights_only=True, map_location="cpu")
        state = torch.load(folder / "classifier.pth", weights_only=True, map_location="cpu")
        tables = torch.stack([basis[key]["LUT"].float() for key in sorted(basis)])
        classifier = _classifier(len(tables))
        classifier.load_state_dict({name.removeprefix("model."): value.float() for name, value in state.items()})
        return cls(tables, classifier)

    @torch.no_grad()
    def table(self, image: Tensor) -> Tensor:
        """The photo's own table: (N, 3, h, w) sRGB-encoded 0..1 to (N, 3, 33, 33, 33)."""
        shares = self.classifier(image).flatten(1)
        return torch.einsum("nk,kcbgr->ncbgr", shares, self.tables)

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
    places = (colours * 2 - 1)[:, None, None]
    values = functional.grid_sample(table, places, mode="bilinear", padding_mode="border", align_corners=True)
    return values[:, :, 0, 0].transpose(1, 2)


def _classifier(outputs: int) -> nn.Sequential:
    """The authors' network; the positions in the sequence are the keys of their file."""
    layers: list[nn.Module] = [nn.Upsample(size=(256, 256), mode="bilinear")]
    widths = (3, 16, 32, 64, 128, 128)
    for inputs, width in pairwise(widths):
        layers += [nn.Conv2d(inputs, width, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
        if len(layers) < 15:  # every convolution but the last is followed by a norm
            layers.append(nn.InstanceNorm2d(width, affine=True))
    return nn.Sequential(*layers[:15], nn.Dropout(0.5), nn.Conv2d(128, outputs, 8))
