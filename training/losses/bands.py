"""Fixed features of a photo where no learned ones are at hand: differences in four directions at five sizes.

Of light, red against green and blue against yellow, rising and falling apart; what remains of VGG's first layers when
nothing is learned. Coarse maps say where things are, fine ones what their surface is like. No object is recognised.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

LEVELS = 5
_OPPONENTS = ((0.299, 0.587, 0.114), (0.5, -0.5, 0.0), (-0.25, -0.25, 0.5))
_STEPS = (((0, 0), (0, 1)), ((0, 0), (1, 0)), ((0, 0), (1, 1)), ((0, 1), (1, 0)))
"""The two corners of a 2 x 2 window whose difference is taken: across, down, and along both diagonals."""


class BandFeatures(nn.Module):
    """The features; nothing is learned."""

    def __init__(self) -> None:
        super().__init__()
        kernels = torch.zeros(len(_STEPS), 1, 2, 2)
        for kernel, (start, end) in zip(kernels[:, 0], _STEPS, strict=True):
            kernel[start], kernel[end] = -1.0, 1.0
        self.register_buffer("kernels", kernels.repeat(3, 1, 1, 1), persistent=False)
        self.register_buffer("opponents", torch.tensor(_OPPONENTS)[:, :, None, None], persistent=False)
        self.kernels: Tensor
        self.opponents: Tensor

    def forward(self, image: Tensor) -> list[Tensor]:
        """Features from fine to coarse.

        Args:
            image: (N, 3, h, w), sRGB-encoded RGB, 0..1, sides of at least 32.

        Returns:
            Five of (N, 24, h / 2^level, w / 2^level), 0 and above; sides rounded down.
        """
        features = []
        x = functional.conv2d(image, self.opponents)
        for level in range(LEVELS):
            padded = functional.pad(x, (0, 1, 0, 1), mode="replicate")
            steps = functional.conv2d(padded, self.kernels, groups=3)
            features.append(torch.cat([functional.relu(steps), functional.relu(-steps)], 1))
            if level + 1 < LEVELS:
                x = functional.avg_pool2d(x, 2)
        return features
