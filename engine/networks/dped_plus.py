"""DPED+: DPED's generator with depthwise separable convolutions (Huang and Liu's thesis, paired phase), seed 2.

The thesis leaves open what follows; we chose: the two 9x9 layers stay full (a 9x9 depthwise layer on three channels can
hardly learn anything), one norm after each pointwise convolution of the blocks, DPED's scaled tanh at the end where the
thesis has LeakyReLU after all layers, and instance norm as DPED. Batch-norm is the thesis' word; in eval mode it needs
nothing from outside a tile.

State-dict keys: first/last.weight/bias, blocks.{0..3}.{0,1}.{depthwise,pointwise,norm}.*, tail.{0,1}.{...}.* (no norm).
With `separate_ends` first and last are {depthwise,pointwise}.weight/bias too.
"""

from torch import Tensor, nn
from torch.nn import functional

from engine.networks.dped import BLOCKS, CHANNELS, NORM_EPSILON, scaled_tanh

SLOPE = 0.005


class DpedPlusGenerator(nn.Module):
    """The generator: 80,195 parameters, a fifth of DPED's; 54,969 with the ends separated too.

    Args:
        norm: "instance" or "batch".
        separate_ends: separate the 9x9 layers as well.
    """

    def __init__(self, norm: str = "instance", separate_ends: bool = False) -> None:
        super().__init__()
        if norm not in ("instance", "batch"):
            raise ValueError(f"norm is instance or batch, got {norm}")
        ends = SeparableConv if separate_ends else _full
        self.first = ends(3, CHANNELS, 9)
        self.blocks = nn.ModuleList(
            nn.ModuleList(SeparableConv(CHANNELS, CHANNELS, 3, norm) for _ in range(2)) for _ in range(BLOCKS)
        )
        self.tail = nn.ModuleList(SeparableConv(CHANNELS, CHANNELS, 3) for _ in range(2))
        self.last = ends(CHANNELS, 3, 9)
        self.apply(_initialise)
        mixing = self.last.pointwise if isinstance(self.last, SeparableConv) else self.last
        mixing.weight.data.mul_(0.1)  # begin where the tanh is steep

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded, 0..1, to (N, 3, h, w), -0.08..1.08."""
        x = functional.leaky_relu(self.first(image), SLOPE)
        for block in self.blocks:
            inner = x
            for conv in block.children():
                inner = functional.leaky_relu(conv(inner), SLOPE)
            x = x + inner
        for conv in self.tail:
            x = functional.leaky_relu(conv(x), SLOPE)
        return scaled_tanh(self.last(x))


class SeparableConv(nn.Module):
    """One filter per channel, then a 1x1 mix of the channels (Howard et al., MobileNets, 2017), then a norm or none."""

    def __init__(self, inputs: int, outputs: int, kernel: int, norm: str = "") -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(inputs, inputs, kernel, padding=kernel // 2, groups=inputs)
        self.pointwise = nn.Conv2d(inputs, outputs, 1)
        self.norm = _norm(norm, outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, h, w)."""
        mixed: Tensor = self.norm(self.pointwise(self.depthwise(x)))
        return mixed


def _full(inputs: int, outputs: int, kernel: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2)


def _norm(kind: str, channels: int) -> nn.Module:
    if kind == "batch":
        return nn.BatchNorm2d(channels, eps=NORM_EPSILON)
    return nn.InstanceNorm2d(channels, eps=NORM_EPSILON, affine=True) if kind else nn.Identity()


def _initialise(module: nn.Module) -> None:
    """He's initialisation: DPED's deviation of 0.01 would fade out in twice as many, thinner layers."""
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, a=SLOPE)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
