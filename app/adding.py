"""What the sheet "Add a style" and its job tell each other: a file, what was found out about it, what to keep."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from engine.errors import PenchantError

GRADE, TEXTURE = "grade", "texture"


@dataclass(frozen=True, slots=True)
class Question:
    """A file that may hold a style.

    Attributes:
        file: the file.
        corrections: what the person knows better about how it reads photos: names and values of
            `engine.checkpoints.reading.Reading`.
        device: where it is tried: "auto", "cpu", "cuda" or "mps".
    """

    file: Path
    corrections: tuple[tuple[str, Any], ...] = ()
    device: str = "auto"


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What was found out about a file by opening it and showing it a photo.

    Attributes:
        question: what was asked.
        problem: why it cannot be used; nothing else counts then.
        title, source: the kind of network, and who published it ("" if nobody is known).
        name: a name to start with.
        parameters: how many numbers were learned.
        how: "own" (a style file of Penchant), "keys" (names and shapes of its weights) or "tried" (shown photos).
        licence: "" if the file does not say.
        note: what a person should know who uses it.
        kind: "grade" or "texture".
        measured: whether the kind was measured, and not known of this network anyway.
        reading: how it reads photos, by name as in `engine.checkpoints.reading.Reading`.
        correctable: names in `reading` that the person may change.
        takes_tags: it listens to scene tags.
        file_bytes: size of the file.
        seconds: time for a preview.
        device: where that was.
        before: the photo.
        as_grade, as_texture: the photo with the file, by tone and colour alone, and pixel by pixel; the latter is null
            for a network that knows nothing but tone and colour.
    """

    question: Question
    problem: PenchantError | None = None
    title: str = ""
    source: str = ""
    name: str = ""
    parameters: int = 0
    how: str = "keys"
    licence: str = ""
    note: str = ""
    kind: str = GRADE
    measured: bool = True
    reading: Mapping[str, Any] = field(default_factory=dict)
    correctable: tuple[str, ...] = ()
    takes_tags: bool = False
    file_bytes: int = 0
    seconds: float = 0.0
    device: str = "cpu"
    before: QImage = field(default_factory=QImage)
    as_grade: QImage = field(default_factory=QImage)
    as_texture: QImage = field(default_factory=QImage)


@dataclass(frozen=True, slots=True)
class Order:
    """A style to be kept.

    Attributes:
        file: where it comes from.
        name: what the person calls it.
        kind: "grade" or "texture".
        reading: how it reads photos, if the person knew better; else empty.
        licence: as the file states it.
    """

    file: Path
    name: str
    kind: str
    reading: Mapping[str, Any] = field(default_factory=dict)
    licence: str = ""
