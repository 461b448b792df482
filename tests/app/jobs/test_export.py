"""Exports from the window: names beforehand, files, failures, pause, stop, one after the other."""

import threading
from pathlib import Path

import numpy as np
import pytest

from app.exports import ExportNames, ExportProgress, ExportWish
from app.storage import folders, sidecar
from engine import batch
from engine.edit import Edit
from engine.errors import PhotoUnreadable
from engine.export.options import ExportOptions
from tests.app.jobs.conftest import PHOTO_SIZE, Desk

PNG = ExportOptions(format="png")


def export(desk: Desk, wish: ExportWish) -> ExportProgress:
    """Export and wait until it is over."""
    seen = desk.record(desk.session.export_changed)
    desk.session.export_wanted.emit(wish)
    desk.until(lambda: seen and seen[-1][0].is_finished)
    return seen[-1][0]


def names(desk: Desk, wish: ExportWish) -> ExportNames:
    """The last answer about the names of a wish."""
    seen = desk.record(desk.session.export_names_changed)
    desk.session.export_names_wanted.emit(wish)
    desk.until(lambda: seen and (seen[-1][0].with_place >= 0 or seen[-1][0].problem))
    return seen[-1][0]


def pixels(path: Path) -> np.ndarray:
    from engine.decode import open_photo

    return open_photo(path).pixels


def test_what_was_decided_is_exported(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    sidecar.write(photos[2], Edit(exposure=2.0), sidecar.read(photos[2]))
    desk.open(photos[0], *photos[2:])
    desk.session.choose_style(None)
    desk.session.set("Turn", quarter_turns=1)
    over = export(desk, ExportWish((photos[0], *photos[2:]), tmp_path / "new" / "folder", options=PNG))
    assert (len(over.written), over.failures, over.is_stopped, over.over) == (3, (), False, 3)
    by_photo = {path.stem.rpartition("_")[0] if "Natural" in path.stem else path.stem: path for path in over.written}
    turned, lit, fresh = (by_photo[path.stem] for path in (photos[0], *photos[2:]))
    assert pixels(turned).shape[:2] == PHOTO_SIZE
    assert pixels(lit).mean() > pixels(photos[2]).mean() + 10
    assert fresh.name == "IMG_10_Natural.png", "a photo that nobody touched has the default look"
    assert not np.array_equal(pixels(fresh), pixels(photos[3]))


def test_a_photo_that_cannot_be_read_is_told_and_the_rest_goes_on(
    desk: Desk, photos: list[Path], tmp_path: Path
) -> None:
    over = export(desk, ExportWish(tuple(photos), tmp_path / "out", options=PNG))
    assert len(over.written) == 3
    [(path, problem)] = over.failures
    assert (path, type(problem)) == (photos[1], PhotoUnreadable)
    assert over.over == 4
    assert list((folders.state() / "exports").glob("*.jsonl")), "a journal is kept"


def test_names_are_known_before_anything_is_written(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "1-Natural-360.png").write_text("in the way")
    wish = ExportWish((photos[0], photos[2]), tmp_path / "out", "{seq}-{style}-{w}", PNG)
    found = names(desk, wish)
    assert [(n.target.name, n.state) for n in found.names] == [
        ("1-Natural-360-2.png", "changed"),
        ("2-Natural-360.png", "free"),
    ]
    assert (found.with_place, found.problem) == (0, None)
    assert found.pixels == 2 * PHOTO_SIZE[0] * PHOTO_SIZE[1]
    assert len(list((tmp_path / "out").iterdir())) == 1
    over = export(desk, wish)
    assert sorted(p.name for p in over.written) == ["1-Natural-360-2.png", "2-Natural-360.png"]


def test_a_template_that_is_not_understood_is_told_in_place(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    found = names(desk, ExportWish((photos[0],), tmp_path, "{nonsense}"))
    assert found.names == ()
    assert "nonsense" in found.problem.sentence


def test_a_folder_that_cannot_be_made_ends_the_export_with_a_sentence(
    desk: Desk, photos: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    over = export(desk, ExportWish((photos[0],), tmp_path / "file" / "folder", options=PNG))
    assert over.is_stopped
    assert (tmp_path / "file").read_text() == "in the way"
    assert "folder" in desk.troubles.pop()[0].sentence


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Exports of single photos wait for this."""
    go_on, real = threading.Event(), batch.export_photo

    def slow(job: batch.Job, *arguments: object, **options: object) -> object:
        assert go_on.wait(60)
        return real(job, *arguments, **options)

    monkeypatch.setattr(batch, "export_photo", slow)
    return go_on


def test_stopping_leaves_what_is_not_begun(
    desk: Desk, photos: list[Path], tmp_path: Path, held: threading.Event
) -> None:
    seen = desk.record(desk.session.export_changed)
    wish = ExportWish((photos[0], photos[2], photos[3]) * 4, tmp_path / "out", options=PNG)
    desk.session.export_wanted.emit(wish)
    desk.session.export_wanted.emit(wish)
    desk.until(lambda: seen[-1][0].at_work)
    assert seen[-1][0].waiting == 1
    desk.session.export_stop_wanted.emit()
    held.set()
    desk.until(lambda: seen[-1][0].is_finished)
    assert seen[-1][0].is_stopped
    assert len(list((tmp_path / "out").iterdir())) == len(seen[-1][0].written) < 12
    desk.qtbot.wait(30)
    assert seen[-1][0].is_finished, "what waited behind it is stopped too"


def test_an_export_pauses_and_goes_on(desk: Desk, photos: list[Path], tmp_path: Path, held: threading.Event) -> None:
    seen = desk.record(desk.session.export_changed)
    desk.session.export_wanted.emit(ExportWish((photos[0], photos[2]) * 3, tmp_path / "out", options=PNG))
    desk.until(lambda: seen[-1][0].at_work)
    desk.session.export_pause_wanted.emit(True)
    held.set()
    desk.until(lambda: not seen[-1][0].at_work)
    assert seen[-1][0].is_paused
    assert 0 < seen[-1][0].over < 6
    desk.session.export_pause_wanted.emit(False)
    desk.until(lambda: seen[-1][0].is_finished)
    assert (seen[-1][0].over, seen[-1][0].is_stopped, seen[-1][0].is_paused) == (6, False, False)
    assert any(p.seconds_left is not None for (p,) in seen)


def test_exports_run_one_after_the_other_as_decided_when_they_were_wished_for(
    desk: Desk, photos: list[Path], tmp_path: Path, held: threading.Event
) -> None:
    desk.open(photos[0])
    desk.session.choose_style(None)
    seen = desk.record(desk.session.export_changed)
    desk.session.export_wanted.emit(ExportWish((photos[0],), tmp_path / "a", options=PNG))
    desk.session.export_wanted.emit(ExportWish((photos[0],), tmp_path / "b", options=PNG))
    desk.session.set("Exposure", exposure=3.0)
    held.set()
    desk.until(lambda: sum(p.is_finished for (p,) in seen) == 2)
    [first], [second] = (list((tmp_path / folder).iterdir()) for folder in "ab")
    assert np.array_equal(pixels(first), pixels(photos[0]))
    assert np.array_equal(pixels(second), pixels(photos[0]))
