"""How far a style moves photos that were good already, beside ordinary ones, on photos that no style was trained on.

    python -m training.no_harm --photos DIR [--style natural]

DIR holds folders `good` and `ordinary`; the held-out photos of `training.data.folders` are measured. Prints one line of
JSON per kind.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from engine.decode import open_photo
from engine.edit import Edit
from engine.histogram import histogram
from engine.render import render
from engine.styles import Style, find
from training.data.folders import split_photos
from training.metrics import mean_delta_e


@dataclass(frozen=True, slots=True)
class Movement:
    """What a style did to some photos at its default strength.

    Attributes:
        photos: how many.
        delta_e: mean CIEDE2000 between photo and result, mean over photos.
        newly_clipped: share of pixels that are clipped, as `engine.histogram` says it, and were not; mean over photos.
        most_clipped: the largest such share of one photo.
    """

    photos: int
    delta_e: float
    newly_clipped: float
    most_clipped: float


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m training.no_harm", description=__doc__)
    parser.add_argument("--photos", type=Path, required=True, help="folder with folders good and ordinary")
    parser.add_argument("--style", default="natural")
    options = parser.parse_args()
    style = find(options.style)
    held_out = split_photos(options.photos)[1]
    for kind in ("good", "ordinary"):
        found = movement(style, [path for path in held_out if kind in path.parts])
        print(json.dumps({"style": options.style, "kind": kind} | asdict(found)))


def movement(style: Style | None, paths: Sequence[Path]) -> Movement:
    """Render photos with a style at its default strength and measure how far they moved.

    Args:
        style: the style; None moves nothing.
        paths: at least one photo.

    Raises:
        PhotoError: a photo cannot be opened.
        StyleError: the style cannot be loaded.
    """
    differences, clipped = [], []
    for path in paths:
        photo = open_photo(path)
        before = render(photo, Edit(strength=0.0), None).pixels
        after = render(photo, Edit(strength=style.default_strength if style else 0.0), style).pixels
        differences.append(mean_delta_e(before, after))
        clipped.append(histogram(after, before).newly)
    return Movement(len(paths), float(np.mean(differences)), float(np.mean(clipped)), max(clipped))


if __name__ == "__main__":
    main()
