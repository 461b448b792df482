"""Names of exported files: a template with {tokens}, and the plan of a whole run before anything is written."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from engine.errors import ExportError
from engine.export.safe_write import Identity, identities, numbered_names

DEFAULT_TEMPLATE = "{name}_{style}"
LONGEST = 255
"""Bytes of one part of a path on every common disk."""
ROOM_FOR_NUMBER = 8

TOKEN = re.compile(r"\{(?P<token>\w+)(?::(?P<form>[^{}|]*))?(?:\|(?P<missing>[^{}|]*))?\}")
ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
NOTHING = "\0"
"""Stands for a missing value until the separators around it are gone."""
AROUND_NOTHING = re.compile(r"[ _-]+\x00|\x00(?: ?[_-] ?| )?")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a name may say about one photo; empty or zero is unknown.

    Attributes:
        source: the photo's file.
        taken: when.
        style: name of the style.
        strength: 0..1.5.
        rating: stars.
        camera, lens: as the camera names them.
        iso: sensitivity.
        width, height: of the exported picture.
        subfolder: under the target folder, for photos found in sub-folders; an absolute one stands for itself.
    """

    source: Path
    taken: datetime | None = None
    style: str = ""
    strength: float = 1.0
    rating: int = 0
    camera: str = ""
    lens: str = ""
    iso: int = 0
    width: int = 0
    height: int = 0
    subfolder: Path = Path()


@dataclass(frozen=True, slots=True)
class PlannedName:
    """The name that one photo will get.

    Attributes:
        source: the photo.
        target: the new file.
        state: "free", "changed" (numbered), "replaces", "skipped" or "refused".
        reason: a few words unless it is free.
    """

    source: Path
    target: Path
    state: str = "free"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One token to be filled: the photo, its number in the run, the extension, and the form behind the colon."""

    subject: Subject
    number: int
    extension: str
    form: str

    def date(self, usual: str) -> str:
        return self.subject.taken.strftime(self.form or usual) if self.subject.taken else ""

    def whole(self, value: int) -> str:
        if self.form and not re.fullmatch(r"0?\d{1,2}", self.form):
            raise ExportError(f"{self.form} is not a number of digits; write {{seq:04}} for four.", subject=self.form)
        return format(value, self.form + "d") if value else ""


TOKENS: dict[str, Callable[[_Case], str]] = {
    "name": lambda case: case.subject.source.stem,
    "seq": lambda case: case.whole(case.number),
    "date": lambda case: case.date("%Y-%m-%d"),
    "time": lambda case: case.date("%H%M%S"),
    "style": lambda case: case.subject.style.replace(" ", "-"),
    "strength": lambda case: str(round(case.subject.strength * 100)),
    "rating": lambda case: str(case.subject.rating),
    "camera": lambda case: case.subject.camera,
    "lens": lambda case: case.subject.lens,
    "iso": lambda case: case.whole(case.subject.iso),
    "folder": lambda case: case.subject.source.parent.name,
    "w": lambda case: case.whole(case.subject.width),
    "h": lambda case: case.whole(case.subject.height),
    "ext": lambda case: case.extension,
}
"""What a template may name."""


def check_template(template: str) -> None:
    """Check that a template can be understood.

    Raises:
        ExportError: an unknown token, a brace without partner, a wrong form, or nothing at all.
    """
    if not template.strip():
        raise ExportError("The template for names is empty.", subject=template)
    if re.search(r"[{}]", TOKEN.sub("", template)):
        raise ExportError(f"A brace stands alone in the name {template}.", subject=template)
    file_name(template, Subject(Path("photo.jpg"), datetime(2026, 1, 2), iso=100, width=1, height=1), 1, "jpg")


def file_name(template: str, subject: Subject, number: int, extension: str) -> Path:
    """The relative path that a template gives a photo; every part of it is legal on all systems.

    Args:
        template: "/" makes folders; `{camera|unknown}` says what stands for a missing value.
        subject: the photo.
        number: its place in the run, from 1.
        extension: of the format, without dot; added unless the template names it.

    Raises:
        ExportError: see `check_template`.
    """
    ending = "" if "{ext" in template else f".{extension}"
    parts = [p for p in template.split("/") if p.strip(" .")] or ["{name}"]
    folders = [_part(p, subject, number, extension, "") for p in parts[:-1]]
    return Path(*folders, _part(parts[-1], subject, number, extension, ending))


def _part(template: str, subject: Subject, number: int, extension: str, ending: str) -> str:
    """One part of the path, short enough; a long photo's name gives way before the rest does."""
    text = _legal(_filled(template, subject, number, extension))
    room = LONGEST - ROOM_FOR_NUMBER - _size(ending)
    if _size(text) > room and "{name" in template:
        spared = _size(subject.source.stem) - (_size(text) - room)
        stem = shortened(subject.source.stem, max(spared, 1))
        subject = replace(subject, source=subject.source.with_name(stem + subject.source.suffix))
        text = _legal(_filled(template, subject, number, extension))
    return shortened(text, room) + ending


