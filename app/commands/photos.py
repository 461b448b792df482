"""Which photos a command means, and the names their results will get."""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.edit import Edit
from engine.errors import PenchantError, PhotoError, PhotoMissing, PhotoUnreadable
from engine.export.naming import DEFAULT_TEMPLATE, PlannedName, Subject, resulting_names
from engine.export.options import ExportOptions
from engine.exporting import Job
from engine.styles import Style

SUBFOLDER = "enhanced"
"""Where results go if nobody says otherwise: beside the photos, never among them."""

FOLDER_TEMPLATE = "{name}"
"""Photos of a folder keep their names in another folder."""

NEEDS_FACTS = re.compile(r"\{(date|time|camera|lens|iso|w|h)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A photo that was asked for.

    Attributes:
        path: the file.
        root: the folder it was found in, if a folder was named; else its own.
        is_named: whether the file itself was named.
    """

    path: Path
    root: Path
    is_named: bool


def gather(arguments: Iterable[str], *, recursive: bool = False) -> tuple[list[Found], list[PhotoError]]:
    """The photos behind names of files and folders, each once; and sentences about folders without any.

    Args:
        arguments: files, folders, or "-" for a list of them on standard input.
        recursive: also in sub-folders.
    """
    found: dict[Path, Found] = {}
    problems: list[PhotoError] = []
    for path in _paths(arguments):
        if not path.is_dir():
            found.setdefault(path.absolute(), Found(path, path.parent, is_named=True))
            continue
        try:
            inside = list(_inside(path, recursive=recursive))
        except OSError as problem:
            sentence = f"{path.name} could not be looked into."
            problems.append(PhotoUnreadable(sentence, subject=path, details=str(problem)))
            continue
        if not inside:
            problems.append(PhotoMissing(f"There are no photos in {path.name or path}.", subject=path))
        for photo in inside:
            found.setdefault(photo.absolute(), Found(photo, path, is_named=False))
    return list(found.values()), problems


def plan_jobs(
    found: Sequence[Found], output: Path | None, template: str, edit: Edit, style: Style | None, options: ExportOptions
) -> tuple[list[Job], list[PlannedName]]:
    """What will be done to each photo, and the name it will get.

    Args:
        found: the photos.
        output: folder of the results; None for `SUBFOLDER` beside each photo.
        template: for the names; empty for the usual one.
        edit: the same for all.
        style: the one that the edit names.
        options: how they are written.

    Raises:
        ExportError: the template cannot be understood.
    """
    plan: list[PlannedName] = []
    for chosen, group in _by_template(found, output, template):
        subjects = [_subject(photo, chosen, output, edit, style) for photo in group]
        taken = [planned.target for planned in plan]
        plan += resulting_names(
            subjects,
            chosen,
            output or Path(),
            options.kind.extension,
            on_conflict=options.on_conflict,
            used=taken,
        )
    return [Job(planned.source, planned.target, edit, style) for planned in plan], plan


def _paths(arguments: Iterable[str]) -> Iterator[Path]:
    for argument in arguments:
        if argument == "-":
            yield from (Path(line.rstrip("\r\n")) for line in sys.stdin if line.strip())
        else:
            yield Path(argument)


def _inside(folder: Path, *, recursive: bool) -> Iterator[Path]:
    """Photos in a folder by name; hidden files and folders of earlier results are passed over."""
    from engine.decode import looks_like_photo

    for path in sorted(folder.iterdir(), key=lambda p: p.name.casefold()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if recursive and path.name != SUBFOLDER and not path.is_symlink():
                yield from _inside(path, recursive=True)
        elif looks_like_photo(path):
            yield path


def _by_template(found: Sequence[Found], output: Path | None, template: str) -> Iterator[tuple[str, list[Found]]]:
    """Photos with the template that names them; those of a folder keep their names where that cannot confuse."""
    if template:
        yield template, list(found)
        return
    keeping = [photo for photo in found if not photo.is_named and not _is_among(photo, output)]
    others = [photo for photo in found if photo not in keeping]
    if others:
        yield DEFAULT_TEMPLATE, others
    if keeping:
        yield FOLDER_TEMPLATE, keeping


def _is_among(photo: Found, output: Path | None) -> bool:
    """Whether the result would stand among the photos themselves."""
    return output is not None and output.absolute() == photo.path.parent.absolute()


def _subject(photo: Found, template: str, output: Path | None, edit: Edit, style: Style | None) -> Subject:
    within = photo.path.parent.relative_to(photo.root)
    subject = Subject(
        photo.path,
        style=style.name if style else "",
        strength=edit.strength,
        subfolder=within if output else photo.path.parent.absolute() / SUBFOLDER,
    )
    return _with_facts(subject) if NEEDS_FACTS.search(template) else subject


def _with_facts(subject: Subject) -> Subject:
    """What the photo says about itself; a photo that cannot be opened is reported later, when its turn comes."""
    from engine.decode import open_photo
    from engine.decode.facts import facts

    try:
        image = open_photo(subject.source, at_least=64)
    except PenchantError:
        return subject
    known = facts(image)
    width, height = image.full_size
    return replace(
        subject, taken=known.taken, camera=known.camera, lens=known.lens, iso=known.iso, width=width, height=height
    )
