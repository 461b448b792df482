"""DPED's generator: phone photo to camera photo (Ignatov et al., ICCV 2017), seed 3.

Figure 3 of the paper: 9x9, four residual blocks, two 3x3, 9x9, all of 64 channels and stride 1. The paper and its
figure say batch-norm; the authors' code, and so their weights, have instance norm with epsilon 1e-3. Its statistics
are those of the whole photo, so a tile alone gives another result than the photo.

State-dict keys: convs.{0..11}.weight/bias (OIHW), norms.{0..7}.weight/bias, one norm for each of convs.1 to convs.8.
"""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

CHANNELS = 64
BLOCKS = 4
NORM_EPSILON = 1e-3


class DpedGenerator(nn.Module):
    """The generator, 401,475 parameters. Local reach 37 x 37 pixels; through the norms, the whole photo."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(
            [
                nn.Conv2d(3, CHANNELS, 9, padding=4),
                *(nn.Conv2d(CHANNELS, CHANNELS, 3, padding=1) for _ in range(2 * BLOCKS + 2)),
                nn.Conv2d(CHANNELS, 3, 9, padding=4),
            ]
        )
        self.norms = nn.ModuleList(
            nn.InstanceNorm2d(CHANNELS, eps=NORM_EPSILON, affine=True) for _ in range(2 * BLOCKS)
        )
        self.apply(initialise)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded, 0..1, to (N, 3, h, w), -0.08..1.08 (clip to 0..1 to show)."""
        x = functional.relu(self.convs[0](image))
        for block in range(BLOCKS):
            inner = x
            for layer in (2 * block, 2 * block + 1):
                inner = functional.relu(self.norms[layer](self.convs[layer + 1](inner)))
            x = x + inner
        for conv in self.convs[-3:-1]:
            x = functional.relu(conv(x))
        return scaled_tanh(self.convs[-1](x))


def scaled_tanh(x: Tensor) -> Tensor:
    """The output of DPED: a little more than 0..1, so that black and white can be reached."""
    return torch.tanh(x) * 0.58 + 0.5


def initialise(module: nn.Module) -> None:
    """The authors' start: normal of deviation 0.01 cut at two deviations, biases 0.01; norms 1 and 0."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.trunc_normal_(module.weight, std=0.01, a=-0.02, b=0.02)
        if module.bias is not None:
            nn.init.constant_(module.bias, 0.01)


def from_tensorflow(variables: Mapping[str, NDArray[np.float32]]) -> dict[str, Tensor]:
    """The state dict from the variables of the authors' checkpoints.

    generator/W1..W12 (HWIO) and b1..b12; the norms have no names: generator/Variable, Variable_1 ... Variable_15, in
    order of creation, for each norm first the shift, then the scale.

    Raises:
        KeyError: a variable is missing.
    """
    state = {}
    for layer in range(2 * BLOCKS + 4):
        state[f"convs.{layer}.weight"] = variables[f"generator/W{layer + 1}"].transpose(3, 2, 0, 1)
        state[f"convs.{layer}.bias"] = variables[f"generator/b{layer + 1}"]
    for layer in range(2 * BLOCKS):
        state[f"norms.{layer}.bias"] = variables[_unnamed(2 * layer)]
        state[f"norms.{layer}.weight"] = variables[_unnamed(2 * layer + 1)]
    return {name: torch.from_numpy(np.array(values, np.float32, order="C")) for name, values in state.items()}


def _unnamed(number: int) -> str:
    return f"generator/Variable_{number}" if number else "generator/Variable"
