"""Zero-DCE and Zero-DCE++ as their authors publish them."""

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.architecture import Architecture, Arguments, Shapes, has

if TYPE_CHECKING:
    from torch import nn


def _build(separable: bool, scale: int) -> "nn.Module":
    from engine.networks.zero_dce import ZeroDce

    return ZeroDce(separable, scale)


def _recognise(shapes: Shapes) -> Arguments | None:
    if has(shapes, e_conv1__weight=(32, 3, 3, 3), e_conv7__weight=(24, 64, 3, 3)):
        return {"separable": False, "scale": 1}
    if has(shapes, e_conv1__depth_conv__weight=(3, 1, 3, 3), e_conv7__point_conv__weight=(3, 64, 1, 1)):
        # The authors look at a twelfth of a 1200 x 900 photo; on our small copies that is the copy itself.
        return {"separable": True, "scale": 1}
    return None


ZERO_DCE = Architecture(
    name="zero_dce",
    title="Zero-DCE (Guo et al., CVPR 2020)",
    build=_build,
    recognise=_recognise,
    note="Lightens dark photos.",
)
