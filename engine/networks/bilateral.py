"""Bilateral-grid network (HDRNet, Gharbi et al. 2017) with several experts in one model (seed 4).

The photo is seen once, 256 x 256; the answer is a grid of affine colour maps that a guide slices at any size.

State-dict keys and shapes of the form that Penchant ships (no batch-norm, luma guide; w = 8 * channel_multiplier,
E experts, S statistics; OIHW convolutions with symmetric padding 1, Linear weights (out, in), ReLU as noted):

    splat.{0,1,2,3}.weight/bias    stride-2 conv 3 -> w -> 2w -> 4w -> 8w, each ReLU        256 -> 16 pixels
    global_conv.{0,1}.weight/bias  stride-2 conv 8w -> 8w, each ReLU                        16 -> 4
    fc.0.weight/bias               (c, y, x)-flattened 128w -> 32w
    statistics.weight              S -> 32w, no bias, added to fc.0's output  } then ReLU
    expert_early.weight            E -> 32w, no bias, added to fc.0's output  }
    fc.1.weight/bias               32w -> 16w, ReLU
    fc.2.weight/bias               16w -> 8w, linear: the global feature vector
    expert.weight                  E -> 8w, no bias, added to the global feature vector
    local.0.weight/bias            conv 8w -> 8w, ReLU                                      16 x 16
    local.1.weight                 conv 8w -> 8w, no bias, linear
    prediction.weight/bias         1x1 conv of ReLU(local + global) -> 96; channel coefficient * 8 + depth
    expert_grid.weight             E -> 96, no bias, added to every cell (with grid_per_expert)
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.guides import make_guide
from engine.networks.slicing import apply_affine, slice_grid

INPUT_SIZE = 256
DEPTH = 8
COEFFICIENTS = 12
STATISTICS = 14
# Centre and scale of the statistics over ordinary photos: they only bring the numbers near -1..1.
STATISTICS_MEAN = (-2.5, 0.08, 0.2, 0.3, 0.43, 0.57, 0.7, 0.88, 0.0, -0.1, 0.12, 0.0, 0.0, 0.75)
STATISTICS_SCALE = (1.5, 0.1, 0.15, 0.18, 0.2, 0.2, 0.2, 0.15, 0.4, 0.5, 0.1, 0.08, 0.08, 0.2)


def image_statistics(image: Tensor) -> Tensor:
    """Fourteen numbers that say how a photo is exposed, balanced and coloured.

    Measured on means of 4 x 4 pixels, so that noise does not count: log2 of the geometric-mean luminance; luma
    quantiles 2, 10, 25, 50, 75, 90, 98 %; log2 of mean red and blue over green; mean chroma (largest minus smallest
    channel); mean R - Y and B - Y; 2..98 % luma range. Each centred and scaled by the constants above.

    Args:
        image: (N, 3, h, w), sRGB-encoded, 0..1; h and w divisible by 4.

    Returns:
        (N, 14).
    """
    small = functional.avg_pool2d(image, 4).flatten(2)
    red, green, blue = small.unbind(1)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    levels = torch.tensor([0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98], device=image.device, dtype=image.dtype)
    quantiles = torch.quantile(luma, levels, dim=1).unbind(0)
    means = small.mean(2) + 0.01
    numbers = [
        torch.log2(luma.clamp_min(0.01) ** 2.2).mean(1),
        *quantiles,
        torch.log2(means[:, 0] / means[:, 1]),
        torch.log2(means[:, 2] / means[:, 1]),
        (small.amax(1) - small.amin(1)).mean(1),
        (red - luma).mean(1),
        (blue - luma).mean(1),
        quantiles[-1] - quantiles[0],
    ]
    centre = torch.tensor(STATISTICS_MEAN, device=image.device, dtype=image.dtype)
    scale = torch.tensor(STATISTICS_SCALE, device=image.device, dtype=image.dtype)
    return (torch.stack(numbers, 1) - centre) / scale


def identity_grid_bias() -> Tensor:
    """Bias of the prediction layer, (96,), with which an untrained network leaves the photo as it is."""
    bias = torch.zeros(COEFFICIENTS, DEPTH, device="cpu")  # also where a network is built without memory
    bias[[0, 5, 10]] = 1.0
    return bias.flatten()


class BilateralNetwork(nn.Module):
    """Coefficient network, guide and slicing.

    Args:
        channel_multiplier: width; 1 and 2 are the paper's "small" and "combined".
        experts: how many styles the network holds; 0 for a network of one style.
        statistics: join `image_statistics` to the global path.
        guide: "luma" (ours), "curves" or "pointwise" (HDRNet's two).
        batch_norm: HDRNet's batch-norm (offset only); our styles are trained without.
        padding: "symmetric", or "same" as TensorFlow pads (stride 2: right and bottom only).
        start_at_identity: begin as the identity grid instead of a random one.
        grid_per_expert: each expert has a constant of its own in the grid, so that the layers before it need to learn
            only how it differs from photo to photo; a black-and-white expert cannot be had without.
        normalise: the convolutions see each channel about its mean, divided by four times its deviation plus 0.02, so
            that a flat, dark copy of a photo looks like the photo; how flat and dark it is, the statistics say.
        grey_experts: black-and-white experts; as far as they have a share, red, green and blue come out alike, exactly.
        sparing_experts: experts that leave a photo as it is, as far as a layer of its own finds it good already.
    """

    def __init__(
        self,
        channel_multiplier: int = 1,
        experts: int = 0,
        statistics: bool = False,
        guide: str = "curves",
        batch_norm: bool = False,
        padding: str = "symmetric",
        start_at_identity: bool = False,
        grid_per_expert: bool = False,
        normalise: bool = False,
        grey_experts: Sequence[int] = (),
        sparing_experts: Sequence[int] = (),
    ) -> None:
        super().__init__()
        if padding not in ("symmetric", "same"):
            raise ValueError(f"padding is symmetric or same, got {padding}")
        w = 8 * channel_multiplier
        self.experts, self.same, self.normalise = experts, padding == "same", normalise
        self.grey_experts, self.sparing_experts = list(grey_experts), list(sparing_experts)
        norm = batch_norm
        self.splat = nn.ModuleList(
            _conv(i, o, stride=2, norm=norm and i > 3) for i, o in ((3, w), (w, 2 * w), (2 * w, 4 * w), (4 * w, 8 * w))
        )
        self.global_conv = nn.ModuleList(_conv(8 * w, 8 * w, stride=2, norm=norm) for _ in range(2))
        self.fc = nn.ModuleList([_linear(128 * w, 32 * w, norm), _linear(32 * w, 16 * w, norm), _linear(16 * w, 8 * w)])
        self.local = nn.ModuleList([_conv(8 * w, 8 * w, norm=norm), nn.Conv2d(8 * w, 8 * w, 3, bias=False)])
        self.prediction = nn.Conv2d(8 * w, COEFFICIENTS * DEPTH, 1)
        self.statistics = nn.Linear(STATISTICS, 32 * w, bias=False) if statistics else None
        self.expert_early = nn.Linear(experts, 32 * w, bias=False) if experts else None
        self.expert = nn.Linear(experts, 8 * w, bias=False) if experts else None
        self.guide: Callable[[Tensor], Tensor] = make_guide(guide)
        self.smooth = guide != "luma"
        self.expert_grid = nn.Linear(experts, COEFFICIENTS * DEPTH, bias=False) if grid_per_expert else None
        self.spare = nn.Linear(32 * w, 1) if sparing_experts else None
        self.apply(_initialise)
        if self.expert_grid is not None:
            nn.init.zeros_(self.expert_grid.weight)
        if start_at_identity:
            nn.init.normal_(self.prediction.weight, std=0.01)
            self.prediction.bias = nn.Parameter(identity_grid_bias())

    def forward(self, image: Tensor, expert: Tensor | None = None) -> Tensor:
        """The grid for a photo.

        Args:
            image: (N, 3, 256, 256), sRGB-encoded, 0..1.
            expert: (N, E) shares of each expert, summing to 1; None for a network of one style.

        Returns:
            (N, 12, 8, 16, 16).
        """
        return self.head(*self.trunk(image), expert)

    def trunk(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """What all experts share: local features (N, 8w, 16, 16) and first global features (N, 32w), before ReLU."""
        x = _normalised(image) if self.normalise else image
        for conv in self.splat:
            x = functional.relu(self._pad(conv, x))
        local = self._pad(self.local[1], functional.relu(self._pad(self.local[0], x)))
        for conv in self.global_conv:
            x = functional.relu(self._pad(conv, x))
        hidden: Tensor = self.fc[0](x.flatten(1))
        if self.statistics is not None:
            hidden = hidden + self.statistics(image_statistics(image))
        return local, hidden

    def head(self, local: Tensor, hidden: Tensor, expert: Tensor | None = None) -> Tensor:
        """From the shared features to the grid of one expert or blend; arguments and result as in `forward`."""
        if (expert is None) != (self.experts == 0):
            raise ValueError(f"the network holds {self.experts} experts")
        seen = functional.relu(hidden)
        if self.expert_early is not None:
            hidden = hidden + self.expert_early(expert)
        features = self.fc[2](functional.relu(self.fc[1](functional.relu(hidden))))
        if self.expert is not None:
            features = features + self.expert(expert)
        grid: Tensor = self.prediction(functional.relu(local + features[:, :, None, None]))
        if self.expert_grid is not None:
            grid = grid + self.expert_grid(expert)[:, :, None, None]
        if self.spare is not None and expert is not None:
            left = torch.sigmoid(self.spare(seen)) * expert[:, self.sparing_experts].sum(1, keepdim=True)
            grid = torch.lerp(grid, identity_grid_bias().to(grid).view(1, -1, 1, 1), left[:, :, None, None])
        if self.grey_experts and expert is not None:
            share = expert[:, self.grey_experts].sum(1).view(-1, 1, 1, 1, 1)
            outputs = grid.view(len(grid), 3, -1, *grid.shape[2:])
            grid = torch.lerp(outputs, outputs.mean(1, keepdim=True), share).view(grid.shape)
        return grid.view(len(grid), COEFFICIENTS, DEPTH, *grid.shape[2:])

    def enhance(self, image: Tensor, small: Tensor, expert: Tensor | None = None) -> Tensor:
        """A photo of any size, (N, 3, h, w), through the grid of its 256 x 256 copy; unclipped."""
        coefficients = slice_grid(self(small, expert), self.guide(image), smooth=self.smooth)
        return apply_affine(coefficients.movedim(1, -1), image.movedim(1, -1)).movedim(-1, 1)

    def _pad(self, conv: nn.Module, x: Tensor) -> Tensor:
        first = conv[0] if isinstance(conv, nn.Sequential) else conv
        one_sided = self.same and first.stride == (2, 2)
        padded: Tensor = conv(functional.pad(x, (0, 1, 0, 1) if one_sided else (1, 1, 1, 1)))
        return padded


def _normalised(image: Tensor) -> Tensor:
    deviation = image.std((2, 3), keepdim=True, correction=0)
    return (image - image.mean((2, 3), keepdim=True)) * (0.25 / (deviation + 0.02))


class Offset(nn.Module):
    """Batch-norm as HDRNet uses it: normalise and add an offset, no scale; running decay 0.999, epsilon 1e-3."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.offset = nn.Parameter(torch.zeros(channels))
        self.mean: Tensor
        self.variance: Tensor
        self.register_buffer("mean", torch.zeros(channels))
        self.register_buffer("variance", torch.ones(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C) or (N, C, h, w), normalised per channel."""
        return functional.batch_norm(
            x, self.mean, self.variance, None, self.offset, self.training, momentum=1e-3, eps=1e-3
        )


def _conv(inputs: int, outputs: int, stride: int = 1, norm: bool = False) -> nn.Module:
    conv = nn.Conv2d(inputs, outputs, 3, stride, bias=not norm)
    return nn.Sequential(conv, Offset(outputs)) if norm else conv


def _linear(inputs: int, outputs: int, norm: bool = False) -> nn.Module:
    linear = nn.Linear(inputs, outputs, bias=not norm)
    return nn.Sequential(linear, Offset(outputs)) if norm else linear


def _initialise(module: nn.Module) -> None:
    """He's initialisation, truncated (variance 2 / fan-in); biases 0."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        # 0.87962566 is the standard deviation of a unit normal cut at two deviations.
        fan_in = module.weight[0].numel()
        std = (2.0 / fan_in) ** 0.5 / 0.87962566
        nn.init.trunc_normal_(module.weight, std=std, a=-2 * std, b=2 * std)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