def _filled(template: str, subject: Subject, number: int, extension: str) -> str:
    def value(match: re.Match[str]) -> str:
        token = match["token"]
        if token not in TOKENS:
            names = ", ".join(f"{{{name}}}" for name in TOKENS)
            raise ExportError(f"There is no {{{token}}} to put into a name; there are {names}.", subject=token)
        try:
            text = TOKENS[token](_Case(subject, number, extension, match["form"] or ""))
        except ValueError as problem:
            raise ExportError(f"{match[0]} cannot be understood.", subject=token, details=str(problem)) from problem
        return ILLEGAL.sub("-", text.strip() or match["missing"] or "") or NOTHING

    return AROUND_NOTHING.sub("", TOKEN.sub(value, template))


def _legal(text: str) -> str:
    """Text as one part of a path: no illegal characters, no reserved names, no dots or spaces at the end."""
    text = ILLEGAL.sub("-", text).strip(" ").rstrip(" .")
    if not text:
        return "photo"
    if RESERVED.fullmatch(text.split(".")[0]) or text.startswith("."):
        return f"_{text}"
    return text


def _size(text: str) -> int:
    return len(os.fsencode(text))


def shortened(text: str, room: int) -> str:
    """The text cut to a number of bytes, never inside a character or between a letter and its accent."""
    if _size(text) <= room:
        return text
    end = len(text)
    while end > 1 and (_size(text[:end]) > room or _belongs_to_last(text[end])):
        end -= 1
    return text[:end].rstrip(" ._-") or text[:end]


def _belongs_to_last(character: str) -> bool:
    joins = character in "\u200d\ufe0e\ufe0f" or 0x1F3FB <= ord(character) <= 0x1F3FF
    return bool(unicodedata.combining(character)) or joins


def resulting_names(
    subjects: Sequence[Subject],
    template: str,
    folder: Path,
    extension: str,
    *,
    on_conflict: str = "unique",
    originals: frozenset[Identity] | None = None,
    used: Iterable[Path] = (),
) -> list[PlannedName]:
    """The name of every photo of a run, before anything is written.

    Within a run every name is used once, also where disks ignore case; a second one is numbered whatever the choice.

    Args:
        subjects: the photos in order.
        template: see `file_name`.
        folder: where the files go.
        extension: of the format.
        on_conflict: "unique", "overwrite" or "skip".
        originals: files never written to; the photos themselves unless given.
        used: names that other photos of the run have got.

    Raises:
        ExportError: see `check_template`.
    """
    check_template(template)
    protected = identities(s.source for s in subjects) if originals is None else originals
    names = {str(path).casefold() for path in used}
    plan = []
    for number, subject in enumerate(subjects, 1):
        wanted = folder / subject.subfolder / file_name(template, subject, number, extension)
        planned = _planned(subject.source, wanted, names, on_conflict, protected)
        names.add(str(planned.target).casefold())
        plan.append(planned)
    return plan


def _planned(
    source: Path, wanted: Path, used: set[str], on_conflict: str, originals: frozenset[Identity]
) -> PlannedName:
    target = next(p for p in numbered_names(wanted) if str(p).casefold() not in used)
    is_taken = os.path.lexists(target)
    if on_conflict == "unique" and is_taken:
        free = (p for p in numbered_names(target) if str(p).casefold() not in used and not os.path.lexists(p))
        return PlannedName(source, next(free), "changed", "Name taken")
    if on_conflict == "overwrite" and is_taken:
        if target.is_dir():
            return PlannedName(source, target, "refused", "Is a folder")
        if identities([target]) & originals:
            return PlannedName(source, target, "refused", "Is an original")
        return PlannedName(source, target, "replaces", "Replaces a file")
    if on_conflict == "skip" and is_taken:
        return PlannedName(source, target, "skipped", "Name taken")
    return PlannedName(source, target, *(("changed", "Name used twice") if target != wanted else ()))
