"""A run over many photos: one bad photo stops nothing, stopping leaves nothing half-written, memory stays bounded."""

import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

import engine.batch
from engine.batch import Done, Event, Finished, Refused, Started, run
from engine.edit import Edit
from engine.errors import ExportError, PhotoTooLarge
from engine.export.options import ExportOptions
from engine.export.writer import Written
from engine.exporting import Job
from engine.tiles import Cancelled
from tests.conftest import make_photo


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three small photos in a folder of their own."""
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = [folder / f"{name}.png" for name in "abc"]
    for number, path in enumerate(paths):
        Pillow.fromarray(make_photo(60, 90, seed=number)).save(path)
    return paths


def jobs_for(photos: list[Path], out: Path) -> list[Job]:
    return [Job(path, out / f"{path.stem}.jpg", Edit(exposure=0.5)) for path in photos]


@pytest.mark.parametrize("workers", [1, 2])
def test_every_photo_is_written_and_told(photos: list[Path], tmp_path: Path, workers: int) -> None:
    events: list[Event] = []
    finished = run(jobs_for(photos, tmp_path / "out"), ExportOptions(), workers=workers, on_event=events.append)
    assert (finished.done, finished.refused, finished.skipped, finished.is_cancelled) == (3, 0, 0, False)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.jpg", "b.jpg", "c.jpg"]
    assert [type(e) for e in events].count(Started) == 3
    assert sorted(e.index for e in events if isinstance(e, Done)) == [0, 1, 2]
    assert events[-1] == finished


def test_an_edit_is_what_is_written(photos: list[Path], tmp_path: Path) -> None:
    run([Job(photos[0], tmp_path / "a.png", Edit(exposure=1.0))], ExportOptions(format="png"))
    bright, original = (np.asarray(Pillow.open(p)).mean() for p in (tmp_path / "a.png", photos[0]))
    assert bright > original + 20


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bad_photo_is_reported_and_the_rest_goes_on(photos: list[Path], tmp_path: Path, workers: int) -> None:
    photos[1].write_bytes(photos[1].read_bytes()[:200])
    missing = photos[0].with_name("gone.png")
    events: list[Event] = []
    finished = run(
        jobs_for([*photos, missing], tmp_path / "out"), ExportOptions(), workers=workers, on_event=events.append
    )
    assert (finished.done, finished.refused) == (2, 2)
    refused = {e.job.source.name: e.problem.sentence for e in events if isinstance(e, Refused)}
    assert set(refused) == {"b.png", "gone.png"}
    assert all(name in sentence for name, sentence in refused.items())
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.jpg", "c.jpg"]


@pytest.mark.parametrize(("trouble", "kind"), [(RuntimeError("odd"), ExportError), (MemoryError(), PhotoTooLarge)])
def test_the_unforeseen_gets_a_sentence(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception, kind: type[Exception]
) -> None:
    def export(*_: object, **__: object) -> Written:
        raise trouble

    monkeypatch.setattr(engine.batch, "export_photo", export)
    events: list[Event] = []
    finished = run(jobs_for(photos, tmp_path), ExportOptions(), workers=2, on_event=events.append)
    problems = [e.problem for e in events if isinstance(e, Refused)]
    assert finished.refused == 3
    assert {type(p) for p in problems} == {kind}
    assert "Traceback" not in problems[0].sentence
    assert type(trouble).__name__ in problems[0].details


def test_skipping_is_no_failure(photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"old")
    finished = run(jobs_for(photos[:1], tmp_path), ExportOptions(on_conflict="skip"))
    assert (finished.done, finished.skipped) == (0, 1)
    assert (tmp_path / "a.jpg").read_bytes() == b"old"


def test_no_photo_of_the_run_is_a_target(photos: list[Path]) -> None:
    before = [p.read_bytes() for p in photos]
    crossed = [Job(photos[0], photos[1]), Job(photos[1], photos[0])]
    finished = run(crossed, ExportOptions(format="png", on_conflict="overwrite"))
    assert finished.refused == 2
    assert [p.read_bytes() for p in photos] == before


def test_stopping_leaves_photos_at_work_unwritten(
    photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two strips of the first photo the run is stopped."""
    cancelled = threading.Event()
    real = engine.batch.export_photo

    def export(job: Job, options: ExportOptions, **how: object) -> Written:
        cancelled.set()
        return real(job, options, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(engine.batch, "export_photo", export)
    events: list[Event] = []
    finished = run(
        jobs_for(photos, tmp_path / "out"), ExportOptions(), workers=1, on_event=events.append, cancelled=cancelled
    )
    assert finished == Finished(0, 0, 0, 3, is_cancelled=True, seconds=finished.seconds)
    assert [type(e) for e in events] == [Started, Finished]
    assert not list((tmp_path / "out").glob("*"))
    assert not list((tmp_path / "out").glob(".*"))


def test_a_pause_holds_the_next_photo(photos: list[Path], tmp_path: Path) -> None:
    paused, seen = threading.Event(), []

    def listen(event: Event) -> None:
        seen.append(event)
        if isinstance(event, Done) and event.index == 0:
            paused.set()
            threading.Timer(0.3, paused.clear).start()

    run(jobs_for(photos[:2], tmp_path / "out"), ExportOptions(), workers=1, on_event=listen, paused=paused)
    assert [type(e) for e in seen] == [Started, Done, Started, Done, Finished]
    assert not paused.is_set()


def test_a_listener_that_raises_stops_the_run(photos: list[Path], tmp_path: Path) -> None:
    def listen(event: Event) -> None:
        if isinstance(event, Done):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(jobs_for(photos, tmp_path), ExportOptions(), workers=2, on_event=listen)


def test_no_more_photos_at_once_than_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, lock = 0, 0, threading.Lock()
    three = threading.Barrier(3)

    def export(job: Job, options: ExportOptions, **_: object) -> Written:
        nonlocal at_work, most
        with lock:
            at_work += 1
            most = max(most, at_work)
        if int(job.source.stem) < 3:
            three.wait(60)
        with lock:
            at_work -= 1
        return Written(job.target, 1, 1, 1)

    monkeypatch.setattr(engine.batch, "export_photo", export)
    finished = run(jobs_for([Path(f"{n}.jpg") for n in range(20)], tmp_path), ExportOptions(), workers=3)
    assert finished.done == 20
    assert most == 3


def test_one_photo_gets_all_threads_and_many_get_one_each(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def export(job: Job, options: ExportOptions, *, threads: int, **_: object) -> Written:
        given.append(threads)
        return Written(job.target, 1, 1, 1)

    monkeypatch.setattr(engine.batch, "export_photo", export)
    monkeypatch.setattr(engine.batch, "cores", lambda: 4)
    run([Job(Path("a"), Path("b"))], ExportOptions())
    run([Job(Path("a"), Path("b"))] * 8, ExportOptions())
    assert given == [4] + [1] * 8


def test_cancelled_is_no_refusal(photos: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def export(*_: object, **__: object) -> Written:
        raise Cancelled

    monkeypatch.setattr(engine.batch, "export_photo", export)
    assert run(jobs_for(photos, tmp_path), ExportOptions()).refused == 0
