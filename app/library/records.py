"""Rows of the library's tables: how a photo, its places and its marks are read and written inside a transaction."""

import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.library.entry import Entry
from app.library.marks import NOTHING, Marks

if TYPE_CHECKING:  # measuring photos is loaded when photos are measured
    from engine.traits import Traits

_MANY = 500
"""Places from which reading all of them is quicker than asking for each."""
ENTRY = (
    "SELECT place.path, photo.id, liked, rejected, stars, label, edit IS NOT NULL, taken, camera, liked_at"
    " FROM place JOIN photo ON photo.id = place.photo"
)


@contextmanager
def transaction(connection: sqlite3.Connection, lock: str) -> Iterator[sqlite3.Connection]:
    """One transaction: kept as a whole, or not at all."""
    connection.execute(f"BEGIN {lock}")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def stamps(db: sqlite3.Connection, paths: list[Path]) -> dict[bytes, tuple[int, int]]:
    """Length and time of the files as they were when they were taken in: of these places, or of more."""
    if len(paths) > _MANY:
        return {row[0]: row[1:] for row in db.execute("SELECT path, size, modified FROM place")}
    ask = "SELECT path, size, modified FROM place WHERE path = ?"
    rows = (db.execute(ask, (os.fsencode(path),)).fetchone() for path in paths)
    return {row[0]: row[1:] for row in rows if row is not None}


def place_all(db: sqlite3.Connection, seen: Iterable[tuple[bytes, str, int, int]]) -> None:
    """Let places lead to the photos of their contents, as `_place` does."""
    for row in seen:
        _place(db, *row)


def _place(db: sqlite3.Connection, path: bytes, content: str, size: int, modified: int) -> None:
    """Let a place lead to the photo of a content. A photo that was changed where it lies hands its marks on."""
    row = db.execute("SELECT id FROM photo WHERE content = ?", (content,)).fetchone()
    before = db.execute("SELECT photo FROM place WHERE path = ?", (path,)).fetchone()
    if row is None:
        row = db.execute("INSERT INTO photo (content) VALUES (?) RETURNING id", (content,)).fetchone()
        if before is not None:
            db.execute(
                "UPDATE photo SET (liked, rejected, stars, label, liked_at, edit) = (SELECT liked, rejected, stars,"
                " label, liked_at, edit FROM photo WHERE id = ?) WHERE id = ?",
                (before[0], row[0]),
            )
            db.execute(
                "INSERT OR IGNORE INTO member SELECT collection, ? FROM member WHERE photo = ?", (row[0], before[0])
            )
    db.execute("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", (path, row[0], size, modified))


def set_marks(db: sqlite3.Connection, path: Path, changes: Mapping[str, Any]) -> Marks:
    """Change what is said about the photo at a place; gives what is said now."""
    row = db.execute(f"{ENTRY} WHERE place.path = ?", (os.fsencode(path),)).fetchone()
    before = entry_of(row).marks if row else NOTHING
    marks = before.with_(**changes)
    update(db, path, **asdict(marks))
    if marks.liked != before.liked:
        update(db, path, liked_at=time.time() if marks.liked else 0.0)
    return marks


def update(db: sqlite3.Connection, path: Path, **values: Any) -> None:
    """Set columns of the photo at a place."""
    columns = ", ".join(f"{name} = ?" for name in values)  # names are ours, never the person's
    write = f"UPDATE photo SET {columns} WHERE id = (SELECT photo FROM place WHERE path = ?)"
    db.execute(write, (*values.values(), os.fsencode(path)))


def entry_of(row: tuple[Any, ...]) -> Entry:
    """What a row of ENTRY tells."""
    path, photo, liked, rejected, stars, label, is_edited, taken, camera, liked_at = row
    marks = Marks(bool(liked), bool(rejected), stars, label)
    return Entry(Path(os.fsdecode(path)), photo, marks, bool(is_edited), taken, camera, liked_at)


def traits_of(text: str) -> "Traits":
    """Traits as they were kept."""
    from engine.traits import Traits

    values: dict[str, Any] = json.loads(text)
    return Traits(**{name: _frozen(value) for name, value in values.items()})


def _frozen(value: Any) -> Any:
    """JSON knows no tuples."""
    return tuple(value) if isinstance(value, list) else value
