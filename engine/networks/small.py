"""The three small networks of the appendix of seed 0 (D'Oro and Nasca): learn CLAHE on 32 x 32 grey pictures.

A net with one hidden layer, a LeNet-like convolutional net and a U-Net with skips, which wins. Input and output are
-1..1, grey. The paper gives layer kinds only; sizes are those of the authors' code. Its U-Net has an adaptive
batch-norm whose two factors are left unset; here it is a plain one.
"""

import torch
from torch import Tensor, nn

SIDE = 32


class SmallMlp(nn.Module):
    """1,050,112 parameters.

    Args:
        side: of the picture.
        hidden: width of the hidden layer.
        dropout: share of hidden values dropped in training.
    """

    def __init__(self, side: int = SIDE, hidden: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        pixels = side * side
        self.net = nn.Sequential(
            nn.Linear(pixels, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, pixels), nn.Tanh()
        )

    def forward(self, image: Tensor) -> Tensor:
        """(N, 1, side, side), -1..1, to the same."""
        result: Tensor = self.net(image.flatten(1)).view_as(image)
        return result


class SmallCnn(nn.Module):
    """Three 5x5 convolutions of 4, 8 and 16 channels, without padding, and a linear layer: 6,558,752 parameters.

    Args:
        side: of the picture, at least 13.
        dropout: share of channels dropped in training.
    """

    def __init__(self, side: int = SIDE, dropout: float = 0.2) -> None:
        super().__init__()
        self.convs = nn.Sequential(
            nn.Conv2d(1, 4, 5), nn.ReLU(), nn.Conv2d(4, 8, 5), nn.ReLU(), nn.Conv2d(8, 16, 5), nn.ReLU()
        )
        self.dropout = nn.Dropout2d(dropout)
        self.linear = nn.Linear(16 * (side - 12) ** 2, side * side)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 1, side, side), -1..1, to the same."""
        features = self.dropout(self.convs(image)).flatten(1)
        return torch.tanh(self.linear(features)).view_as(image)


class SmallUNet(nn.Module):
    """Convolutions of 32, 64 and 128 channels, 32 to 5 pixels a side, transposed ones back: 205,025 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.down1 = _block(nn.Conv2d(1, 32, 3, stride=2), 32)
        self.down2 = _block(nn.Conv2d(32, 64, 3, stride=2), 64)
        self.down3 = _block(nn.Conv2d(64, 128, 3), 128)
        self.up1 = _block(nn.ConvTranspose2d(128, 64, 3), 64)
        self.up2 = _block(nn.ConvTranspose2d(128, 32, 3, stride=2), 32)
        self.up3 = nn.ConvTranspose2d(64, 1, 4, stride=2)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 1, 32, 32), -1..1, to the same; sides may be any multiples of 4, at least 16."""
        x1 = self.down1(image)
        x2 = self.down2(x1)
        y = self.up1(self.down3(x2))
        y = self.up2(torch.cat([x2, y], 1))
        return torch.tanh(self.up3(torch.cat([x1, y], 1)))


def _block(conv: nn.Module, channels: int) -> nn.Sequential:
    return nn.Sequential(conv, nn.BatchNorm2d(channels), nn.ReLU())
