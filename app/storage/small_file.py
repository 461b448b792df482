"""Small files of our own: JSON that is replaced as a whole, and kept aside when it cannot be understood."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

LARGEST = 4_000_000
"""Bytes; a larger file is not one of ours."""


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    Raises:
        OSError: the folder cannot be made or written, or the disk is full; the old file is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def _mode(path: Path) -> int:
    """Permissions of the file that is replaced, else those that a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o644


def read_json(path: Path) -> tuple[dict[str, Any], str]:
    """Read a JSON object.

    A file that holds something else is renamed to `name.kept` (an older `.kept` is replaced) and reads as empty.

    Returns:
        the values, and the name under which an unreadable file was kept ("" if there was none).
    """
    try:
        if path.stat().st_size > LARGEST:
            return {}, keep_aside(path)
        values = json.loads(path.read_text("utf-8"))
    except OSError:
        return {}, ""
    except ValueError:
        return {}, keep_aside(path)
    return (values, "") if isinstance(values, dict) else ({}, keep_aside(path))


def keep_aside(path: Path) -> str:
    """Rename a file that cannot be understood; gives its new name, "" if it could not be renamed."""
    kept = path.with_name(path.name + ".kept")
    try:
        path.replace(kept)
    except OSError:
        return ""
    return kept.name
