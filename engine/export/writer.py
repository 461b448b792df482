"""write: one finished picture into one file."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from engine.errors import ExportError
from engine.export.metadata import Blocks, blocks_for
from engine.export.options import ExportOptions
from engine.export.recipe import Recipe
from engine.export.rows import Rows
from engine.export.safe_write import Identity, safe_write
from engine.export.sharpen import sharpened
from engine.export.verify import verify
from engine.image import Metadata


@dataclass(frozen=True, slots=True)
class Written:
    """What was written.

    Attributes:
        path: of the new file; None if the name was taken and the choice was to skip.
        width, height: in pixels.
        size: in bytes.
        notes: what the person should know, one sentence each: metadata that could not be kept, where a style ran.
    """

    path: Path | None
    width: int
    height: int
    size: int = 0
    notes: tuple[str, ...] = ()


def write(
    rows: Rows,
    target: Path,
    options: ExportOptions,
    *,
    metadata: Metadata | None = None,
    recipe: Recipe | None = None,
    originals: frozenset[Identity] = frozenset(),
    threads: int = 1,
) -> Written:
    """Write a finished picture with profile and metadata; the file appears whole or not at all.

    Args:
        rows: pixels of the options' size, colour space and depth.
        target: where; numbered if the name is taken and the options say so.
        options: how.
        metadata: of the photo.
        recipe: what was done, noted in the file.
        originals: files that are never written to.
        threads: that render and encode strips.

    Raises:
        ExportError: refused, no room, or larger than the format can hold.
    """
    _check(rows, options, target)
    blocks = _blocks(rows, options, metadata or Metadata(), recipe)
    picture = sharpened(rows, options.sharpen)
    kind = options.kind

    def fill(file: BinaryIO) -> None:
        kind.write(file, picture, options, blocks, threads)

    sizes: list[int] = []

    def check(temporary: Path) -> None:
        sizes.append(verify(temporary, options.format, (rows.width, rows.height)))

    path = safe_write(target, fill, on_conflict=options.on_conflict, originals=originals, check=check)
    return Written(path, rows.width, rows.height, sizes[0] if path else 0, blocks.notes)


def _check(rows: Rows, options: ExportOptions, target: Path) -> None:
    if 8 * np.dtype(rows.dtype).itemsize != options.depth or rows.space != options.color_space:
        raise ValueError(f"rows of {rows.dtype} in {rows.space.name} for {options}")
    kind = options.kind
    if max(rows.width, rows.height) > kind.max_edge:
        sentence = f"{target.name} would exceed the {kind.max_edge} pixels a side that {kind.label} can hold."
        raise ExportError(sentence, subject=target)


def _blocks(rows: Rows, options: ExportOptions, metadata: Metadata, recipe: Recipe | None) -> Blocks:
    from engine.icc import profile_bytes

    return blocks_for(
        metadata,
        (rows.width, rows.height),
        choice=options.metadata,
        space=rows.space,
        icc=profile_bytes(rows.space),
        recipe=recipe,
    )
