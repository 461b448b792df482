"""NIMA: a distribution of opinions on a photo, 1 to 10 (Talebi and Milanfar, "Neural image assessment", TIP 2018).

Two published ports, whose scores cannot be compared; say which one made a number:

- `NimaV1`, idealo's: Keras MobileNet v1, mean over the picture, dropout, ten softmax outputs; photos squashed to
  224 x 224 and scaled to -1..1. Layers pad as TensorFlow does, and batch-norms have epsilon 1e-3.
- `NimaV2`, the PyTorch port that UEGAN and D'Oro use: a MobileNetV2 of its own (ReLU without ceiling in the first and
  last convolution, an expansion even where it widens nothing), and a head that begins with a ReLU. The port normalises
  by ImageNet; UEGAN and D'Oro do not. Keys: base_model.0.{0,18}.{0,1}.*, base_model.0.{1..17}.conv.{0,1,3,4,6,7}.*,
  head.2.*.

Both take sRGB-encoded RGB, 0..1, of any size and pass gradients on to it. Squashing averages over what
becomes one pixel; idealo's own program, by Keras' default, picks the nearest pixel instead.
"""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

SIDE = 224
BINS = 10
IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
V1_BLOCKS = (
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
"""Channels and stride of MobileNet v1's thirteen blocks."""
V2_STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, channels, repetitions and first stride of MobileNetV2's stages."""
V2_FEATURES = 1280


def score(opinions: Tensor) -> tuple[Tensor, Tensor]:
    """Mean, 1..10, and standard deviation of opinions: (N, 10), rows summing to 1, to two of (N,)."""
    values = torch.arange(1, BINS + 1, device=opinions.device, dtype=opinions.dtype)
    mean = opinions @ values
    variance = (opinions * (values - mean[:, None]) ** 2).sum(1)
    return mean, variance.sqrt()


class NimaV1(nn.Module):
    """idealo's form, 3,217,226 parameters.

    Args:
        dropout: before the head; 0.75 when idealo train it, nothing in eval mode.
    """

    def __init__(self, dropout: float = 0.75) -> None:
        super().__init__()
        self.first = _TensorflowConv(3, 32, stride=2)
        blocks, inputs = [], 32
        for outputs, stride in V1_BLOCKS:
            blocks.append(nn.Sequential(_TensorflowConv(inputs, inputs, stride, groups=inputs), _Mix(inputs, outputs)))
            inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(inputs, BINS)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), 0..1, to opinions, (N, 10), rows summing to 1."""
        x = self.blocks(self.first(_square(image) * 2 - 1))
        return functional.softmax(self.head(self.dropout(x.mean((2, 3)))), 1)


class NimaV2(nn.Module):
    """The PyTorch port's form, 2,237,770 parameters.

    Args:
        normalise: by ImageNet's mean and deviation, as the port does; without, as UEGAN and D'Oro do.
        dropout: before the head, nothing in eval mode.
    """

    def __init__(self, normalise: bool = True, dropout: float = 0.75) -> None:
        super().__init__()
        self.normalise = normalise
        layers: list[nn.Module] = [_v2_conv(3, 32, 3, stride=2)]
        inputs = 32
        for expansion, outputs, repetitions, first_stride in V2_STAGES:
            for repetition in range(repetitions):
                layers.append(_Inverted(inputs, outputs, expansion, first_stride if repetition == 0 else 1))
                inputs = outputs
        layers += [_v2_conv(inputs, V2_FEATURES, 1), nn.AdaptiveAvgPool2d(1)]
        self.base_model = nn.Sequential(nn.Sequential(*layers))
        self.head = nn.Sequential(nn.ReLU(), nn.Dropout(dropout), nn.Linear(V2_FEATURES, BINS), nn.Softmax(1))

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), 0..1, to opinions, (N, 10), rows summing to 1."""
        square = _square(image)
        if self.normalise:
            square = imagenet_normalised(square)
        opinions: Tensor = self.head(self.base_model(square).flatten(1))
        return opinions


