"""Watchdog: how long our own handlers hold the GUI thread."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, QTimer

WORKING = 0.050
"""Seconds of the GUI thread's own processor time between two beats."""
WAITING = 3.0
"""Seconds of wall time between two beats. A loaded machine does not reach it; a wait for a job that hangs does."""
BEAT = 2
"""Milliseconds between two beats of a calm event loop."""


@dataclass
class Watch:
    """The longest times between two beats of the event loop so far, in seconds.

    Processor time tells a decoder on the GUI thread from a machine that had other things to do.
    """

    worked: float = 0.0
    waited: float = 0.0
    beats: int = 0
    _last: tuple[float, float] = field(default_factory=lambda: (time.thread_time(), time.monotonic()))

    def beat(self) -> None:
        """The event loop turns."""
        now = time.thread_time(), time.monotonic()
        self.worked = max(self.worked, now[0] - self._last[0])
        self.waited = max(self.waited, now[1] - self._last[1])
        self._last = now
        self.beats += 1


@contextmanager
def watched(working: float = WORKING, waiting: float = WAITING) -> Iterator[Watch]:
    """Fail if the event loop could not turn for longer than the limits. What the test does inside counts too."""
    with _no_collection():
        watch = Watch()
        heart = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        heart.timeout.connect(watch.beat)
        heart.start()
        try:
            yield watch
        finally:
            heart.stop()
        assert watch.beats, "the event loop did not run, so nothing was watched"
        watch.beat()
    assert watch.worked <= working, f"a handler kept the GUI thread busy for {watch.worked * 1000:.0f} ms"
    assert watch.waited <= waiting, f"a handler kept the GUI thread waiting for {watch.waited * 1000:.0f} ms"


@contextmanager
def _no_collection() -> Iterator[None]:
    """Python collects no garbage meanwhile.

    All that the tests before have imported and made hangs together with it: one collection takes 70 to 250 ms of
    whichever handler happens to allocate next, and says nothing about that handler.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
