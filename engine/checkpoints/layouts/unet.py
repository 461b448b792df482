"""The U-Net of D'Oro and Nasca, plain and with scene tags."""

from typing import TYPE_CHECKING, Any

from engine.checkpoints.layouts.architecture import Architecture, Arguments, Shapes, has
from engine.checkpoints.layouts.can import sorted_tables

if TYPE_CHECKING:
    from torch import nn

_TABLES = ((6, 128), (3, 128), (3, 128), (4, 128))


def _build(**arguments: Any) -> "nn.Module":
    from engine.networks.unet import UNet

    return UNet(**arguments)


def _recognise(shapes: Shapes) -> Arguments | None:
    wanted = {"inc__block__0__weight": (64, 3, 3, 3), "up1__conv__block__0__weight": (256, 1024, 3, 3)}
    return {} if has(shapes, outc__weight=(3, 64, 1, 1), **wanted) else None


def _build_conditional(published: bool = False, **arguments: Any) -> "nn.Module":
    from engine.networks.conditional import PUBLISHED_VOCABULARY, ConditionalUNet

    if published:
        return ConditionalUNet(PUBLISHED_VOCABULARY, **arguments)
    return ConditionalUNet(**arguments)


def _recognise_conditional(shapes: Shapes) -> Arguments | None:
    tables = tuple(shapes.get(f"up1.conv.bn1.embeddings.{tag}.weight", ()) for tag in range(4))
    return {"published": True} if tables == _TABLES else None


UNET = Architecture(
    name="unet",
    title="U-Net (D'Oro and Nasca, 2018)",
    build=_build,
    recognise=_recognise,
    input_range="-1..1",
    least_side=16,
)
CONDITIONAL_UNET = Architecture(
    name="conditional_unet",
    title="U-Net with scene tags (D'Oro and Nasca, 2018)",
    build=_build_conditional,
    recognise=_recognise_conditional,
    rename=sorted_tables,
    input_range="-1..1",
    least_side=16,
    takes_tags=True,
    note="Also asks what the photo shows: subject, light, location and time.",
)
