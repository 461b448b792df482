"""What a person prefers and opened lately: values with signals. A job writes them to disk."""

from pathlib import Path
from typing import Any

from app.storage.recent import Recent
from app.storage.settings import Settings
from app.teaching import Teaching


class Preferences(Teaching):
    """Settings and recent paths of the running app."""

    def __init__(self, settings: Settings, recent: Recent) -> None:
        super().__init__()
        self.settings = settings
        self.recent = recent
        self.devices: tuple[str, ...] = ("cpu",)
        self.device = "cpu"

    def change_settings(self, **fields: Any) -> None:
        """Prefer something else; kept at once.

        Raises:
            ValueError: a setting or value that there is not.
        """
        settings = self.settings.with_(**fields)
        if settings != self.settings:
            self.settings = settings
            self.settings_changed.emit(settings)
            if not settings.keep_recent:
                self.clear_recent()

    def take_devices(self, devices: tuple[str, ...]) -> None:
        """Where styles can run on this computer, the likeliest last: "cpu", and perhaps "cuda" or "mps"."""
        if devices != self.devices:
            self.devices = devices
            self.devices_changed.emit(devices)

    def take_device(self, device: str) -> None:
        """Where styles run now: "cpu", "cuda" or "mps"."""
        if device != self.device:
            self.device = device
            self.device_changed.emit(device)

    def clear_recent(self) -> None:
        """Forget what was opened lately."""
        if self.recent.paths:
            self.recent = Recent()
            self.recent_changed.emit(self.recent)

    def remember(self, paths: tuple[Path, ...]) -> None:
        """Put paths in front of the list of recent ones, if the person wants such a list."""
        if self.settings.keep_recent:
            for path in reversed(paths):
                self.recent = self.recent.with_(path.absolute())
            self.recent_changed.emit(self.recent)
