"""The library on real files: moved, changed, killed, shared by two processes, damaged, newer."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.library import Marks
from app.library.schema import LibraryError
from app.library.store import Library
from engine.readiness import readiness_of
from engine.traits import read_traits
from tests.conftest import ROOT, make_photo


@pytest.fixture
def library(tmp_path: Path):
    opened = Library(tmp_path / "own" / "library.db")
    yield opened
    opened.close()


def photo(path: Path, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), make_photo(48, 72, seed))
    return path


def test_marks_are_kept(tmp_path: Path) -> None:
    one, two = photo(tmp_path / "1.jpg", 1), photo(tmp_path / "2.jpg", 2)
    with_marks = Library(tmp_path / "library.db")
    with_marks.mark(one, liked=True, stars=4, label="red")
    with_marks.mark(two, rejected=True)
    with_marks.close()
    again = Library(tmp_path / "library.db")
    assert {p: e.marks for p, e in again.entries().items()} == {
        one: Marks(liked=True, stars=4, label="red"),
        two: Marks(rejected=True),
    }
    assert again.liked_paths() == [one]
    assert again.note == ""
    again.close()


def test_a_like_takes_a_rejection_back(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    assert library.mark(one, rejected=True) == Marks(rejected=True)
    assert library.mark(one, liked=True) == Marks(liked=True)
    assert library.mark(one, rejected=True) == Marks(rejected=True)
    with pytest.raises(ValueError, match="0 to 5"):
        library.mark(one, stars=6)
    assert library.entries()[one].marks == Marks(rejected=True), "nothing of a refused change is kept"


def test_a_moved_photo_is_found_again(library: Library, tmp_path: Path) -> None:
    old = photo(tmp_path / "card" / "1.jpg")
    library.mark(old, liked=True)
    library.collect("For the wall", [old])
    library.keep_edit(old, '{"exposure": 1}')
    new = tmp_path / "archive" / "spring.jpg"
    new.parent.mkdir()
    old.rename(new)
    assert library.liked_paths() == []
    assert library.take_in([new]) == []
    assert library.liked_paths() == [new]
    assert library.edit_of(new) == '{"exposure": 1}'
    shelf = library.shelf()
    assert shelf.entries[new].photo in shelf.collections["For the wall"]
    old.write_bytes(new.read_bytes())
    assert library.edit_of(new) is None, "of a copy nobody knows whether it is to look the same"


def test_a_rating_written_into_a_jpeg_leaves_it_the_same_photo(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    library.mark(one, liked=True)
    number = library.entries()[one].photo
    content = one.read_bytes()
    comment = b"\xff\xfe\x00\x0arated 5*"
    one.write_bytes(content[:2] + comment + content[2:])
    library.take_in([one])
    assert library.entries()[one].photo == number
    other = photo(tmp_path / "2.jpg", 5)
    assert library.take_in([other]) == []
    assert library.entries()[other].photo != number


def test_a_photo_changed_where_it_lies_keeps_its_like(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.png")
    library.mark(one, liked=True)
    library.collect("Wall", [one])
    photo(one, 9)
    library.take_in([one])
    entry = library.entries()[one]
    assert entry.marks.liked
    assert entry.photo in library.shelf().collections["Wall"]


def test_copies_count_once(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    copy = tmp_path / "copy.jpg"
    copy.write_bytes(one.read_bytes())
    library.mark_all([one, copy], liked=True)
    assert len(library.liked_paths()) == 1


def test_a_photo_that_cannot_be_read_is_named(library: Library, tmp_path: Path) -> None:
    good = photo(tmp_path / "1.jpg")
    with pytest.raises(LibraryError, match=r"gone\.jpg cannot be read"):
        library.mark_all([good, tmp_path / "gone.jpg"], liked=True)
    assert library.liked_paths() == [], "one step is kept as a whole or not at all"


def test_traits_are_kept_as_they_were_measured(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    measured = read_traits(one)
    library.take_in([one])
    library.keep_traits(one, measured)
    assert library.traits([one]) == {one: measured}
    assert readiness_of(list(library.traits([one]).values())).count == 1


def test_facts_are_asked_once(library: Library, tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    library.take_in([one])
    assert library.without_facts() == [one]
    library.keep_facts({one: (1e9, "X-T5")})
    assert library.without_facts() == []
    assert (library.entries()[one].taken, library.entries()[one].camera) == (1e9, "X-T5")


def test_folders_and_collections(library: Library, tmp_path: Path) -> None:
    inside, beside = photo(tmp_path / "a" / "1.jpg", 1), photo(tmp_path / "ab" / "2.jpg", 2)
    library.take_in([inside, beside])
    library.add_folder(tmp_path / "a")
    library.collect(" Wall ", [inside])
    library.collect("Empty")
    shelf = library.shelf()
    assert shelf.folders == (tmp_path / "a",)
    assert list(shelf.collections) == ["Empty", "Wall"]
    library.take_out("Wall", [inside])
    library.drop_collection("Empty")
    library.drop_folder(tmp_path / "a")
    shelf = library.shelf()
    assert shelf.collections == {"Wall": frozenset()}
    assert list(shelf.entries) == [beside], "a folder whose name only begins alike stays"
    with pytest.raises(LibraryError, match="needs a name"):
        library.collect("  ")


LIKING = """
import sys
from pathlib import Path
from app.library.store import Library
library = Library(Path(sys.argv[1]))
for turn in range(100000):
    for path in map(Path, sys.argv[2:]):
        library.mark(path, liked=turn % 2 == 0, stars=turn % 6)
        print(path, turn, flush=True)
