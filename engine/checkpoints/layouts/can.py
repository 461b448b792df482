"""The context aggregation networks of D'Oro and Nasca (PyTorch) and of Chen, Xu and Koltun (TensorFlow)."""

import re
from typing import TYPE_CHECKING, Any

from engine.checkpoints.layouts.architecture import TEXTURE, Architecture, Arguments, Shapes, has
from engine.checkpoints.tensors import Weights

if TYPE_CHECKING:
    from torch import Tensor, nn

_WORDS = ((6, 16), (3, 16), (3, 16), (4, 16))
"""Rows and columns of the authors' tables: subject, light (without unknown), location, time."""


def _build_can32(**arguments: Any) -> "nn.Module":
    from engine.networks.can import Can32

    return Can32(**arguments)


def _recognise_can32(shapes: Shapes) -> Arguments | None:
    if not has(shapes, first_block__0__weight=(None, 3, 3, 3), last_blocks__3__weight=(3, None, 1, 1)):
        return None
    layers = {int(m[1]) for name in shapes if (m := re.fullmatch(r"middle_blocks\.(\d{1,2})\.0\.weight", name))}
    if not layers or layers != set(range(len(layers))):
        return None
    norm = "adaptive" if "first_block.1.bn.weight" in shapes else "batch"
    return {"width": shapes["first_block.0.weight"][0], "dilated": len(layers), "norm": norm}


def _build_conditional(published: bool = False, **arguments: Any) -> "nn.Module":
    from engine.networks.conditional import PUBLISHED_VOCABULARY, ConditionalCan

    if published:
        return ConditionalCan(PUBLISHED_VOCABULARY, **arguments)
    return ConditionalCan(**arguments)


def _recognise_conditional(shapes: Shapes) -> Arguments | None:
    tables = tuple(shapes.get(f"middle_cbns.0.embeddings.{tag}.weight", ()) for tag in range(4))
    return {"published": True} if tables == _WORDS else None


def sorted_tables(state: Weights) -> "dict[str, Tensor]":
    """The authors' tables with scales and shifts apart, as ours have them."""
    import torch

    from engine.networks.conditional import from_published

    return from_published({name: torch.from_numpy(value) for name, value in state.items()})


def _build_original(**arguments: Any) -> "nn.Module":
    from engine.networks.can import OriginalCan

    return OriginalCan(**arguments)


def _recognise_original(shapes: Shapes) -> Arguments | None:
    first = shapes.get("g_conv1/weights", ())
    if len(first) != 4 or first[:3] != (3, 3, 3) or len(shapes.get("g_conv_last/weights", ())) != 4:
        return None
    layers = sorted(int(m[1]) for name in shapes if (m := re.fullmatch(r"g_conv([1-9])/weights", name)))
    dilations = [1 if layer == 9 else 2 ** (layer - 1) for layer in layers]
    return {"width": first[3], "dilations": dilations, "inputs": first[2]}


def _rename_original(state: Weights) -> "dict[str, Tensor]":
    from engine.networks.can import from_tensorflow

    return from_tensorflow(state)[1]


CAN32 = Architecture(
    name="can32",
    title="CAN32 (D'Oro and Nasca, 2018)",
    build=_build_can32,
    recognise=_recognise_can32,
    input_range="-1..1",
    # It also removes noise, but was taught at 500 pixels: at full size it would see everything too large.
    note="Taught on photos as LibRaw develops them; on other photos its colours stray.",
)
CONDITIONAL_CAN = Architecture(
    name="conditional_can",
    title="CAN32 with scene tags (D'Oro and Nasca, 2018)",
    build=_build_conditional,
    recognise=_recognise_conditional,
    rename=sorted_tables,
    input_range="-1..1",
    takes_tags=True,
    note="Also asks what the photo shows: subject, light, location and time.",
)
ORIGINAL_CAN = Architecture(
    name="can",
    title="CAN (Chen, Xu and Koltun, ICCV 2017)",
    build=_build_original,
    recognise=_recognise_original,
    rename=_rename_original,
    least_side=2,
    kind=TEXTURE,
    varies=True,
    whole_image_statistics=True,
    note="Repeats one image operator; it sees the whole photo at once.",
)
