"""Recent: photos and folders that were opened lately, newest first; the person can clear it or turn it off."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from app.storage import folders, small_file

LONGEST = 12


@dataclass(frozen=True, slots=True)
class Recent:
    """Paths as they were opened, newest first, each once, at most twelve."""

    paths: tuple[Path, ...] = ()

    def with_(self, path: Path) -> "Recent":
        """The path in front."""
        others = (p for p in self.paths if p != path)
        return Recent((path, *others)[:LONGEST])


def file() -> Path:
    """Where the list is kept."""
    return folders.state() / "recent.json"


def load(path: Path | None = None) -> Recent:
    """Read the list; a file that cannot be understood is kept aside and reads as empty."""
    values, _ = small_file.read_json(path or file())
    names = values.get("paths", [])
    if not isinstance(names, list):
        return Recent()
    return Recent(tuple(Path(n) for n in names if isinstance(n, str) and n)[:LONGEST])


def save(recent: Recent, path: Path | None = None) -> None:
    """Replace the list; an empty one removes the file, so nothing is left behind."""
    path = path or file()
    try:
        if recent.paths:
            # Plain ASCII: a name that is no valid Unicode survives as an escape.
            text = json.dumps({"paths": [str(p) for p in recent.paths]}, indent=1)
            small_file.replace_file(path, text.encode("ascii"))
        else:
            path.unlink(missing_ok=True)
    except OSError as problem:
        logging.getLogger(__name__).info("recent photos were not kept: %s", problem)
