"""The bilateral network forward in numpy: the bundled styles run without torch.

Same weights, names and result as `engine.networks.bilateral` in the form that Penchant ships: no batch-norm, luma
guide, symmetric padding.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.networks.convolution import convolve
from engine.products import product
from engine.quantiles import quantiles

Floats = NDArray[np.float32]

INPUT_SIZE = 256
DEPTH = 8
COEFFICIENTS = 12
STATISTICS_MEAN = (-2.5, 0.08, 0.2, 0.3, 0.43, 0.57, 0.7, 0.88, 0.0, -0.1, 0.12, 0.0, 0.0, 0.75)
STATISTICS_SCALE = (1.5, 0.1, 0.15, 0.18, 0.2, 0.2, 0.2, 0.15, 0.4, 0.5, 0.1, 0.08, 0.08, 0.2)
"""Centre and scale of the fourteen statistics; the trained weights expect these, as in `bilateral`."""


class BilateralForward:
    """The network with its weights.

    Args:
        weights: by the names of `engine.networks.bilateral`.
        arguments: what that network was made with.

    Raises:
        ValueError: another form of the network, or a weight that is missing or of another shape.
    """

    def __init__(self, weights: Mapping[str, Floats], arguments: Mapping[str, Any]) -> None:
        given: dict[str, Any] = {"guide": "luma", "batch_norm": False, "padding": "symmetric"} | dict(arguments)
        if (given["guide"], given["batch_norm"], given["padding"]) != ("luma", False, "symmetric"):
            raise ValueError("only the form with luma guide and without batch-norm runs here")
        self.experts = int(given.get("experts", 0))
        shapes = expected_shapes(int(given["channel_multiplier"]), self.experts, bool(given.get("statistics", False)))
        self.normalise = bool(given.get("normalise", False))
        self.grey_experts = [int(index) for index in given.get("grey_experts", ())]
        self.sparing_experts = [int(index) for index in given.get("sparing_experts", ())]
        if any(not 0 <= index < self.experts for index in (*self.grey_experts, *self.sparing_experts)):
            raise ValueError(f"grey experts {self.grey_experts}, sparing {self.sparing_experts} of {self.experts}")
        if self.sparing_experts:
            shapes |= _layer("spare", 1, shapes["fc.0.weight"][0])
        if given.get("grid_per_expert", False):
            shapes["expert_grid.weight"] = (COEFFICIENTS * DEPTH, self.experts)
        for name, shape in shapes.items():
            if name not in weights or weights[name].shape != shape:
                raise ValueError(f"{name} is missing or not {shape}")
        self.weights = {name: np.ascontiguousarray(weights[name], np.float32) for name in shapes}

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """What all experts share.

        Args:
            image: 256 x 256 x 3, sRGB-encoded, 0..1.

        Returns:
            local features (8w, 256) and first global features (32w,), before ReLU.
        """
        w = self.weights
        x = np.ascontiguousarray(image.transpose(2, 0, 1))
        if self.normalise:
            means, deviations = x.mean((1, 2), keepdims=True), x.std((1, 2), keepdims=True)
            x = (x - means) * (np.float32(0.25) / (deviations + np.float32(0.02)))
        for layer in range(4):
            x = convolve(x, w[f"splat.{layer}.weight"], w[f"splat.{layer}.bias"], stride=2, relu=True)
        local = convolve(x, w["local.0.weight"], w["local.0.bias"], relu=True)
        local = convolve(local, w["local.1.weight"], None)
        for layer in range(2):
            weight, bias = w[f"global_conv.{layer}.weight"], w[f"global_conv.{layer}.bias"]
            x = convolve(x, weight, bias, stride=2, relu=True)
        hidden = product(w["fc.0.weight"], x.reshape(-1, 1))[:, 0] + w["fc.0.bias"]
        if "statistics.weight" in w:
            hidden += w["statistics.weight"] @ image_statistics(image)
        return local.reshape(len(local), -1), hidden

    def head(self, local: Floats, hidden: Floats, shares: tuple[float, ...] = ()) -> Floats:
        """From the shared features to the grid of one expert or blend.

        Args:
            local: as `trunk` gives it.
            hidden: as `trunk` gives it.
            shares: of each expert, summing to 1; empty for a network of one style.

        Returns:
            16 x 16 x 8 x 12, as a `Grade` holds it.
        """
        if len(shares) != self.experts:
            raise ValueError(f"the network holds {self.experts} experts")
        w = self.weights
        expert = np.array(shares, np.float32)
        seen = _relu(hidden)
        if self.experts:
            hidden = hidden + w["expert_early.weight"] @ expert
        features = product(w["fc.1.weight"], _relu(hidden)[:, None])[:, 0] + w["fc.1.bias"]
        features = product(w["fc.2.weight"], _relu(features)[:, None])[:, 0] + w["fc.2.bias"]
        if self.experts:
            features = features + w["expert.weight"] @ expert
        fused = _relu(local + features[:, None])
        kernel = w["prediction.weight"][:, :, 0, 0]
        grid = product(kernel, fused) + w["prediction.bias"][:, None]
        if "expert_grid.weight" in w:
            grid += (w["expert_grid.weight"] @ expert)[:, None]
        if self.sparing_experts:
            good = 1 / (1 + np.exp(-(w["spare.weight"] @ seen + w["spare.bias"])[0]))
            grid += good * expert[self.sparing_experts].sum() * (_identity() - grid)
        if self.grey_experts:
            share = expert[self.grey_experts].sum()
            outputs = grid.reshape(3, -1)
            grid = (outputs + share * (outputs.mean(0) - outputs)).reshape(grid.shape)
        side = round(grid.shape[1] ** 0.5)
        return np.ascontiguousarray(grid.reshape(COEFFICIENTS, DEPTH, side, side).transpose(2, 3, 1, 0))


def expected_shapes(channel_multiplier: int, experts: int, statistics: bool) -> dict[str, tuple[int, ...]]:
    """Every weight of the shipped form and its shape."""
    if not 1 <= channel_multiplier <= 8 or not 0 <= experts <= 256:
        raise ValueError(f"channel multiplier {channel_multiplier}, experts {experts}")
    w = 8 * channel_multiplier
    shapes: dict[str, tuple[int, ...]] = {}
    widths = (3, w, 2 * w, 4 * w, 8 * w)
    for layer in range(4):
        shapes |= _layer(f"splat.{layer}", widths[layer + 1], widths[layer], 3, 3)
    for name in ("global_conv.0", "global_conv.1", "local.0", "local.1"):
        shapes |= _layer(name, 8 * w, 8 * w, 3, 3)
    for layer, (inputs, outputs) in enumerate(((128 * w, 32 * w), (32 * w, 16 * w), (16 * w, 8 * w))):
        shapes |= _layer(f"fc.{layer}", outputs, inputs)
    shapes |= _layer("prediction", COEFFICIENTS * DEPTH, 8 * w, 1, 1)
    del shapes["local.1.bias"]
    if statistics:
        shapes["statistics.weight"] = (32 * w, len(STATISTICS_MEAN))
    if experts:
        shapes |= {"expert_early.weight": (32 * w, experts), "expert.weight": (8 * w, experts)}
    return shapes


def image_statistics(image: Floats) -> Floats:
    """Fourteen numbers that say how a photo is exposed, balanced and coloured; see the torch form for their list.

    Args:
        image: h x w x 3, 0..1; h and w divisible by 4.

    Returns:
        (14,), centred and scaled.
    """
    height, width, _ = image.shape
    rows = np.add.reduce([image[start::4] for start in range(4)]).reshape(height // 4, width // 4, 12)
    small = np.add.reduce([rows[..., at : at + 3] for at in range(0, 12, 3)]).reshape(-1, 3) / np.float32(16)
    luma = small @ np.array(LUMA, np.float32)
    levels = quantiles(luma, (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98))
    red, green, blue = small.mean(0) + 0.01
    numbers = [
        np.log2(np.maximum(luma, 0.01) ** 2.2).mean(),
        *levels,
        np.log2(red / green),
        np.log2(blue / green),
        (small.max(1) - small.min(1)).mean(),
        (small[:, 0] - luma).mean(),
        (small[:, 2] - luma).mean(),
        levels[-1] - levels[0],
    ]
    return ((np.array(numbers) - STATISTICS_MEAN) / STATISTICS_SCALE).astype(np.float32)


def _identity() -> Floats:
    """The grid that leaves a photo as it is, one column for all cells: (96, 1)."""
    coefficients = np.zeros((COEFFICIENTS, DEPTH), np.float32)
    coefficients[[0, 5, 10]] = 1
    return coefficients.reshape(-1, 1)


def _layer(name: str, *shape: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def _relu(x: Floats) -> Floats:
    return np.maximum(x, np.float32(0))
