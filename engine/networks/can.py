"""Context aggregation networks: 3x3 convolutions of growing dilation, nothing ever smaller than the photo.

`Can32` is the form of D'Oro and Nasca (seed 0, Table 2): dilations to 32, zero padding, batch-norm of the training set,
photos in -1..1. `OriginalCan` is that of Chen, Xu and Koltun, "Fast image processing with fully-convolutional networks"
(ICCV 2017, section 3, Tables 3 and 4): dilations to 64 (CAN24) or 128 (CAN32), convolutions without bias that begin as
the identity, the adaptive norm of equation 4, photos in 0..1.

In their TensorFlow code the batch-norm never leaves training mode, so at test it uses the statistics of the one photo
that it sees: here it is written as what it is, an instance norm. A tile alone gives another result than the photo.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2
CAN24_DILATIONS = (1, 2, 4, 8, 16, 32, 64, 1)
NORM_EPSILON = 1e-3


def receptive_fields(layers: Sequence[tuple[int, int]]) -> list[int]:
    """Width in pixels that each layer sees, for convolutions of (kernel, dilation) and stride 1 one after another."""
    return [1 + total for total in accumulate((kernel - 1) * dilation for kernel, dilation in layers)]


class Can32(nn.Module):
    """Seven 3x3 convolutions of dilation 1, 2, 4, 8, 16, 32, 1 and a 1x1: 56,931 parameters, receptive field 129.

    State-dict keys are the authors': first_block.{0,1}.*, middle_blocks.{0..4}.{0,1}.*, last_blocks.{0,1,3}.*.

    Args:
        width: channels.
        dilated: how many middle layers.
        norm: "batch", or "adaptive" (`AdaptiveBatchNorm`, in one file of the authors).
    """

    def __init__(self, width: int = 32, dilated: int = 5, norm: str = "batch") -> None:
        super().__init__()
        if norm not in ("batch", "adaptive"):
            raise ValueError(f"norm is batch or adaptive, got {norm}")
        make_norm = nn.BatchNorm2d if norm == "batch" else AdaptiveBatchNorm
        self.dilations = (1, *(2**layer for layer in range(1, dilated + 1)), 1)

        def block(inputs: int, dilation: int) -> nn.Sequential:
            conv = nn.Conv2d(inputs, width, 3, padding=dilation, dilation=dilation)
            return nn.Sequential(conv, make_norm(width), nn.LeakyReLU(SLOPE))

        self.first_block = block(3, 1)
        self.middle_blocks = nn.Sequential(*(block(width, dilation) for dilation in self.dilations[1:-1]))
        self.last_blocks = block(width, 1).append(nn.Conv2d(width, 3, 1))

    @property
    def reach(self) -> int:
        """How many pixels on each side count."""
        return sum(self.dilations)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded as -1..1, to (N, 3, h, w), unclipped."""
        result: Tensor = self.last_blocks(self.middle_blocks(self.first_block(image)))
        return result


class AdaptiveBatchNorm(nn.Module):
    """a * x + b * batch-norm(x). The authors left a and b unset; here it begins as the identity, as in the source."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(channels)
        self.a = nn.Parameter(torch.ones(1, 1, 1, 1))
        self.b = nn.Parameter(torch.zeros(1, 1, 1, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to the same shape."""
        result: Tensor = self.a * x + self.b * self.bn(x)
        return result


class OriginalCan(nn.Module):
    """Chen, Xu and Koltun's network; CAN24 as published has 37,219 parameters and a receptive field of 257.

    Args:
        width: channels of every layer; 24 or 32.
        dilations: of the 3x3 layers, the first included.
        inputs: 3, or more where maps that choose an operator stand behind the photo's channels.
    """

    def __init__(self, width: int = 24, dilations: Sequence[int] = CAN24_DILATIONS, inputs: int = 3) -> None:
        super().__init__()
        widths = (inputs, *(width for _ in dilations))
        self.dilations = tuple(dilations)
        self.convs = nn.ModuleList(
            nn.Conv2d(widths[layer], width, 3, padding=dilation, dilation=dilation, bias=False)
            for layer, dilation in enumerate(dilations)
        )
        self.norms = nn.ModuleList(_AdaptiveImageNorm(width) for _ in dilations)
        self.last = nn.Conv2d(width, 3, 1)
        for conv in self.convs:
            nn.init.dirac_(conv.weight)  # type: ignore[arg-type]
        nn.init.xavier_uniform_(self.last.weight)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    @property
    def reach(self) -> int:
        """How many pixels on each side count, apart from the norms, which see the whole photo."""
        return sum(self.dilations)

    def forward(self, image: Tensor) -> Tensor:
        """(N, inputs, h, w), RGB first, sRGB-encoded, 0..1, to (N, 3, h, w), unclipped; at least two pixels."""
        x = image
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = functional.leaky_relu(norm(conv(x)), SLOPE)
        result: Tensor = self.last(x)
        return result


class _AdaptiveImageNorm(nn.Module):
    """Equation 4: plain * x + normal * (x normalised over its photo + offset), each begun as the identity."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.plain = nn.Parameter(torch.ones(()))
        self.normal = nn.Parameter(torch.zeros(()))
        self.offset = nn.Parameter(torch.zeros(channels))
        self.normalise = nn.InstanceNorm2d(channels, eps=NORM_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.plain * x + self.normal * (self.normalise(x) + self.offset[:, None, None])
        return result


def from_tensorflow(variables: Mapping[str, NDArray[np.float32]]) -> tuple[dict[str, object], dict[str, Tensor]]:
    """Arguments and state dict of an `OriginalCan` from the variables of the authors' checkpoints.

    g_conv{i}/weights (HWIO), g_conv{i}/w0 and w1, g_conv{i}/BatchNorm/beta, g_conv_last/weights and biases. Layer i has
    dilation 2^(i-1), layer 9 has 1; layer 8 is absent from CAN24. The authors read photos with OpenCV, so channels are
    blue first: they are turned round here, and the network is RGB. Moving averages and Adam's slots are not needed.

    Raises:
        KeyError: a variable is missing.
    """
    found = (re.fullmatch(r"g_conv([1-9])/weights", name) for name in variables)
    layers = sorted(int(match[1]) for match in found if match)
    if not layers:
        raise KeyError("g_conv1/weights")
    state = {}
    for index, layer in enumerate(layers):
        scope = f"g_conv{layer}"
        state[f"convs.{index}.weight"] = variables[f"{scope}/weights"].transpose(3, 2, 0, 1)
        state[f"norms.{index}.plain"] = variables[f"{scope}/w0"]
        state[f"norms.{index}.normal"] = variables[f"{scope}/w1"]
        state[f"norms.{index}.offset"] = variables[f"{scope}/BatchNorm/beta"]
    first = state["convs.0.weight"]
    state["convs.0.weight"] = np.concatenate([first[:, 2::-1], first[:, 3:]], 1)
    state["last.weight"] = variables["g_conv_last/weights"].transpose(3, 2, 0, 1)[::-1]
    state["last.bias"] = variables["g_conv_last/biases"][::-1]
    dilations = [1 if layer == 9 else 2 ** (layer - 1) for layer in layers]
    arguments: dict[str, object] = {"width": len(first), "dilations": dilations, "inputs": first.shape[1]}
    return arguments, {name: torch.from_numpy(np.array(value, np.float32, order="C")) for name, value in state.items()}
