"""What the table of architectures says of each network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.checkpoints.tensors import Weights

if TYPE_CHECKING:
    from torch import nn

Shapes = Mapping[str, tuple[int, ...]]
Arguments = dict[str, Any]

GRADE, TEXTURE = "grade", "texture"
ENHANCERS = (GRADE, TEXTURE)


def unchanged(state: Weights) -> Weights:
    """For files whose names are ours."""
    return dict(state)


@dataclass(frozen=True, slots=True)
class Architecture:
    """One network, its published layout, and how it wants a photo.

    Attributes:
        name: as style files say it ("dped").
        title: words with the source ("DPED (Ignatov et al., ICCV 2017)").
        build: makes the `nn.Module` from arguments; its `forward` takes and gives (N, 3, h, w).
        recognise: the arguments, if names and shapes are this network's.
        rename: published names and values to those of the module.
        input_range: of the module's photos, in and out: "0..1", "-1..1" or "0..255".
        layout: of the module's photos.
        size_multiple: sides have to be multiples of this.
        least_side: sides have to be at least this.
        kind: "grade" (colour and tone), "texture" (every pixel anew), or another word for what is no enhancer.
        varies: files of this network differ in kind, so a file that is added is measured.
        whole_image_statistics: a tile alone gives another result than the photo.
        takes_tags: `forward` also takes `engine.tags.Tags`.
        note: what a person should know who uses it.
    """

    name: str
    title: str
    build: Callable[..., "nn.Module"]
    recognise: Callable[[Shapes], Arguments | None]
    rename: Callable[[Weights], Mapping[str, Any]] = unchanged
    input_range: str = "0..1"
    layout: str = "NCHW"
    size_multiple: int = 1
    least_side: int = 1
    kind: str = GRADE
    varies: bool = False
    whole_image_statistics: bool = False
    takes_tags: bool = False
    note: str = ""


def shapes_of(weights: Weights) -> Shapes:
    """Names to shapes."""
    return {name: values.shape for name, values in weights.items()}


def has(shapes: Shapes, **wanted: tuple[int | None, ...]) -> bool:
    """Whether names are there with these shapes; None stands for any size, "__" in a name for its dot."""
    for name, shape in wanted.items():
        found = shapes.get(name.replace("__", "."))
        if found is None or len(found) != len(shape):
            return False
        if any(want is not None and want != got for want, got in zip(shape, found, strict=True)):
            return False
    return True
