"""Sharing a style: one .penchant file with weights and a card, no photos, no paths, no names of files.

A .penchant file is a style file of ours (safetensors) with a card that says only what is on a list, and, if the person
allows it, two thumbnails. One that comes from elsewhere is hostile until it was checked: read within bounds, built from
the table of networks, tried on a small picture, and written anew by us.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.checkpoints import native
from engine.checkpoints.added import KIND, identity_of
from engine.checkpoints.added_files import SUFFIX
from engine.checkpoints.architectures import is_grid_network
from engine.checkpoints.contents import ONNX, TORCHSCRIPT
from engine.errors import StyleError
from engine.grade import apply
from engine.styles import Style, styles_of

EXTENSION = ".penchant"
MOST_BYTES = 1 << 30
THUMBNAIL_EDGE = 160
_THUMBNAILS = "thumbnails"
_MOST_THUMBNAIL = 64 << 10
_LONGEST_NAME, _LONGEST_TEXT, _LONGEST_LIST = 60, 200, 16
_CARD: dict[str, type | tuple[type, ...]] = {
    "licence": str, "program": str, "method": str, "seed": int, "likes": int, "pairs": int, "balance": (int, float),
    "quality": (int, float), "fidelity": (int, float), "identity": (int, float), "measured": dict, "title": str,
    "grade_psnr": (int, float), "detail_lost": (int, float), "teachers": (str, dict),
}  # fmt: skip
"""What a card may say to others, and of which kind it is."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a .penchant file says, checked.

    Attributes:
        description: cleaned.
        thumbnails: two small pictures, before and after; or none.
    """

    description: native.Description
    thumbnails: tuple[Pixels, ...]


def export_style(style: Style, path: Path, thumbnails: Sequence[Pixels] = ()) -> None:
    """Write a style for others.

    Args:
        style: one style; of a file of several the others are left out.
        path: ends in .penchant; replaced once the new file is whole.
        thumbnails: before and after, h x w x 3 uint8, if the person allows it; they are made small.

    Raises:
        StyleError: the style's file is missing or damaged.
        OSError: it cannot be written.
    """
    description = native.read_description(style.file)
    entry = next((entry for entry in description.styles if entry.id == style.id), description.styles[0])
    # The summary of an added style names the file that it came from.
    summary = "" if entry.kind == KIND else entry.summary
    cleaned = _cleaned(replace(description, styles=(replace(entry, summary=summary, weights=style.weights),)))
    if thumbnails:
        pictures = [base64.b64encode(_encoded(picture)).decode() for picture in thumbnails[:2]]
        cleaned = replace(cleaned, card={**cleaned.card, _THUMBNAILS: pictures})
    _write(path, style.file, cleaned)


def import_style(file: Path, folder: Path) -> Path:
    """Take a style from elsewhere among the person's own.

    Args:
        file: a .penchant file, or a style file of ours.
        folder: the person's styles.

    Returns:
        the file written; the original is not touched.

    Raises:
        StyleError: it is no style, damaged, too large, does not work, or the folder cannot be written.
    """
    shared = read_shared(file)
    entries = [_named(entry, folder) for entry in shared.description.styles[:1]]
    target = folder / f"{entries[0].id}{SUFFIX}"
    try:
        _write(target, file, replace(shared.description, styles=tuple(entries)))
        _try(target)
    except OSError as problem:
        sentence = f"{folder} could not be written, so nothing was changed."
        raise StyleError(sentence, subject=folder, details=str(problem)) from problem
    except StyleError:
        target.unlink(missing_ok=True)
        raise
    return target


def read_shared(file: Path) -> Shared:
    """What a shared file says, without what it should not.

    Raises:
        StyleError: it is no style, damaged or too large.
    """
    try:
        size = file.stat().st_size
    except OSError as problem:
        raise StyleError(f"{file.name} is no longer there.", subject=file, details=str(problem)) from problem
    if size > MOST_BYTES:
        raise StyleError(f"{file.name} is larger than any style, so it was not opened.", subject=file)
    description = native.read_description(file)
    return Shared(_cleaned(description), _thumbnails(description.card))


def _cleaned(description: native.Description) -> native.Description:
    """A description with texts of bounded length and a card of known facts alone."""
    card = {name: _plain(value) for name, value in description.card.items() if isinstance(value, _CARD.get(name, ()))}
    entries = tuple(
        replace(entry, name=_text(entry.name, _LONGEST_NAME) or "Style", summary=_text(entry.summary, _LONGEST_TEXT))
        for entry in description.styles
    )
    return replace(description, card={name: value for name, value in card.items() if value is not None}, styles=entries)


def _plain(value: Any) -> Any:
    """A fact as it may be passed on: numbers, short texts without paths, and short tables of these; None otherwise."""
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, str):
        return None if re.search(r"[/\\]", value) else _text(value, _LONGEST_TEXT)
    if isinstance(value, Mapping):
        items = list(value.items())[:_LONGEST_LIST]
        plain = {_text(str(name), _LONGEST_NAME): _plain(part) for name, part in items if not isinstance(part, Mapping)}
        return {name: part for name, part in plain.items() if part is not None}
    return None


def _text(value: str, longest: int) -> str:
    """One printable line of bounded length."""
    return "".join(sign if sign.isprintable() else " " for sign in value).strip()[:longest]


def _thumbnails(card: Mapping[str, Any]) -> tuple[Pixels, ...]:
    """The two pictures of a card; none if anything is wrong with them."""
    kept = card.get(_THUMBNAILS, [])
    if not isinstance(kept, list) or len(kept) != 2:
        return ()
    pictures = []
    for text in kept:
        if not isinstance(text, str) or len(text) > _MOST_THUMBNAIL:
            return ()
        try:
            content = np.frombuffer(base64.b64decode(text, validate=True), np.uint8)
            picture = cv2.imdecode(content, cv2.IMREAD_COLOR_RGB) if _is_small_jpeg(content.tobytes()) else None
        except (binascii.Error, ValueError, cv2.error):
            return ()
        if picture is None:
            return ()
        pictures.append(picture.astype(np.uint8, copy=False))
    return tuple(pictures)


def _is_small_jpeg(content: bytes) -> bool:
    """Whether a picture says itself to be a small JPEG, before anything is decoded."""
    import io

    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    try:
        with Pillow.open(io.BytesIO(content), formats=("JPEG",)) as picture:
            return max(picture.size) <= 4 * THUMBNAIL_EDGE
    except (UnidentifiedImageError, OSError, ValueError, Pillow.DecompressionBombError):
        return False


def _encoded(picture: Pixels) -> bytes:
    height, width = picture.shape[:2]
    scale = min(1.0, THUMBNAIL_EDGE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), size, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 82])[1])


def _named(entry: native.StyleEntry, folder: Path) -> native.StyleEntry:
    """A style under a name that is free in the folder."""
    name, number = entry.name, 1
    while (folder / f"{identity_of(name) or 'style'}{SUFFIX}").exists():
        number += 1
        name = f"{entry.name[: _LONGEST_NAME - 4]} {number}"
    return replace(entry, id=identity_of(name) or "style", name=name, kind=KIND)


def _write(path: Path, source: Path, description: native.Description) -> None:
    if description.architecture in (ONNX, TORCHSCRIPT):
        native.write_embedded(path, native.read_embedded(source), description)
    else:
        native.write(path, native.read(source)[1], description)


def _try(file: Path) -> None:
    """Run a style once on a small picture.

    Raises:
        StyleError: it does not work.
    """
    from engine.checkpoints.opening import open_enhancer
    from engine.enhance import grade_for

    axis = np.linspace(0, 1, 32, dtype=np.float32)
    picture = np.stack(np.meshgrid(axis, axis[::-1]), -1)
    picture = np.ascontiguousarray(np.concatenate([picture, picture.mean(2, keepdims=True)], 2))
    for style in styles_of(file):
        is_grid = is_grid_network(file)
        made = apply(grade_for(style, picture), picture) if is_grid else open_enhancer(file).run(picture)
        if not np.isfinite(made).all():
            raise StyleError(f"{file.name} does not give pictures, so it was not added.", subject=file)
