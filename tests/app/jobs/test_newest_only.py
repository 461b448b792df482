"""NewestOnly: order, dropping, stopping between results, errors, and the end of its thread."""

import threading
import weakref
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.jobs.newest_only import NewestOnly, Pause


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[NewestOnly]:
    runner = NewestOnly("test")
    runner.results, runner.problems = [], []
    runner.came.connect(runner.results.append)
    runner.failed.connect(runner.problems.append)
    yield runner
    runner.close()


class Gate:
    """Work that has begun and waits for the test."""

    def __init__(self, *results: object) -> None:
        self.results, self.begun, self.open = results, threading.Event(), threading.Event()

    def __call__(self) -> Iterator[object]:
        self.begun.set()
        assert self.open.wait(60)
        yield from self.results


def settle(qtbot: QtBot, runner: NewestOnly) -> None:
    """Until everything submitted so far has arrived."""
    end = object()
    qtbot.waitUntil(lambda: runner._waiting is None)
    runner.submit(lambda: [end])
    qtbot.waitUntil(lambda: end in runner.results)
    runner.results.remove(end)


def test_while_one_runs_only_the_newest_waits(qtbot: QtBot, runner: NewestOnly) -> None:
    gate = Gate("first")
    runner.submit(gate)
    assert gate.begun.wait(60)
    for number in range(20):
        runner.submit(lambda n=number: [n])
    gate.open.set()
    settle(qtbot, runner)
    assert runner.results == ["first", 19]


def test_what_runs_is_left_at_its_next_result(qtbot: QtBot, runner: NewestOnly) -> None:
    gate = Gate("quick", "sharp", "sharper")
    runner.submit(gate)
    assert gate.begun.wait(60)
    runner.submit(lambda: ["new"])
    gate.open.set()
    settle(qtbot, runner)
    assert runner.results == ["quick", "new"]


def test_undisturbed_work_hands_over_everything(qtbot: QtBot, runner: NewestOnly) -> None:
    runner.submit(lambda: iter(range(5)))
    qtbot.waitUntil(lambda: len(runner.results) == 5)
    assert runner.results == [0, 1, 2, 3, 4]


def test_what_is_forgotten_does_not_arrive(qtbot: QtBot, runner: NewestOnly) -> None:
    gate = Gate("old", "older")
    runner.submit(gate)
    assert gate.begun.wait(60)
    runner.forget()
    gate.open.set()
    settle(qtbot, runner)
    assert runner.results == []


def test_results_arrive_on_the_gui_thread(qtbot: QtBot, runner: NewestOnly) -> None:
    threads = []
    runner.came.connect(lambda _: threads.append(threading.current_thread()))
    runner.submit(lambda: [threading.current_thread()])
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]
    assert runner.results[0] is not threading.main_thread()


def test_a_problem_is_told_and_the_next_request_runs(qtbot: QtBot, runner: NewestOnly) -> None:
    def broken() -> Iterator[object]:
        yield "begun"
        raise ZeroDivisionError

    runner.submit(broken)
    qtbot.waitUntil(lambda: bool(runner.problems))
    runner.submit(lambda: ["after"])
    qtbot.waitUntil(lambda: runner.results == ["begun", "after"])
    assert isinstance(runner.problems[0], ZeroDivisionError)


@pytest.mark.parametrize("finish", [True, False])
def test_closing_ends_the_thread_and_finishes_what_it_is_told_to(qtbot: QtBot, finish: bool) -> None:
    runner, done, gate = NewestOnly("closing"), [], Gate()
    runner.submit(gate)
    assert gate.begun.wait(60)
    runner.submit(lambda: done.append("written") or [])
    threading.Timer(0.05, gate.open.set).start()
    runner.close(finish=finish)
    assert done == (["written"] if finish else [])
    runner.submit(lambda: done.append("too late") or [])
    runner.close()
    assert "too late" not in done


def test_a_worker_that_was_never_asked_has_no_thread(qtbot: QtBot) -> None:
    before = threading.active_count()
    runner = NewestOnly("idle")
    assert threading.active_count() == before
    runner.close()


def test_what_has_run_is_let_go(qtbot: QtBot, runner: NewestOnly) -> None:
    class Photo:
        pass

    photo = Photo()
    held = weakref.ref(photo)
    runner.submit(partial(_name_of, photo))
    del photo
    qtbot.waitUntil(lambda: bool(runner.results))
    qtbot.waitUntil(lambda: held() is None)


def _name_of(thing: object) -> Iterator[str]:
    yield type(thing).__name__


def test_a_pause_ends_early_where_something_else_is_wanted(qtbot: QtBot, runner: NewestOnly) -> None:
    runner.submit(lambda: ["quick", Pause(0.01), "sharp"])
    qtbot.waitUntil(lambda: runner.results == ["quick", "sharp"], timeout=30_000)
    runner.submit(lambda: ["again", Pause(3600), "never"])
    qtbot.waitUntil(lambda: runner.results[-1] == "again", timeout=30_000)
    runner.submit(lambda: ["new"])
    qtbot.waitUntil(lambda: runner.results == ["quick", "sharp", "again", "new"], timeout=30_000)
    runner.submit(lambda: [Pause(3600), "never"])
    qtbot.waitUntil(lambda: runner._waiting is None, timeout=30_000)
