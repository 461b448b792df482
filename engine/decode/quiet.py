"""Silence for decoders that warn: what matters about a damaged file is said by our own errors."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

for _name in ("imagecodecs", "tifffile"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

_lock = threading.Lock()
_inside = 0
_restore: "warnings.catch_warnings[None] | None" = None


@contextmanager
def quiet() -> Iterator[None]:
    """No Python warnings while any thread is inside; `warnings.catch_warnings` alone is not safe across threads."""
    global _inside, _restore
    with _lock:
        if _inside == 0:
            _restore = warnings.catch_warnings()
            _restore.__enter__()
            warnings.simplefilter("ignore")
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _restore is not None:
                _restore.__exit__(None, None, None)
                _restore = None
