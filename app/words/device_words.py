"""Where styles run, in the person's words."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication


def words(device: str) -> str:
    """ "Processor" or "Graphics card"; "Automatic" for "auto"."""
    if device == "auto":
        return QCoreApplication.translate("Devices", "Automatic")
    if device == "cpu":
        return QCoreApplication.translate("Devices", "Processor")
    return QCoreApplication.translate("Devices", "Graphics card")


def choices(devices: Iterable[str], preferred: str) -> dict[str, str]:
    """What can be chosen: automatic, what this computer has, and the one preferred on another; with its words."""
    return {name: words(name) for name in dict.fromkeys(("auto", *devices, preferred))}
