"""The commands that export what the sheet would: for each edit one line, with the photos that have it."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from app.exports import ExportWish
from engine.edit import Edit
from engine.export.naming import DEFAULT_TEMPLATE

ORIGINAL = "original"
"""What the command line calls no style."""


def commands(wish: ExportWish, edits: Iterable[Edit]) -> str:
    """Lines for a shell.

    Args:
        wish: photos, folder, names and options.
        edits: of each photo of the wish, in order. Crop, turn and flip are left out: the command line has no words
            for them.
    """
    photos: dict[tuple[str, ...], list[Path]] = {}
    for photo, edit in zip(wish.photos, edits, strict=True):
        photos.setdefault(_of_edit(edit), []).append(photo)
    ends = ["-o", str(wish.folder), *_of_options(wish)]
    lines = [["python", "main.py", "enhance", *map(str, these), *edit, *ends] for edit, these in photos.items()]
    return "\n".join(shlex.join(line) for line in lines)


def _of_edit(edit: Edit) -> tuple[str, ...]:
    words = ["--style", edit.style or ORIGINAL]
    words += ["--strength", f"{edit.strength:g}"] if edit.style else []
    for name, value in edit.adjustments.items():
        words += ["--set", f"{name}={value:g}"]
    if edit.angle:
        words += ["--set", f"angle={edit.angle:g}"]
    return tuple(words)


def _of_options(wish: ExportWish) -> list[str]:
    options = wish.options
    words = ["--format", options.format, "--quality", str(options.quality), "--bit-depth", str(options.depth)]
    words += ["--color-space", options.space, "--metadata", options.metadata, "--on-conflict", options.on_conflict]
    words += ["--long-edge", str(options.long_edge)] if options.long_edge else []
    words += ["--sharpen", options.sharpen] if options.sharpen != "none" else []
    words += ["--template", wish.template] if wish.template != DEFAULT_TEMPLATE else []
    return words
