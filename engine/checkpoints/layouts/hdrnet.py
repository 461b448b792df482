"""HDRNet in its three published layouts (Gharbi et al., SIGGRAPH 2017): TensorFlow, and two ports to PyTorch.

Batch-norm is folded into the layer before it, since the network is only run. The 96 outputs of the last layer stand in
three different orders; ours is (output * 4 + input) * 8 + depth, input 3 being the offset.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.layouts.architecture import Architecture, Arguments, Shapes, has
from engine.checkpoints.tensors import Weights

if TYPE_CHECKING:
    from torch import Tensor, nn

Floats = NDArray[np.float32]
_DEPTH, _INPUTS, _OUTPUTS = 8, 4, 3
_ROWS = _DEPTH * _INPUTS * _OUTPUTS
_SIDE = 256
_TF_EPSILON, _TORCH_EPSILON = 1e-3, 1e-5
_GUIDE_EPSILON = 1e-3  # of `guides.PointwiseGuide`
_LAYERS = ("splat.0", "splat.1", "splat.2", "splat.3", "global_conv.0", "global_conv.1", "fc.0", "fc.1", "fc.2")
_REST = ("local.0", "local.1", "prediction")


def _build(**arguments: Any) -> "nn.Module":
    from torch import nn
    from torch.nn import functional

    from engine.networks.bilateral import BilateralNetwork

    class WholePhoto(nn.Module):
        """The network with the small copy that it looks at made from the photo itself."""

        def __init__(self) -> None:
            super().__init__()
            self.network = BilateralNetwork(**arguments)

        def forward(self, image: "Tensor") -> "Tensor":
            """(N, 3, h, w), 0..1, to the same, unclipped."""
            small = functional.interpolate(image, (_SIDE, _SIDE), mode="area")
            return self.network.enhance(image, small)

    return WholePhoto()


def _multiplier(prediction: tuple[int, ...], axis: int) -> int | None:
    """Width of the network from the last layer; None if the grid is not 8 deep with 12 values a cell."""
    width = prediction[axis] if len(prediction) == 4 else 0
    return width // 64 if width and width % 64 == 0 and _ROWS in prediction else None


def _scale_and_shift(
    mean: Floats, variance: Floats, scale: Floats | float, shift: Floats, epsilon: float
) -> tuple[Floats, Floats]:
    """Batch-norm of fixed statistics as y = a x + b."""
    factor = np.asarray(scale / np.sqrt(variance + epsilon), np.float32)
    return factor, np.asarray(shift - mean * factor, np.float32)


def _put(state: Weights, name: str, weight: Floats, bias: Floats | None) -> None:
    state[f"network.{name}.weight"] = np.ascontiguousarray(weight)
    if bias is not None:
        state[f"network.{name}.bias"] = np.ascontiguousarray(bias)


def _places(index: Callable[[int, int, int], int]) -> list[int]:
    """For each of our 96 rows the row of another order, given as a function of output, input and depth."""
    return [index(o, i, z) for o in range(_OUTPUTS) for i in range(_INPUTS) for z in range(_DEPTH)]


# TensorFlow: inference/coefficients/..., inference/guide/...; HWIO, (in, out), flattened as (y, x, c).

_TF_NAMES = dict(
    zip(
        (*_LAYERS, *_REST),
        (
            *(f"splat/conv{i}" for i in range(1, 5)),
            "global/conv1",
            "global/conv2",
            "global/fc1",
            "global/fc2",
            "global/fc3",
            "local/conv1",
            "local/conv2",
            "prediction/conv1",
        ),
        strict=True,
    )
)
_TF_ROWS = _places(lambda o, i, z: (i * _OUTPUTS + o) * _DEPTH + z)


def _tf_prefix(names: Any) -> str:
    """What stands before "coefficients/": "inference/", or nothing."""
    end = "coefficients/prediction/conv1/weights"
    return next((name.removesuffix(end) for name in names if name.endswith(end)), "")


def _recognise_tf(shapes: Shapes) -> Arguments | None:
    prefix = _tf_prefix(shapes)
    multiplier = _multiplier(shapes.get(f"{prefix}coefficients/prediction/conv1/weights", ()), 2)
    curves = f"{prefix}guide/ccm" in shapes
    if multiplier is None or not (curves or f"{prefix}guide/conv1/weights" in shapes):
        return None
    return {"channel_multiplier": multiplier, "guide": "curves" if curves else "pointwise", "padding": "same"}


def _rename_tf(state: Weights) -> Weights:
    prefix = _tf_prefix(state)
    renamed: Weights = {}
    for ours, theirs in _TF_NAMES.items():
        weight, bias = _tf_layer(state, f"{prefix}coefficients/{theirs}")
        if ours == "fc.0":
            side, channels = 4, len(weight) // 16
            weight = weight.reshape(side, side, channels, -1).transpose(2, 0, 1, 3).reshape(weight.shape)
        weight = weight.transpose(3, 2, 0, 1) if weight.ndim == 4 else weight.T
        if ours == "prediction" and bias is not None:
            weight, bias = weight[_TF_ROWS], bias[_TF_ROWS]
        _put(renamed, ours, weight, bias)
    return renamed | _tf_guide(state, f"{prefix}guide/")


def _tf_layer(state: Weights, scope: str) -> tuple[Floats, Floats | None]:
    weight, bias = state[f"{scope}/weights"], state.get(f"{scope}/biases")
    if f"{scope}/BatchNorm/moving_mean" in state:
        scale, bias = _tf_norm(state, scope)
        weight = weight * scale
    return weight, bias


def _tf_norm(state: Weights, scope: str) -> tuple[Floats, Floats]:
    mean, variance, beta = (state[f"{scope}/BatchNorm/{n}"] for n in ("moving_mean", "moving_variance", "beta"))
    return _scale_and_shift(mean, variance, 1.0, beta, _TF_EPSILON)


def _tf_guide(state: Weights, scope: str) -> Weights:
    if f"{scope}ccm" in state:
        mixing = f"{scope}channel_mixing/"
        return _curves(
            state[f"{scope}ccm"],
            state[f"{scope}ccm_bias"],
            state[f"{scope}shifts"],
            state[f"{scope}slopes"],
            (state[f"{mixing}weights"].reshape(3), state[f"{mixing}biases"].reshape(1)),
        )
    scale, shift = _tf_norm(state, f"{scope}conv1")
    first, last = (state[f"{scope}{conv}/weights"].transpose(3, 2, 0, 1) for conv in ("conv1", "conv2"))
    return _pointwise(first, scale, shift, last, state[f"{scope}conv2/biases"])


# gejinchen: coefficients.splat1.0.*, the norm at .1; one order with ours; curves without mixing weights.

_GEJINCHEN_NAMES = dict(
    zip(
        (*_LAYERS, *_REST),
        (*(f"splat{i}" for i in range(1, 5)), *(f"global{i}" for i in range(1, 6)), "local1", "local2", "pred"),
        strict=True,
    )
)


def _recognise_gejinchen(shapes: Shapes) -> Arguments | None:
    multiplier = _multiplier(shapes.get("coefficients.pred.0.weight", ()), 1)
    is_port = "guide.thresholds" in shapes and "coefficients.splat4.0.weight" in shapes
    return {"channel_multiplier": multiplier, "guide": "curves"} if multiplier and is_port else None


def _rename_gejinchen(state: Weights) -> Weights:
    renamed: Weights = {}
    for ours, theirs in _GEJINCHEN_NAMES.items():
        _put(renamed, ours, *_torch_layer(state, f"coefficients.{theirs}.0", f"coefficients.{theirs}.1"))
    mixing = np.full(3, 1 / 3, np.float32), state["guide.bias"].reshape(1)
    matrix, bias, shifts, slopes = (state[f"guide.{name}"] for name in ("M", "M_bias", "thresholds", "slopes"))
    return renamed | _curves(matrix, bias, shifts, slopes, mixing)


# creotiv: coeffs.splat_features.0.conv.*, the norm at .bn; depth first, then the matrix, then the offsets.

_CREOTIV_NAMES = dict(
    zip(
        (*_LAYERS, *_REST),
        (
            *(f"splat_features.{i}.conv" for i in range(4)),
            *(f"global_features_conv.{i}.conv" for i in range(2)),
            *(f"global_features_fc.{i}.fc" for i in range(3)),
            *(f"local_features.{i}.conv" for i in range(2)),
            "conv_out.conv",
        ),
        strict=True,
    )
)
_CREOTIV_ROWS = _places(lambda o, i, z: z * _INPUTS * _OUTPUTS + (3 * o + i if i < 3 else 9 + o))


def _recognise_creotiv(shapes: Shapes) -> Arguments | None:
    multiplier = _multiplier(shapes.get("coeffs.conv_out.conv.weight", ()), 1)
    is_port = has(shapes, guide__conv1__conv__weight=(16, 3, 1, 1), guide__conv2__conv__weight=(1, 16, 1, 1))
    return {"channel_multiplier": multiplier, "guide": "pointwise"} if multiplier and is_port else None


def _rename_creotiv(state: Weights) -> Weights:
    renamed: Weights = {}
    for ours, theirs in _CREOTIV_NAMES.items():
        layer = f"coeffs.{theirs}"
        weight, bias = _torch_layer(state, layer, layer.rpartition(".")[0] + ".bn")
        if ours == "prediction" and bias is not None:
            weight, bias = weight[_CREOTIV_ROWS], bias[_CREOTIV_ROWS]
        _put(renamed, ours, weight, bias)
    scale, shift = _torch_norm(state, "guide.conv1.bn")
    shift = shift + scale * state.get("guide.conv1.conv.bias", np.float32(0))
    last = state["guide.conv2.conv.weight"], state["guide.conv2.conv.bias"]
    return renamed | _pointwise(state["guide.conv1.conv.weight"], scale, shift, *last)


def _torch_layer(state: Weights, layer: str, norm: str) -> tuple[Floats, Floats | None]:
    weight, bias = state[f"{layer}.weight"], state.get(f"{layer}.bias")
    if f"{norm}.running_mean" in state:
        scale, shift = _torch_norm(state, norm)
        weight = weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
        bias = shift if bias is None else shift + scale * bias
    return weight, bias


def _torch_norm(state: Weights, norm: str) -> tuple[Floats, Floats]:
    mean, variance, scale, shift = (state[f"{norm}.{n}"] for n in ("running_mean", "running_var", "weight", "bias"))
    return _scale_and_shift(mean, variance, scale, shift, _TORCH_EPSILON)


def _curves(matrix: Floats, bias: Floats, shifts: Floats, slopes: Floats, mixing: tuple[Floats, Floats]) -> Weights:
    mix, mix_bias = mixing
    return {
        "network.guide.matrix": matrix,
        "network.guide.matrix_bias": bias,
        "network.guide.shifts": shifts.reshape(3, -1),
        "network.guide.slopes": slopes.reshape(3, -1),
        "network.guide.mix": mix,
        "network.guide.mix_bias": mix_bias,
    }


def _pointwise(first: Floats, scale: Floats, shift: Floats, last: Floats, last_bias: Floats) -> Weights:
    return {
        "network.guide.conv1.weight": np.ascontiguousarray(first * scale[:, None, None, None]),
        "network.guide.norm.weight": np.ones_like(scale),
        "network.guide.norm.bias": shift,
        "network.guide.norm.running_mean": np.zeros_like(scale),
        "network.guide.norm.running_var": np.full_like(scale, 1 - _GUIDE_EPSILON),
        "network.guide.norm.num_batches_tracked": np.zeros((), np.float32),
        "network.guide.conv2.weight": np.ascontiguousarray(last),
        "network.guide.conv2.bias": last_bias,
    }


def _hdrnet(
    which: str, recognise: Callable[[Shapes], Arguments | None], rename: Callable[[Weights], Weights]
) -> Architecture:
    return Architecture(
        name="hdrnet",
        title=f"HDRNet (Gharbi et al., SIGGRAPH 2017; {which})",
        build=_build,
        recognise=recognise,
        rename=rename,
        whole_image_statistics=True,
    )


TENSORFLOW = _hdrnet("TensorFlow", _recognise_tf, _rename_tf)
GEJINCHEN = _hdrnet("PyTorch, gejinchen", _recognise_gejinchen, _rename_gejinchen)
CREOTIV = _hdrnet("PyTorch, creotiv", _recognise_creotiv, _rename_creotiv)
