"""A style as a table of colours for other programs, sampled over a person's photos; and how much of it that carries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.decode import open_photo
from engine.enhance import analysis_copy, grade_for, grades_for
from engine.errors import PhotoError, StyleError
from engine.grade import apply, cube
from engine.resize import resize_long_edge
from engine.styles import Style

LUT, HALD = ".cube", ".png"
MOST_PHOTOS = 60
_EDGE = 160

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A style as one map of colours.

    Attributes:
        lut: size x size x size x 3 float32, 0..1, by red, green and blue.
        photos: how many it was sampled over.
        carried: share of what the style does to these photos that the table does too, 0..1.
        delta_e: mean CIEDE2000 between what both make of them.
    """

    lut: Floats
    photos: int
    carried: float
    delta_e: float


def small_copies(paths: Sequence[Path], tell: Callable[[], object] = lambda: None) -> list[Floats]:
    """Small copies of photos, spread over all that are given; those that cannot be opened are left out.

    Args:
        paths: photos.
        tell: called after each, so that whoever waits may stop it by an exception.
    """
    copies = []
    for path in paths[:: max(1, -(-len(paths) // MOST_PHOTOS))]:
        tell()
        try:
            photo = open_photo(path, at_least=_EDGE)
        except PhotoError:
            continue
        copies.append(np.ascontiguousarray(analysis_copy(resize_long_edge(photo, _EDGE))))
    return copies


def table_of(style: Style, copies: Sequence[Floats], size: int) -> Table:
    """Sample a style over photos.

    Args:
        style: one of tone and colour.
        copies: of `small_copies`.
        size: points along each axis, one of `cube.SIZES`.

    Raises:
        StyleError: it makes pixels anew, there are no photos, or no such size; the sentence says which.
    """
    if style.texture:
        raise StyleError(f"{style.name} makes every pixel anew, which no table of colours can do.", subject=style.id)
    if size not in cube.SIZES:
        sizes = ", ".join(str(known) for known in cube.SIZES)
        raise StyleError(f"A table of colours has {sizes} points along each axis, not {size}.", subject=style.id)
    if not copies:
        raise StyleError("There are no photos to sample the style over, so no table was made.", subject=style.id)
    grades = [grades_for([style], copy)[0] for copy in copies]
    sampled = cube.sample(copies, grades, size)
    missed, share = cube.carried(sampled.lut, copies, grades, _difference)
    return Table(sampled.lut, sampled.photos, share, missed)


def write_table(path: Path, table: Table, title: str) -> None:
    """Write a .cube file, or a HaldCLUT picture where the name ends in .png.

    Raises:
        OSError: it cannot be written.
    """
    if path.suffix.lower() == HALD:
        cube.write_hald(path, table.lut)
    else:
        cube.write_cube(path, table.lut, title)


def before_and_after(style: Style, copy: Floats) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A small copy as it was and in a style, as pictures."""
    first, second = (
        (np.clip(p, 0, 1) * 255 + 0.5).astype(np.uint8) for p in (copy, apply(grade_for(style, copy), copy))
    )
    return first, second


def _difference(first: Floats, second: Floats) -> float:
    from engine.color import rgb_to_lab
    from engine.color_difference import delta_e_2000

    return float(delta_e_2000(rgb_to_lab(first), rgb_to_lab(second)).mean())
