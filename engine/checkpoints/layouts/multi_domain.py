"""MDIE, which only Penchant trains: F, the generator and F' in one file."""

from typing import TYPE_CHECKING, Any

from engine.checkpoints.layouts.architecture import TEXTURE, Architecture, Arguments, Shapes, has

if TYPE_CHECKING:
    from torch import nn


def _build(**arguments: Any) -> "nn.Module":
    from engine.networks.multi_domain_enhancer import MultiDomainEnhancer

    return MultiDomainEnhancer(**arguments)


def _recognise(shapes: Shapes) -> Arguments | None:
    if not has(shapes, generator__first__weight=(None, 6, 7, 7), recomposition__last__weight=(3, None, 3, 3)):
        return None
    blocks = {name.split(".")[2] for name in shapes if name.startswith("generator.blocks.")}
    form = "ours" if any(name.startswith("intrinsic.decoders.1.") for name in shapes) else "thesis"
    return {"width": shapes["generator.first.weight"][0], "blocks": len(blocks), "form": form}


MULTI_DOMAIN = Architecture(
    name="mdie",
    title="MDIE (Huang and Liu)",
    build=_build,
    recognise=_recognise,
    least_side=32,
    kind=TEXTURE,
    whole_image_statistics=True,
)
