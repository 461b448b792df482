"""The library's job: marks reach the disk, other windows are heard, folders and finished pictures become likes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import pytest
from pytestqt.qtbot import QtBot

from app.jobs.library import LibraryJob
from app.library import Marks
from app.library.schema import backup_of
from app.library.store import Library
from app.session import Session
from app.storage import ratings
from tests.app.jobs.conftest import Desk
from tests.conftest import make_photo

WAIT = 30_000


class Window:
    """A session with nothing but its library."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.session = Session()
        self.job = LibraryJob(self.session)
        self.said: list[str] = []
        self.troubles: list[str] = []
        self.session.said.connect(self.said.append)
        self.session.trouble.connect(lambda problem: self.troubles.append(problem.sentence))

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=WAIT)


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    opened = Window(qtbot)
    yield opened
    opened.job.close()


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = [folder / f"IMG_{n}.jpg" for n in range(4)]
    for seed, path in enumerate(paths):
        assert cv2.imwrite(str(path), make_photo(120, 180, seed))
    return paths


def on_disk() -> dict[Path, Marks]:
    library = Library()
    try:
        return {path: entry.marks for path, entry in library.entries().items()}
    finally:
        library.close()


def test_a_like_shows_at_once_and_reaches_the_disk(window: Window, photos: list[Path]) -> None:
    heard: list[object] = []
    window.session.marks_changed.connect(heard.append)
    window.session.mark(photos[:2], liked=True)
    assert window.session.marks_of(photos[0]).liked
    assert window.session.liked_paths() == tuple(photos[:2])
    assert heard == [tuple(photos[:2])]
    window.until(lambda: window.session.shelf.marks(photos[1]).liked)
    assert on_disk() == {photos[0]: Marks(liked=True), photos[1]: Marks(liked=True)}


def test_closing_writes_what_was_just_marked(window: Window, photos: list[Path]) -> None:
    window.session.mark(photos, stars=3)
    window.job.close()
    assert on_disk() == dict.fromkeys(photos, Marks(stars=3))


def test_marks_are_taken_back_and_set_again(window: Window, photos: list[Path]) -> None:
    session = window.session
    session.toggle(photos[:2], liked=True)
    session.toggle(photos[:1], rejected=True)
    session.undo_marks()
    assert session.marks_of(photos[0]) == Marks(liked=True)
    session.undo_marks()
    assert session.marks_of(photos[0]) == Marks()
    session.redo_marks()
    session.toggle(photos[:2], liked=True)
    assert not session.can_redo_marks
    window.job.close()
    assert on_disk() == dict.fromkeys(photos[:2], Marks())


def test_a_photo_that_is_gone_is_named_and_its_mark_taken_off(window: Window, photos: list[Path]) -> None:
    photos[0].unlink()
    window.session.mark([photos[0]], liked=True)
    window.until(lambda: window.troubles)
    assert window.troubles == ["IMG_0.jpg cannot be read, so it was not marked."]
    assert window.session.marks_of(photos[0]) == Marks()


