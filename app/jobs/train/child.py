"""A process of its own for a learning: it outlives the window, is found again, and makes way for everything else."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[3]
"""Where `python -m training` is found."""
_NICE, _SESSION_NICE = 10, 5
"""Of the process, and of its session: at 10 a learning got 0.05 of a core beside two busy programs, at 5 it gets 0.14,
and sliders still answer in 1.1 to 1.2 times their idle time."""
_ENDED: tuple[str, ...] = (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
_SAME = 2.0
"""Seconds by which two clocks may tell the beginning of one process differently."""

_ours: dict[int, subprocess.Popen[bytes]] = {}
"""Processes that this one has started, until it lets go of them."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process, named so that another one that was given its number later is not taken for it.

    Attributes:
        pid: its number.
        born: when it began, seconds since 1970.
    """

    pid: int
    born: float


def start(command: Sequence[str], said: Path, complaints: Path) -> Child:
    """Start a process that does not end with this one, with lowered priority.

    Args:
        command: program and arguments.
        said: file to which its standard output is added.
        complaints: file that takes its standard error.

    Raises:
        OSError: it cannot be started.
    """
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with said.open("ab") as out, complaints.open("wb") as wrong:
        process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=wrong,
            start_new_session=True,  # what ends this window does not end it
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    _ours[process.pid] = process
    child = Child(process.pid, _born(process.pid) or time.time())
    _lower(process.pid)
    return child


def python(*arguments: str) -> list[str]:
    """The command that runs a module of ours in another process."""
    return [sys.executable, *arguments]


def is_running(child: Child) -> bool:
    """Whether it still works. A process that has ended but that nobody has buried does not."""
    if child.pid in _ours:
        _ours[child.pid].poll()  # buries it, if it has ended
    try:
        process = psutil.Process(child.pid)
        is_same = abs(float(process.create_time()) - child.born) < _SAME
        return is_same and process.status() not in _ENDED
    except psutil.Error:
        return False


def exit_code(child: Child) -> int | None:
    """How it ended, -9 where it was killed; None while it runs, and of one that another window started."""
    return _ours[child.pid].poll() if child.pid in _ours else None


def end(child: Child) -> None:
    """Ask it to save what it has and to leave."""
    _tell(child, psutil.Process.terminate)


def kill(child: Child) -> None:
    """End it at once."""
    _tell(child, psutil.Process.kill)


def wait(child: Child, seconds: float) -> bool:
    """Wait until it has ended, for some seconds at most; tells whether it has."""
    until = time.monotonic() + seconds
    while is_running(child):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def let_go() -> None:
    """Leave to themselves what still runs: this process ends, and nobody here waits for them or asks how they ended."""
    while _ours:
        _, process = _ours.popitem()
        if process.poll() is None:
            process.returncode = 0  # else it is taken for one that was forgotten, and Python complains


def _tell(child: Child, what: object) -> None:
    assert callable(what)
    if is_running(child):
        with suppress(psutil.Error):
            what(psutil.Process(child.pid))


def _born(pid: int) -> float | None:
    try:
        return float(psutil.Process(pid).create_time())
    except psutil.Error:  # it has ended already
        return None


def _lower(pid: int) -> None:
    """Whatever else the person does comes first."""
    with suppress(psutil.Error, OSError):
        psutil.Process(pid).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if os.name == "nt" else _NICE)
    # Linux shares processors among sessions first: inside one of its own, a low priority alone would say nothing.
    with suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(_SESSION_NICE))
