"""Numbers of ordinary photos, so that likes alone are enough: colours of unretouched photos without their places.

    python -m training.ordinary --photos DIR [-o resources/statistics/ordinary.safetensors]

Of each photo `COLOURS` colours are kept, drawn evenly from its small copy sorted by luma: a histogram, and no picture.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.color import LUMA
from training.data.folders import list_photos
from training.liked import ORDINARY_FILE, small_photo, stacked
from training.taste_reader import is_for_practice

COLOURS = 128


def colours_of(photos: Tensor) -> Tensor:
    """Some colours of each photo.

    Args:
        photos: (N, K, 3), 0..1, K a multiple of COLOURS.

    Returns:
        (N, COLOURS, 3), by luma: the colour in the middle of each of as many equal parts.
    """
    order = (photos @ photos.new_tensor(LUMA)).argsort(1)
    step = photos.shape[1] // COLOURS
    chosen = order[:, step // 2 :: step]
    return photos.gather(1, chosen[..., None].expand(-1, -1, 3))


def main() -> None:
    """Read the photos, write the numbers."""
    parser = argparse.ArgumentParser(prog="python -m training.ordinary", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder of unretouched photos; half of them is used")
    parser.add_argument("-o", "--output", type=Path, default=ORDINARY_FILE)
    options = parser.parse_args()
    photos = [small_photo(path) for path in list_photos(options.photos) if is_for_practice(path)]
    colours = colours_of(stacked([photo for photo in photos if not photo.traits.drawn]))
    card = {
        "data": f"{len(colours)} unretouched photos of as many cameras (free to use), {COLOURS} colours of each",
        "licence": "Apache-2.0",
        "command": "python -m training.ordinary --photos DIR",
        "mean": [round(float(value), 3) for value in np.asarray(colours.mean((0, 1)))],
    }
    options.output.parent.mkdir(parents=True, exist_ok=True)
    values = {"colours": (colours * 255).round().to(torch.uint8)}
    save_file(values, options.output, metadata={"card": json.dumps(card)})
    options.output.chmod(0o644)  # the library makes it readable by its owner only


if __name__ == "__main__":
    main()
