"""Where styles run: tells the engine what the person prefers, and the window what this computer has."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.session import Session
from app.settings import Settings


class DevicesJob(QObject):
    """Asking for graphics cards loads PyTorch: it is done off the GUI thread, and once somebody wants to know."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._preferred = "auto"
        self._looking = False
        self._worker = NewestOnly("devices", self)
        self._worker.came.connect(session.take_devices)
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


def _settle(preferred: str, looking: bool) -> Iterator[tuple[str, ...]]:
    from engine import device

    device.prefer(preferred)
    if looking:
        yield device.available()