"""


def start(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LIKING, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ)


def test_a_killed_process_loses_nothing_that_it_said_was_kept(tmp_path: Path) -> None:
    photos = [photo(tmp_path / f"{n}.jpg", n) for n in range(3)]
    file = tmp_path / "library.db"
    for lines in (1, 8, 23):
        process = start(file, *photos)
        assert process.stdout is not None
        for _ in range(lines):
            last = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
        process.stdout.close()
        process.wait()
        said = (rest.splitlines() or [last.strip()])[-1]
        path, turn = said.rsplit(" ", 1) if " " in said and said.rsplit(" ", 1)[1].isdigit() else last.rsplit(" ", 1)
        library = Library(file)
        kept = library.entries()[Path(path)].marks
        library.close()
        assert library.note == ""
        now = {int(turn), int(turn) + 1}  # the next one may have been written before it was said
        assert any(kept == Marks(liked=t % 2 == 0, stars=t % 6) for t in now)


def test_two_processes_write_at_once_and_hear_of_each_other(tmp_path: Path) -> None:
    theirs, ours = photo(tmp_path / "1.jpg", 1), photo(tmp_path / "2.jpg", 2)
    library = Library(tmp_path / "library.db")
    before = library.generation()
    process = start(library.path, theirs)
    assert process.stdout is not None
    process.stdout.readline()
    for turn in range(20):
        library.mark(ours, stars=turn % 6)
        process.stdout.readline()
    assert library.generation() != before
    process.kill()
    process.stdout.close()
    process.wait()
    quiet = library.generation()
    library.mark(ours, liked=True)
    assert library.generation() == quiet, "one's own writing is no news"
    assert set(library.entries()) == {theirs, ours}
    library.close()


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[:100] = np.random.default_rng(0).bytes(100)
    file.write_bytes(bytes(content))


def test_a_damaged_library_is_kept_aside_and_the_copy_takes_its_place(tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    file = tmp_path / "own" / "library.db"
    library = Library(file)
    library.mark(one, liked=True)
    library.close()
    damage(file)
    broken = file.read_bytes()
    library = Library(file)
    assert library.liked_paths() == [one]
    kept = next(p for p in file.parent.iterdir() if "kept" in p.name and p.suffix == ".db")
    assert kept.read_bytes() == broken
    assert kept.name in library.note
    assert "earlier copy" in library.note
    library.close()


def test_without_a_sound_copy_a_new_one_is_begun(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    file.write_bytes(b"not a database at all, " * 100)
    library = Library(file)
    assert library.entries() == {}
    assert "sidecars" in library.note
    library.mark(photo(tmp_path / "1.jpg"), liked=True)
    library.close()


def test_a_newer_library_is_kept_aside_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    newer = sqlite3.connect(file)
    newer.execute("CREATE TABLE photo (id, something_new)")
    newer.execute("PRAGMA user_version = 99")
    newer.commit()
    newer.close()
    library = Library(file)
    assert "kept as library-kept-" in library.note
    library.close()
    kept = next(p for p in tmp_path.iterdir() if "kept" in p.name and p.suffix == ".db")
    with sqlite3.connect(kept) as known:
        assert known.execute("PRAGMA user_version").fetchone() == (99,)
    known.close()


def test_damage_under_an_open_library_costs_no_more_than_the_copy(tmp_path: Path) -> None:
    one = photo(tmp_path / "1.jpg")
    file = tmp_path / "library.db"
    first = Library(file)
    first.mark(one, liked=True)
    first.close()
    library = Library(file)
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(bytes(content))
    library._connection.execute("PRAGMA shrink_memory")  # so that it reads the file again
    assert library.liked_paths() == [one]
    assert "earlier copy" in library.note
    library.close()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(folder / "library.db")


def test_a_folder_in_the_place_of_the_library_is_a_clear_sentence(tmp_path: Path) -> None:
    (tmp_path / "library.db").mkdir()
    with pytest.raises(LibraryError, match="marks are not kept"):
        Library(tmp_path / "library.db")
