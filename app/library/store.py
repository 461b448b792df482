"""Library: likes, ratings, collections and edits by the content of photos. SQLite; any thread may ask, one at a time.

Every call is one transaction: it is kept as a whole or not at all, also when the process is killed in the middle.
Two windows share one file; each waits for the other, and `generation` tells when the other one wrote.
"""

import json
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.library import records, schema
from app.library.content import content_key
from app.library.entry import Entry, Shelf
from app.library.marks import Marks
from app.storage import folders

if TYPE_CHECKING:  # measuring photos is loaded when photos are measured
    from engine.traits import Traits

_Answer = TypeVar("_Answer")


def usual_file() -> Path:
    """Where the person's library lies."""
    return folders.data() / "library.db"


class Library:
    """An open library. What it raises is a `LibraryError` with a sentence for the person."""

    def __init__(self, path: Path | None = None) -> None:
        """Open the library, or make it.

        Raises:
            LibraryError: there is no place for it, or another program holds it.
        """
        self.path = path or usual_file()
        self._lock = threading.RLock()
        self.note = ""
        """A sentence about a file that was kept aside, for the person to see once; "" if all was well."""
        self._open()

    def close(self) -> None:
        """Put a copy beside the library if something was written, and let go of the file."""
        with self._lock:
            if self._connection.total_changes > self._changes_at_start:
                schema.copy_beside(self._connection, self.path)
            self._connection.close()

    # ── photos ──────────────────────────────────────────────────────────────────────────────────────────────────

    def take_in(self, paths: Iterable[Path]) -> list[Path]:
        """Know these photos by their content; those that are known at this place and did not change cost nothing.

        A photo that is known from another place brings its marks, edit and collections along. One that was changed
        where it lies keeps its marks.

        Returns:
            those that could not be read.
        """
        unread, seen = [], []
        paths = list(paths)
        known = self._ask(lambda db: records.stamps(db, paths))
        for path in paths:
            try:
                status = path.stat()
                stamp = status.st_size, status.st_mtime_ns
                if known.get(os.fsencode(path)) != stamp:
                    seen.append((os.fsencode(path), content_key(path), *stamp))
            except OSError:
                unread.append(path)
        if seen:
            self._do(lambda db: records.place_all(db, seen))
        return unread

    def mark(self, path: Path, **changes: Any) -> Marks:
        """Change what is said about a photo, wherever it lies.

        Args:
            path: the photo.
            **changes: fields of `Marks`.

        Returns:
            the marks it has now.

        Raises:
            LibraryError: it cannot be read, or the library not be written.
        """
        return self.mark_all([path], **changes)[path]

    def mark_all(self, paths: Iterable[Path], **changes: Any) -> dict[Path, Marks]:
        """Change what is said about several photos, all in one step; see `mark`."""
        return self.set_marks(dict.fromkeys(paths, changes))

    def set_marks(self, changes: Mapping[Path, Mapping[str, Any]]) -> dict[Path, Marks]:
        """Change what is said about photos, each in its own way, all in one step; see `mark`."""
        if unread := self.take_in(changes):
            raise schema.LibraryError(f"{unread[0].name} cannot be read, so it was not marked.", subject=unread[0])

        def write(db: sqlite3.Connection) -> dict[Path, Marks]:
            return {path: records.set_marks(db, path, fields) for path, fields in changes.items()}

        return self._do(write)

    def unlike(self, paths: Iterable[Path]) -> None:
        """Take likes away, also of photos that are no longer at their place."""
        wanted = list(paths)

        def write(db: sqlite3.Connection) -> None:
            for path in wanted:
                records.update(db, path, liked=0, liked_at=0.0)

        self._do(write)

    def entries(self, paths: Iterable[Path] | None = None) -> dict[Path, Entry]:
        """What is known of photos: of all, or of those at these places; unknown ones are left out."""
        if paths is None:
            return {
                e.path: e for e in self._ask(lambda db: [records.entry_of(row) for row in db.execute(records.ENTRY)])
            }
        wanted = [os.fsencode(path) for path in paths]

        def ask(db: sqlite3.Connection) -> list[Entry]:
            rows = (db.execute(f"{records.ENTRY} WHERE place.path = ?", (path,)).fetchone() for path in wanted)
            return [records.entry_of(row) for row in rows if row is not None]

        return {entry.path: entry for entry in self._ask(ask)}

    def liked_paths(self) -> list[Path]:
        """Likes in the order in which they were liked, each once, at a place where it still lies.

        A photo of which no place is there any more is left out; `take_in` finds it again where it was moved to.
        """
        rows = self._ask(
            lambda db: db.execute(f"{records.ENTRY} WHERE liked ORDER BY liked_at, place.rowid").fetchall()
        )
        found: dict[int, Path] = {}
        for entry in map(records.entry_of, rows):
            if entry.photo not in found and entry.path.is_file():
                found[entry.photo] = entry.path
        return list(found.values())

    def forget(self, paths: Iterable[Path]) -> None:
        """Places no longer lead to their photos; what is said about the photos stays."""
        wanted = [(os.fsencode(path),) for path in paths]
        self._do(lambda db: db.executemany("DELETE FROM place WHERE path = ?", wanted) and None)

    # ── edits, facts, traits ────────────────────────────────────────────────────────────────────────────────────

    def keep_edit(self, path: Path, edit: str | None) -> None:
        """Note which edit is a photo's (`engine.edit.Edit.to_json`), so that it is found when the photo was moved."""
        if not self.take_in([path]):
            self._do(lambda db: records.update(db, path, edit=edit))

    def edit_of(self, path: Path) -> str | None:
        """The edit noted for a photo that was moved here; None if there is none, or it lies elsewhere too: a copy."""
        if self.take_in([path]):
            return None
        name = os.fsencode(path)
        ask = "SELECT edit FROM photo JOIN place ON place.photo = photo.id WHERE path = ?"
        others = "SELECT path FROM place WHERE path != ? AND photo = (SELECT photo FROM place WHERE path = ?)"

        def read(db: sqlite3.Connection) -> tuple[Any, list[Any]]:
            return db.execute(ask, (name,)).fetchone(), db.execute(others, (name, name)).fetchall()

        row, places = self._ask(read)
        is_copy = any(Path(os.fsdecode(place[0])).is_file() for place in places)
        return row[0] if row and not is_copy else None

    def without_facts(self) -> list[Path]:
        """One place of each photo whose time and camera nobody looked up yet."""
        ask = "SELECT min(path) FROM place JOIN photo ON photo.id = place.photo WHERE NOT has_facts GROUP BY photo.id"
        return [Path(os.fsdecode(row[0])) for row in self._ask(lambda db: db.execute(ask).fetchall())]

    def keep_facts(self, facts: Mapping[Path, tuple[float, str]]) -> None:
        """Note when photos were taken (seconds since 1970; 0 if unknown) and with what camera."""

        def write(db: sqlite3.Connection) -> None:
            for path, (taken, camera) in facts.items():
                records.update(db, path, taken=taken, camera=camera, has_facts=1)

        self._do(write)

    def traits(self, paths: Iterable[Path]) -> dict[Path, "Traits"]:
        """Traits that were kept, of photos known at these places."""
        from engine.traits import VERSION

        wanted = [os.fsencode(path) for path in paths]
        ask = "SELECT measures FROM trait JOIN place ON place.photo = trait.photo WHERE path = ? AND version = ?"

        def read(db: sqlite3.Connection) -> dict[Path, "Traits"]:
            rows = {p: db.execute(ask, (p, VERSION)).fetchone() for p in wanted}
            return {Path(os.fsdecode(p)): records.traits_of(row[0]) for p, row in rows.items() if row is not None}

        return self._ask(read)

    def keep_traits(self, path: Path, traits: "Traits") -> None:
        """Keep the traits of a photo that is known at this place."""
        from engine.traits import VERSION

        write = "INSERT OR REPLACE INTO trait SELECT photo, ?, ? FROM place WHERE path = ?"
        values = (VERSION, json.dumps(asdict(traits)), os.fsencode(path))
        self._do(lambda db: db.execute(write, values) and None)

    # ── folders and collections ─────────────────────────────────────────────────────────────────────────────────

    def add_folder(self, folder: Path) -> None:
        """Show a folder in the library."""
        values = (os.fsencode(folder), time.time())
        self._do(lambda db: db.execute("INSERT OR IGNORE INTO folder VALUES (?, ?)", values) and None)

    def drop_folder(self, folder: Path) -> None:
        """Show a folder no longer, nor what lies in it; marks of its photos stay."""
        name = os.fsencode(folder)
        inside = name.rstrip(os.sep.encode()) + os.sep.encode()

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM folder WHERE path = ?", (name,))
            db.execute("DELETE FROM place WHERE substr(path, 1, ?) = ?", (len(inside), inside))

        self._do(write)

    def collect(self, name: str, paths: Iterable[Path] = ()) -> None:
        """Put photos into a collection, which is made if it is not there.

        Raises:
            LibraryError: no name, or a photo cannot be read.
        """
        name, paths = name.strip(), list(paths)
        if not name:
            raise schema.LibraryError("A collection needs a name, so none was made.")
        if unread := self.take_in(paths):
            raise schema.LibraryError(f"{unread[0].name} cannot be read, so it was not collected.", subject=unread[0])
        into = (
            "INSERT OR IGNORE INTO member SELECT collection.id, place.photo FROM collection, place"
            " WHERE name = ? AND path = ?"
        )

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR IGNORE INTO collection (name) VALUES (?)", (name,))
            db.executemany(into, [(name, os.fsencode(path)) for path in paths])

        self._do(write)

    def take_out(self, name: str, paths: Iterable[Path]) -> None:
        """Take photos out of a collection."""
        out = (
            "DELETE FROM member WHERE collection = (SELECT id FROM collection WHERE name = ?)"
            " AND photo = (SELECT photo FROM place WHERE path = ?)"
        )
        rows = [(name, os.fsencode(path)) for path in paths]
        self._do(lambda db: db.executemany(out, rows) and None)

    def drop_collection(self, name: str) -> None:
        """Dissolve a collection; its photos stay."""
        self._do(lambda db: db.execute("DELETE FROM collection WHERE name = ?", (name,)) and None)

    # ── the whole ───────────────────────────────────────────────────────────────────────────────────────────────

    def shelf(self) -> Shelf:
        """Everything that is known now, in one consistent reading."""

        def read(db: sqlite3.Connection) -> Shelf:
            entries = {entry.path: entry for entry in map(records.entry_of, db.execute(records.ENTRY))}
            shown = sorted(Path(os.fsdecode(row[0])) for row in db.execute("SELECT path FROM folder"))
            members: dict[str, set[int]] = {row[0]: set() for row in db.execute("SELECT name FROM collection")}
            both = "SELECT name, photo FROM collection JOIN member ON member.collection = collection.id"
            for name, photo in db.execute(both):
                members[name].add(photo)
            collections = {name: frozenset(members[name]) for name in sorted(members, key=str.casefold)}
            return Shelf(entries, tuple(shown), collections)

        return self._ask(read)

    def generation(self) -> int:
        """A number that changes when another window, or a command, has written."""
        return int(self._ask(lambda db: db.execute("PRAGMA data_version").fetchone()[0]))

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> None:
        opened = schema.open_file(self.path)
        self._connection = opened.connection
        self._changes_at_start = opened.connection.total_changes
        if opened.kept:
            rest = "an earlier copy took its place" if opened.is_restored else "a new one was begun from your sidecars"
            self.note = f"The library could not be read, so it was kept as {opened.kept} and {rest}."

    def _ask(self, work: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """Run work that only reads; it waits for nobody."""
        return self._do(work, "DEFERRED")

    def _do(self, work: Callable[[sqlite3.Connection], _Answer], lock: str = "IMMEDIATE") -> _Answer:
        """Run work in one transaction; a file that turns out to be damaged is kept aside, and the work done anew."""
        with self._lock:
            try:
                with records.transaction(self._connection, lock) as db:
                    return work(db)
            except sqlite3.DatabaseError as problem:
                if not schema.is_beyond_reading(problem):
                    raise schema.unusable(self.path, problem) from problem
            self._connection.close()
            self._open()
            try:
                with records.transaction(self._connection, lock) as db:
                    return work(db)
            except sqlite3.Error as problem:
                raise schema.unusable(self.path, problem) from problem
