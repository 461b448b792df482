"""Start: a sub-command goes to the command line; nothing, or photos, opens the window."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.duels.duel import DuelWish

COMMANDS = ("enhance", "styles", "inspect", "evaluate", "duel", "likes", "match", "train", "learn")
"""Sub-commands; named here too, so that the window need not load the command line to know them."""


def main() -> int:
    """Run the program.

    Returns:
        the exit status.
    """
    arguments = sys.argv[1:]
    take_plain_pages()
    try:
        if arguments and is_command(arguments[0]):
            from app.cli import run as run_command

            return run_command(arguments, open_duel)
        return open_window([Path(argument) for argument in arguments])
    except KeyboardInterrupt:
        return 130


def open_window(paths: list[Path], duel: "DuelWish | None" = None, shown: Callable[[], object] = lambda: None) -> int:
    """Open the window; see `app.application.run`.

    Returns:
        the exit status.
    """
    # All that a start makes stays, so the collector would look for garbage in vain: a tenth of a second of the half
    # that a start may take. It works again once the window is complete.
    gc.disable()
    take_plain_pages()
    try:
        from app.quick_imports import import_quickly

        import_quickly()
        from app.application import run

        return run(paths, duel, shown)
    finally:
        gc.enable()


def take_plain_pages() -> None:
    """Let numpy take memory in ordinary pages; to be called before it is loaded.

    For a huge page Linux first makes room where memory is scattered, and in a virtual machine the host does so page by
    page: a photo on its way to the screen waited for that longer than huge pages ever saved it.
    """
    os.environ.setdefault("NUMPY_MADVISE_HUGEPAGE", "0")


def open_duel(wish: "DuelWish") -> int:
    """Open the window on a blind duel that was asked for on the command line.

    Returns:
        the exit status.
    """
    return open_window([], wish)


def is_command(argument: str) -> bool:
    """Whether the first argument is for the command line: a command, an option, or a bare word that is no file."""
    return argument in COMMANDS or argument.startswith("-") or (argument.isalpha() and not Path(argument).exists())


if __name__ == "__main__":
    sys.exit(main())
