"""UEGAN's discriminator: one trunk, a verdict at each of five scales (Ni et al., IEEE TIP 2020, section III-D), seed 1.

The trunk is spectrally normed, the heads are not. In the authors' code heads end in tanh for hinge losses, so that a
margin of 1 can be met, and in a sigmoid for least-squares losses.

State-dict keys are the authors': d{1..5}.0.1.{bias,weight_orig,weight_u,weight_v}, d{1..5}_pred.0.1.weight.
"""

from torch import Tensor, nn
from torch.nn.utils import spectral_norm

from engine.networks.uegan import SLOPE, initialise

KERNELS = (7, 7, 7, 5, 5)


class UeganDiscriminator(nn.Module):
    """The discriminator, 4,633,632 parameters.

    Args:
        width: channels at the first scale; doubled at each.
        bounded: "tanh" (hinge losses), "sigmoid" (least squares).
    """

    def __init__(self, width: int = 32, bounded: str = "tanh") -> None:
        super().__init__()
        if bounded not in ("tanh", "sigmoid"):
            raise ValueError(f"bounded is tanh or sigmoid, got {bounded}")
        channels = (3, *(width * 2**scale for scale in range(len(KERNELS))))
        for scale, kernel in enumerate(KERNELS):
            trunk = _convolution(channels[scale], channels[scale + 1], kernel, stride=2)
            spectral_norm(trunk[1])
            head = _convolution(channels[scale + 1], 1, kernel, stride=1)
            trunk.append(nn.LeakyReLU(SLOPE))
            head.append(nn.Tanh() if bounded == "tanh" else nn.Sigmoid())
            # One deep each, since the authors' lists have one block: the keys say d1.0.1.
            self.add_module(f"d{scale + 1}", nn.Sequential(trunk))
            self.add_module(f"d{scale + 1}_pred", nn.Sequential(head))

    def forward(self, image: Tensor) -> list[Tensor]:
        """Verdicts from fine to coarse.

        Args:
            image: (N, 3, h, w), sRGB-encoded as -1..1, sides of at least 65.

        Returns:
            Five of (N, 1, h / 2, w / 2) to (N, 1, h / 32, w / 32), rounded up; -1..1, or 0..1 with "sigmoid".
        """
        verdicts = []
        x = image
        for scale in range(1, len(KERNELS) + 1):
            x = self.get_submodule(f"d{scale}")(x)
            verdicts.append(self.get_submodule(f"d{scale}_pred")(x))
        return verdicts


def _convolution(inputs: int, outputs: int, kernel: int, stride: int) -> nn.Sequential:
    """Reflection padding and convolution; heads, which have one channel, have no bias."""
    conv = nn.Conv2d(inputs, outputs, kernel, stride, bias=outputs > 1)
    initialise(conv)
    return nn.Sequential(nn.ReflectionPad2d(kernel // 2), conv)
