"""Where styles run: tells the engine what the person prefers, and the window what this computer has."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from app.storage.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
"""Where another Python finds the engine."""
_ASK = "from engine import device; print(*device.available())"


class DevicesJob(QObject):
    """Asks for graphics cards once somebody wants to know.

    PyTorch has to be loaded for that, which holds up every thread of a process for half a second and takes 250 MB: so
    it is loaded in another process, which ends when it has told.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._preferred = "auto"
        self._looking = False
        self._asked: subprocess.Popen[str] | None = None
        self._known: tuple[str, ...] = ()
        self._worker = NewestOnly("devices", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.warming.connect(lambda: self._prefer(session.settings))
        session.settings_changed.connect(self._prefer)
        session.devices_wanted.connect(self._look)

    def close(self) -> None:
        """End the thread, and whom it asks."""
        if (asked := self._asked) is not None:
            asked.kill()
        self._worker.close()

    def _prefer(self, settings: Settings) -> None:
        if settings.device != self._preferred:
            self._preferred = settings.device
            self._submit()

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            self._submit()

    def _submit(self) -> None:
        self._worker.submit(partial(self._settle, self._preferred, self._looking))

    def _take(self, settled: "Settled") -> None:
        if settled.available:
            self._session.take_devices(settled.available)
        if settled.device:
            self._session.take_device(settled.device)
        if settled.note:
            self._session.said.emit(settled.note)

    # ── in the worker's thread ──────────────────────────────────────────────────────────────────────────────────

    def _settle(self, preferred: str, looking: bool) -> Iterator["Settled"]:
        from engine import device

        if not self._known and (looking or preferred not in (device.AUTO, device.CPU)):
            self._known = self._answer()
        note = device.prefer(preferred, self._known)
        place = "" if preferred == device.AUTO else device.CPU if note else preferred
        yield Settled(self._known if looking else (), place, note)

    def _answer(self) -> tuple[str, ...]:
        """The devices of this computer; only the processor where the other process does not answer."""
        from engine import device

        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        command = [sys.executable, "-c", _ASK]
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, creationflags=hidden
        ) as self._asked:
            words, _ = self._asked.communicate()
        self._asked = None
        return (device.CPU, *(name for name in (device.CUDA, device.MPS) if name in words.split()))


@dataclass(frozen=True, slots=True)
class Settled:
    """What the engine answered.

    Attributes:
        available: the devices of this computer; empty if nobody has asked.
        device: where styles run now; "" if the first one that runs will tell.
        note: a sentence if this computer does not have what is preferred.
    """

    available: tuple[str, ...]
    device: str
    note: str
