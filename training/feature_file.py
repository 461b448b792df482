"""The feature net as a file: .safetensors with a description under the metadata key that style files have too."""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from engine.checkpoints.native import METADATA_KEY
from engine.checkpoints.tensors import read_header, read_tensors, unrecognised
from engine.networks.features import FeatureNet

BUNDLED = Path(__file__).resolve().parent.parent / "resources" / "features" / "features.safetensors"
FORMAT = 1


def save_features(path: Path, network: FeatureNet, card: dict[str, Any]) -> None:
    """Write the net in half precision, which is finer than what it was taught.

    Args:
        path: ends in .safetensors; replaced if there.
        network: of the usual widths.
        card: teacher, data, licence, command, seed, measured quality.
    """
    description = {"format": FORMAT, "architecture": "features", "arguments": {}, "kind": "features", "card": card}
    weights = {name: value.detach().half().contiguous() for name, value in network.state_dict().items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, path, metadata={METADATA_KEY: json.dumps(description)})
    path.chmod(0o644)  # the library makes it readable by its owner only


def load_features(path: Path = BUNDLED) -> FeatureNet:
    """The net of a file, frozen and in eval mode.

    Raises:
        StyleError: not a file of features, damaged, or of other widths.
    """
    metadata = read_header(path).get("__metadata__")
    text = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    try:
        description = json.loads(text) if isinstance(text, str) else {}
        if (description.get("architecture"), description.get("format")) != ("features", FORMAT):
            raise unrecognised(path, "no description of a feature net")
        network = FeatureNet(**description["arguments"])
        network.load_state_dict({name: torch.from_numpy(value) for name, value in read_tensors(path).items()})
    except (ValueError, TypeError, KeyError, AttributeError, RuntimeError) as problem:
        raise unrecognised(path, repr(problem)) from problem
    return network.requires_grad_(False).eval()
