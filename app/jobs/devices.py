"""Where styles run: tells the engine what the person prefers, and the window what this computer has."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from app.storage.settings import Settings


class DevicesJob(QObject):
    """Asking for graphics cards loads PyTorch: it is done off the GUI thread, and once somebody wants to know."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._preferred = "auto"
        self._looking = False
        self._worker = NewestOnly("devices", self)
        self._worker.came.connect(self._take)
        self._worker.failed.connect(partial(report, session))
        session.warming.connect(lambda: self._prefer(session.settings))
        session.settings_changed.connect(self._prefer)
        session.devices_wanted.connect(self._look)

    def close(self) -> None:
        """End the thread."""
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
        self._worker.submit(partial(_settle, self._preferred, self._looking))

    def _take(self, settled: "Settled") -> None:
        if settled.available:
            self._session.take_devices(settled.available)
        if settled.device:
            self._session.take_device(settled.device)
        if settled.note:
            self._session.said.emit(settled.note)


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


def _settle(preferred: str, looking: bool) -> Iterator[Settled]:
    from engine import device

    note = device.prefer(preferred)
    place = "" if preferred == device.AUTO else device.CPU if note else preferred
    yield Settled(device.available() if looking else (), place, note)
