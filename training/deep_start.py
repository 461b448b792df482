"""What the deep way to a personal style begins with, so that minutes are enough for it.

    python -m training.deep_start RUN [-o resources/starts/uegan.safetensors] [--style FILE]

UEGAN's generator and discriminator come with Penchant: RUN is the folder of the unpaired training that made them (the
running mean of the generator is taken, if there is one). The bilateral network begins as the bundled looks do, folded
into a network of one style.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.checkpoints.native import METADATA_KEY, read, read_description
from engine.checkpoints.tensors import read_header, read_tensors, unrecognised
from engine.errors import TrainingError
from engine.styles import BUNDLED_FILE
from training.plan import LAST, PLAN, TrainingPlan
from training.state import load_state

BUNDLED = Path(__file__).resolve().parent.parent / "resources" / "starts" / "uegan.safetensors"
FORMAT = 1
_KIND = "uegan start"
_GENERATOR, _DISCRIMINATOR = "generator.", "discriminator."
_BEGUN_FROM = "natural"
Weights = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Start:
    """A generator and a discriminator that know each other.

    Attributes:
        width: channels of the first convolution of both.
        generator, discriminator: state dicts of the bare networks.
    """

    width: int
    generator: Weights
    discriminator: Weights


def save_start(path: Path, start: Start, card: Mapping[str, Any]) -> None:
    """Write both in half precision.

    Args:
        path: ends in .safetensors; replaced if there.
        start: to write.
        card: data, teacher, licence, command, seed, measured quality.
    """
    description = {"format": FORMAT, "architecture": _KIND, "arguments": {"width": start.width}, "card": dict(card)}
    weights = {_GENERATOR + name: value for name, value in start.generator.items()}
    weights |= {_DISCRIMINATOR + name: value for name, value in start.discriminator.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    halves = {name: value.detach().half().contiguous() for name, value in weights.items()}
    save_file(halves, path, metadata={METADATA_KEY: json.dumps(description)})
    path.chmod(0o644)  # the library makes it readable by its owner only


def load_start(path: Path = BUNDLED) -> Start:
    """What `save_start` wrote.

    Raises:
        StyleError: missing, damaged, or another kind of file.
    """
    metadata = read_header(path).get("__metadata__")
    text = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    try:
        description = json.loads(text) if isinstance(text, str) else {}
        if (description.get("architecture"), description.get("format")) != (_KIND, FORMAT):
            raise unrecognised(path, "no description of a generator and a discriminator")
        width = int(description["arguments"]["width"])
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise unrecognised(path, repr(problem)) from problem
    weights = {name: torch.from_numpy(value).float() for name, value in read_tensors(path).items()}
    return Start(width, _of(weights, _GENERATOR), _of(weights, _DISCRIMINATOR))


def bilateral_start() -> tuple[dict[str, Any], Weights]:
    """The bundled look Natural as a network of its own: its arguments and weights.

    The expert's part of each layer is a constant, so it is added to the layer's own. How far photos are spared is left
    out: a taste decides that anew.

    Raises:
        StyleError: the bundled styles are missing or damaged.
    """
    description, arrays = read(BUNDLED_FILE)
    weights = {name: torch.from_numpy(value).float() for name, value in arrays.items()}
    place = [style.id for style in description.styles].index(_BEGUN_FROM)
    for layer, added in (("fc.0", "expert_early"), ("fc.2", "expert"), ("prediction", "expert_grid")):
        weights[f"{layer}.bias"] = weights[f"{layer}.bias"] + weights.pop(f"{added}.weight")[:, place]
    kept = ("statistics", "guide", "normalise", "channel_multiplier", "start_at_identity")
    arguments = {name: value for name, value in description.arguments.items() if name in kept}
    return arguments, {name: value for name, value in weights.items() if not name.startswith("spare.")}


def start_of_run(folder: Path) -> Start:
    """Generator and discriminator of an unpaired training of UEGAN.

    Raises:
        TrainingError: there is none in the folder.
    """
    state = load_state(folder / LAST)
    if state is None:
        raise TrainingError(f"There is no training in {folder}.", subject=folder)
    networks = state["networks"]
    generator = _of(state["average"] or networks["generator"], "module.")
    return Start(len(generator["enc1.main.1.weight"]), generator, _of(networks["discriminator"], "discriminator."))


def _of(weights: Mapping[str, Tensor], prefix: str) -> Weights:
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def main() -> None:
    """Bundle the networks of a run."""
    parser = argparse.ArgumentParser(prog="python -m training.deep_start", description=__doc__)
    parser.add_argument("run", type=Path, help="folder of the unpaired training")
    parser.add_argument("-o", "--output", type=Path, default=BUNDLED)
    parser.add_argument("--begun-with", default="", help="in words, for the card")
    parser.add_argument("--style", type=Path, help="write the generator as a style too, to be looked at and measured")
    options = parser.parse_args()
    learned = read_description(TrainingPlan.read(options.run / PLAN).style_file).card
    card = {**learned, "licence": "Apache-2.0", "begun_with": options.begun_with}
    start = start_of_run(options.run)
    save_start(options.output, start, card)
    if options.style is not None:
        from engine.checkpoints.native import StyleEntry
        from training.deep_networks import uegan, write_uegan

        entry = StyleEntry("uegan-start", "UEGAN start", "yours", "What personal styles by UEGAN begin with.")
        write_uegan(options.style, uegan(start).get_submodule("module"), start.width, entry, card)


if __name__ == "__main__":
    main()
