"""UEGAN's generator as published: the group "G_net" of the authors' files."""

from typing import TYPE_CHECKING, Any

from engine.checkpoints.layouts.architecture import TEXTURE, Architecture, Arguments, Shapes, has

if TYPE_CHECKING:
    from torch import nn


def _build(**arguments: Any) -> "nn.Module":
    from engine.networks.uegan import UeganGenerator

    return UeganGenerator(**arguments)


def _recognise(shapes: Shapes) -> Arguments | None:
    if not has(shapes, enc1__main__1__weight=(None, 3, 7, 7), dec5__1__main__1__weight=(3, None, 7, 7)):
        return None
    width = shapes["enc1.main.1.weight"][0]
    joined = shapes.get("dec5.0.main.1.weight", (0, 0))[1]
    # Multiplied pixels have the same weights as multiplied features; files from outside are the published form.
    modulation = "concat" if joined == 2 * width else "features"
    return {"width": width, "attention": _attention(shapes, width), "modulation": modulation}


def _attention(shapes: Shapes, width: int) -> str:
    told = shapes.get("ga1.conv.0.weight")
    if told is None:
        return "none"
    return "paper" if told[1] == width else "code"


UEGAN = Architecture(
    name="uegan",
    title="UEGAN (Ni et al., TIP 2020)",
    build=_build,
    recognise=_recognise,
    input_range="-1..1",
    size_multiple=16,
    least_side=32,
    kind=TEXTURE,
    whole_image_statistics=True,
)
