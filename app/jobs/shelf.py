"""The shelf of added styles: the files in the person's data directory, and what they hold. Off the GUI thread."""

import re
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.adding import Order
from app.storage import folders
from engine.errors import StyleError
from engine.styles import YOURS, Style, styles_of

if TYPE_CHECKING:
    from engine.checkpoints.native import Description


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
        from engine.checkpoints.added import add, rename
        from engine.checkpoints.reading import Reading
        from engine.sharing import EXTENSION, import_style

        if order.file.suffix.lower() == EXTENSION:  # from somebody else: only what was checked comes in
            taken_in = import_style(order.file, folder())
            if order.name.strip() and styles_of(taken_in)[0].name != order.name.strip():
                rename(taken_in, order.name)
            return styles_of(taken_in)

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

    def duplicate(self, style: Style, name: str) -> tuple[Style, ...]:
        """A second style that does the same, see `duplicate`.

        Raises:
            StyleError: it cannot be read or written.
        """
        return duplicate(style, name)

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


def publish(file: Path, name: str, parent: str = "") -> tuple[Style, ...]:
    """Put a style that was learned here to the person's others, as one of her own.

    Args:
        file: a style file of Penchant; it stays where it is.
        name: what it is to be called; a number is added where an older version has the name.
        parent: id of the style that it was refined from; that one stays as it is.

    Raises:
        StyleError: the file holds no style, or it cannot be written.
    """
    description = _description(file)
    identity, words = _free(name)
    card = {**description.card, "made": time.time(), "parent": parent}
    entry = replace(description.styles[0], id=identity, name=words, kind=YOURS)
    return _written(file, replace(description, styles=(entry,), card=card))


def duplicate(style: Style, name: str) -> tuple[Style, ...]:
    """A second style that does the same: a branch of one's own, or a bundled look among the added ones.

    Args:
        style: any style.
        name: of the copy; a number is added where it is taken.

    Raises:
        StyleError: its file is missing or damaged, or the copy cannot be written.
    """
    description = _description(style.file)
    entry = next((e for e in description.styles if e.id == style.id), description.styles[0])
    identity, words = _free(name)
    is_own = style.kind == YOURS
    card = {**description.card, **({"made": time.time(), "parent": style.id} if is_own else {})}
    copy = replace(entry, id=identity, name=words, kind=YOURS if is_own else "added", weights=style.weights)
    return _written(style.file, replace(description, styles=(copy,), card=card))


def rebalance(style: Style, balance: float) -> Style:
    """Move a style of the person's own along Faithful - Striking, for good.

    Args:
        style: one that was learned here.
        balance: 0 faithful .. 100 striking.

    Raises:
        StyleError: its file is damaged or cannot be written.
    """
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


def _description(file: Path) -> "Description":
    """What a style file says about itself.

    Raises:
        StyleError: it is no style file, or damaged.
    """
    from engine.checkpoints import native

    return native.read_description(file)


def _free(name: str) -> tuple[str, str]:
    """Id and name of a new style, with a number where they are taken."""
    number, taken = 1, {path.stem for path in folder().glob("*.safetensors")}
    while (identity := _identity(name, number)) in taken:
        number += 1
    return identity, name if number == 1 else f"{name} {number}"


def _written(source: Path, description: "Description") -> tuple[Style, ...]:
    """The weights of a file, under another description, among the person's styles."""
    from engine.checkpoints import native
    from engine.checkpoints.contents import ONNX, TORCHSCRIPT

    target = folder() / f"{description.styles[0].id}.safetensors"
    try:
        if description.architecture in (ONNX, TORCHSCRIPT):
            native.write_embedded(target, native.read_embedded(source), description)
        else:
            native.write(target, native.read(source)[1], description)
    except OSError as problem:
        sentence = f"{folder()} could not be written, so {description.styles[0].name} was not kept with the styles."
        raise StyleError(sentence, subject=target, details=str(problem)) from problem
    return styles_of(target)


def _identity(name: str, number: int) -> str:
    """A name as it may stand in file names and edits."""
    plain = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:50] or "mine"
    return plain if number == 1 else f"{plain}-{number}"
