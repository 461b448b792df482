"""DPED's generator (TensorFlow) and DPED+ (ours)."""

from typing import TYPE_CHECKING, Any

from engine.checkpoints.layouts.architecture import TEXTURE, Architecture, Arguments, Shapes, has
from engine.checkpoints.tensors import Weights

if TYPE_CHECKING:
    from torch import Tensor, nn


def _build() -> "nn.Module":
    from engine.networks.dped import DpedGenerator

    return DpedGenerator()


def _recognise(shapes: Shapes) -> Arguments | None:
    published = shapes.get("generator/W12") == (9, 9, 64, 3)
    ours = has(shapes, convs__0__weight=(64, 3, 9, 9), convs__11__weight=(3, 64, 9, 9), norms__7__weight=(64,))
    return {} if published or ours else None


def _rename(state: Weights) -> "dict[str, Tensor] | Weights":
    from engine.networks.dped import from_tensorflow

    return from_tensorflow(state) if "generator/W12" in state else dict(state)


def _build_plus(**arguments: Any) -> "nn.Module":
    from engine.networks.dped_plus import DpedPlusGenerator

    return DpedPlusGenerator(**arguments)


def _recognise_plus(shapes: Shapes) -> Arguments | None:
    if not has(shapes, blocks__0__0__depthwise__weight=(64, 1, 3, 3), tail__1__pointwise__weight=(64, 64, 1, 1)):
        return None
    norm = "batch" if "blocks.0.0.norm.running_mean" in shapes else "instance"
    return {"norm": norm, "separate_ends": "first.depthwise.weight" in shapes}


DPED = Architecture(
    name="dped",
    title="DPED (Ignatov et al., ICCV 2017)",
    build=_build,
    recognise=_recognise,
    rename=_rename,
    kind=TEXTURE,
    whole_image_statistics=True,
    note="Learned from one phone's photos; on others it may be too strong.",
)
DPED_PLUS = Architecture(
    name="dped_plus",
    title="DPED+ (Huang and Liu)",
    build=_build_plus,
    recognise=_recognise_plus,
    kind=TEXTURE,
    whole_image_statistics=True,
)
