"""Photos that a person corrected by hand, as pairs: the photo as it was, and with her own edit."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.edit import Edit
from engine.errors import EditError, PhotoError, StyleError, TrainingError
from engine.image import Image
from engine.styles import Style, added, bundled

_EDGE = 512


def write_corrected(file: Path, edits: dict[Path, Edit], styles: Path) -> None:
    """Note which photos were corrected, and how, for a process that learns from them.

    Args:
        file: to be written.
        edits: of each photo.
        styles: folder of the person's own styles, which edits may name.

    Raises:
        OSError: it cannot be written.
    """
    photos = [{"path": str(path), "edit": edit.to_json()} for path, edit in edits.items()]
    file.write_text(json.dumps({"styles": str(styles), "photos": photos}), "utf-8")


def corrected_pairs(file: Path, notes: list[str]) -> Iterator[tuple[Image, Image]]:
    """Each photo as it was and as she made it; crop and turn are no part of a style, so both keep the whole frame.

    Args:
        file: what `write_corrected` wrote.
        notes: takes a sentence for each photo that is left out.

    Raises:
        TrainingError: the file is missing or damaged.
    """
    from engine.decode import open_photo
    from engine.render import render
    from engine.resize import resize_long_edge

    try:
        values = json.loads(file.read_text("utf-8"))
        wanted = [(Path(photo["path"]), str(photo["edit"])) for photo in values["photos"]]
        styles = (*bundled(), *added(Path(values["styles"])))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        sentence = "What was corrected by hand cannot be read any more. Begin the teaching anew."
        raise TrainingError(sentence, subject=file, details=repr(problem)) from problem
    for path, text in wanted:
        try:
            edit = Edit.from_json(text)
            style = _style_of(edit, styles)
            photo = open_photo(path, at_least=_EDGE)
            photo = resize_long_edge(photo, min(_EDGE, max(photo.width, photo.height)))
            made = render(photo, _whole(edit), style, threads=1)
        except (PhotoError, EditError, StyleError) as problem:
            notes.append(problem.sentence)
            continue
        plain = render(photo, Edit(), None, threads=1)
        yield plain, replace(made, pixels=np.ascontiguousarray(made.pixels))


def _whole(edit: Edit) -> Edit:
    """The edit without what moves the frame."""
    return edit.with_(quarter_turns=0, flip=False, angle=0.0, crop=Edit().crop)


def _style_of(edit: Edit, styles: tuple[Style, ...]) -> Style | None:
    """The style of an edit.

    Raises:
        StyleError: it is not here any more.
    """
    if not edit.style:
        return None
    found = next((style for style in styles if style.id == edit.style), None)
    if found is None:
        raise StyleError(f"{edit.style} is no longer among the styles, so a photo with it was left out.")
    return found
