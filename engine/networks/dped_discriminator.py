"""DPED's discriminator: enhanced phone photo or camera photo, seen in grey (Ignatov et al., ICCV 2017, section 3.1.2).

Five convolutions, a full layer of 1024 and two classes; 7,361,122 parameters. Within a layer the order is convolution,
LeakyReLU, instance norm. The paper has one sigmoid at the end, the code two classes and softmax: the sigmoid of the
difference of the two logits is the same number. The paper trains it first on its own, the code does not.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.dped import NORM_EPSILON, initialise

SIZE = 100
SLOPE = 0.2
# Channels, kernel, stride, and zeros before and after: TensorFlow's SAME padding for maps of 100, 25, 13, 13 and 13.
_LAYERS = ((48, 11, 4, 3, 4), (128, 5, 2, 2, 2), (192, 3, 1, 1, 1), (192, 3, 1, 1, 1), (128, 3, 2, 1, 1))
_FLAT = 128 * 7 * 7
_GREY = (0.2989, 0.5870, 0.1140)


class DpedDiscriminator(nn.Module):
    """The discriminator.

    Args:
        channels: 1 for grey, as published; 3 for colour.
    """

    def __init__(self, channels: int = 1) -> None:
        super().__init__()
        widths = (channels, *(layer[0] for layer in _LAYERS))
        self.convs = nn.ModuleList(
            nn.Conv2d(widths[i], width, kernel, stride) for i, (width, kernel, stride, _, _) in enumerate(_LAYERS)
        )
        self.norms = nn.ModuleList(nn.InstanceNorm2d(width, eps=NORM_EPSILON, affine=True) for width in widths[2:])
        self.hidden = nn.Linear(_FLAT, 1024)
        self.classes = nn.Linear(1024, 2)
        self.apply(initialise)

    def forward(self, patch: Tensor) -> Tensor:
        """Logits of a patch.

        Args:
            patch: (N, channels, 100, 100), 0..1; grey by `grey`.

        Returns:
            (N, 2): enhanced, real; before softmax.

        Raises:
            ValueError: the patch has another size.
        """
        if patch.shape[2:] != (SIZE, SIZE):
            raise ValueError(f"patches are {SIZE} x {SIZE}, got {tuple(patch.shape[2:])}")
        x = patch
        for index, (conv, (_, _, _, before, after)) in enumerate(zip(self.convs, _LAYERS, strict=True)):
            x = functional.leaky_relu(conv(functional.pad(x, (before, after, before, after))), SLOPE)
            if index:
                x = self.norms[index - 1](x)
        hidden = functional.leaky_relu(self.hidden(x.flatten(1)), SLOPE)
        logits: Tensor = self.classes(hidden)
        return logits


def grey(image: Tensor) -> Tensor:
    """(N, 3, h, w) to (N, 1, h, w) with TensorFlow's weights."""
    weights = torch.tensor(_GREY, device=image.device, dtype=image.dtype)
    return (image * weights[:, None, None]).sum(1, keepdim=True)
