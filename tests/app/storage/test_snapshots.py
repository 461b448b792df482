"""Snapshots: versions of an edit, kept by the content of the photo."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pictures

from app.pictures import Opened
from app.session import Session
from app.storage import snapshots
from app.storage.snapshots import Snapshot
from engine.edit import Crop, Edit
from engine.image import Image
from tests.conftest import make_photo

PRINT = Snapshot("Print, softer", 1_700_000_000.0, Edit(style="soft", exposure=0.3, crop=Crop(0.1, 0, 1, 1)))
PLAIN = Snapshot("Schwarz-weiß", 1_600_000_000.0, Edit())


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    Pictures.fromarray(make_photo(20, 30)).save(path)
    return path


@pytest.fixture
def session(qapp: object) -> Session:
    """Two photos are open, the first has been read."""
    made = Session()
    made.take_photos((Path("/photos/a.jpg"), Path("/photos/b.jpg")))
    made.take_opened(Opened(Path("/photos/a.jpg"), Image(np.full((4, 6, 3), 90, np.uint8))))
    return made


def test_what_was_kept_comes_back_also_for_a_moved_photo(photo: Path) -> None:
    snapshots.save(snapshots.file(photo), (PRINT, PLAIN))
    moved = photo.rename(photo.with_name("b.jpg"))
    assert snapshots.load(snapshots.file(moved)) == (PRINT, PLAIN)


def test_without_versions_there_is_no_file(photo: Path) -> None:
    path = snapshots.file(photo)
    assert snapshots.load(path) == ()
    snapshots.save(path, (PLAIN,))
    snapshots.save(path, ())
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"format": 2, "versions": []}',
        '{"format": 1, "versions": [{"name": "a", "made": 1, "edit": {"exposure": 99}}]}',
        '{"format": 1, "versions": [{"name": "a"}]}',
        '{"format": 1, "versions": 3}',
        "no json",
    ],
)
def test_a_file_that_is_not_understood_is_kept_aside(photo: Path, text: str) -> None:
    path = snapshots.file(photo)
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    assert snapshots.load(path) == ()
    assert path.with_name(path.name + ".kept").read_text("utf-8") == text


def test_a_version_is_gone_back_to_in_one_step(session: Session) -> None:
    assert session.path is not None
    session.snapshots.take(session.path, ())
    session.set("Exposure", exposure=0.3)
    session.snapshots.keep("  Brighter ")
    session.set("Exposure", exposure=-1)
    (kept,) = session.snapshots.shown
    assert kept.name == "Brighter"
    session.snapshots.use(kept)
    assert session.edit.exposure == 0.3
    assert session.history.steps[-1].label == "Brighter"
    session.undo()
    assert session.edit.exposure == -1


def test_versions_wait_until_it_is_known_which_there_are(session: Session) -> None:
    wanted: list[object] = []
    session.snapshots.keep_wanted.connect(lambda *said: wanted.append(said))
    session.snapshots.keep("Too early")
    assert not session.snapshots.is_ready
    assert wanted == []
    assert session.path is not None
    session.snapshots.take(session.path, (PLAIN,))
    session.snapshots.keep("Now", PRINT.edit)
    assert [one.name for one in session.snapshots.shown] == ["Now", PLAIN.name]
    assert len(wanted) == 1


def test_versions_are_renamed_and_removed_and_belong_to_one_photo(session: Session) -> None:
    assert session.path is not None
    session.snapshots.take(session.path, (PRINT, PLAIN))
    session.snapshots.rename(PRINT, "Wall")
    session.snapshots.rename(PLAIN, "  ")
    assert [one.name for one in session.snapshots.shown] == ["Wall", PLAIN.name]
    session.snapshots.remove(session.snapshots.shown[0])
    assert session.snapshots.shown == (PLAIN,)
    session.go(1)
    assert not session.snapshots.shown
