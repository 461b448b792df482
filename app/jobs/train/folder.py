"""The folder of one learning: plan, what the child says, pictures, the newest style and those of earlier moments."""

import json
import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from app.jobs.train.child import Child
from app.learning import LearningWish, Moment, Weights
from app.storage import folders, small_file

SAID, COMPLAINTS = "said.jsonl", "complaints.txt"
CORRECTED, FINISHED = "corrected.json", "finished.json"
STYLE, PREVIEWS, MOMENTS = "style.safetensors", "previews", "moments"
_STATE, _TAKEN = "state.json", "taken"
_PATHS = ("likes", "finished", "corrected", "practice", "previews")
_VERSION = 1
_OLD = 3
RUNNING, RESTING, OVER = "running", "resting", "over"


def home() -> Path:
    """Where learnings are kept."""
    return folders.data() / "learning"


@dataclass(frozen=True, slots=True)
class Kept:
    """What has to be known to find a learning again.

    Attributes:
        wish: what is learned.
        child: the process that learns, or did.
        state: RUNNING, RESTING (paused) or OVER.
    """

    wish: LearningWish
    child: Child | None
    state: str


class RunFolder:
    """One learning on disk. For one thread."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._pictures: dict[Path, QImage] = {}

    @property
    def style(self) -> Path:
        """The newest usable style, if there is one."""
        return self.path / STYLE

    def write(self, kept: Kept) -> None:
        """Remember where the learning stands.

        Raises:
            OSError: the folder cannot be written.
        """
        values = {
            "version": _VERSION,
            "wish": _plain(kept.wish),
            "child": asdict(kept.child) if kept.child else None,
            "state": kept.state,
        }
        small_file.replace_file(self.path / _STATE, json.dumps(values, indent=1).encode())

    def read(self) -> Kept | None:
        """What `write` wrote; None if that cannot be understood."""
        values, _ = small_file.read_json(self.path / _STATE)
        try:
            child = values["child"]
            return Kept(_wish(values["wish"]), Child(**child) if child else None, str(values["state"]))
        except (KeyError, TypeError, ValueError):
            return None

    def new_lines(self) -> list[str]:
        """What the child has said since the last call, in whole lines."""
        try:
            with (self.path / SAID).open("rb") as file:
                file.seek(self._offset)
                content = file.read()
        except OSError:
            return []
        whole = content[: content.rfind(b"\n") + 1]
        self._offset += len(whole)
        return whole.decode("utf-8", "replace").splitlines()

    def last_words(self) -> str:
        """The end of what the child complained about, for a report."""
        with suppress(OSError):
            return (self.path / COMPLAINTS).read_text("utf-8", "replace")[-4000:]
        return ""

    def picture(self, name: str) -> QImage:
        """A picture of the folder; null if there is none. Read once."""
        path = self.path / name
        if path not in self._pictures:
            picture = QImage(str(path)) if path.exists() else QImage()
            if picture.isNull():
                return picture
            self._pictures[path] = picture.convertToFormat(QImage.Format.Format_RGB32)
        return self._pictures[path]

    def befores(self, count: int) -> tuple[QImage, ...]:
        """The photos as they were."""
        return tuple(self.picture(f"{PREVIEWS}/before-{number}.jpg") for number in range(count))

    def nows(self, files: Sequence[str], count: int) -> tuple[QImage, ...]:
        """The photos as they are in the files of a preview, whose names end in their number; others are null."""
        by_number = {name.rpartition("-")[2].removesuffix(".jpg"): name for name in files}
        self._pictures = {p: i for p, i in self._pictures.items() if p.parent.name != PREVIEWS or "before" in p.name}
        return tuple(
            self.picture(by_number[str(number)]) if str(number) in by_number else QImage() for number in range(count)
        )

    # ── moments ─────────────────────────────────────────────────────────────────────────────────────────────────

    def keep_moment(self, seconds: float, files: Sequence[str]) -> None:
        """Keep the pictures of a preview, and the style if there is one. A disk that is full keeps no moment."""
        folder = self.path / MOMENTS / f"{round(seconds):06d}"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            for name in files:
                shutil.copyfile(self.path / name, folder / f"{name.rpartition('-')[2]}")
            if self.style.exists():
                part = folder / f".{STYLE}.part"
                shutil.copyfile(self.style, part)
                part.replace(folder / STYLE)

    def moments(self, count: int) -> tuple[Moment, ...]:
        """All moments kept, the first one first."""
        found = []
        for folder in sorted((self.path / MOMENTS).glob("[0-9]*")):
            pictures = tuple(self.picture(f"{MOMENTS}/{folder.name}/{number}.jpg") for number in range(count))
            found.append(Moment(float(folder.name), pictures, (folder / STYLE).exists()))
        return tuple(found)

    def style_of(self, seconds: float | None) -> Path:
        """The style of a moment, or the newest one."""
        return self.style if seconds is None else self.path / MOMENTS / f"{round(seconds):06d}" / STYLE

    @property
    def is_taken(self) -> bool:
        """Whether the finished style stands with the others."""
        return (self.path / _TAKEN).exists()

    def take(self) -> bool:
        """Whether this window is the first to take the finished style; two windows may watch one learning."""
        try:
            os.close(os.open(self.path / _TAKEN, os.O_CREAT | os.O_EXCL))
        except OSError:
            return False
        return True

    def remove(self) -> None:
        """Put everything away."""
        shutil.rmtree(self.path, ignore_errors=True)


def all_folders() -> list[RunFolder]:
    """Every learning on disk, the newest first."""
    with suppress(OSError):
        return [RunFolder(path) for path in sorted(home().iterdir(), reverse=True) if path.is_dir()]
    return []


def remove_old() -> None:
    """Put away learnings that are over, but for the newest ones; their styles stand with the others."""
    over = [folder for folder in all_folders() if (kept := folder.read()) is None or kept.state == OVER]
    for folder in over[_OLD:]:
        folder.remove()


def _plain(wish: LearningWish) -> dict[str, Any]:
    values = asdict(wish)
    for name in _PATHS:
        values[name] = [str(path) for path in values[name]]
    values["pairs"] = [str(path) for path in wish.pairs] if wish.pairs is not None else None
    return values


def _wish(values: dict[str, Any]) -> LearningWish:
    paths = {name: tuple(Path(path) for path in values.get(name, ())) for name in _PATHS}
    first, second = values.get("pairs") or (None, None)
    pairs = (Path(first), Path(second)) if first and second else None
    return LearningWish(**{**values, **paths, "pairs": pairs, "weights": Weights(**values["weights"])})