def imagenet_normalised(image: Tensor) -> Tensor:
    """(N, 3, h, w), 0..1, less ImageNet's mean, over its deviation."""
    mean = torch.tensor(IMAGENET_MEAN, device=image.device, dtype=image.dtype)
    deviation = torch.tensor(IMAGENET_DEVIATION, device=image.device, dtype=image.dtype)
    return (image - mean[:, None, None]) / deviation[:, None, None]


def from_keras(variables: Mapping[str, NDArray[np.float32]]) -> dict[str, Tensor]:
    """The state dict of a `NimaV1` from idealo's variables.

    Args:
        variables: by name; the last two parts count, without ":0": conv1/kernel, conv1_bn/gamma, conv_dw_1/
            depthwise_kernel, conv_pw_1/kernel, conv_pw_1_bn/moving_mean ..., dense_1/kernel and bias (any number).
            Kernels HWIO, depthwise ones HWC1.

    Raises:
        KeyError: a variable is missing.
    """
    named = {"/".join(name.removesuffix(":0").split("/")[-2:]): value for name, value in variables.items()}
    dense = next((name.split("/")[0] for name in named if name.startswith("dense")), "dense_1")
    state = _keras_conv(named, "conv1", "kernel", "first")
    for block in range(len(V1_BLOCKS)):
        state |= _keras_conv(named, f"conv_dw_{block + 1}", "depthwise_kernel", f"blocks.{block}.0")
        state |= _keras_conv(named, f"conv_pw_{block + 1}", "kernel", f"blocks.{block}.1")
    state |= {"head.weight": named[f"{dense}/kernel"].T, "head.bias": named[f"{dense}/bias"]}
    tensors = {name: torch.from_numpy(np.array(value, np.float32, order="C")) for name, value in state.items()}
    steps = [name.replace("running_var", "num_batches_tracked") for name in state if name.endswith("running_var")]
    return tensors | {name: torch.tensor(0) for name in steps}


def _keras_conv(
    named: Mapping[str, NDArray[np.float32]], layer: str, kernel: str, target: str
) -> dict[str, NDArray[np.float32]]:
    axes = (2, 3, 0, 1) if kernel == "depthwise_kernel" else (3, 2, 0, 1)
    names = {"weight": "gamma", "bias": "beta", "running_mean": "moving_mean", "running_var": "moving_variance"}
    state = {f"{target}.norm.{ours}": named[f"{layer}_bn/{theirs}"] for ours, theirs in names.items()}
    return state | {f"{target}.conv.weight": named[f"{layer}/{kernel}"].transpose(axes)}


def _square(image: Tensor) -> Tensor:
    return functional.interpolate(image, size=(SIDE, SIDE), mode="bilinear", antialias=True)


class _Mix(nn.Module):
    """1x1 convolution, batch-norm, ReLU6."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu6(self.norm(self.conv(x)))


class _TensorflowConv(nn.Module):
    """3x3 convolution, batch-norm, ReLU6; with stride 2 and even sides, zeros stand on the right and bottom only."""

    def __init__(self, inputs: int, outputs: int, stride: int, groups: int = 1) -> None:
        super().__init__()
        self.margins = (0, 1, 0, 1) if stride == 2 else (1, 1, 1, 1)
        self.conv = nn.Conv2d(inputs, outputs, 3, stride, groups=groups, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu6(self.norm(self.conv(functional.pad(x, self.margins))))


class _Inverted(nn.Module):
    """MobileNetV2's block: widen, filter each channel, narrow; added to what came in where shapes agree."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int) -> None:
        super().__init__()
        wide = inputs * expansion
        self.adds = stride == 1 and inputs == outputs
        self.conv = nn.Sequential(
            nn.Conv2d(inputs, wide, 1, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False),
            nn.BatchNorm2d(wide),
            nn.ReLU6(),
            nn.Conv2d(wide, outputs, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )

    def forward(self, x: Tensor) -> Tensor:
        change: Tensor = self.conv(x)
        return x + change if self.adds else change


def _v2_conv(inputs: int, outputs: int, kernel: int, stride: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs), nn.ReLU())
