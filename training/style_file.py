"""Writes a combined network as one style file: weights, description and card in safetensors; and the preview of any."""

import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from engine.checkpoints import native
from engine.checkpoints.added import preview_of
from engine.checkpoints.probe import probe_photo
from engine.enhance import grade_for
from engine.errors import StyleError
from engine.grade import apply
from engine.networks.bilateral import INPUT_SIZE, BilateralNetwork
from engine.styles import styles_of


@dataclass(frozen=True, slots=True)
class StyleEntry:
    """One style of a combined network, as the file describes it."""

    id: str
    name: str
    kind: str
    summary: str
    default_strength: float


LICENCE = "yours"
"""What a style's card says that was learned from a person's own photos."""

STYLES = (
    StyleEntry("expert-c", "Expert C", "expert", "A retoucher's eye: bright, clear and colourful.", 1.0),
    StyleEntry("natural", "Natural", "look", "Settles light and colour, and leaves the rest to the photo.", 0.9),
    StyleEntry("vivid", "Vivid", "look", "Strong contrast and rich colour; skin stays calm.", 0.8),
    StyleEntry("soft-film", "Soft film", "look", "Lifted blacks, muted greens, creamy light.", 1.0),
    StyleEntry("warm-evening", "Warm evening", "look", "Low golden light with deep, warm shadows.", 0.8),
    StyleEntry("cool-clear", "Cool clear", "look", "Clean, bright morning air with a touch of blue.", 0.8),
    StyleEntry("black-and-white", "Black and white", "look", "Full greys, darker skies, glowing skin.", 1.0),
)
"""The bundled styles; the position is the expert's index in the network."""


def save_styles(path: Path, network: BilateralNetwork, arguments: dict[str, Any], card: dict[str, Any]) -> None:
    """Write the file.

    Args:
        path: ends in .safetensors; replaced if there.
        network: the trained network.
        arguments: what `BilateralNetwork` was made with.
        card: data, teachers, licence, command, seed, measured quality.
    """
    description = {
        "format": 1,
        "architecture": "bilateral",
        "arguments": arguments,
        "kind": "grade",
        "input_size": INPUT_SIZE,
        "styles": [_entry(index, style) for index, style in enumerate(STYLES)],
        "card": card,
    }
    # Half precision moves no 8-bit pixel by more than one step and halves the download.
    weights = {name: value.half().contiguous() for name, value in network.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, path, metadata={"penchant": json.dumps(description)})
    path.chmod(0o644)  # the library makes it readable by its owner only
    show_preview(path)


def show_preview(path: Path) -> None:
    """Add to a style file what its first style makes of the probe photo, a made one: a card shows it before any photo.

    A file that is no style, such as a scorer's, and a style that does not run yet stay as they are.

    Raises:
        OSError: it cannot be written.
    """
    photo = probe_photo()
    try:
        style = styles_of(path)[0]
        made = apply(grade_for(style, photo), photo)
        native.redescribe(path, replace(native.read_description(path), preview=preview_of(made)))
    except StyleError as problem:
        logging.getLogger(__name__).info("%s has no preview: %s", path, problem.details)


def _entry(index: int, style: StyleEntry) -> dict[str, Any]:
    weights = [float(other == index) for other in range(len(STYLES))]
    return {
        "id": style.id,
        "name": style.name,
        "kind": style.kind,
        "summary": style.summary,
        "default_strength": style.default_strength,
        "weights": weights,
    }
