"""The commands `styles export` and `styles import`: a style as a file for other people and other programs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.command_inspect import find_style, styles_folder
from app.command_photos import gather
from app.command_report import print_json, print_line
from engine.errors import PenchantError, PhotoError, StyleError
from engine.grade import cube
from engine.styles import Style

MISUNDERSTOOD = 2
LUT, HALD = ".cube", ".png"
_SEEN_EDGE = 160
_MOST_PHOTOS = 60

Floats = NDArray[np.float32]


def export(name: str, output: Path, *, photos: Sequence[str], size: int, as_json: bool) -> int:
    """Write a style for others.

    Args:
        name: of the style.
        output: ends in .penchant, .cube or .png.
        photos: files and folders: a LUT is sampled over them; the first is shown in a .penchant file.
        size: points along each axis of a .cube file.
        as_json: one object on standard output.

    Returns:
        the exit status.
    """
    from engine.sharing import EXTENSION, export_style

    try:
        style = find_style(name)
        if output.suffix.lower() == EXTENSION:
            export_style(style, output, _thumbnails(style, photos))
            facts: dict[str, object] = {"thumbnails": bool(photos)}
        elif output.suffix.lower() in (LUT, HALD):
            facts = _export_lut(style, output, photos, size)
        else:
            raise StyleError(f"{output.name} ends in none of {EXTENSION}, {LUT} and {HALD}.", subject=output)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    except OSError as problem:
        print_line(f"{output} could not be written: {problem.strerror}.")
        return 1
    if as_json:
        print_json({"style": style.id, "file": str(output)} | facts)
    else:
        print_line(f"{style.name} is in {output}.{_in_words(facts)}", sys.stdout)
    return 0


def import_file(file: Path, *, as_json: bool) -> int:
    """Take a style from a file among the person's own.

    Returns:
        the exit status.
    """
    from engine.sharing import import_style
    from engine.styles import styles_of

    try:
        style = styles_of(import_style(file, styles_folder()))[0]
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    if as_json:
        print_json({"id": style.id, "name": style.name, "file": str(style.file)})
    else:
        print_line(f"{style.name} was added; use it with --style {style.id}.", sys.stdout)
    return 0


def _export_lut(style: Style, output: Path, photos: Sequence[str], size: int) -> dict[str, object]:
    """Sample the style over photos and write it.

    Raises:
        StyleError: it makes pixels anew, or there are no photos.
    """
    from engine.enhance import grades_for

    if style.texture:
        raise StyleError(f"{style.name} makes every pixel anew, which no table of colours can do.", subject=style.id)
    if size not in cube.SIZES:
        sizes = ", ".join(str(known) for known in cube.SIZES)
        raise StyleError(f"A .cube file has {sizes} points along each axis, not {size}.", subject=output)
    copies = _copies(photos)
    if not copies:
        raise StyleError("Name some of your photos (--photos): a table is sampled over them.", subject=style.id)
    grades = [grades_for([style], copy)[0] for copy in copies]
    sampled = cube.sample(copies, grades, size)
    if output.suffix.lower() == LUT:
        cube.write_cube(output, sampled.lut, style.name)
    else:
        cube.write_hald(output, sampled.lut)
    missed, share = cube.carried(sampled.lut, copies, grades, _difference)
    return {"photos": sampled.photos, "carried": round(share, 3), "delta_e": round(missed, 2)}


def _copies(photos: Sequence[str]) -> list[Floats]:
    """Small copies of photos; those that cannot be opened are left out."""
    from engine.decode import open_photo
    from engine.enhance import analysis_copy
    from engine.resize import resize_long_edge

    copies = []
    for found in gather(photos, recursive=True)[0][:_MOST_PHOTOS]:
        try:
            photo = open_photo(found.path, at_least=_SEEN_EDGE)
        except PhotoError:
            continue
        copies.append(np.ascontiguousarray(analysis_copy(resize_long_edge(photo, _SEEN_EDGE))))
    return copies


def _thumbnails(style: Style, photos: Sequence[str]) -> list[NDArray[np.uint8]]:
    """The first photo before and after."""
    from engine.enhance import grade_for
    from engine.grade import apply

    copies = _copies(photos[:1])[:1]
    if not copies:
        return []
    pictures = (copies[0], apply(grade_for(style, copies[0]), copies[0]))
    return [(np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8) for picture in pictures]


def _difference(first: Floats, second: Floats) -> float:
    from engine.color import rgb_to_lab
    from training.metrics.color import delta_e_2000

    return float(delta_e_2000(rgb_to_lab(first), rgb_to_lab(second)).mean())


def _in_words(facts: dict[str, object]) -> str:
    if "carried" not in facts:
        return ""
    return (
        f" A table of colours carries {facts['carried']:.0%} of it on {facts['photos']} photos"
        f" (dE2000 {facts['delta_e']} to the style itself)."
    )
