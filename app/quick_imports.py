"""Keeps Qt from reading the source of every module that Python loads.

After each import PySide6 looks through the module's source for its own name, to know whether `from __feature__ import`
might be meant for it: a tenth of a second of a start, of which the window waits for some part. Penchant uses no such
feature, so the answer is known.
"""

from contextlib import suppress
from importlib import import_module

ASKED = "_mod_uses_pyside"
"""The function that is asked about a module."""


def import_quickly() -> None:
    """Answer for PySide6 from now on; where it does not ask this way any more, nothing changes."""
    import PySide6.QtCore  # noqa: F401 - what asks is loaded with it

    with suppress(ImportError):
        feature = import_module("shibokensupport.feature")
        if hasattr(feature, ASKED):
            setattr(feature, ASKED, lambda _: False)
