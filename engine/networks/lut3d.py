"""Image-adaptive 3-D look-up tables (Zeng et al., TPAMI 2020): a small classifier mixes basis tables for each photo.

Table axes are (channel, blue, green, red), as in the authors' files; entries are sRGB-encoded and may leave 0..1. The
classifier's layers keep the positions that they have in the authors' sequence. Their `Classifier` (paired) has an
instance norm after each convolution but the last, `Classifier_unpaired` after the first only.
"""

from collections.abc import Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

SIDE = 256
_WIDTHS = (3, 16, 32, 64, 128, 128)


class AdaptiveLut(nn.Module):
    """Classifier and tables: 593,516 parameters as published for paired training, 593,068 for unpaired.

    Args:
        tables: how many basis tables.
        size: entries along each axis of a table.
        norms: "all" (paired) or "first" (unpaired).
    """

    def __init__(self, tables: int = 3, size: int = 33, norms: str = "all") -> None:
        super().__init__()
        if norms not in ("all", "first"):
            raise ValueError(f"norms are all or first, got {norms}")
        self.classifier = _classifier(tables, norms)
        basis = torch.zeros(tables, 3, size, size, size)
        basis[0] = identity_table(size)
        self.tables = nn.Parameter(basis)
        nn.init.ones_(self.classifier[-1].bias)  # type: ignore[arg-type]

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded, to (N, 3, h, w), unclipped; colours outside 0..1 are read as the nearest."""
        return look_up(self.table(image), image)

    def table(self, image: Tensor) -> Tensor:
        """The photo's own table: (N, 3, h, w) to (N, 3, size, size, size)."""
        square = functional.interpolate(image, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        return torch.einsum("nk,kcbgr->ncbgr", self.classifier(square).flatten(1), self.tables)


def look_up(table: Tensor, image: Tensor) -> Tensor:
    """Trilinear reading of a table per photo: (N, 3, B, G, R) and (N, 3, h, w) RGB to (N, 3, h, w)."""
    places = (image.movedim(1, -1) * 2 - 1)[:, None]
    return functional.grid_sample(table, places, mode="bilinear", padding_mode="border", align_corners=True)[:, :, 0]


def identity_table(size: int) -> Tensor:
    """The table that changes nothing, (3, size, size, size)."""
    steps = torch.linspace(0, 1, size)
    blue, green, red = torch.meshgrid(steps, steps, steps, indexing="ij")
    return torch.stack([red, green, blue])


def from_published(tables: Mapping[str, Mapping[str, Tensor]], classifier: Mapping[str, Tensor]) -> AdaptiveLut:
    """The network of the authors' two files, LUTs.pth and classifier.pth (or the unpaired ones), in eval mode.

    Args:
        tables: {"0": {"LUT": (3, D, D, D)}, "1": ...}.
        classifier: state dict with keys model.{position}.weight/bias.

    Raises:
        KeyError, RuntimeError, ValueError: the files are not what they should be, or do not belong together.
    """
    basis = torch.stack([tables[str(index)]["LUT"].float() for index in range(len(tables))])
    norms = "all" if "model.16.weight" in classifier else "first"
    network = AdaptiveLut(len(basis), basis.shape[-1], norms)
    state = {name.replace("model.", "classifier.", 1): value.float() for name, value in classifier.items()}
    network.load_state_dict(state | {"tables": basis})
    return network.eval()


def _classifier(outputs: int, norms: str) -> nn.Sequential:
    """(N, 3, 256, 256) to (N, outputs, 1, 1); position 0 was the authors' resize."""
    layers: list[nn.Module] = [nn.Identity()]
    for index, (inputs, width) in enumerate(pairwise(_WIDTHS)):
        layers += [nn.Conv2d(inputs, width, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
        if index == 0 or (norms == "all" and index < len(_WIDTHS) - 2):
            layers.append(nn.InstanceNorm2d(width, affine=True))
    if norms == "all":
        layers.append(nn.Dropout(0.5))
    return nn.Sequential(*layers, nn.Conv2d(_WIDTHS[-1], outputs, 8))
