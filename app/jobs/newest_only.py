"""NewestOnly: a worker thread for which only the newest request counts."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[], Iterable[object]]
"""Computes results one after the other, off the GUI thread; `yield` hands one over and is where it may be stopped."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Yielded in place of a result: go on unless something else is wanted within so many seconds."""

    seconds: float


class NewestOnly(QObject):
    """Runs work in one thread of its own; results come home on the GUI thread, in order.

    While one request runs, only the newest of those behind it waits. A running request is left at its next `yield`
    once another one waits; what it handed over until then still arrives, so that a picture follows a slider that
    never rests. `forget` drops everything that has not arrived yet.
    """

    came = Signal(object)
    failed = Signal(object)
    _home = Signal(int, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._wake = threading.Condition()
        self._waiting: Work | None = None
        self._epoch = 0
        self._closed = False
        self._thread: threading.Thread | None = None
        self._home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(self, work: Work) -> None:
        """Run this next, in place of what waits."""
        with self._wake:
            if self._closed:
                return
            self._waiting = work
            self._wake.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"penchant-{self._name}")
            self._thread.start()

    def forget(self) -> None:
        """Nothing that was asked for until now shall arrive."""
        with self._wake:
            self._waiting = None
            self._epoch += 1

    def close(self, *, finish: bool = False) -> None:
        """End the thread and wait for it.

        Args:
            finish: complete what waits first; otherwise it is dropped. Its results do not arrive either way.
        """
        with self._wake:
            self._closed = True
            self._epoch += 1
            self._waiting = self._waiting if finish else None
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (request := self._next()) is not None:
            self._do(*request)
            del request  # a photo in it is not to live on until the next one comes

    def _next(self) -> tuple[Work, int] | None:
        """The newest request, once there is one; None at the end."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or self._waiting is not None)
            if self._waiting is None:
                return None
            work, self._waiting = self._waiting, None
            return work, self._epoch

    def _do(self, work: Work, epoch: int) -> None:
        try:
            for result in work():
                if isinstance(result, Pause):
                    self._wait(result.seconds)
                else:
                    self._home.emit(epoch, result, None)
                if self._is_superseded(epoch):
                    return
        except Exception as problem:  # noqa: BLE001 - whatever it was, it is told on the GUI thread, not lost here
            self._home.emit(epoch, None, problem)

    def _wait(self, seconds: float) -> None:
        with self._wake:
            self._wake.wait_for(lambda: self._closed or self._waiting is not None, seconds)

    def _is_superseded(self, epoch: int) -> bool:
        with self._wake:
            return self._waiting is not None or epoch != self._epoch

    def _deliver(self, epoch: int, result: object, problem: Exception | None) -> None:
        if epoch != self._epoch:
            return
        if problem is not None:
            self.failed.emit(problem)
        else:
            self.came.emit(result)
