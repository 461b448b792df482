"""Networks as a training sees them: photos of 0..1 in, photos of 0..1 out, and a style file at the end.

What a network wants (another range, scene tags, the whole photo small) is hidden here, so that every program can train
every network of the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.checkpoints.architectures import named
from engine.checkpoints.layouts.architecture import GRADE
from engine.checkpoints.native import Description, StyleEntry, write
from engine.checkpoints.reading import RANGES
from engine.errors import TrainingError
from engine.networks.bilateral import INPUT_SIZE, BilateralNetwork
from engine.networks.slicing import apply_affine, slice_points
from engine.tags import NOTHING_KNOWN, Tags
from training.data.items import WHOLE, PairBatch, SingleBatch
from training.plan import TrainingPlan

BILATERAL = "bilateral"
WHOLE_BILATERAL = "hdrnet"
"""The same network in the forms that give back photos."""

NETWORKS: Mapping[str, Mapping[str, Any]] = {
    "unet": {},
    "can32": {},
    "conditional_unet": {},
    "conditional_can": {},
    "can": {"width": 24, "dilations": (1, 2, 4, 8, 16, 32, 64, 1)},
    "dped": {},
    "dped_plus": {},
    "uegan": {},
    "csrnet": {"width": 64, "condition": 32},
    BILATERAL: {
        "channel_multiplier": 1,
        "statistics": True,
        "guide": "luma",
        "start_at_identity": True,
        "normalise": True,
    },
}
"""Networks that can be trained, and the arguments that differ from what the network itself has as usual."""


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What is known of photos beside the views of them.

    Attributes:
        small: (N, 3, s, s), the whole photos; only a network that decides from afar looks at it.
        boxes: (N, 4), where the views lie in the photos, as `items.Box`; everywhere if None.
        tags: one per photo, for networks that listen; nothing is known if there are none.
        shares: (N, E), of each expert, for networks that hold several.
    """

    small: Tensor | None = None
    boxes: Tensor | None = None
    tags: Sequence[Tags] = ()
    shares: Tensor | None = None


UNKNOWN = Around()


def around(batch: PairBatch | SingleBatch) -> Around:
    """What a batch says beside its views."""
    return Around(batch.small, batch.boxes, batch.tags)


class PhotoNetwork(nn.Module):
    """A network of the table of architectures."""

    def __init__(self, module: nn.Module, values: str, takes_tags: bool) -> None:
        """A network.

        Args:
            module: takes and gives photos.
            values: range of its photos, as `reading.RANGES` names it.
            takes_tags: it also takes scene tags.
        """
        super().__init__()
        self.module = module
        self.low, self.high = RANGES[values]
        self.takes_tags = takes_tags

    def forward(self, photos: Tensor, around: Around = UNKNOWN) -> Tensor:
        """The photos as they become.

        Args:
            photos: (N, 3, h, w), sRGB-encoded, 0..1.
            around: what is known of the photos beside the views.

        Returns:
            (N, 3, h, w), nominally 0..1, single precision.
        """
        shown = photos * (self.high - self.low) + self.low
        tags = around.tags or [NOTHING_KNOWN] * len(photos)
        answer: Tensor = self.module(shown, tags) if self.takes_tags else self.module(shown)
        return (answer.float() - self.low) / (self.high - self.low)


class GridPhotoNetwork(nn.Module):
    """The bilateral network: it decides by the whole photo, small, and its answer is sliced where the view lies."""

    def __init__(self, module: BilateralNetwork) -> None:
        super().__init__()
        self.module = module

    def forward(self, photos: Tensor, around: Around = UNKNOWN) -> Tensor:
        """As `PhotoNetwork.forward`; where nothing is known, the photos are whole photos."""
        return self.retouch(photos, around)[0]

    def retouch(self, photos: Tensor, around: Around = UNKNOWN) -> tuple[Tensor, Tensor]:
        """The photos as they become, and the grids that did it, (N, 12, 8, 16, 16)."""
        n, _, height, width = photos.shape
        small, boxes = around.small, around.boxes
        if small is None:
            small = functional.interpolate(photos, (INPUT_SIZE, INPUT_SIZE), mode="bilinear", antialias=True)
        if boxes is None:
            boxes = photos.new_tensor([WHOLE]).expand(n, -1)
        grids: Tensor = self.module(small, around.shares).float()
        left, top, right, bottom = boxes[:, :, None].unbind(1)
        x = left + (right - left) * (torch.arange(width, device=photos.device) + 0.5) / width
        y = top + (bottom - top) * (torch.arange(height, device=photos.device) + 0.5) / height
        with torch.autocast(photos.device.type, enabled=False):
            guide: Tensor = self.module.guide(photos.float()).float()
            coefficients = slice_points(
                grids,
                x[:, None].expand(n, height, width).flatten(1),
                y[:, :, None].expand(n, height, width).flatten(1),
                guide.reshape(n, -1),
                smooth=self.module.smooth,
            )
            colours = apply_affine(coefficients, photos.float().flatten(2).transpose(1, 2))
        return colours.transpose(1, 2).reshape(photos.shape), grids


