"""What FiveK's authors say of each scene: their categories.txt, and the JSON files that others made of it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.tags import UNKNOWN, VALUES, Tags
from training.data.items import DataError

FIELDS = ("location", "time", "light", "subject")
"""In the order of categories.txt, after the name."""

JSON_FILES = ("training.json", "validation.json", "testing.json")

_NAME = re.compile(r"a(\d{4})(?:[-_. ].*)?", re.IGNORECASE | re.DOTALL)


def number_of(name: str, *, counted: bool = False) -> int | None:
    """The number of a photo, 1..5000, by its file's name without suffix; None for other names.

    Args:
        name: "a0001-jmac_DSC1459" or "a0001".
        counted: whether a name of digits alone counts photos from 0, as in the folders of D'Oro and Nasca.
    """
    if found := _NAME.fullmatch(name):
        number = int(found[1])
        return number if 1 <= number <= 5000 else None
    return int(name) + 1 if counted and name.isdigit() and int(name) < 5000 else None


def read_tags(folder: Path) -> tuple[dict[int, Tags], list[str]]:
    """Tags by number, from categories.txt or the JSON files in a folder.

    Returns:
        The tags, and sentences about lines and values that mean nothing; both empty where there is no such file.

    Raises:
        DataError: a file is there and cannot be read.
    """
    found: dict[str, Mapping[str, Any]] = {}
    notes: list[str] = []
    listing = folder / "categories.txt"
    if listing.is_file():
        found, notes = _read_listing(listing)
    else:
        for path in (folder / name for name in JSON_FILES):
            if path.is_file():
                found |= {name: _categories(one) for name, one in read_json(path).items()}
    tags: dict[int, Tags] = {}
    odd: set[str] = set()
    for name, values in found.items():
        number = number_of(name)
        if number is not None:
            tags[number] = _as_tags(values, odd)
    notes += [f"{value} is no category of FiveK, so it counts as unknown." for value in sorted(odd)]
    return tags, notes


def read_json(path: Path) -> dict[str, Any]:
    """A JSON file of photos by name.

    Raises:
        DataError: it cannot be read or is something else.
    """
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise DataError(f"{path.name} cannot be read.", subject=path, details=str(problem)) from problem
    if not isinstance(values, dict):
        raise DataError(f"{path.name} is not a list of FiveK's photos.", subject=path)
    return values


def _read_listing(path: Path) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, ValueError) as problem:
        raise DataError(f"{path.name} cannot be read.", subject=path, details=str(problem)) from problem
    found: dict[str, Mapping[str, Any]] = {}
    notes = []
    for count, line in enumerate(lines, 1):
        if not line.strip():
            continue
        name, *values = (part.strip() for part in line.split(","))
        if len(values) == len(FIELDS):
            found[name] = dict(zip(FIELDS, values, strict=True))
        else:
            notes.append(f"Line {count} of {path.name} does not have five parts, so it was left out.")
    return found, notes


def _categories(entry: Any) -> Mapping[str, Any]:
    values = entry.get("categories") if isinstance(entry, dict) else None
    return values if isinstance(values, dict) else {}


def _as_tags(values: Mapping[str, Any], odd: set[str]) -> Tags:
    """Values as tags; missing ones ("None") and those that are not ours are unknown, the latter are added to `odd`."""
    known: dict[str, str] = {}
    for name in FIELDS:
        value = str(values.get(name) or UNKNOWN).strip().lower().replace("-", "_").replace(" ", "_")
        if value in VALUES[name]:
            known[name] = value
        elif value not in ("none", ""):
            odd.add(str(values[name]))
    return Tags(**known)
