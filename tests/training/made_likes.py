"""Small generated photos and the likes of a simulated photographer, for tests of personal styles."""

from pathlib import Path

import cv2
import numpy as np

from training.photographers import PHOTOGRAPHERS, flatten


def made_photos(count: int, seed: int = 0, side: int = 64) -> list[np.ndarray]:
    """Photos of different light and colour: gradients, some discs, all (side, side, 3), 0..1."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : 1 : side * 1j, 0 : 1 : side * 1j].astype(np.float32)
    photos = []
    for _ in range(count):
        top, bottom = rng.uniform(0.1, 0.95, (2, 3))
        photo = top + (bottom - top) * (y + 0.2 * np.sin(rng.uniform(2, 7) * x))[..., None]
        for _ in range(6):
            centre, radius = rng.uniform(0, 1, 2), rng.uniform(0.05, 0.25)
            photo[(x - centre[0]) ** 2 + (y - centre[1]) ** 2 < radius**2] = rng.uniform(0, 1, 3) ** 1.5
        shade = rng.uniform(0.4, 1.2) * (1 + rng.normal(0, 0.02, photo.shape))
        photos.append(np.clip(photo * shade, 0, 1).astype(np.float32))
    return photos


def flat_photos(count: int, seed: int = 0) -> list[np.ndarray]:
    """The same, as before any retouching."""
    rng = np.random.default_rng(seed + 1)
    return [flatten(photo, rng) for photo in made_photos(count, seed)]


def finished(photos: list[np.ndarray], who: str = "warm print") -> list[np.ndarray]:
    """Photos by a simulated photographer."""
    return [PHOTOGRAPHERS[who](photo) for photo in photos]


def write_photos(folder: Path, photos: list[np.ndarray]) -> Path:
    """Photos as files "000.png" on; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(photos):
        pixels = (np.clip(photo, 0, 1) * 255 + 0.5).astype(np.uint8)
        cv2.imwrite(str(folder / f"{number:03d}.png"), cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    return folder
