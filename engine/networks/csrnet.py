"""CSRNet: three 1x1 convolutions, scaled and shifted by a look at the whole photo (He et al., ECCV 2020).

A retouch that treats every pixel by its colour alone; the small condition network says how. The scale is written as
1 + scale, as the authors' code has it. Sizes are those of the paper's base model; the names are those of the authors'
checkpoint, whose input is RGB, 0..1.

What their file was trained on is darker and duller than an sRGB photo: on fourteen FiveK pairs it comes to 16.8 dB (too
bright), but to 20.1 dB when the input's values are those of ProPhoto RGB and only the target is sRGB.
"""

from torch import Tensor, nn
from torch.nn import functional


class CsrNet(nn.Module):
    """The network, 36,489 parameters.

    Args:
        width: channels of the pixel-wise part.
        condition: channels of the condition network.
    """

    def __init__(self, width: int = 64, condition: int = 32) -> None:
        super().__init__()
        self.cond_net = ConditionNet(condition)
        self.cond_scale1 = nn.Linear(condition, width)
        self.cond_scale2 = nn.Linear(condition, width)
        self.cond_scale3 = nn.Linear(condition, 3)
        self.cond_shift1 = nn.Linear(condition, width)
        self.cond_shift2 = nn.Linear(condition, width)
        self.cond_shift3 = nn.Linear(condition, 3)
        self.conv1 = nn.Conv2d(3, width, 1)
        self.conv2 = nn.Conv2d(width, width, 1)
        self.conv3 = nn.Conv2d(width, 3, 1)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded, 0..1, to (N, 3, h, w), unclipped."""
        condition = self.cond_net(image)
        x = functional.relu(_modulate(self.conv1(image), self.cond_scale1(condition), self.cond_shift1(condition)))
        x = functional.relu(_modulate(self.conv2(x), self.cond_scale2(condition), self.cond_shift2(condition)))
        return _modulate(self.conv3(x), self.cond_scale3(condition), self.cond_shift3(condition))


class ConditionNet(nn.Module):
    """What the photo is like, as a vector: three convolutions of stride 2, each ReLU, and their mean."""

    def __init__(self, width: int = 32) -> None:
        super().__init__()
        # The 7x7 layer too has only one ring of zeros: so the authors' code pads, and so its weights were learned.
        self.conv1 = nn.Conv2d(3, width, 7, stride=2, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(width, width, 3, stride=2, padding=1)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sides of at least 5, to (N, width)."""
        x = image
        for conv in (self.conv1, self.conv2, self.conv3):
            x = functional.relu(conv(x))
        return x.mean((2, 3))


def _modulate(x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    return x * (1 + scale[:, :, None, None]) + shift[:, :, None, None]
