"""Pairs to learn from: photos as they were and finished, as the Teach room and its job tell each other."""

from dataclasses import dataclass
from pathlib import Path

from engine.pair_names import Matched

Folders = tuple[Path, Path]
"""Photos as they were, and finished ones."""


@dataclass(frozen=True, slots=True)
class PairsFound:
    """What two folders hold.

    Attributes:
        folders: which were looked into.
        matched: pairs by name, and what stands alone; None where there are none.
        problem: why there are none, in a sentence.
    """

    folders: Folders
    matched: Matched | None = None
    problem: str = ""
