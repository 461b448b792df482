"""Photos of a folder as small copies in memory, split into those to train on and those held out."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"})
HELD_OUT_SHARE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A small copy in memory.

    Attributes:
        pixels: uint8 (size, size, 3), sRGB.
        good: made by somebody who knows how; an ordinary camera photo otherwise.
    """

    pixels: Bytes
    good: bool


def list_photos(folder: Path) -> list[Path]:
    """All photos below a folder, sorted by their path inside it."""
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)


def is_held_out(path: Path) -> bool:
    """Whether a photo is kept for checking: one in eight, by a hash of its name, numbered series kept together."""
    series = re.sub(r"[_-]?\d+$", "", path.stem) or path.stem
    return hashlib.sha256(series.encode()).digest()[0] % HELD_OUT_SHARE == 0


def split_photos(folder: Path) -> tuple[list[Path], list[Path]]:
    """(photos to train on, photos held out) of a folder."""
    photos = list_photos(folder)
    return [p for p in photos if not is_held_out(p)], [p for p in photos if is_held_out(p)]


def load_photos(paths: list[Path], size: int) -> list[Photo]:
    """Squares of photos, marked good where a folder named "good" holds them."""
    return [Photo(load_square(path, size), "good" in path.parts) for path in paths]


def load_square(path: Path, size: int) -> Bytes:
    """A photo as sRGB, squashed to size x size by area averaging; uint8 (size, size, 3)."""
    pixels = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR_RGB)
    if pixels is None:
        raise ValueError(f"{path.name} cannot be decoded")
    return cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def random_view(photo: Bytes, size: int, rng: np.random.Generator) -> Bytes:
    """A random crop of 40..100 % of each side, perhaps mirrored, as size x size."""
    height, width = photo.shape[:2]
    h, w = (rng.uniform(0.4, 1.0, 2) * (height, width)).astype(int)
    y, x = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
    view = cv2.resize(photo[y : y + h, x : x + w], (size, size), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(view[:, ::-1] if rng.random() < 0.5 else view).astype(np.uint8, copy=False)
