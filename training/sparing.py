"""Teach a finished network of styles which photos to spare: adds the sparing layer to its file.

    python -m training.sparing --photos DIR FILE -o OUT

How a good photo differs from an ordinary one is learned by heart where the trunk may learn it: unseen good photos were
then moved as far as ordinary ones. So the trunk is left as it is, and a strongly regularised regression reads from its
global features whether a photo is one of those in DIR/good. Prints one line of JSON.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from torch import Tensor, nn

from engine.networks.bilateral import INPUT_SIZE, BilateralNetwork
from training.data.batches import as_tensor
from training.data.folders import Photo, load_photos, random_view, split_photos
from training.style_file import STYLES, save_styles

SPARING = ("natural",)
"""Styles that promise to leave good photos alone; the others promise a look."""

LOADED_SIZE = 352
VIEWS = 3
RIDGE = 3e3
MIDDLE, STEEPNESS = 0.55, 8.0
"""Scores lie near 0.7 for good photos and 0.45 for ordinary ones; in between is the middle of the doubt."""


def main() -> None:
    """Read a style file, teach the layer, write the file with it."""
    options = _parser().parse_args()
    torch.set_num_threads(1)
    description, network, arguments = read_styles(options.file)
    train_paths, held_paths = split_photos(options.photos)
    teach_sparing(network, load_photos(train_paths, LOADED_SIZE), options.seed)
    held = load_photos(held_paths, INPUT_SIZE)
    with torch.no_grad():
        spared = spared_share(network, as_tensor([photo.pixels for photo in held])).tolist()
    told = {
        kind: round(float(np.mean([s for s, photo in zip(spared, held, strict=True) if photo.good == good])), 3)
        for kind, good in (("good", True), ("ordinary", False))
    }
    card = description["card"]
    steps = [
        card["command"],
        f"python -m training.sparing --photos DIR looks.safetensors -o looks.safetensors --seed {options.seed}",
    ]
    save_styles(options.output, network, arguments, card | {"command": "; ".join(steps), "spared": told})
    print(json.dumps({"spared": told}))


def read_styles(path: Path) -> tuple[dict[str, Any], BilateralNetwork, dict[str, Any]]:
    """A file of `training.style_file`: its description, its network with a sparing layer, what that is made with."""
    with safe_open(path, framework="pt") as file:
        description: dict[str, Any] = json.loads(file.metadata()["penchant"])
        weights = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118 - not a mapping
    sparing = [index for index, style in enumerate(STYLES) if style.id in SPARING]
    arguments = description["arguments"] | {"sparing_experts": sparing}
    network = BilateralNetwork(**arguments)
    network.load_state_dict({name: value for name, value in network.state_dict().items() if "spare" in name} | weights)
    return description, network.eval().requires_grad_(requires_grad=False), arguments


def teach_sparing(network: BilateralNetwork, photos: list[Photo], seed: int) -> None:
    """Fit the layer, in place, by ridge regression on several views of each photo.

    Args:
        network: with a sparing layer.
        photos: marked good or not.
        seed: of the views.
    """
    rng = np.random.default_rng(seed)
    views = [random_view(photo.pixels, INPUT_SIZE, rng) for photo in photos for _ in range(VIEWS)]
    features = torch.cat([_seen(network, as_tensor(views[i : i + 8])) for i in range(0, len(views), 8)])
    good = torch.tensor([float(photo.good) for photo in photos for _ in range(VIEWS)])
    mean, spread = features.mean(0), features.std(0) + 1e-3
    standard = (features - mean) / spread
    covariance = standard.T @ standard + RIDGE * torch.eye(standard.shape[1])
    slope = STEEPNESS * torch.linalg.solve(covariance, standard.T @ (good - good.mean())) / spread
    layer = _layer(network)
    layer.weight.copy_(slope[None])
    layer.bias.copy_((STEEPNESS * (good.mean() - MIDDLE) - slope @ mean)[None])


def spared_share(network: BilateralNetwork, photos: Tensor) -> Tensor:
    """How far photos (N, 3, 256, 256) are left as they are: (N,), 0..1."""
    return torch.sigmoid(_layer(network)(_seen(network, photos)))[:, 0]


@torch.no_grad()
def _seen(network: BilateralNetwork, photos: Tensor) -> Tensor:
    """The trunk's global features as the sparing layer reads them, (N, 32w)."""
    return torch.relu(network.trunk(photos)[1])


def _layer(network: BilateralNetwork) -> nn.Linear:
    if network.spare is None:
        raise ValueError("the network has no sparing layer")
    return network.spare


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.sparing", description=__doc__)
    parser.add_argument("file", type=Path, help="the .safetensors file of training.experts")
    parser.add_argument("--photos", type=Path, required=True, help="folder with folders good and ordinary")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the .safetensors file to write")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    main()
