"""Journal: what a run was to do and what it has done, one line of JSON at a time, so that it can be taken up again.

It is kept out of the photo folders. The first line holds the options, then comes one line a photo, then one line for
each photo that is over. A line that a power cut has left unfinished at the end does not count.
"""

import json
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.edit import Edit
from engine.errors import ExportError, PenchantError
from engine.export.options import ExportOptions
from engine.export.writer import Written
from engine.exporting import Job
from engine.styles import Style

FORMAT = 1
KEPT = 20
"""Journals that stay in their folder; older ones are removed."""
PATTERN = "export-*.jsonl"


class Journal:
    """The account of one run; its methods may be called from several threads."""

    def __init__(self, path: Path, originals: Sequence[int] = ()) -> None:
        """A journal that goes on in a file.

        Args:
            path: of the journal.
            originals: for each job of the run, its number in the file; by default the same.
        """
        self.path = path
        self._numbers = originals
        self._lock = threading.Lock()

    def done(self, index: int, written: Written) -> None:
        """Note that a photo was exported or skipped."""
        self._add({"done": self._number(index), "path": str(written.path or ""), "size": written.size})

    def refused(self, index: int, problem: PenchantError) -> None:
        """Note that a photo could not be exported; it will be tried again when the run is taken up."""
        self._add({"refused": self._number(index), "sentence": problem.sentence, "details": problem.details})

    def _number(self, index: int) -> int:
        return self._numbers[index] if self._numbers else index

    def _add(self, values: dict[str, Any]) -> None:
        # A full disk must not end the run for the account of it.
        with self._lock, suppress(OSError), self.path.open("a", encoding="ascii") as file:
            file.write(json.dumps(values) + "\n")


def begin(folder: Path, jobs: Sequence[Job], options: ExportOptions) -> Journal:
    """Start a journal in a folder, and remove the oldest ones there.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"export-{datetime.now():%Y%m%d-%H%M%S%f}-{secrets.token_hex(3)}.jsonl"
    lines = [{"journal": FORMAT, "options": asdict(options)}, *map(_line, jobs)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="ascii")
    for old in sorted(folder.glob(PATTERN))[:-KEPT]:
        old.unlink(missing_ok=True)
    return Journal(path)


def resume(path: Path, find_style: Callable[[str], Style]) -> tuple[list[Job], ExportOptions, Journal]:
    """The photos of a run that are not over, its options, and its journal to go on with.

    A photo is over if it was skipped, or if its new file is there in the size that was noted.

    Args:
        path: of the journal.
        find_style: gives the style with an id.

    Raises:
        ExportError: not a journal, or of a newer version.
        StyleError: a style of the run is gone.
    """
    lines = _lines(path)
    try:
        options = ExportOptions(**lines[0]["options"])
        jobs = [_job(line, find_style) for line in lines if "source" in line]
        over = {line["done"] for line in lines if "done" in line and _stands(line)}
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise _not_a_journal(path, repr(problem)) from problem
    left = [number for number in range(len(jobs)) if number not in over]
    return [jobs[number] for number in left], options, Journal(path, left)


def _line(job: Job) -> dict[str, str]:
    return {"source": str(job.source.absolute()), "target": str(job.target.absolute()), "edit": job.edit.to_json()}


def _job(line: dict[str, str], find_style: Callable[[str], Style]) -> Job:
    edit = Edit.from_json(line["edit"])
    style = find_style(edit.style) if edit.style else None
    return Job(Path(line["source"]), Path(line["target"]), edit, style)


def _stands(line: dict[str, Any]) -> bool:
    path = Path(line["path"])
    return not line["path"] or (path.is_file() and path.stat().st_size == line["size"])


def _lines(path: Path) -> list[dict[str, Any]]:
    try:
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise _not_a_journal(path, str(problem)) from problem
    whole = text[: text.rfind("\n") + 1].splitlines()
    try:
        lines = [json.loads(line) for line in whole]
    except ValueError as problem:
        raise _not_a_journal(path, str(problem)) from problem
    if not lines or not all(isinstance(line, dict) for line in lines) or lines[0].get("journal") != FORMAT:
        raise _not_a_journal(path, "no first line of this version")
    return lines


def _not_a_journal(path: Path, details: str) -> ExportError:
    sentence = f"{path.name} is not a journal that can be taken up again."
    return ExportError(sentence, subject=path, details=details)
