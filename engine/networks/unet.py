"""The U-Net of D'Oro and Nasca, "Unconstrained photo enhancement" experiments on FiveK (seed 0, section 3.2).

Four poolings down and four bilinear doublings up, every level two times [3x3 convolution, batch-norm, ReLU], and a last
1x1 convolution without activation. The paper says only "more than one million parameters"; widths are those of the
authors' code. Their photos, and so this network's, are -1..1. The doublings align corners, so what a pixel becomes
depends a little on the size of the picture: a tile of a photo is not exactly the photo's tile.

State-dict keys, as the authors': inc.block.{0,1,3,4}.*, down{1..4}.block.*, up{1..4}.conv.block.*, outc.*, where 0 and
3 are convolutions, 1 and 4 their batch-norms.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

DOWN = ((64, 128), (128, 256), (256, 512), (512, 512))
UP = ((1024, 256), (512, 128), (256, 64), (128, 64))
"""Channels before and after each level; on the way up, those of skip and doubled picture together."""
WIDTH = 64


class UNet(nn.Module):
    """The network, 13,395,459 parameters.

    Args:
        width: channels of the first level; all others in proportion. Ours, for experiments; published is 64.
    """

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.inc = Block(3, width)
        self.down1, self.down2, self.down3, self.down4 = (Block(*_scaled(level, width)) for level in DOWN)
        self.up1, self.up2, self.up3, self.up4 = (_Up(*_scaled(level, width)) for level in UP)
        self.outc = nn.Conv2d(width, 3, 1)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded as -1..1, any sides of at least 16, to (N, 3, h, w), unclipped."""
        skips = [self.inc(image)]
        for level in (self.down1, self.down2, self.down3, self.down4):
            skips.append(level(functional.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for up in (self.up1, self.up2, self.up3, self.up4):
            x = up(x, skips.pop())
        result: Tensor = self.outc(x)
        return result


def _scaled(level: tuple[int, int], width: int) -> tuple[int, int]:
    return level[0] * width // WIDTH, level[1] * width // WIDTH


class Block(nn.Module):
    """Two times [3x3 convolution, batch-norm, ReLU]; the size stays."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, h, w)."""
        result: Tensor = self.block(x)
        return result


class _Up(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = Block(inputs, outputs)

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        result: Tensor = self.conv(double_and_join(x, skip))
        return result


def double_and_join(x: Tensor, skip: Tensor) -> Tensor:
    """Double a picture and put it behind a skip connection's channels.

    Args:
        x: (N, C, h, w).
        skip: (N, K, H, W), H and W each 2h or 2h + 1, 2w or 2w + 1; what is missing is filled with zeros, the odd row
            or column at the end.

    Returns:
        (N, K + C, H, W).
    """
    doubled = functional.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
    rows, columns = skip.shape[2] - doubled.shape[2], skip.shape[3] - doubled.shape[3]
    margins = (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2)
    return torch.cat([skip, functional.pad(doubled, margins)], 1)
