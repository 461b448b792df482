"""Export presets: a name for a whole set of choices; four are built in, the person's own are kept as JSON."""

import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from app.storage import folders, small_file
from engine.errors import ExportError
from engine.export.options import ExportOptions

VERSION = 1


@dataclass(frozen=True, slots=True)
class Preset:
    """One preset.

    Attributes:
        name: words in the list.
        options: format, size, colour and metadata.
        own: whether the person made it, so that it can be removed.
    """

    name: str
    options: ExportOptions
    own: bool = False


BUILT_IN: tuple[Preset, ...] = (
    Preset("Full size JPEG", ExportOptions()),
    Preset("For the web", ExportOptions(long_edge=2048, quality=85, sharpen="screen")),
    Preset("Print", ExportOptions(format="tiff", bit_depth=16, space="adobergb", sharpen="print")),
    Preset("Phone and screen", ExportOptions(format="avif", quality=80, space="p3")),
)
"""In the order of the list; the names are translated where they are shown."""


def file() -> Path:
    """Where the person's own presets are kept."""
    return folders.config() / "export-presets.json"


def load(path: Path | None = None) -> tuple[Preset, ...]:
    """The built-in presets, then the person's own; one that does not fit any more is left out."""
    values, _ = small_file.read_json(path or file())
    found = (_own(entry) for entry in values.get("presets", ()) if isinstance(entry, dict))
    return BUILT_IN + tuple(preset for preset in found if preset is not None)


def save(presets: tuple[Preset, ...], path: Path | None = None) -> None:
    """Keep the person's own presets.

    Raises:
        OSError: the folder cannot be written; the old file is as it was.
    """
    own = [{"name": p.name, **asdict(p.options)} for p in presets if p.own]
    text = json.dumps({"version": VERSION, "presets": own}, indent=1, ensure_ascii=False)
    small_file.replace_file(path or file(), text.encode())


def with_preset(presets: tuple[Preset, ...], name: str, options: ExportOptions) -> tuple[Preset, ...]:
    """One preset of the person's own more; the same name is replaced."""
    return (*(p for p in presets if not (p.own and p.name == name)), Preset(name, options, own=True))


def _own(entry: dict[str, Any]) -> Preset | None:
    known = {field.name for field in fields(ExportOptions)}
    try:
        options = ExportOptions(**{name: value for name, value in entry.items() if name in known})
    except (ExportError, TypeError):
        return None
    name = entry.get("name")
    return Preset(name, options, own=True) if isinstance(name, str) and name else None
