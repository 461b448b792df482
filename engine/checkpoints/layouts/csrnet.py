"""CSRNet as its authors publish it."""

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.architecture import Architecture, Arguments, Shapes, has

if TYPE_CHECKING:
    from torch import nn


def _build(width: int, condition: int) -> "nn.Module":
    from engine.networks.csrnet import CsrNet

    return CsrNet(width, condition)


def _recognise(shapes: Shapes) -> Arguments | None:
    if not has(shapes, cond_net__conv1__weight=(None, 3, 7, 7), cond_scale1__weight=(None, None)):
        return None
    width, condition = shapes["cond_scale1.weight"]
    return {"width": width, "condition": condition}


CSRNET = Architecture(
    name="csrnet",
    title="CSRNet (He et al., ECCV 2020)",
    build=_build,
    recognise=_recognise,
    least_side=5,
    whole_image_statistics=True,
)
