"""Penchant's own style files: .safetensors with a description under the metadata key "penchant".

The description is JSON: {"format": 1, "architecture", "arguments", "kind", "input_size", "styles": [{"id", "name",
"kind", "summary", "default_strength", "weights"}], "card": {...}, "reading": {...}, "preview", "program"}. A reader
keeps to its promise to old files: every format number ever written stays readable; a higher one than it knows is
refused in a sentence. What was added without harm to older readers, which pass over it, has not raised the number: the
reading, the preview (a JPEG in base64) and the program's version.

A card tells where a style comes from. Its words, all of them optional: "licence"; "data", what it was taught with;
"teacher" or "teachers"; "losses", names of `training.losses` with their weights; "features", the net by which likeness
was judged; "program", "method", "plan", "command", "seed", "steps"; "likes", "pairs"; "measured"; for an added file
"title", "source", "grade_psnr" and "detail_lost".
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.tensors import Weights, read_header, read_tensors, unrecognised
from engine.errors import StyleError
from engine.version import VERSION

FORMAT = 1
METADATA_KEY = "penchant"
EMBEDDED = "file"
_MOST_STYLES = 256
_ALIGNED = 8
_STRONGEST = 1.5
_MOST_PREVIEW = 2 << 20
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class StyleEntry:
    """One style of a file; fields as in `engine.styles.Style`."""

    id: str
    name: str
    kind: str = "added"
    summary: str = ""
    default_strength: float = 1.0
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """What a style file says about itself.

    Attributes:
        architecture: name of the network ("bilateral").
        arguments: what the network was made with.
        styles: one or more; for a combined network each with its shares of the experts.
        kind: "grade" (the network answers with a grid) or another kind of a later version.
        input_size: side of the square copy that the network is shown.
        card: data, teachers, licence, losses, features, command, seed, measured quality; see above.
        reading: how a network that gives back photos wants them, as `reading.Reading.to_values` says it; without it
            the table of architectures knows.
        preview: a small JPEG of what the style makes of a photo; empty for none.
        program: the version of Penchant that wrote the file; empty for one of before it was noted.
    """

    architecture: str
    arguments: Mapping[str, Any]
    styles: tuple[StyleEntry, ...]
    kind: str = "grade"
    input_size: int = 256
    card: Mapping[str, Any] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)
    preview: bytes = field(default=b"", repr=False)
    program: str = field(default="", compare=False)

    def to_json(self) -> str:
        """The text under METADATA_KEY."""
        picture = base64.b64encode(self.preview).decode("ascii")
        values = {"format": FORMAT, **asdict(self), "preview": picture, "program": VERSION}
        return json.dumps(values, ensure_ascii=False)


def read_description(path: Path) -> Description:
    """What a file says about itself, from its header alone.

    Raises:
        StyleError: not a style file, damaged, or made by a newer version.
    """
    metadata = read_header(path).get("__metadata__")
    text = metadata.get(METADATA_KEY) if isinstance(metadata, dict) else None
    if not isinstance(text, str):
        raise unrecognised(path, "no description")
    try:
        values = json.loads(text)
        number = values["format"]
        if isinstance(number, int) and number > FORMAT:
            raise _newer(path, number)
        return _description(values)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise unrecognised(path, f"the description: {problem!r}") from problem


def read(path: Path) -> tuple[Description, Weights]:
    """A file's description and weights.

    Raises:
        StyleError: see `read_description`; or weights that are incomplete or not numbers.
    """
    return read_description(path), read_tensors(path)


def read_embedded(path: Path) -> bytes:
    """A whole file of another program that `write_embedded` kept in a style file.

    Raises:
        StyleError: see `read_description`; or there is none in it.
    """
    header = read_header(path)
    try:
        entry = header[EMBEDDED]
        start, stop = entry["data_offsets"]
        if entry["dtype"] != "U8" or not 0 <= start <= stop:
            raise ValueError(entry["dtype"])
        with path.open("rb") as file:
            file.seek(8 + int.from_bytes(file.read(8), "little") + start)
            content = file.read(stop - start)
    except (OSError, KeyError, TypeError, ValueError) as problem:
        raise unrecognised(path, f"nothing embedded: {problem!r}") from problem
    if len(content) != stop - start:
        raise unrecognised(path, "the embedded file ends too early")
    return content


def write_embedded(path: Path, content: bytes, description: Description) -> None:
    """Write a style file with a whole file of another program in it; arguments as in `write`."""
    _write(path, {EMBEDDED: np.frombuffer(content, np.uint8)}, description)


def write(path: Path, weights: Mapping[str, NDArray[np.float32]], description: Description) -> None:
    """Write a style file; a file of that name is replaced once the new one is whole.

    Args:
        path: ends in .safetensors.
        weights: the network's arrays by name.
        description: what to say about it.
    """
    _write(path, weights, description)


def redescribe(path: Path, description: Description) -> None:
    """Write a file anew with another description; its weights stay as they are, bit by bit.

    Raises:
        StyleError: it is no style file.
        OSError: it cannot be written.
    """
    header = read_header(path)
    head = json.dumps({**header, "__metadata__": {METADATA_KEY: description.to_json()}}, ensure_ascii=False).encode()
    head += b" " * (-len(head) % _ALIGNED)
    content = path.read_bytes()
    weights = content[8 + int.from_bytes(content[:8], "little") :]
    _put(path, len(head).to_bytes(8, "little") + head + weights)


def _write(path: Path, arrays: Mapping[str, NDArray[Any]], description: Description) -> None:
    from safetensors.numpy import save

    content = save({k: np.ascontiguousarray(v) for k, v in arrays.items()}, {METADATA_KEY: description.to_json()})
    _put(path, content)


def _put(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _newer(path: Path, number: int) -> StyleError:
    sentence = f"{path.name} was made by a newer version of Penchant, so it was not opened."
    return StyleError(sentence, subject=path, details=f"format {number}, known up to {FORMAT}")


def _description(values: dict[str, Any]) -> Description:
    """Check and convert; what is not as it should be raises ValueError, KeyError or TypeError."""
    if not isinstance(values["format"], int) or values["format"] < 1:
        raise ValueError(f"format {values['format']!r}")
    entries = values["styles"]
    if not isinstance(entries, list) or not 1 <= len(entries) <= _MOST_STYLES:
        raise ValueError("styles")
    size, arguments = values["input_size"], values["arguments"]
    card, reading = values.get("card", {}), values.get("reading", {})
    if type(size) is not int or not 16 <= size <= 4096:
        raise ValueError(f"input_size {size!r}")
    if not all(isinstance(group, dict) for group in (arguments, card, reading)):
        raise ValueError("arguments, card or reading")
    styles = tuple(_style(entry) for entry in entries)
    if len({style.id for style in styles}) != len(styles):
        raise ValueError("two styles of one id")
    return Description(
        architecture=_text(values["architecture"]),
        arguments=arguments,
        styles=styles,
        kind=_text(values["kind"]),
        input_size=size,
        card=card,
        reading=reading,
        preview=_picture(values.get("preview", "")),
        program=str(values.get("program", "")),
    )


def _picture(text: Any) -> bytes:
    """A JPEG from base64; nothing from nothing."""
    if not isinstance(text, str) or len(text) > _MOST_PREVIEW:
        raise ValueError("a preview that is no picture")
    picture = base64.b64decode(text, validate=True)
    if picture and not picture.startswith(_JPEG):
        raise ValueError("a preview that is no JPEG")
    return picture


def _style(entry: Any) -> StyleEntry:
    if not isinstance(entry, dict):
        raise ValueError("a style is an object")
    weights = tuple(float(share) for share in entry.get("weights", []))
    strength = float(entry.get("default_strength", 1.0))
    if not np.isfinite(weights).all() or not 0.0 <= strength <= _STRONGEST:
        raise ValueError(f"weights {weights} or default strength {strength}")
    names = {name: _text(entry[name]) for name in ("id", "name", "kind")}
    summary = entry.get("summary", "")
    if not isinstance(summary, str):
        raise ValueError(f"summary {summary!r}")
    return StyleEntry(summary=summary, default_strength=strength, weights=weights, **names)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no text")
    return value
