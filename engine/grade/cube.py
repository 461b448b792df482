"""A style as one map of colours: a 3-D LUT for other programs, as a .cube file or a HaldCLUT picture.

A LUT treats every photo and every place alike, a style does not. So it is sampled over the person's photos: where their
colours are it says what the style made of them on average, elsewhere what the mean of the grades makes of a colour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.grade.slicing import apply
from engine.grade.value import Floats, Grade
from engine.products import product

SIZES = (17, 33, 65)
"""Points along each axis that a .cube file may have."""
HALD_LEVEL = 8
"""A HaldCLUT of level 8 is a picture of 512 x 512: 64 points along each axis."""
_TRUST = 0.5
"""Pixels around a point of the LUT from which on they outweigh the mean of the grades."""
_SPREADS = (0.08, 0.03)
"""Neighbourhoods from wide to narrow, as shares of an axis: colours between the photos' follow their neighbours."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """A style sampled over photos.

    Attributes:
        lut: size x size x size x 3 float32, 0..1, indexed by red, green, blue.
        photos: how many it was sampled over.
    """

    lut: Floats
    photos: int


def sample(photos: Sequence[Floats], grades: Sequence[Grade], size: int) -> Sampled:
    """The LUT that does on average what a style does to photos.

    Args:
        photos: h x w x 3 each, sRGB-encoded, 0..1, small.
        grades: what the style does to each.
        size: points along each axis.

    Raises:
        ValueError: no photos, or not as many grades.
    """
    if not photos or len(photos) != len(grades):
        raise ValueError("a LUT is sampled over one or more photos, each with its grade")
    points = lattice(size)
    lut: Floats = np.mean(np.stack([_alone(grade, points) for grade in grades]), axis=0)
    before = np.concatenate([photo.reshape(-1, 3) for photo in photos])
    after = np.concatenate(
        [np.clip(apply(grade, photo), 0, 1).reshape(-1, 3) for photo, grade in zip(photos, grades, strict=True)]
    )
    for spread in _SPREADS:
        lut = lut + _corrected(before, after - look_up(lut, before), size, spread)
    return Sampled(np.clip(lut, 0, 1), len(photos))


def lattice(size: int) -> Floats:
    """All points of a LUT: size x size x size x 3, by red, green, blue."""
    axis = np.linspace(0, 1, size, dtype=np.float32)
    return np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1)


def look_up(lut: Floats, colours: Floats) -> Floats:
    """Colours (..., 3) through a LUT, between its points linearly in each axis."""
    size = len(lut)
    flat = colours.reshape(-1, 3)
    place = np.clip(flat, 0, 1) * np.float32(size - 1)
    first = np.minimum(place.astype(np.int64), size - 2)
    share = place - first
    result = np.zeros((len(flat), 3), np.float32)
    for corner, weight in _corners(first, share):
        result += weight[:, None] * lut[corner[:, 0], corner[:, 1], corner[:, 2]]
    return result.reshape(colours.shape)


def write_cube(path: Path, lut: Floats, title: str) -> None:
    """Write a .cube file (Adobe/IRIDAS 1.0): red changes fastest.

    Args:
        path: replaced once the new file is whole.
        lut: size x size x size x 3, 0..1.
        title: one line; quotes and line breaks are left out.

    Raises:
        OSError: it cannot be written.
    """
    plain = "".join(" " if not sign.isprintable() or sign == '"' else sign for sign in title).strip()
    rows = lut.transpose(2, 1, 0, 3).reshape(-1, 3)
    lines = [f'TITLE "{plain}"', f"LUT_3D_SIZE {len(lut)}", "DOMAIN_MIN 0 0 0", "DOMAIN_MAX 1 1 1"]
    lines += [f"{r:.6f} {g:.6f} {b:.6f}" for r, g, b in rows]
    _replace(path, ("\n".join(lines) + "\n").encode())


def write_hald(path: Path, lut: Floats, level: int = HALD_LEVEL) -> None:
    """Write a HaldCLUT, a 16-bit PNG: the picture of all colours, in order, after the style.

    Args:
        path: replaced once the new file is whole.
        lut: of any size; it is read at level**2 points along each axis.
        level: the picture has level**3 pixels along each side.

    Raises:
        OSError: it cannot be written.
    """
    import cv2

    colours = look_up(lut, lattice(level**2)).transpose(2, 1, 0, 3).reshape(level**3, level**3, 3)
    pixels = (np.clip(colours, 0, 1) * 65535 + 0.5).astype(np.uint16)
    done, content = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    if not done:
        raise OSError(f"{path.name} could not be encoded")
    _replace(path, content.tobytes())


def carried(
    lut: Floats, photos: Sequence[Floats], grades: Sequence[Grade], difference: Callable[[Floats, Floats], float]
) -> tuple[float, float]:
    """How much of a style its LUT carries on photos.

    Args:
        lut: the LUT.
        photos: to judge by.
        grades: what the style does to each.
        difference: mean difference of two pictures, for example CIEDE2000.

    Returns:
        the mean difference between LUT and style, and the share of the style's change that the LUT makes, 0..1.
    """
    missed, changed = [], []
    for photo, grade in zip(photos, grades, strict=True):
        styled = np.clip(apply(grade, photo), 0, 1)
        missed.append(difference(look_up(lut, photo), styled))
        changed.append(difference(photo, styled))
    share = 1 - sum(missed) / max(sum(changed), 1e-6)
    return float(np.mean(missed)), float(np.clip(share, 0, 1))


def _alone(grade: Grade, points: Floats) -> Floats:
    """What a grade makes of colours wherever they are: the mean of its cells."""
    mean = Grade(np.ascontiguousarray(grade.grid.mean((0, 1), keepdims=True)))
    size = len(points)
    return apply(mean, np.ascontiguousarray(points.reshape(size * size, size, 3))).reshape(points.shape)


def _corrected(colours: Floats, missing: Floats, size: int, spread: float) -> Floats:
    """What is missing at each point of the LUT, from pixels around it; little where there are few."""
    place = colours * np.float32(size - 1)
    first = np.minimum(place.astype(np.int64), size - 2)
    sums = np.zeros((size**3, 4))
    known = np.concatenate([missing, np.ones((len(missing), 1), np.float32)], 1)
    for corner, weight in _corners(first, place - first):
        index = (corner[:, 0] * size + corner[:, 1]) * size + corner[:, 2]
        for channel in range(4):
            sums[:, channel] += np.bincount(index, weight * known[:, channel], size**3)
    cells = sums.reshape(size, size, size, 4).astype(np.float32)
    axis = np.arange(size, dtype=np.float32)
    near = np.exp(-0.5 * ((axis[:, None] - axis[None, :]) / max(spread * (size - 1), 0.3)) ** 2)
    for place_of in range(3):
        lined_up = np.moveaxis(cells, place_of, 0)
        sums_near = product(near, np.ascontiguousarray(lined_up).reshape(size, -1))
        cells = np.moveaxis(sums_near.reshape(lined_up.shape), 0, place_of)
    return np.asarray(cells[..., :3] / (cells[..., 3:] + _TRUST), np.float32)


def _corners(first: np.ndarray, share: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """The eight points around colours, and the weight of each."""
    corners = []
    for step in np.ndindex(2, 2, 2):
        weight = np.prod(np.where(np.array(step) == 1, share, 1 - share), axis=1)
        corners.append((first + np.array(step), weight.astype(np.float32)))
    return corners


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
