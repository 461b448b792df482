"""Photos and what five simulated retouchers make of them, as small squares in memory: stand-ins for FiveK's experts.

The retouchers are the house looks (`training.looks`): each looks at the photo first, so what it does depends on the
content; they are distinct and deterministic. They are no people, and figures measured on them say nothing about FiveK.
As FiveK's inputs are undeveloped, photos go in `dull`: dark, flat, pale and a little warm, all in the same way.

Whole photos are pressed into squares, so that every batch has photos of one shape, as D'Oro and Nasca's batches of one
orientation have, and a network sees the whole photo at a few thousand pixels.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.errors import PhotoError
from engine.tags import NOTHING_KNOWN, Tags
from training.data.cache import decode
from training.data.dullness import Dullness, dull
from training.data.items import Pair, Single
from training.data.lesson import Lesson
from training.data.photos import photos_in
from training.data.views import as_tensor, resized
from training.looks import LOOKS, retouch
from training.sources import split

RETOUCHERS = ("natural", "vivid", "soft-film", "warm-evening", "cool-clear")
TARGET = "vivid"
"""The retoucher that stands for expert C."""
UNDEVELOPED = Dullness(exposure=-0.7, cast=(1.05, 1.0, 0.93), contrast=0.75, saturation=0.7)
SIDE = 96
EDGE = 192
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Set:
    """Photos in memory; each array (N, 96, 96, 3), sRGB-encoded.

    Attributes:
        dulled: as they go in.
        plain: as they are.
        retouched: by retoucher.
    """

    dulled: Bytes
    plain: Bytes
    retouched: dict[str, Bytes]

    def pairs(self, side: int, *retouchers: str, before: str = "dulled", small: int = 0) -> "Pairs":
        """Pairs at a size; several retouchers are several experts."""
        after = torch.stack([tensors(self.retouched[name], side) for name in retouchers or (TARGET,)], 1)
        return Pairs(tensors(getattr(self, before), side), after, small)

    def part(self, first: int, every: int) -> "Set":
        """Every so-many-th photo."""
        chosen = slice(first, None, every)
        looks = {name: photos[chosen] for name, photos in self.retouched.items()}
        return Set(self.dulled[chosen], self.plain[chosen], looks)


@dataclass(frozen=True, slots=True, eq=False)
class Photographs:
    """Photos to learn from, and photos to measure by, of other series."""

    learn: Set
    held: Set


class Pairs:
    """Whole photos before and after, mirrored half of the time, as a source of pairs."""

    def __init__(self, before: Tensor, after: Tensor, small: int = 0, tags: tuple[Tags, ...] = ()) -> None:
        """A source.

        Args:
            before: (N, 3, h, w).
            after: (N, E, 3, h, w), of E experts.
            small: side of the copy that is given along; 0 for none.
            tags: of each photo, or of none.
        """
        self.before, self.after, self.small, self.tags = before, after, small, tags

    def __len__(self) -> int:
        """Number of pairs."""
        return self.after.shape[0] * self.after.shape[1]

    def item(self, index: int, rng: np.random.Generator) -> Pair:
        """One pair."""
        number, expert = divmod(index, self.after.shape[1])
        before, after = self.before[number], self.after[number, expert]
        if rng.random() < 0.5:
            before, after = before.flip(2), after.flip(2)
        tags = self.tags[number] if self.tags else NOTHING_KNOWN
        return Pair(
            before, after, enlarged(before[None], self.small)[0] if self.small else None, tags=tags, expert=expert
        )


class Singles:
    """Whole photos, mirrored half of the time, as a source of single photos."""

    def __init__(self, photos: Tensor) -> None:
        """Of photos, (N, 3, h, w)."""
        self.photos = photos

    def __len__(self) -> int:
        """Number of photos."""
        return len(self.photos)

    def item(self, index: int, rng: np.random.Generator) -> Single:
        """One photo."""
        photo = self.photos[index]
        return Single(photo.flip(2) if rng.random() < 0.5 else photo)


def tensors(photos: Bytes, side: int) -> Tensor:
    """(N, s, s, 3) bytes as (N, 3, side, side), 0..1."""
    return torch.stack([as_tensor(resized(photo, side, side)) for photo in photos])


def enlarged(photos: Tensor, side: int) -> Tensor:
    """(N, 3, h, w) to (N, 3, side, side)."""
    return functional.interpolate(photos, (side, side), mode="bilinear", antialias=True)


def photographs(photos: Path, folder: Path) -> Photographs:
    """The photos of a folder with all their versions; kept in `folder`, so that they are decoded once."""
    kept = folder / "photographs.npz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        learn, held = split(photos_in(photos), lambda path: path)
        arrays = {
            f"{part}/{name}": np.stack(versions)
            for part, paths in (("learn", learn), ("held", held))
            for name, versions in _all_versions(list(paths)).items()
        }
        with (folder / ".photographs.part").open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        (folder / ".photographs.part").replace(kept)
    with np.load(kept) as file:
        arrays = dict(file)
    return Photographs(*(_set(arrays, part) for part in ("learn", "held")))


def retouched(pixels: Bytes) -> dict[str, Bytes]:
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


def dulled(pixels: Bytes) -> Bytes:
    """A photo as if nobody had developed it."""
    return np.rint(dull(pixels.astype(np.float32) / np.float32(255), UNDEVELOPED) * 255).astype(np.uint8)


def _all_versions(paths: list[Path]) -> dict[str, list[Bytes]]:
    found: dict[str, list[Bytes]] = {}
    for path in paths:
        try:
            pixels = decode(path, long_edge=EDGE)
        except PhotoError:
            continue
        pixels = pixels[: pixels.shape[0] // 4 * 4, : pixels.shape[1] // 4 * 4]
        for name, version in {"plain": pixels, "dulled": dulled(pixels), **retouched(pixels)}.items():
            found.setdefault(name, []).append(resized(version, SIDE, SIDE))
    return found


def _set(arrays: dict[str, Bytes], part: str) -> Set:
    looks = {name: arrays[f"{part}/{name}"] for name in RETOUCHERS}
    return Set(arrays[f"{part}/dulled"], arrays[f"{part}/plain"], looks)
