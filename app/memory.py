"""Lets the C library keep the memory that one photo leaves behind for the next."""

import ctypes
import platform
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of mallopt(3)
_KEPT = 64 << 20
_LARGEST_KEPT = 32 << 20
"""Bytes; glibc allows no more. It holds what the screen needs of 40 megapixels."""


def keep_memory() -> None:
    """Keep up to 64 MB that were freed, in blocks up to 32 MB, in each thread's own heap.

    The system empties fresh memory page by page: 20 ms until a photo is sharp on a virtual machine, until glibc has
    learned by itself, from the ninth photo on, what is worth keeping. Other C libraries are left as they are.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _LARGEST_KEPT)
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
