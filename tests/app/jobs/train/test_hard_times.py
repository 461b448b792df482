"""What may happen to a learning in the world: no memory, no room, a kill, a folder that goes away. The real process.

Every case ends in one clear sentence, the best style so far is whole, and what can go on goes on.
"""

import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app.jobs.train.child import ROOT, Child
from app.jobs.train.ending import why_it_ended
from engine.checkpoints import native
from tests.training.made_likes import finished, flat_photos, write_photos
from training.plan import LAST, TrainingPlan
from training.progress import Progress

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of Unix")]
WAIT = 120.0


class Learning:
    """A run of `python -m training` in a folder, with what it says."""

    def __init__(self, plan: TrainingPlan) -> None:
        self.plan = plan
        plan.folder.mkdir(parents=True, exist_ok=True)
        plan.write()
        self.said = plan.folder.parent / "said.jsonl"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, resume: bool = False, memory: int = 0, file_size: int = 0) -> None:
        """Begin; limits in bytes, 0 for none."""

        def limit() -> None:
            if memory:
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
            if file_size:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        command = [sys.executable, "-m", "training", str(self.plan.folder / "plan.json"), *(["--resume"] * resume)]
        with self.said.open("ab") as out, (self.plan.folder.parent / "complaints.txt").open("wb") as wrong:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=wrong, preexec_fn=limit)

    def lines(self) -> list[Progress]:
        """What it has said, in whole lines."""
        text = self.said.read_text() if self.said.exists() else ""
        return [Progress.read(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def until(self, kind: str, count: int = 1) -> None:
        """Wait until it has said something so often."""
        end = time.monotonic() + WAIT
        while sum(line.kind == kind for line in self.lines()) < count:
            assert time.monotonic() < end, [line.kind for line in self.lines()][-3:]
            assert self.process is not None
            assert self.process.poll() is None, self.complaints()
            time.sleep(0.05)

    def end(self) -> int:
        """Wait for its end."""
        assert self.process is not None
        return self.process.wait(WAIT)

    def kill(self) -> None:
        """As the system does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def complaints(self) -> str:
        """What it wrote on its standard error."""
        return (self.plan.folder.parent / "complaints.txt").read_text("utf-8", "replace")

    def style_is_whole(self) -> bool:
        """Whether there is a style, and all of it."""
        _, weights = native.read(self.plan.style_file)
        return bool(weights)


@pytest.fixture
def likes(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "likes", finished(flat_photos(12)))


@pytest.fixture
def learning(tmp_path: Path, likes: Path) -> Iterator[Learning]:
    plan = TrainingPlan("personal", tmp_path / "run", name="Warm", data={"likes": (str(likes),)}, minutes=1.0)
    made = Learning(plan)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.kill()


def test_a_kill_leaves_the_last_style_whole_and_it_goes_on(learning: Learning) -> None:
    learning.start()
    learning.until("saved")
    stood = learning.lines()[-1].seconds
    learning.kill()
    assert learning.style_is_whole()
    before = len(learning.lines())
    learning.start(resume=True)
    learning.until("step", 1 + sum(line.kind == "step" for line in learning.lines()))
    first = next(line for line in learning.lines()[before:] if line.kind == "step")
    assert stood - 15 <= first.seconds <= stood + 15
    assert learning.process is not None
    learning.process.send_signal(signal.SIGTERM)
    assert learning.end() == 0
    assert learning.lines()[-1].kind == "stopped"


@pytest.mark.parametrize("megabytes", [300, 600, 1200])
def test_where_there_is_no_memory_it_says_so(learning: Learning, megabytes: int) -> None:
    learning.start(memory=megabytes << 20)
    assert learning.end() != 0

    said = [line.message for line in learning.lines() if line.kind == "failed"]
    sentence = said[-1] if said else why_it_ended(Child(1, 0.0), learning.complaints())
    assert "Memory ran out" in sentence or "most likely because memory ran out" in sentence, learning.complaints()[
        -600:
    ]


def test_a_disk_that_fills_up_costs_no_style_and_it_goes_on(learning: Learning) -> None:
    """A file that may not grow any more, as on a full disk: of the state, of the style, of everything said."""
    learning.start()
    learning.until("saved")
    learning.kill()
    state = (learning.plan.folder / LAST).read_bytes()
    learning.start(resume=True, file_size=len(state) // 2)
    assert learning.end() != 0 or learning.lines()[-1].kind in ("failed", "note")
    assert learning.style_is_whole()
    assert (learning.plan.folder / LAST).read_bytes() == state
    learning.start(resume=True)
    learning.until("saved", 1 + sum(line.kind == "saved" for line in learning.lines()))
    assert learning.style_is_whole()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of some megabytes; only an administrator can make one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("needs the right to make a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_disk_that_is_full_is_said_and_it_learns_on(small_disk: Path, likes: Path) -> None:
    plan = TrainingPlan("personal", small_disk / "run", name="Warm", data={"likes": (str(likes),)}, minutes=0.6)
    learning = Learning(plan)
    learning.said = likes.parent / "said.jsonl"
    learning.start()
    try:
        learning.until("saved")
        whole = plan.style_file.read_bytes()
        with (small_disk / "filler").open("wb", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        learning.until("note", 1 + sum(line.kind == "note" for line in learning.lines()))
        note = next(line.message for line in reversed(learning.lines()) if line.kind == "note")
        assert note.startswith("The disk is full, so what was learned just now is not kept.")
        assert plan.style_file.read_bytes() == whole
        (small_disk / "filler").unlink()
        learning.until("saved", 1 + sum(line.kind == "saved" for line in learning.lines()))
        assert learning.style_is_whole()
    finally:
        learning.kill()


def test_photos_that_go_away_while_it_learns_are_not_missed(learning: Learning, likes: Path) -> None:
    learning.start()
    learning.until("saved")
    for path in likes.iterdir():
        path.unlink()
    likes.rmdir()
    learning.kill()
    learning.start(resume=True)
    learning.until("saved", 1 + sum(line.kind == "saved" for line in learning.lines()))
    assert learning.style_is_whole()


def test_its_own_folder_going_away_is_said_and_ends_it(learning: Learning) -> None:
    learning.start()
    learning.until("saved")
    for path in sorted(learning.plan.folder.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    learning.plan.folder.rmdir()
    assert learning.end() == 1
    last = json.loads(learning.said.read_text().splitlines()[-1])
    assert last["kind"] == "failed"
    assert "Nothing can be written into" in last["message"]
