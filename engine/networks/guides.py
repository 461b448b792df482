"""Guides: the scalar per pixel that picks the depth at which a bilateral grid is read."""

import torch
from torch import Tensor, nn
from torch.nn import functional

KNOTS = 16


class LumaGuide(nn.Module):
    """Luma of the encoded colours (Rec. 601), clipped; nothing to learn, so grids of any origin can be mixed."""

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w) to (N, h, w)."""
        red, green, blue = image.unbind(1)
        return (0.299 * red + 0.587 * green + 0.114 * blue).clamp(0, 1)


class CurveGuide(nn.Module):
    """HDRNet's guide: colour matrix, a curve of 16 hinges per channel, mix, clip."""

    def __init__(self) -> None:
        super().__init__()
        with torch.device("cpu"):  # a few numbers, worked out also where a network is built without memory
            self.matrix = nn.Parameter(torch.eye(3) + 1e-4 * torch.randn(1))
            self.shifts = nn.Parameter(torch.arange(KNOTS).div(KNOTS).repeat(3, 1))
            self.slopes = nn.Parameter(functional.one_hot(torch.zeros(3, dtype=torch.long), KNOTS).float())
        self.matrix_bias = nn.Parameter(torch.zeros(3))
        self.mix = nn.Parameter(torch.full((3,), 1 / 3))
        self.mix_bias = nn.Parameter(torch.zeros(1))

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w) to (N, h, w)."""
        colours = image.movedim(1, -1) @ self.matrix + self.matrix_bias
        guide: Tensor = self.mix_bias
        for channel in range(3):  # one channel at a time: all hinges of all channels at once would need 48 images
            hinges = functional.relu(colours[..., channel, None] - self.shifts[channel])
            guide = guide + self.mix[channel] * (hinges @ self.slopes[channel])
        return guide.clamp(0, 1)


class PointwiseGuide(nn.Module):
    """HDRNet's other guide: a 1x1 network 3 -> 16 -> 1 with batch-norm, ReLU and sigmoid."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, KNOTS, 1, bias=False)
        self.norm = nn.BatchNorm2d(KNOTS, eps=1e-3, momentum=1e-3)
        # HDRNet's batch-norm has no scale: keep PyTorch's at 1.
        self.norm.weight.requires_grad_(False)
        self.conv2 = nn.Conv2d(KNOTS, 1, 1)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w) to (N, h, w)."""
        return torch.sigmoid(self.conv2(functional.relu(self.norm(self.conv1(image))))).squeeze(1)


GUIDES: dict[str, type[nn.Module]] = {"luma": LumaGuide, "curves": CurveGuide, "pointwise": PointwiseGuide}
"""Guides by the name that checkpoints use."""


def make_guide(name: str) -> nn.Module:
    """A guide by its name in `GUIDES`."""
    return GUIDES[name]()
