"""The files in the person's own folder of styles; by itself, so that a command that finds none loads nothing more."""

from pathlib import Path

SUFFIX = ".safetensors"


def files(folder: Path) -> list[Path]:
    """The style files of the folder, by name; none if there is no folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
    except OSError:
        return []
