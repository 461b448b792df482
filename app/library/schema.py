"""The library's file: its tables, and how it is opened, copied, and kept aside when it cannot be understood."""

import contextlib
import logging
import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from engine.errors import PenchantError

VERSION = 1
"""Version of the tables; a file with a larger one was written by a newer Penchant."""
BUSY_SECONDS = 10.0
"""How long a window waits for another one to finish writing."""
_BUSY_STEP = 0.01
BACKUP_SECONDS = 86_400.0
"""Age of the copy beside the library from which it is made anew."""

_TABLES = """
CREATE TABLE photo (
    id INTEGER PRIMARY KEY,
    content TEXT NOT NULL UNIQUE,
    liked INTEGER NOT NULL DEFAULT 0,
    rejected INTEGER NOT NULL DEFAULT 0,
    stars INTEGER NOT NULL DEFAULT 0,
    label TEXT NOT NULL DEFAULT '',
    liked_at REAL NOT NULL DEFAULT 0,
    edit TEXT,
    taken REAL NOT NULL DEFAULT 0,
    camera TEXT NOT NULL DEFAULT '',
    has_facts INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE place (
    path BLOB PRIMARY KEY,
    photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    size INTEGER NOT NULL,
    modified INTEGER NOT NULL
);
CREATE INDEX place_photo ON place (photo);
CREATE TABLE folder (path BLOB PRIMARY KEY, added REAL NOT NULL);
CREATE TABLE collection (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE member (
    collection INTEGER NOT NULL REFERENCES collection (id) ON DELETE CASCADE,
    photo INTEGER NOT NULL REFERENCES photo (id) ON DELETE CASCADE,
    PRIMARY KEY (collection, photo)
) WITHOUT ROWID;
CREATE TABLE trait (
    photo INTEGER PRIMARY KEY REFERENCES photo (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    measures TEXT NOT NULL
);
"""
_BEYOND_READING = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_FORMAT)


class LibraryError(PenchantError):
    """The library cannot be read or written; marks were not kept."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open library file.

    Attributes:
        connection: to it; statements commit by themselves unless a transaction was begun.
        kept: name under which a file that could not be understood was kept; "" if there was none.
        is_restored: whether the copy of an earlier day took its place.
    """

    connection: sqlite3.Connection
    kept: str = ""
    is_restored: bool = False


def open_file(path: Path) -> Opened:
    """Open the library, or make it. A file that is damaged or newer is kept aside and a copy or a new one opened.

    Raises:
        LibraryError: there is no place for it, or another program holds it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path)
        if connection is not None:
            _copy_daily(connection, path)
            return Opened(connection)
        kept = _keep_aside(path)
        is_restored = _restore(path)
        connection = _connect(path) if is_restored else None
        if connection is None:
            path.unlink(missing_ok=True)
            is_restored, connection = False, _connect(path)
    except (OSError, sqlite3.Error) as problem:
        raise unusable(path, problem) from problem
    if connection is None:
        raise unusable(path, sqlite3.DatabaseError("a new file cannot be read"))
    return Opened(connection, kept, is_restored)


def unusable(path: Path, problem: Exception) -> LibraryError:
    """The sentence for a library that cannot be used now."""
    words = {
        sqlite3.SQLITE_FULL: "The disk is full, so the library was not written.",
        sqlite3.SQLITE_BUSY: "Another window is writing the library, so this was not kept; try again.",
        sqlite3.SQLITE_READONLY: "The library may not be written, so this was not kept.",
    }
    sentence = words.get(code_of(problem), "The library cannot be opened, so marks are not kept.")
    return LibraryError(sentence, subject=path, details=str(problem))


def is_beyond_reading(problem: Exception) -> bool:
    """Whether an error says that the file itself is damaged, not that it is busy or the disk full."""
    return code_of(problem) in _BEYOND_READING


def code_of(problem: Exception) -> int:
    """SQLite's primary result code of an error; 0 if it has none."""
    return int(getattr(problem, "sqlite_errorcode", 0) or 0) & 0xFF


def backup_of(path: Path) -> Path:
    """Where the copy of an earlier day lies."""
    return path.with_name(path.stem + "-copy" + path.suffix)


def _connect(path: Path) -> sqlite3.Connection | None:
    """A connection with our tables; None if the file is damaged, foreign or newer."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        is_ours = _prepare(connection)
    except sqlite3.DatabaseError as problem:
        connection.close()
        if not is_beyond_reading(problem):
            raise
        return None
    if not is_ours:
        connection.close()
        return None
    return connection


def _prepare(connection: sqlite3.Connection) -> bool:
    """Make or check the tables; False if they are not ours, or newer."""
    # What is committed outlives a kill -9 in any mode; FULL lets it outlive a power cut too.
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN IMMEDIATE")  # two windows that start at once make the tables once
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            for statement in _TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            version = VERSION
    finally:
        connection.execute("COMMIT")
    sound: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    return version == VERSION and sound == "ok"


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Change to WAL, which fails at once, without SQLite's own wait, while another window changes a new file to it."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as problem:
            if code_of(problem) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(_BUSY_STEP)


def _keep_aside(path: Path) -> str:
    """Rename a file that cannot be understood, with what belongs to it; gives its new name."""
    stem = f"{path.stem}-kept-{time.strftime('%Y%m%d-%H%M%S')}"
    number = 1
    while path.with_name(stem + path.suffix).exists():
        number += 1
        stem = f"{stem.rpartition('_')[0] if '_' in stem else stem}_{number}"
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(path.with_name(stem + path.suffix + ending))
    return stem + path.suffix


def _restore(path: Path) -> bool:
    """Put the copy of an earlier day in the place of the library."""
    copy = backup_of(path)
    try:
        content = copy.read_bytes()
    except OSError:
        return False
    path.write_bytes(content)
    return True


def copy_beside(connection: sqlite3.Connection, path: Path) -> None:
    """Keep a copy of a sound library; a disk without room for it costs the copy only."""
    copy = backup_of(path)
    try:
        part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
        with contextlib.closing(sqlite3.connect(part)) as target:
            connection.backup(target)
        part.replace(copy)
    except (OSError, sqlite3.Error) as problem:
        logging.getLogger(__name__).info("the library was not copied: %s", problem)


def _copy_daily(connection: sqlite3.Connection, path: Path) -> None:
    """Keep a copy if the last one is older than a day: a window may stay open, or be killed, for weeks."""
    copy = backup_of(path)
    if not copy.exists() or time.time() - copy.stat().st_mtime > BACKUP_SECONDS:
        copy_beside(connection, path)
