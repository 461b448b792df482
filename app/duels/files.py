"""Where a duel that was begun is kept, so that closing the window loses no answer. No Qt; any thread."""

import hashlib
from pathlib import Path

from app.duels.duel import Duel, DuelError, DuelWish, from_json, to_json
from app.storage import folders, small_file


def file_of(contenders: tuple[str, ...], *, focus: bool) -> Path:
    """The file of a duel between these; every set of contenders has its own."""
    told = "\n".join((str(focus), *contenders))
    return folders.state() / "duels" / f"{hashlib.sha256(told.encode()).hexdigest()[:20]}.json"


def keep(duel: Duel) -> None:
    """Write a duel.

    Raises:
        OSError: it cannot be written; what was kept before is as it was.
    """
    small_file.replace_file(file_of(duel.contenders, focus=duel.focus), to_json(duel).encode("ascii"))


def unfinished(wish: DuelWish) -> Duel | None:
    """The duel between these contenders that was left before its end; None if there is none, or it cannot be read.

    Its photos have to be among those that are wanted now.
    """
    file = file_of(tuple(dict.fromkeys(wish.contenders)), focus=wish.focus)
    try:
        duel = from_json(file.read_text("ascii"))
    except (OSError, ValueError, DuelError):
        return None
    if duel.current is None or not duel.answers or not set(duel.photos) <= set(wish.photos):
        return None
    return duel


def drop(duel: Duel) -> None:
    """Forget a duel that has its result.

    Raises:
        OSError: the file cannot be removed.
    """
    file_of(duel.contenders, focus=duel.focus).unlink(missing_ok=True)
