"""The person's own folder of styles: every file in it is one of Penchant's, whatever it was made from.

A network of the table is written with our names; an ONNX or TorchScript file is kept whole inside. So what was found
out about a file, and what the person corrected, stays with it, and the file can be passed on alone.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints import native
from engine.checkpoints.added_files import SUFFIX
from engine.checkpoints.architectures import is_grid_network, named
from engine.checkpoints.contents import NATIVE, ONNX, TORCHSCRIPT
from engine.checkpoints.enhancer import Enhancer
from engine.checkpoints.layouts.architecture import ENHANCERS
from engine.checkpoints.opening import open_enhancer, usual_reading
from engine.checkpoints.probe import measured, probe_photo
from engine.checkpoints.reading import READINGS, Reading
from engine.errors import StyleError

TRASH = "trash"
KIND = "added"
_LONGEST_NAME = 60
_PREVIEW_QUALITY = 85


def add(
    folder: Path, file: Path, name: str, *, kind: str = "", reading: Reading | None = None, licence: str = ""
) -> Path:
    """Make a style of any file that holds an enhancer.

    Args:
        folder: the person's styles.
        file: what `opening.open_enhancer` takes, or a style file of ours.
        name: for the panel; the file and the style's id are named after it.
        kind: "grade" or "texture"; the table's or measured where it is not given.
        reading: how the network wants photos, where that was found out wrongly.
        licence: of the weights, if the person knows it.

    Returns:
        the file written; the original is not touched.

    Raises:
        StyleError: the file is no enhancer, the name is taken or empty, or the folder cannot be written.
    """
    identity = identity_of(name)
    target = folder / f"{identity}{SUFFIX}"
    if not identity or target.exists():
        why = "is taken" if identity else "is no name"
        raise StyleError(f"{name or 'Nothing'} {why}, so the style was not added.", subject=name)
    if kind and kind not in ENHANCERS:
        raise StyleError(f"A style is one of {', '.join(ENHANCERS)}, not {kind}.", subject=kind)
    try:
        if is_grid_network(file):
            _copy(target, file, identity, name.strip())
        else:
            _write(target, file, native.StyleEntry(identity, name.strip(), KIND), kind, reading, licence)
    except OSError as problem:
        raise _not_written(folder, problem) from problem
    return target


def rename(file: Path, name: str) -> None:
    """Give a style of the folder another name for the panel; its id, which edits know, stays.

    Raises:
        StyleError: the name is empty, the file holds several styles, or it cannot be written.
    """
    description = native.read_description(file)
    if not name.strip() or len(description.styles) != 1:
        raise StyleError(f"{file.name} was not renamed.", subject=file, details=f"{len(description.styles)} styles")
    changed = replace(description, styles=(replace(description.styles[0], name=name.strip()),))
    try:
        if description.architecture in (ONNX, TORCHSCRIPT):
            native.write_embedded(file, native.read_embedded(file), changed)
        else:
            native.write(file, native.read(file)[1], changed)
    except OSError as problem:
        raise _not_written(file.parent, problem) from problem


def remove(folder: Path, file: Path) -> Path:
    """Put a style into the folder's trash, from where it can be moved back.

    Returns:
        where it lies now.

    Raises:
        StyleError: it is not in the folder, or cannot be moved.
    """
    if file.parent != folder:
        raise StyleError(f"{file.name} came with Penchant or lies elsewhere, so it was not removed.", subject=file)
    return _moved(file, folder / TRASH)


def restore(folder: Path, kept: Path) -> Path:
    """Take a style out of the trash, where `remove` put it.

    Returns:
        where it lies now.

    Raises:
        StyleError: it cannot be moved.
    """
    return _moved(kept, folder)


def corrected(reading: Reading, corrections: Mapping[str, str]) -> Reading:
    """A reading with what the person knows better.

    Raises:
        StyleError: a part or a value that there is not.
    """
    for part, value in corrections.items():
        if value not in READINGS.get(part, ()):
            known = ", ".join(READINGS.get(part, READINGS))
            raise StyleError(f"{part} {value} is not known; there are {known}.", subject=part)
    return replace(reading, **corrections)  # type: ignore[arg-type]


def _moved(file: Path, folder: Path) -> Path:
    """A file moved into a folder, under another name if its own is taken."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number, target = 1, folder / file.name
        while target.exists():
            number += 1
            target = folder / f"{file.stem}-{number}{SUFFIX}"
        return file.rename(target)
    except OSError as problem:
        raise StyleError(f"{file.name} could not be moved.", subject=file, details=str(problem)) from problem