def test_another_window_is_heard(window: Window, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    window.job._poll.setInterval(20)
    window.job.start()
    other = Library()
    other.mark(photos[2], liked=True)
    other.close()
    window.until(lambda: window.session.marks_of(photos[2]).liked)


def test_opened_photos_are_known_wherever_they_were_moved(window: Window, photos: list[Path], tmp_path: Path) -> None:
    window.session.mark([photos[1]], liked=True)
    moved = tmp_path / "moved"
    window.until(lambda: window.session.shelf.entries)
    photos[0].parent.rename(moved)
    window.session.take_photos(tuple(moved / path.name for path in photos))
    window.until(lambda: len(window.session.shelf.entries) == 5)
    assert window.session.marks_of(moved / "IMG_1.jpg").liked
    assert not window.session.marks_of(moved / "IMG_2.jpg").liked
    window.until(lambda: moved in window.session.shelf.folders)


def test_without_a_memory_opened_folders_are_not_kept(window: Window, photos: list[Path]) -> None:
    window.session.change_settings(keep_recent=False)
    window.session.take_photos(tuple(photos))
    window.job.start()
    window.session.mark([photos[0]], liked=True)
    window.until(lambda: window.session.shelf.entries)
    assert list(window.session.shelf.entries) == [photos[0]]
    assert window.session.shelf.folders == ()


def test_a_folder_of_finished_pictures_becomes_likes(window: Window, photos: list[Path]) -> None:
    (photos[0].parent / "broken.jpg").write_bytes(b"\xff\xd8\xff no picture")
    (photos[0].parent / "notes.txt").write_text("no photo")
    window.session.add_likes([photos[0].parent])
    window.until(lambda: window.said)
    assert [words.replace("(s)", "s") for words in window.said] == ["4 likes were added."]
    assert set(window.session.liked_paths()) == set(photos)
    window.session.add_likes([photos[0].parent / "nothing here"])
    window.until(lambda: len(window.said) == 2)
    assert window.said[1] == "There are no photos, so no like was added."


def test_only_photos_with_four_or_five_stars_become_likes(window: Window, photos: list[Path]) -> None:
    ratings.write(photos[0], Marks(stars=4))
    ratings.write(photos[1], Marks(stars=3))
    window.session.mark([photos[2]], stars=5)
    window.session.add_likes([photos[0].parent], only_starred=True)
    window.until(lambda: window.said)
    assert set(window.session.liked_paths()) == {photos[0], photos[2]}


def test_ratings_are_read_and_written_only_when_asked(window: Window, photos: list[Path]) -> None:
    ratings.write(photos[0], Marks(stars=4, label="green"))
    window.session.take_photos(tuple(photos))
    window.until(lambda: len(window.session.shelf.entries) == 4)
    assert window.session.marks_of(photos[0]) == Marks()
    window.session.mark([photos[1]], liked=True)
    window.until(lambda: window.session.shelf.marks(photos[1]).liked)
    assert ratings.read(photos[1]) == Marks()
    window.session.ratings_read_wanted.emit(tuple(photos))
    window.until(lambda: window.session.marks_of(photos[0]).stars == 4)
    assert window.session.marks_of(photos[1]).liked
    window.session.ratings_write_wanted.emit(tuple(photos))
    window.until(lambda: ratings.read(photos[1]) == Marks(liked=True))


def test_the_likes_are_measured(window: Window, photos: list[Path]) -> None:
    window.session.mark(photos, liked=True)
    window.until(lambda: window.session.shelf.entries)
    window.session.likes_report_wanted.emit()
    window.until(lambda: window.session.likes)
    assert window.session.likes is not None
    assert window.session.likes.readiness.count == 4
    assert set(window.session.likes.paths) == set(photos)


def test_a_lost_library_comes_back_from_sidecars(window: Window, photos: list[Path]) -> None:
    ratings.write(photos[3], Marks(liked=True, stars=5))
    window.session.remember((photos[0].parent,))
    made = Library()
    file = made.path
    made.close()
    backup_of(file).unlink()
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.write_bytes(b"nothing that could be read" * 400)
    window.job.start()
    window.until(lambda: window.said)
    assert "kept as library-kept-" in window.said[0]
    assert window.session.liked_paths() == (photos[3],)


def test_undo_right_after_a_mark_takes_the_mark_back(window: Window, photos: list[Path]) -> None:
    session = window.session
    session.take_photos(tuple(photos))
    session.mark([photos[0]], liked=True)
    assert session.undoes_marks
    session.undo()
    assert not session.marks_of(photos[0]).liked
    session.choose(1)
    assert not session.undoes_marks, "on another photo undo is about its edit"
    session.enter_room("library")
    session.redo()
    assert session.marks_of(photos[0]).liked


def test_undo_and_redo_go_through_edits_and_marks_in_their_order(desk: Desk, photos: list[Path]) -> None:
    session = desk.session
    session.mark(photos, label="red")
    desk.open(photos[0])
    desk.until(lambda: session.is_ready)

    def now() -> tuple[float, int, str]:
        marks = session.marks_of(photos[0])
        return session.edit.exposure, marks.stars, marks.label

    session.set("Exposure", exposure=0.5)
    session.mark([photos[0]], stars=3)
    session.set("Exposure", exposure=1.0)
    stood = [(1.0, 3, "red"), (0.5, 3, "red"), (0.5, 0, "red"), (0.0, 0, "red")]
    for expected in (*stood, stood[-1]):  # what was marked before the photo was seen stays
        assert now() == expected
        session.undo()
    for expected in (*reversed(stood), stood[0]):
        assert now() == expected
        session.redo()


def test_a_photo_moved_without_its_sidecar_keeps_its_edit(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    desk.open(photos[0])
    desk.session.set("Light", exposure=0.5)
    desk.until(lambda: desk.session.shelf.entries and desk.session.shelf.entries[photos[0]].is_edited)
    moved = tmp_path / "elsewhere.jpg"
    photos[0].rename(moved)
    desk.open(moved)
    desk.until(lambda: desk.session.edit.exposure == 0.5)
