"""Sub-pixel doubling of a feature map (Shi et al., CVPR 2016), without checkerboard at the start (ICNR, Aitken et al.,
2017).
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class SubpixelUp(nn.Module):
    """A 3x3 convolution to four times the channels, laid out as twice the sides."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, 4 * outputs, 3, padding=1)
        kernel = torch.empty(outputs, inputs, 3, 3)
        nn.init.kaiming_normal_(kernel)
        # The four pixels of a new square begin equal, as if each old pixel were repeated.
        self.conv.weight.data.copy_(kernel.repeat_interleave(4, 0))
        nn.init.zeros_(self.conv.bias)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, 2h, 2w)."""
        return functional.pixel_shuffle(self.conv(x), 2)
