"""Zero-DCE and Zero-DCE++: light curves for dark photos, learned without targets (Guo et al., CVPR 2020; Li, Guo and
Loy, TPAMI 2022).

A network draws maps r, and every pixel runs through x + r (x^2 - x) eight times: section 3.1, equation 3, with the
sign of the authors' code (the paper's alpha is -r). Zero-DCE has maps of its own for each round and full convolutions;
Zero-DCE++ has one for all rounds, depthwise separable convolutions and looks at a smaller copy of the photo. Names are
those of the authors' checkpoints.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH = 32
ROUNDS = 8


class ZeroDce(nn.Module):
    """Zero-DCE, 79,416 parameters; or Zero-DCE++, 10,561.

    Args:
        separable: the convolutions and the single curve of Zero-DCE++.
        scale: how many times smaller the copy is that the network looks at: 1 for Zero-DCE; the authors of Zero-DCE++
            train with 1 and test with 12. Their program crops photos to a multiple of it, ours takes any size.
    """

    def __init__(self, separable: bool = False, scale: int = 1) -> None:
        super().__init__()
        self.scale = scale
        conv = _SeparableConv if separable else _full_conv
        self.e_conv1 = conv(3, WIDTH)
        self.e_conv2 = conv(WIDTH, WIDTH)
        self.e_conv3 = conv(WIDTH, WIDTH)
        self.e_conv4 = conv(WIDTH, WIDTH)
        self.e_conv5 = conv(2 * WIDTH, WIDTH)
        self.e_conv6 = conv(2 * WIDTH, WIDTH)
        self.e_conv7 = conv(2 * WIDTH, 3 if separable else 3 * ROUNDS)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded RGB, 0..1, to (N, 3, h, w), 0..1."""
        size = image.shape[2:]
        if self.scale == 1:
            return apply_curves(image, self.curves(image))
        reduced = [max(1, side // self.scale) for side in size]
        small = functional.interpolate(image, size=reduced, mode="bilinear", align_corners=False)
        curves = functional.interpolate(self.curves(small), size=size, mode="bilinear", align_corners=True)
        return apply_curves(image, curves)

    def curves(self, image: Tensor) -> Tensor:
        """The maps at the size of the image, -1..1: (N, 24, h, w), or (N, 3, h, w) of Zero-DCE++."""
        x1 = functional.relu(self.e_conv1(image))
        x2 = functional.relu(self.e_conv2(x1))
        x3 = functional.relu(self.e_conv3(x2))
        x4 = functional.relu(self.e_conv4(x3))
        x5 = functional.relu(self.e_conv5(torch.cat([x3, x4], 1)))
        x6 = functional.relu(self.e_conv6(torch.cat([x2, x5], 1)))
        return torch.tanh(self.e_conv7(torch.cat([x1, x6], 1)))


def apply_curves(image: Tensor, curves: Tensor) -> Tensor:
    """Eight rounds of x + r (x^2 - x); what is within 0..1 stays there.

    Args:
        image: (N, 3, h, w).
        curves: (N, 24, h, w), round by round, or (N, 3, h, w) for all of them; -1..1.

    Returns:
        (N, 3, h, w).
    """
    maps = curves.chunk(curves.shape[1] // 3, 1)
    x = image
    for curve in maps if len(maps) > 1 else maps * ROUNDS:
        x = x + curve * (x * x - x)
    return x


class _SeparableConv(nn.Module):
    """A 3x3 filter per channel, then a 1x1 mix of the channels."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.depth_conv = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs)
        self.point_conv = nn.Conv2d(inputs, outputs, 1)

    def forward(self, x: Tensor) -> Tensor:
        mixed: Tensor = self.point_conv(self.depth_conv(x))
        return mixed


def _full_conv(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)
