"""Settings: what a person prefers, typed; kept as JSON in the configuration folder."""

import json
import logging
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from app.storage import folders, small_file

VERSION = 1

CHOICES: dict[str, tuple[str, ...]] = {
    "theme": ("dark", "light", "system"),
    "canvas_shade": ("", "black", "dark", "middle", "light", "white"),
    "mode": ("single", "side", "split", "grid"),
    "device": ("auto", "cpu", "cuda", "mps"),
    "export_format": ("jpeg", "png", "tiff", "webp", "avif", "jxl"),
    "export_space": ("srgb", "p3", "adobergb"),
    "export_sharpen": ("none", "screen", "print"),
    "export_metadata": ("keep", "no_location", "copyright", "none"),
    "export_conflict": ("unique", "overwrite", "skip"),
}
RANGES: dict[str, tuple[float, float]] = {
    "interface_size": (1.0, 2.0),
    "grid_count": (2, 9),
    "export_quality": (1, 100),
    "export_bit_depth": (0, 16),
    "export_long_edge": (0, 100_000),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can prefer. Frozen: a change is a new Settings.

    Attributes:
        theme: "dark", "light" or "system".
        interface_size: 1..2, on top of the system's.
        canvas_shade: backdrop of photos; "" is the theme's own.
        system_font: the system's font instead of Inter.
        hover_preview: whether the photo shows the style under the pointer.
        keep_recent: whether opened photos and folders are remembered.
        default_style: id of the style a new photo starts with; "" is none.
        mode, grid_count: how the last photo was looked at. The first photo ever is shown in the grid.
        device: where styles are computed.
        learn_on: whether a learning goes on after the window is closed.
        teach_photos: the photos that are looked at while a style is learned, a list as JSON.
        keys: keys of the person's own, see `app.storage.own_keys`.
        window: geometry of the window and its panels by room, as text; meaningless to anybody but the window.
        export_*: the choices of the last export, as in `engine.export.options`.
    """

    theme: str = "dark"
    interface_size: float = 1.0
    canvas_shade: str = ""
    system_font: bool = False
    hover_preview: bool = True
    keep_recent: bool = True
    default_style: str = "natural"
    mode: str = "grid"
    grid_count: int = 6
    device: str = "auto"
    learn_on: bool = True
    teach_photos: str = ""
    keys: str = ""
    window: str = ""
    export_format: str = "jpeg"
    export_quality: int = 90
    export_bit_depth: int = 0
    export_space: str = "srgb"
    export_long_edge: int = 0
    export_sharpen: str = "none"
    export_metadata: str = "keep"
    export_conflict: str = "unique"
    export_folder: str = ""
    export_template: str = "{name}_{style}"

    def with_(self, **changes: Any) -> "Settings":
        """A copy with some fields changed.

        Raises:
            ValueError: an unknown field, or a value of the wrong type or outside its choices.
        """
        for name, value in changes.items():
            if not _fits(name, value):
                raise ValueError(f"{value!r} is no value for the setting {name}")
        return replace(self, **changes)


def file() -> Path:
    """Where settings are kept."""
    return folders.config() / "settings.json"


def load(path: Path | None = None) -> tuple[Settings, str]:
    """Read the settings; what is missing or does not fit is at its default.

    A file that is no JSON, or of a newer version of Penchant, is kept aside unchanged, so nothing in it is lost.

    Returns:
        the settings, and the name under which an unreadable file was kept ("" if there was none).
    """
    path = path or file()
    values, kept = small_file.read_json(path)
    version = values.pop("version", VERSION)
    if not isinstance(version, int) or version > VERSION:
        return Settings(), small_file.keep_aside(path)
    return Settings().with_(**{n: v for n, v in values.items() if _fits(n, v)}), kept


def save(settings: Settings, path: Path | None = None) -> None:
    """Replace the settings file. A folder that cannot be written costs the settings, not the work: it is logged."""
    text = json.dumps(asdict(settings) | {"version": VERSION}, indent=1, ensure_ascii=False)
    try:
        small_file.replace_file(path or file(), text.encode())
    except OSError as problem:
        logging.getLogger(__name__).info("settings were not kept: %s", problem)


_TYPES: dict[str, type] = {field.name: type(field.default) for field in fields(Settings)}


def _fits(name: str, value: Any) -> bool:
    """Whether a value has the type of the field and lies in its range or choices."""
    kind = _TYPES.get(name)
    whole_for_float = kind is float and type(value) is int
    if type(value) is not kind and not whole_for_float:
        return False
    if name in CHOICES:
        return value in CHOICES[name]
    if name in RANGES:
        return bool(RANGES[name][0] <= value <= RANGES[name][1])
    return True
