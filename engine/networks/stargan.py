"""StarGAN's generator as published: one network for many domains (Choi et al., CVPR 2018).

The wanted domain comes as constant planes beside the colours. They only survive the first instance norm because its
convolution pads with zeros: the border then differs from the inside. With reflected borders a plane would be constant
after the convolution, and the norm would take it away; our own network for many domains (`multi_domain`) gives its
labels to the norms instead.

State-dict keys are the authors' (files ITERATION-G.ckpt): main.0, 3, 6 convolutions, main.9..14 residual blocks,
main.15, 18 transposed convolutions, main.21 the last, with norms between. Their test program never leaves training
mode, so what they show is normalised by the photo's own statistics, not by the running ones in the file.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional


class StarGanGenerator(nn.Module):
    """The generator, 8,430,528 parameters for five domains.

    Args:
        domains: length of the label.
        width: channels of the first layer.
        blocks: residual blocks.
        statistics: "own" (the photo's, as the authors test) or "running" (those in the file; safe for tiles).
    """

    def __init__(self, domains: int = 5, width: int = 64, blocks: int = 6, statistics: str = "own") -> None:
        super().__init__()
        if statistics not in ("own", "running"):
            raise ValueError(f"statistics are own or running, got {statistics}")
        own = statistics == "own"
        layers: list[nn.Module] = [nn.Conv2d(3 + domains, width, 7, padding=3, bias=False)]
        layers += [_Norm(width, own), nn.ReLU(inplace=True)]
        for _ in range(2):
            layers += [nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False), _Norm(2 * width, own), nn.ReLU(inplace=True)]
            width *= 2
        layers += [_ResidualBlock(width, own) for _ in range(blocks)]
        for _ in range(2):
            up = nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False)
            layers += [up, _Norm(width // 2, own), nn.ReLU(inplace=True)]
            width //= 2
        layers += [nn.Conv2d(width, 3, 7, padding=3, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, image: Tensor, label: Tensor) -> Tensor:
        """The photo in the wanted domain.

        Args:
            image: (N, 3, h, w), -1..1, any size (it is continued to multiples of 4).
            label: (N, domains).

        Returns:
            (N, 3, h, w), -1..1.
        """
        height, width = image.shape[2:]
        padded = functional.pad(image, (0, -width % 4, 0, -height % 4), mode="replicate")
        planes = label[:, :, None, None].expand(-1, -1, *padded.shape[2:])
        result: Tensor = self.main(torch.cat([padded, planes], 1))
        return result[:, :, :height, :width]


class _Norm(nn.InstanceNorm2d):
    """Instance norm with running statistics in its state; which are used is the caller's choice."""

    def __init__(self, channels: int, own: bool) -> None:
        super().__init__(channels, affine=True, track_running_stats=True)
        self.own = own

    def forward(self, x: Tensor) -> Tensor:
        if self.own and not self.training:
            return functional.instance_norm(x, weight=self.weight, bias=self.bias, eps=self.eps)
        return super().forward(x)


class _ResidualBlock(nn.Module):
    def __init__(self, width: int, own: bool) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            _Norm(width, own),
            nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, padding=1, bias=False),
            _Norm(width, own),
        )

    def forward(self, x: Tensor) -> Tensor:
        inner: Tensor = self.main(x)
        return x + inner
