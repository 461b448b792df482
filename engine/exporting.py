"""One photo from its file to an exported file: opened, rendered by strips, written."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.edit import Edit
from engine.export.options import ExportOptions
from engine.export.recipe import Recipe
from engine.export.rows import Rows
from engine.export.safe_write import Identity, refuse_originals
from engine.export.writer import Written, write
from engine.image import Image, Pixels
from engine.styles import Style
from engine.tiles import Cancelled

if TYPE_CHECKING:
    from engine.decode import Room

HEAD_BYTES = 1 << 20
"""Enough of a file to reach its frame header behind the metadata."""


@dataclass(frozen=True, slots=True)
class Job:
    """One photo to be exported.

    Attributes:
        source, target: files.
        edit: what was decided about it.
        style: the style that `edit.style` names.
    """

    source: Path
    target: Path
    edit: Edit = field(default_factory=Edit)
    style: Style | None = None


def export_photo(
    job: Job,
    options: ExportOptions,
    *,
    threads: int = 1,
    originals: frozenset[Identity] = frozenset(),
    cancelled: threading.Event | None = None,
    progress: Callable[[float], None] | None = None,
    room: "Room | None" = None,
) -> Written:
    """Open, render and write one photo; what cannot be done leaves nothing behind.

    Args:
        job: the photo.
        options: how it is written.
        threads: that render and encode strips.
        originals: files that are never written to.
        cancelled: leaves the photo unwritten once it is set.
        progress: told how much is done, 0..1, of a photo whose style takes its time; from any thread.
        room: memory for one photo after another, of this thread.

    Raises:
        PhotoError, StyleError, ExportError: with a sentence.
        Cancelled: the event was set.
    """
    from engine.decode import open_photo

    if options.on_conflict == "skip" and os.path.lexists(job.target):
        return Written(None, 0, 0)
    if options.on_conflict == "overwrite":
        refuse_originals(job.target, originals)
    image = open_photo(job.source, room=room)
    rows = rendered(image, job, options, cancelled or threading.Event(), progress)
    options = replace(options, chroma=chroma_for(image, job, options, (rows.width, rows.height)))
    written = write(
        rows,
        job.target,
        options,
        metadata=image.metadata,
        recipe=recipe_of(job),
        originals=originals,
        threads=threads,
    )
    note = _where_it_ran(image, job)
    return replace(written, notes=(*written.notes, note)) if note else written


def rendered(
    image: Image,
    job: Job,
    options: ExportOptions,
    cancelled: threading.Event,
    progress: Callable[[float], None] | None = None,
) -> Rows:
    """The finished picture as rows that are rendered when they are read.

    Raises:
        StyleError: the style cannot be loaded.
        Cancelled: from `read`, once the event is set.
    """
    from engine.render import prepare, render_rows
    from engine.texture import Watch

    dtype = np.uint8 if options.depth == 8 else np.uint16
    space, edge = options.color_space, options.long_edge or None
    watch = Watch(cancelled, progress, wants_all=True)
    plan = prepare(image, job.edit, job.style, long_edge=edge, space=space, dtype=dtype, watch=watch)
    return Rows(plan.width, plan.height, _unless(cancelled, lambda y0, y1: render_rows(plan, y0, y1)), space, dtype)


def _where_it_ran(image: Image, job: Job) -> str:
    """A sentence if a style ran elsewhere than the person would think; else ""."""
    from engine.texture import texture_of

    texture = texture_of(image, job.style, job.edit.tags) if job.edit.strength else None
    return texture.note if texture else ""


def _unless(cancelled: threading.Event, read: Callable[[int, int], Pixels]) -> Callable[[int, int], Pixels]:
    def checked(y0: int, y1: int) -> Pixels:
        if cancelled.is_set():
            raise Cancelled
        return read(y0, y1)

    return checked


def chroma_for(image: Image, job: Job, options: ExportOptions, size: tuple[int, int]) -> str:
    """JPEG's colour resolution for one photo: that of its own JPEG if every pixel keeps its place.

    A photo whose colours were stored at half resolution has no more to give: 4:4:4 then costs time and room without
    gaining anything (docs/decisions). Everything else goes by quality.
    """
    keeps_place = not job.edit.has_geometry and size == image.full_size == (image.width, image.height)
    if options.format != "jpeg" or options.chroma != "auto" or image.metadata.format != "JPEG" or not keeps_place:
        return options.chroma
    own = _chroma_of(job.source)
    return own if own in ("420", "422") else "auto"


def _chroma_of(path: Path) -> str:
    """Chroma subsampling of a JPEG file; empty if its head does not tell."""
    import simplejpeg

    try:
        with path.open("rb") as file:
            return str(simplejpeg.decode_jpeg_header(file.read(HEAD_BYTES), strict=False)[3])
    except (OSError, ValueError):
        return ""


def recipe_of(job: Job) -> Recipe:
    """What a file says about how it was made."""
    if job.style is None:
        return Recipe(edit=job.edit.to_json())
    return Recipe(job.style.id, weights_hash(job.style.file), job.edit.strength, job.edit.to_json())


@lru_cache(maxsize=32)
def weights_hash(file: Path) -> str:
    """First 16 hexadecimal digits of the SHA-256 of a style's file; empty if it cannot be read."""
    import hashlib

    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()[:16]
    except OSError:
        return ""