def make_network(name: str, arguments: Mapping[str, Any]) -> PhotoNetwork | GridPhotoNetwork:
    """A network with random weights.

    Args:
        name: of NETWORKS.
        arguments: that differ from those in NETWORKS.

    Raises:
        TrainingError: there is no such network, or it has no such argument.
    """
    if name not in NETWORKS:
        raise TrainingError(f"There is no network {name}; there are {', '.join(NETWORKS)}.", subject=name)
    try:
        given = complete_arguments(name, arguments)
        if name == BILATERAL:
            return GridPhotoNetwork(BilateralNetwork(**given))
        row = named(name)
        return PhotoNetwork(row.build(**given), row.input_range, row.takes_tags)
    except (TypeError, ValueError) as problem:
        sentence = f"The network {name} cannot be made with these arguments: {problem}."
        raise TrainingError(sentence, subject=name) from problem


def complete_arguments(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that a network is made with, those of NETWORKS included."""
    return {**NETWORKS[name], **arguments}


def start_from(network: nn.Module, plan: TrainingPlan) -> None:
    """Begin with the weights of the plan's style file, if it names one.

    Raises:
        StyleError: the file cannot be read.
        TrainingError: it holds another network.
    """
    if not plan.start:
        return
    from engine.checkpoints.native import read

    path = Path(plan.start)
    description, weights = read(path)
    try:
        network.load_state_dict({name: torch.from_numpy(values) for name, values in weights.items()})
    except RuntimeError as problem:
        sentence = f"{path.name} holds another network ({description.architecture}), so nothing can begin with it."
        raise TrainingError(sentence, subject=path, details=str(problem)) from problem


def write_style(
    path: Path,
    network: nn.Module,
    architecture: str,
    arguments: Mapping[str, Any],
    name: str,
    card: Mapping[str, Any],
    styles: Sequence[StyleEntry] = (),
) -> None:
    """Write a network as a style file of ours.

    Args:
        path: ends in .safetensors.
        network: the bare network of the table.
        architecture: its name in the table.
        arguments: all that it was made with.
        name: of the style.
        card: what it was learned from and how.
        styles: of a network that holds several; one of the name otherwise.

    Raises:
        OSError: it cannot be written.
    """
    weights = {key: value.detach().float().cpu().numpy() for key, value in network.state_dict().items()}
    if architecture == BILATERAL and not _answers_with_a_grid(arguments):
        architecture, weights = WHOLE_BILATERAL, {f"network.{key}": value for key, value in weights.items()}
    kind = GRADE if architecture == BILATERAL else named(architecture).kind
    entries = tuple(styles) or (StyleEntry(identity(name), name, "yours", "Learned here."),)
    write(path, weights, Description(architecture, dict(arguments), entries, kind, INPUT_SIZE, dict(card)))


def _answers_with_a_grid(arguments: Mapping[str, Any]) -> bool:
    """Whether the engine can have the grid itself: it knows no other guide than luma, and no batch-norm."""
    usual = {"guide": "curves", "batch_norm": False, "padding": "symmetric"} | dict(arguments)
    return (usual["guide"], usual["batch_norm"], usual["padding"]) == ("luma", False, "symmetric")


def identity(name: str) -> str:
    """A name as the id of a style: small letters, digits and hyphens."""
    words = "".join(letter if letter.isalnum() else " " for letter in name.casefold()).split()
    return "-".join(words) or "style"
