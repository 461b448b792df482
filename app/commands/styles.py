"""The commands `styles export` and `styles import`: a style as a file for other people and other programs."""

import sys
from collections.abc import Sequence
from pathlib import Path

from app.commands.inspect import find_style, styles_folder
from app.commands.photos import gather
from app.commands.report import print_json, print_line
from engine.errors import PenchantError, StyleError
from engine.styles import Style
from engine.tables import HALD, LUT, Floats, before_and_after, small_copies, table_of, write_table

MISUNDERSTOOD = 2


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
            shown = _copies(photos[:1])[:1]
            export_style(style, output, before_and_after(style, shown[0]) if shown else ())
            facts: dict[str, object] = {"thumbnails": bool(photos)}
        elif output.suffix.lower() in (LUT, HALD):
            facts = _export_table(style, output, photos, size)
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


def _export_table(style: Style, output: Path, photos: Sequence[str], size: int) -> dict[str, object]:
    """Sample the style over photos and write it.

    Raises:
        StyleError: it makes pixels anew, or there are no photos.
    """
    if not photos and not style.texture:
        raise StyleError("Name some of your photos (--photos): a table is sampled over them.", subject=style.id)
    table = table_of(style, _copies(photos), size)
    write_table(output, table, style.name)
    return {"photos": table.photos, "carried": round(table.carried, 3), "delta_e": round(table.delta_e, 2)}


def _copies(photos: Sequence[str]) -> list[Floats]:
    """Small copies of photos in files and folders."""
    return small_copies([found.path for found in gather(photos, recursive=True)[0]])


def _in_words(facts: dict[str, object]) -> str:
    if "carried" not in facts:
        return ""
    return (
        f" A table of colours carries {facts['carried']:.0%} of it on {facts['photos']} photos"
        f" (dE2000 {facts['delta_e']} to the style itself)."
    )
