"""The shelf of added styles: the files in the person's data directory, and what they hold. Off the GUI thread."""

import re
import unicodedata
from pathlib import Path

from app import folders
from app.adding import Order
from engine.errors import StyleError
from engine.styles import Style, styles_of


def folder() -> Path:
    """Where added styles are kept."""
    return folders.data() / "styles"


class Shelf:
    """Adds, renames, removes and brings back; each returns the styles that it is about."""

    def __init__(self) -> None:
        self._trash: dict[Path, Path] = {}  # where a removed file lies, by where it lay

    def add(self, order: Order) -> tuple[Style, ...]:
        """Make styles of a file.

        Raises:
            StyleError: see `engine.checkpoints.added.add`.
        """
        from engine.checkpoints.added import add
        from engine.checkpoints.reading import Reading

        reading = Reading.from_values(order.reading) if order.reading else None
        return styles_of(add(folder(), order.file, order.name, kind=order.kind, reading=reading, licence=order.licence))

    def rename(self, style: Style, name: str) -> tuple[Style, ...]:
        """Call a style otherwise.

        Raises:
            StyleError: see `engine.checkpoints.added.rename`.
        """
        from engine.checkpoints.added import rename

        rename(style.file, name)
        return styles_of(style.file)

    def remove(self, style: Style) -> tuple[Style, ...]:
        """Put a style's file into the trash, with all the styles in it.

        Raises:
            StyleError: see `engine.checkpoints.added.remove`.
        """
        from engine.checkpoints.added import remove

        gone = styles_of(style.file)
        self._trash[style.file] = remove(folder(), style.file)
        return gone

    def restore(self, style: Style) -> tuple[Style, ...]:
        """Bring a style's file back from the trash.

        Raises:
            StyleError: it is not there any more, or its place is taken.
        """
        from engine.checkpoints.added import restore

        return styles_of(restore(folder(), self._trash.pop(style.file, style.file)))


def publish(file: Path, name: str) -> tuple[Style, ...]:
    """Put a style that was learned here to the person's others, as one of her own.

    Args:
        file: a style file of Penchant; it stays where it is.
        name: what it is to be called; a number is added where an older version has the name.

    Raises:
        StyleError: the file holds no style, or it cannot be written.
    """
    from dataclasses import replace

    from engine.checkpoints import native

    description, weights = native.read(file)
    number, taken = 1, {path.stem for path in folder().glob("*.safetensors")}
    while (identity := _identity(name, number)) in taken:
        number += 1
    words = name if number == 1 else f"{name} {number}"
    entry = replace(description.styles[0], id=identity, name=words, kind="yours")
    target = folder() / f"{identity}.safetensors"
    try:
        native.write(target, weights, replace(description, styles=(entry,)))
    except OSError as problem:
        sentence = f"{folder()} could not be written, so {words} was not kept with the styles."
        raise StyleError(sentence, subject=target, details=str(problem)) from problem
    return styles_of(target)


def rebalance(style: Style, balance: float) -> Style:
    """Move a style of the person's own along Faithful - Striking, for good.

    Args:
        style: one that was learned here.
        balance: 0 faithful .. 100 striking.

    Raises:
        StyleError: its file is damaged or cannot be written.
    """
    from dataclasses import replace

    from engine.balance import with_balance
    from engine.checkpoints import native

    moved = with_balance(style, balance)
    description, weights = native.read(style.file)
    styles = tuple(replace(e, weights=moved.weights) if e.id == style.id else e for e in description.styles)
    try:
        native.write(style.file, weights, replace(description, styles=styles))
    except OSError as problem:
        sentence = f"{style.file.name} could not be written, so {style.name} stays as it was."
        raise StyleError(sentence, subject=style.file, details=str(problem)) from problem
    return moved


def _identity(name: str, number: int) -> str:
    """A name as it may stand in file names and edits."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:50] or "mine"
    return plain if number == 1 else f"{plain}-{number}"