def _write(
    target: Path, file: Path, entry: native.StyleEntry, kind: str, reading: Reading | None, licence: str
) -> None:
    found = open_enhancer(file)
    enhancer = found if reading is None else found.read_as(reading)
    seen, made = enhancer.pair(probe_photo())
    found_out = measured(seen, made)
    card: dict[str, Any] = {
        "title": enhancer.title,
        "source": file.name,
        "grade_psnr": round(found_out.decibels, 1),
        "detail_lost": round(found_out.detail_lost, 3),
    }
    description = native.Description(
        architecture=enhancer.name,
        arguments=dict(enhancer.arguments),
        styles=(replace(entry, summary=f"{enhancer.title}, from {file.name}."),),
        kind=kind or (enhancer.kind if enhancer.kind_is_known else found_out.kind),
        card=card | ({"licence": licence} if licence else {}),
        reading=_told(enhancer),
        preview=preview_of(made),
    )
    if enhancer.form == NATIVE and enhancer.name in (ONNX, TORCHSCRIPT):
        native.write_embedded(target, native.read_embedded(file), description)
    elif enhancer.name in (ONNX, TORCHSCRIPT):
        native.write_embedded(target, file.read_bytes(), description)
    else:
        native.write(target, _weights(enhancer), description)


def preview_of(made: NDArray[np.float32]) -> bytes:
    """What a style made of the probe photo, h x w x 3, nominally 0..1, as a small JPEG for its file."""
    import simplejpeg

    pixels = np.ascontiguousarray(np.clip(made, 0, 1) * np.float32(255) + np.float32(0.5)).astype(np.uint8)
    return bytes(simplejpeg.encode_jpeg(pixels, _PREVIEW_QUALITY, "RGB", "420"))


def _told(enhancer: Enhancer) -> dict[str, Any]:
    """The reading, if it is not the one that the table says anyway."""
    try:
        if enhancer.reading == usual_reading(named(enhancer.name)):
            return {}
    except KeyError:
        pass
    return enhancer.reading.to_values() or {"layout": enhancer.reading.layout}


def _weights(enhancer: Enhancer) -> dict[str, Any]:
    module = enhancer.module
    if module is None:
        raise enhancer.unusable("no weights")
    return {name: np.asarray(values.detach().float().numpy()) for name, values in module.state_dict().items()}


def _copy(target: Path, file: Path, identity: str, name: str) -> None:
    """A file of ours under a new name; one of several styles keeps their names, with its own before them."""
    description, weights = native.read(file)
    alone = len(description.styles) == 1
    styles = tuple(
        replace(
            style,
            id=identity if alone else f"{identity}-{style.id}",
            name=name if alone else f"{name}: {style.name}",
            kind=KIND,
        )
        for style in description.styles
    )
    native.write(target, weights, replace(description, styles=styles))


def _not_written(folder: Path, problem: OSError) -> StyleError:
    sentence = f"{folder} could not be written, so nothing was changed."
    return StyleError(sentence, subject=folder, details=str(problem))


def identity_of(name: str) -> str:
    """A name as it may stand in file names, edits and commands: letters, digits and single hyphens; "" for no name."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-")[:_LONGEST_NAME]
