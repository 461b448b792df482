"""The shelf of added styles: the files in the person's data directory, and what they hold. Off the GUI thread."""

from pathlib import Path

from app import folders
from app.adding import Order
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
