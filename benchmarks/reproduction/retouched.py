"""Photos and what five simulated retouchers make of them, as folders: stand-ins for FiveK's experts.

The retouchers are the house looks (`training.looks`): each looks at the photo first, so what it does depends on the
content; they are distinct and deterministic. They are no people, and figures measured on them say nothing about FiveK.
"""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from engine.errors import PhotoError
from training.data.cache import decode
from training.data.lesson import Lesson
from training.data.photos import photos_in
from training.data.views import as_tensor
from training.looks import LOOKS, retouch

RETOUCHERS = ("natural", "vivid", "soft-film", "warm-evening", "cool-clear")


def prepare(photos: Path, folder: Path, *, edge: int, learned: int, held: int) -> None:
    """Write `learn/photos`, `learn/<retoucher>`, `held/photos` and `held/<retoucher>` as PNG.

    Args:
        photos: a folder of photos, of which as many are taken as are wanted, evenly.
        folder: where to; what is there is kept.
        edge: long edge of the copies, a multiple of 4.
        learned: photos to learn from.
        held: photos to measure by.
    """
    found = photos_in(photos)
    chosen = found[:: max(1, len(found) // (learned + held))][: learned + held]
    for number, path in enumerate(chosen):
        # Every so-many-th is held out, so that both sets have photos of all kinds.
        part = "held" if number * held // len(chosen) != (number + 1) * held // len(chosen) else "learn"
        name = f"{number:04d}.png"
        if (folder / part / RETOUCHERS[-1] / name).exists():
            continue
        try:
            pixels = decode(path, long_edge=edge)
        except PhotoError:
            continue
        pixels = pixels[: pixels.shape[0] // 4 * 4, : pixels.shape[1] // 4 * 4]
        _write(folder / part / "photos" / name, pixels)
        for retoucher, result in versions(pixels).items():
            _write(folder / part / retoucher / name, result)


def versions(pixels: NDArray[np.uint8]) -> dict[str, NDArray[np.uint8]]:
    """A photo, (h, w, 3) with sides divisible by 4, as every retoucher has it."""
    photo = as_tensor(pixels)[None]
    colours = photo.flatten(2).transpose(1, 2)
    with torch.no_grad():
        results = retouch(Lesson(photo, colours, colours, torch.zeros(1)))
    made = {}
    for look, result in zip(LOOKS, results, strict=True):
        if look in RETOUCHERS:
            made[look] = (result[0].reshape(pixels.shape).clamp(0, 1).numpy() * 255 + 0.5).astype(np.uint8)
    return made


def _write(path: Path, pixels: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(path), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR)):
        raise OSError(f"{path} could not be written")
