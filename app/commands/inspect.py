"""The commands `inspect` and `styles`: what a file is, and the person's own folder of styles."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.commands.report import print_json, print_line
from app.storage import folders
from engine.errors import PenchantError, StyleError
from engine.styles import Style

NOT_RECOGNISED, MISUNDERSTOOD = 1, 2
_LABEL = 16


def styles_folder() -> Path:
    """Where added styles lie."""
    return folders.data() / "styles"


def all_styles() -> tuple[Style, ...]:
    """Bundled and added styles, the bundled ones first.

    Raises:
        StyleError: the bundled file is missing or damaged.
    """
    from engine.styles import added, bundled

    return (*bundled(), *added(styles_folder()))


def find_style(name: str) -> Style:
    """The style of an id or a name, bundled or added; see `engine.styles.find`.

    Raises:
        StyleError: there is none.
    """
    from engine.styles import find

    return find(name, all_styles())


def inspect_file(path: Path, *, as_json: bool) -> int:
    """Say what a file is.

    Returns:
        the exit status: 0 if it can be used as a style, 1 if not.
    """
    from engine.checkpoints.inspection import inspect

    found = inspect(path)
    if as_json:
        facts = {"file": str(path), "enhancer": found.is_enhancer, "why": found.why, "form": found.form}
        print_json(facts | dict(found.facts) | {"details": found.details})
        return 0 if found.is_enhancer else NOT_RECOGNISED
    print_line(f"{path.name}: {found.why}" if found.is_enhancer else found.why, sys.stdout)
    for name, value in found.facts.items():
        if value not in ("", {}, []):
            print_line(f"  {name.replace('_', ' '):<{_LABEL}} {_in_words(value)}", sys.stdout)
    if found.details:
        print_line(f"  {'details':<{_LABEL}} {found.details}", sys.stdout)
    return 0 if found.is_enhancer else NOT_RECOGNISED


def list_styles(*, as_json: bool) -> int:
    """Print all styles.

    Returns:
        the exit status.
    """
    try:
        known = all_styles()
    except PenchantError as problem:
        print_line(problem.sentence)
        return 1
    for style in known:
        if as_json:
            strength = {"default_strength": style.default_strength, "summary": style.summary}
            print_json({"id": style.id, "name": style.name, "kind": style.kind} | strength)
        else:
            print_line(f"{style.id:<18}{style.name:<18}{style.default_strength:>5.0%}  {style.summary}", sys.stdout)
    return 0


def add_style(file: Path, name: str, *, kind: str, corrections: Mapping[str, str], licence: str) -> int:
    """Make a style of a file.

    Args:
        file: what holds the enhancer.
        name: of the style.
        kind: "grade" or "texture"; "" to find out.
        corrections: parts of the reading that are known better, by name; "" is left as found.
        licence: of the weights.

    Returns:
        the exit status.
    """
    from engine.checkpoints import added
    from engine.checkpoints.opening import open_enhancer
    from engine.styles import find, styles_of

    known = {part: value for part, value in corrections.items() if value}
    try:
        _check_free(name)
        reading = added.corrected(open_enhancer(file).reading, known) if known else None
        path = added.add(styles_folder(), file, name, kind=kind, reading=reading, licence=licence)
        style = find(name, styles_of(path)) if len(styles_of(path)) == 1 else styles_of(path)[0]
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    print_line(f"{style.name} was added; use it with --style {style.id}.", sys.stdout)
    return 0


def remove_style(name: str) -> int:
    """Put an added style into the trash.

    Returns:
        the exit status.
    """
    from engine.checkpoints import added

    try:
        kept = added.remove(styles_folder(), find_style(name).file)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    print_line(f"{name} was put into {kept.parent}.", sys.stdout)
    return 0


def _check_free(name: str) -> None:
    """Refuse a name that another style has: edits and commands would find the other."""
    wanted = name.strip().casefold()
    if any(wanted in (style.id.casefold(), style.name.casefold()) for style in all_styles()):
        raise StyleError(f"{name} is taken, so the style was not added.", subject=name)


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_in_words(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_in_words(part) for part in value)
    return str(value)
