"""The door to training: real processes are begun, paused, resumed, killed, found again; what they make is kept."""

import gc
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from app.jobs.shelf import folder as shelf_folder
from app.jobs.train import child, run
from app.jobs.train.ending import why_it_ended
from app.jobs.train.folder import all_folders, home
from app.learning import DONE, INTERRUPTED, KEPT, LEARNING, PAUSED, REFUSED, Learning, LearningWish
from engine.edit import Edit
from tests.app.jobs.conftest import Desk
from training.plan import TrainingPlan

TEACHER = Path(__file__).with_name("teacher.py")


@pytest.fixture(autouse=True)
def teacher(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small process in place of a long one; none is left behind."""
    monkeypatch.setattr(run, "COMMAND", (str(TEACHER),))
    yield
    for kept in (folder.read() for folder in all_folders()):
        if kept is not None and kept.child is not None:
            child.kill(kept.child)
            assert child.wait(kept.child, 60)
    child.let_go()


def wish(photos: list[Path], name: str = "Harbour light") -> LearningWish:
    return LearningWish(name, (photos[0], photos[2]), previews=(photos[0], photos[3]))


def teach(desk: Desk, photos: list[Path], name: str = "Harbour light") -> None:
    desk.session.teach(wish(photos, name))
    desk.until(lambda: desk.session.learning is not None)


def now(desk: Desk) -> Learning:
    assert desk.session.learning is not None
    return desk.session.learning


def until(desk: Desk, status: str) -> Learning:
    desk.until(lambda: desk.session.learning is not None and desk.session.learning.status == status)
    return now(desk)


def the_child() -> psutil.Process:
    kept = all_folders()[0].read()
    assert kept is not None
    assert kept.child is not None
    return psutil.Process(kept.child.pid)


def test_a_learning_tells_how_far_it_is_and_shows_it(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: len(now(desk).moments) >= 2)
    found = now(desk)
    assert found.status == LEARNING
    assert found.usable_since == 6.0
    assert found.kept is not None
    assert found.kept > found.usable_since
    assert all(not picture.isNull() for picture in (*found.before, *found.now))
    assert found.now[0] != found.before[0]
    assert [moment.seconds for moment in found.moments[:2]] == [15.0, 60.0]
    assert found.moments[0].has_style
    assert {name for name, _ in found.curves} == {"fidelity", "quality"}
    assert found.guards == (("skin", 0),)


def test_it_gives_way_to_everything_else(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: now(desk).seconds > 0)
    if os.name != "nt":
        assert the_child().nice() == 10
    session = Path(f"/proc/{the_child().pid}/autogroup")
    if session.exists() and session.read_text().strip():
        assert session.read_text().split()[-1] == "5"


def test_pausing_ends_the_process_and_resuming_goes_on_where_it_stood(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: now(desk).seconds > 12)
    process = the_child()
    desk.session.pause_learning()
    stood = until(desk, PAUSED).seconds
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    desk.session.pause_learning(False)
    desk.until(lambda: now(desk).status == LEARNING and now(desk).seconds > stood)


def test_a_process_that_does_not_leave_is_ended(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GRACE", 0.2)
    teach(desk, photos, "Stubborn")
    desk.until(lambda: now(desk).kept is not None)
    desk.session.pause_learning()
    until(desk, PAUSED)


def test_a_finished_style_is_with_the_others_at_once(desk: Desk, photos: list[Path]) -> None:
    said = desk.record(desk.session.said)
    teach(desk, photos, "Short")
    until(desk, DONE)
    style = desk.session.styles[0]
    assert (style.name, style.kind) == ("Short", "yours")
    assert style.file.parent == shelf_folder()
    assert any("Short" in str(words) for (words,) in said)
    teach(desk, photos, "Short")
    desk.until(lambda: desk.session.styles[0].name == "Short 2")
    assert len([s for s in desk.session.styles if s.kind == "yours"]) == 2, "the older version stays"


def test_stop_and_keep_ends_it_and_keeps_the_style(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: now(desk).kept is not None)
    process = the_child()
    desk.session.keep_learned()
    until(desk, KEPT)
    assert desk.session.styles[0].name == "Harbour light"
    desk.until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)


def test_one_can_go_back_to_a_moment(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: now(desk).moments)
    (folder,) = all_folders()
    moment = folder.style_of(15.0).read_bytes()
    desk.session.keep_learned(15.0)
    until(desk, KEPT)
    assert moment
    assert desk.session.styles[0].kind == "yours"


@pytest.mark.parametrize("name", ["Crash", "Fail"])
def test_what_was_learned_before_it_broke_off_is_kept(desk: Desk, photos: list[Path], name: str) -> None:
    teach(desk, photos, name)
    found = until(desk, INTERRUPTED)
    assert found.kept == 12.0
    assert ("disk is full" in found.problem) == (name == "Fail")
    desk.session.keep_learned()
    until(desk, KEPT)
    assert desk.session.styles[0].name == name


def test_a_killed_process_is_an_interruption_that_can_go_on(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos)
    desk.until(lambda: now(desk).kept is not None)
    the_child().send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    stood = until(desk, INTERRUPTED)
    if os.name != "nt":
        assert stood.problem.startswith("The computer ended it, most likely because memory ran out.")
    desk.session.pause_learning(False)
    desk.until(lambda: now(desk).status == LEARNING and now(desk).seconds > stood.seconds)


@pytest.mark.parametrize(
    ("complaints", "words"),
    [
        ("Traceback ...\nMemoryError", "Memory ran out."),
        ("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes", "Memory ran out."),
        ("libtorch.so: failed to map segment from shared object", "Memory ran out."),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("Segmentation fault", "Resume to go on"),
    ],
)
def test_why_it_ended_is_told_from_what_it_complained_about(complaints: str, words: str) -> None:
    assert why_it_ended(None, complaints).startswith(words)


def test_pairs_and_corrected_photos_reach_the_plan(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    edit = Edit(exposure=0.5)
    desk.open(photos[0])
    desk.session.set("Exposure", exposure=0.5)
    pairs = (tmp_path / "raw", tmp_path / "finished")
    desk.session.teach(replace(wish(photos), pairs=pairs, corrected=(photos[0],), finished=(photos[2],)))
    desk.until(lambda: desk.session.learning is not None)
    (folder,) = all_folders()
    plan = TrainingPlan.read(folder.path / "plan.json")
    assert plan.paths("before") == (pairs[0],)
    assert plan.paths("after") == (pairs[1],)
    (told,) = plan.paths("corrected")
    values = json.loads(told.read_text())
    assert values["styles"] == str(shelf_folder())
    (photo,) = values["photos"]
    assert photo["path"] == str(photos[0])
    assert Edit.from_json(photo["edit"]).exposure == edit.exposure
    (finished,) = plan.paths("finished")
    assert json.loads(finished.read_text())["photos"][0]["edit"] == Edit().to_json()  # nothing is known of it any more
    kept = folder.read()
    assert kept is not None
    assert (kept.wish.pairs, kept.wish.corrected) == (pairs, (photos[0],))


def test_a_refined_style_knows_what_it_came_from(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos, "Short")
    until(desk, DONE)
    first = desk.session.styles[0]
    again = replace(wish(photos, "Short"), start=str(first.file), start_style=first.id)
    desk.session.teach(again)
    desk.until(lambda: any(style.name == "Short 2" for style in desk.session.styles))
    second = next(style for style in desk.session.styles if style.name == "Short 2")
    assert second.learned is not None
    assert second.learned.parent == first.id
    assert first.file.exists()


def test_nothing_learned_is_said_and_keeps_nothing(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos, "Empty")
    found = until(desk, REFUSED)
    assert "not learned enough" in found.problem
    assert all(style.kind != "yours" for style in desk.session.styles)


def test_a_folder_that_cannot_be_written_is_said(desk: Desk, photos: list[Path]) -> None:
    home().parent.mkdir(parents=True, exist_ok=True)
    home().write_bytes(b"in the way")
    teach(desk, photos)
    assert until(desk, REFUSED).problem.startswith("Nothing could be written")


def test_it_goes_on_without_the_window_and_is_found_again(qtbot: QtBot, photos: list[Path]) -> None:
    first = Desk(qtbot)
    teach(first, photos)
    first.until(lambda: now(first).kept is not None)
    first.session.close()
    process = the_child()
    assert process.is_running()
    second = Desk(qtbot)
    second.session.warm_up()
    found = until(second, LEARNING)
    assert found.wish == wish(photos)
    second.until(lambda: now(second).seconds > found.seconds)
    second.session.keep_learned()
    until(second, KEPT)
    second.session.close()
    assert second.troubles == []


def test_what_was_finished_while_the_window_was_closed_is_with_the_styles(qtbot: QtBot, photos: list[Path]) -> None:
    first = Desk(qtbot)
    teach(first, photos, "Short")
    process = the_child()
    first.session.close()
    assert child.wait(child.Child(process.pid, process.create_time()), 60)
    second = Desk(qtbot)
    second.session.warm_up()
    until(second, DONE)
    assert second.session.styles[0].name == "Short"
    second.session.close()


def test_a_process_that_goes_on_is_not_complained_of(tmp_path: Path) -> None:
    # Python warns of a process that is forgotten while it runs; the tests fail on warnings.
    waits = child.python("-c", "import time; time.sleep(60)")
    sleeper = child.start(waits, tmp_path / "said", tmp_path / "wrong")
    child.let_go()
    gc.collect()
    assert child.is_running(sleeper)
    assert child.exit_code(sleeper) is None
    child.kill(sleeper)
    assert child.wait(sleeper, 60)


def test_a_window_that_closes_waits_for_a_process_that_it_had_to_end(
    qtbot: QtBot, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.jobs.train.job.QUIT_GRACE", 0.1)
    desk = Desk(qtbot)
    desk.session.change_settings(learn_on=False)
    teach(desk, photos, "Stubborn")
    desk.until(lambda: now(desk).kept is not None)
    process = the_child()
    desk.session.close()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_only_the_newest_learnings_that_are_over_stay_on_disk(desk: Desk, photos: list[Path]) -> None:
    for number in range(5):
        (home() / f"2020010{number}").mkdir(parents=True)
    teach(desk, photos)
    desk.until(lambda: now(desk).seconds > 0)
    assert len(all_folders()) == 4
    desk.session.keep_learned()
    until(desk, KEPT)


def test_it_rests_with_the_window_if_that_is_preferred(qtbot: QtBot, photos: list[Path]) -> None:
    first = Desk(qtbot)
    first.session.change_settings(learn_on=False)
    teach(first, photos)
    first.until(lambda: now(first).kept is not None)
    first.session.close()
    second = Desk(qtbot)
    second.session.warm_up()
    until(second, PAUSED)
    second.session.pause_learning(False)
    until(second, LEARNING)
    second.session.keep_learned()
    until(second, KEPT)
    second.session.close()


def test_what_is_dropped_is_gone(desk: Desk, photos: list[Path]) -> None:
    teach(desk, photos, "Crash")
    until(desk, INTERRUPTED)
    desk.session.drop_learning()
    desk.until(lambda: desk.session.learning is None)
