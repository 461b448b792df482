"""Learning in the background: does the window stay fluent meanwhile, and what does kill -9 at any moment cost?"""

import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Figure, milliseconds, percentile
from benchmarks.photos import make_jpeg
from benchmarks.window import ROOT, WINDOW_SIZE, until

if TYPE_CHECKING:
    from app.session import Session
    from training.progress import Progress

KILLS = 10
MOST_LOST = 15.0
"""Seconds of learning that a kill may cost."""
_LIKES = 16
_LATEST = 24.0
_WAIT = 900.0
_BLOCK, _BLOCKS = 24, 6


def figures(folder: Path, runs: int) -> list[Figure]:
    """Slider p95 while a style is learned against idle, in turn; ten kills."""
    likes = folder / "likes"
    likes.mkdir()
    for number in range(_LIKES):
        make_jpeg(likes / f"{number}.jpg", 0.4, seed=100 + number)
    return [*_fluency(folder, likes, max(2, runs // 2)), *kills(folder, likes, KILLS)]


# ── fluency ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fluency(folder: Path, likes: Path, rounds: int) -> list[Figure]:
    os.environ["PENCHANT_HOME"] = str(folder / "home")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from app import application

    app = application.application()
    session, jobs, window = application.build()
    window.resize(*WINDOW_SIZE)
    window.show()
    try:
        session.set_view(mode="single")
        window.toggle("panels")
        until(app, session.styles_changed, session.warm_up)
        photo = make_jpeg(folder / "while24.jpg", 24, seed=7)
        until(app, session.preview_changed, lambda: session.open_paths([photo]))
        _rest(app, 2.0)
        child = _learning(app, session, likes)
        idle, busy = _in_turn(app, session, child, rounds)
    finally:
        session.drop_learning()
        _rest(app, 1.0)
        window.close()
        jobs.close()
    return [_compared(name, idle[name], busy[name]) for name in idle]


def _learning(app: Any, session: "Session", likes: Path) -> int:
    """Teach a style; gives the number of its process once it works."""
    from app.jobs.train import child as processes
    from app.learning import LearningWish

    paths = tuple(sorted(likes.iterdir()))
    session.teach(LearningWish("While", paths, previews=paths[:2], minutes=60.0))
    end = time.monotonic() + _WAIT
    while session.learning is None or session.learning.kept is None:
        _rest(app, 0.1)
        if time.monotonic() > end:
            raise SystemExit("nothing was learned in time")
    (pid,) = processes._ours
    return pid


def _in_turn(
    app: Any, session: "Session", child: int, rounds: int
) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Moves of two sliders, block after block, with the learning held and running."""
    held: dict[str, list[float]] = {"adjust slider": [], "strength slider": []}
    running: dict[str, list[float]] = {name: [] for name in held}
    moved = 0
    for block in range(_BLOCKS * rounds):
        times = held if block % 2 == 0 else running
        os.kill(child, signal.SIGSTOP if times is held else signal.SIGCONT)
        _rest(app, 0.3)
        for _ in range(_BLOCK):
            moved += 1
            value = moved % 90 / 100
            adjust, strength = partial(session.change, exposure=value), partial(session.change, strength=0.1 + value)
            times["adjust slider"].append(until(app, session.preview_changed, adjust))
            times["strength slider"].append(until(app, session.preview_changed, strength))
    os.kill(child, signal.SIGCONT)
    return held, running


def _compared(name: str, idle: list[float], busy: list[float]) -> Figure:
    rest, work = percentile(idle, 0.95), percentile(busy, 0.95)
    words = f"{milliseconds(work)} against {milliseconds(rest)} idle: {work / rest:.2f} x"
    medians = f" (medians {milliseconds(statistics.median(busy))}, {milliseconds(statistics.median(idle))})"
    return Figure(f"{name} while learning, p95", words + medians, "at most 2 x idle", work <= 2 * rest)


def _rest(app: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.01)


# ── kills ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def kills(folder: Path, likes: Path, count: int, seed: int = 11) -> list[Figure]:
    """Kill a learning at random moments, resume it each time, and see what was lost.

    Args:
        folder: for the run.
        likes: photos to learn from.
        count: kills.
        seed: of the moments.
    """
    from training.plan import TrainingPlan

    run = folder / "killed"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    plan = TrainingPlan("personal", run, name="Killed", data={"likes": (str(likes),)}, minutes=60.0)
    plan.write()
    chance, lost, broken, stood = random.Random(seed), [], 0, 0.0
    for number in range(count):
        process = _start(plan.folder, resume=number > 0)
        first = _first_step(plan.folder)
        if number:
            lost.append(stood - first)
        time.sleep(chance.uniform(0.0, _LATEST))
        process.send_signal(signal.SIGKILL)
        process.wait()
        stood = _lines(plan.folder)[-1].seconds
        broken += not _is_whole(plan.style_file)
    process = _start(plan.folder, resume=True)
    lost.append(stood - _first_step(plan.folder))
    process.kill()
    process.wait()
    worst = max(lost)
    words = f"{worst:.1f} s at worst, {statistics.mean(lost):.1f} s on average, of {count} kills"
    return [
        Figure("learning lost by kill -9 at a random moment", words, f"at most {MOST_LOST:.0f} s", worst <= MOST_LOST),
        Figure("style files broken by it", str(broken), "0", broken == 0),
    ]


def _start(folder: Path, *, resume: bool) -> "subprocess.Popen[bytes]":
    said = folder / "said.jsonl"
    said.unlink(missing_ok=True)
    command = [sys.executable, "-m", "training", str(folder / "plan.json"), *(["--resume"] if resume else [])]
    with said.open("wb") as out:
        return subprocess.Popen(command, cwd=ROOT, stdout=out)


def _lines(folder: Path) -> list["Progress"]:
    from training.progress import Progress

    text = (folder / "said.jsonl").read_text("utf-8")
    found = [Progress.read(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return [line for line in found if line.kind in ("step", "saved", "preview")]


def _first_step(folder: Path) -> float:
    """Seconds of learning at which a process went on."""
    end = time.monotonic() + _WAIT
    while not (lines := _lines(folder)):
        time.sleep(0.02)
        if time.monotonic() > end:
            raise SystemExit("the learning did not begin in time")
    return lines[0].seconds


def _is_whole(style: Path) -> bool:
    """Whether a style file is whole; one that is not there yet is no broken one."""
    from engine.checkpoints import native
    from engine.errors import StyleError

    try:
        return not style.exists() or bool(native.read(style)[1])
    except StyleError:
        return False
