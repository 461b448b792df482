"""StarGAN's generator as published: several wishes at once, all of them granted."""

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.architecture import TEXTURE, Architecture, Arguments, Shapes, has

if TYPE_CHECKING:
    from torch import Tensor, nn


def _build(domains: int, width: int, blocks: int) -> "nn.Module":
    import torch
    from torch import nn

    from engine.networks.stargan import StarGanGenerator

    class EveryDomain(nn.Module):
        """The generator asked for everything that it can, which for quality attributes is "all high"."""

        def __init__(self) -> None:
            super().__init__()
            self.generator = StarGanGenerator(domains, width, blocks)

        def forward(self, image: "Tensor") -> "Tensor":
            """(N, 3, h, w), -1..1, to the same."""
            label = torch.ones(len(image), domains, device=image.device, dtype=image.dtype)
            result: Tensor = self.generator(image, label)
            return result

    return EveryDomain()


def _recognise(shapes: Shapes) -> Arguments | None:
    if not has(shapes, main__0__weight=(None, None, 7, 7), main__9__main__0__weight=(None, None, 3, 3)):
        return None
    width, inputs = shapes["main.0.weight"][:2]
    blocks = sum(name.startswith("main.") and name.endswith(".main.0.weight") for name in shapes)
    return {"domains": inputs - 3, "width": width, "blocks": blocks} if inputs > 3 else None


STARGAN = Architecture(
    name="stargan",
    title="StarGAN generator (Choi et al., CVPR 2018)",
    build=_build,
    recognise=_recognise,
    rename=lambda state: {f"generator.{name}": value for name, value in state.items()},
    input_range="-1..1",
    least_side=8,
    kind=TEXTURE,
    whole_image_statistics=True,
    note="All of its domains are asked for at once.",
)
