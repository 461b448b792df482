"""Our own small feature net: what two photos look alike in, without VGG-19 at hand.

Five stages of two 3x3 convolutions, the first of each stage seen through a 1x1 layer as one of VGG's relu1_1, relu2_1,
relu3_1, relu4_1 and relu5_1. It is taught by training/features.py to match a VGG-19, each feature divided by a constant
so that its mean square over photos is 1: numbers of all stages are alike in size, unlike VGG's own. Padding by
reflection, since black borders are no feature of a photo.
"""

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (24, 48, 96, 160, 192)
VGG_WIDTHS = (64, 128, 256, 512, 512)


class FeatureNet(nn.Module):
    """The network, 1,021,272 parameters.

    Args:
        widths: channels of the five stages.
        outputs: channels of the five features.
    """

    def __init__(self, widths: Sequence[int] = WIDTHS, outputs: Sequence[int] = VGG_WIDTHS) -> None:
        super().__init__()
        inputs = (3, *widths[:-1])
        self.first = nn.ModuleList(_conv(i, w) for i, w in zip(inputs, widths, strict=True))
        # What follows the last feature would be seen by nobody.
        self.second = nn.ModuleList(_conv(w, w) for w in widths[:-1])
        self.heads = nn.ModuleList(nn.Conv2d(w, o, 1) for w, o in zip(widths, outputs, strict=True))
        self.apply(_initialise)

    def forward(self, image: Tensor) -> list[Tensor]:
        """Features from fine to coarse.

        Args:
            image: (N, 3, h, w), sRGB-encoded RGB, 0..1, sides of at least 32.

        Returns:
            (N, 64, h, w), (N, 128, h / 2, w / 2) ... (N, 512, h / 16, w / 16), 0 and above; sides rounded down.
        """
        features = []
        x = image * 2 - 1
        for stage, (first, head) in enumerate(zip(self.first, self.heads, strict=True)):
            x = functional.relu(first(x))
            features.append(functional.relu(head(x)))
            if stage < len(self.second):
                x = functional.max_pool2d(functional.relu(self.second[stage](x)), 2)
        return features


def _conv(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1, padding_mode="reflect")


def _initialise(module: nn.Module) -> None:
    if isinstance(module, nn.Conv2d):
        nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if module.bias is not None:
            nn.init.zeros_(module.bias)
