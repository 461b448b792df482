"""Reading .safetensors files that may be damaged or hostile.

The format (safetensors 0.x): 8 bytes little-endian length, a JSON header of that length, then the values. Everything
the header claims is compared with the size of the file before memory is taken; nothing in the file is ever run.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import StyleError

Weights = dict[str, NDArray[np.float32]]

_LENGTH_BYTES = 8
_MOST_HEADER = 4 << 20
_MOST_FILE = 4 << 30
_MOST_AXES = 8
_KINDS = {"F32": "<f4", "F16": "<f2", "BF16": "<u2", "F64": "<f8"}
_PICKLES = (b"PK\x03\x04", b"\x80")


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    shape: tuple[int, ...]
    start: int
    stop: int


def read_header(path: Path) -> dict[str, Any]:
    """The JSON header, read without its values.

    Raises:
        StyleError: no such file, not readable, or not a safetensors file.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(_LENGTH_BYTES)
            if start[:4].startswith(_PICKLES) and not _fits(start, size):
                raise StyleError(f"{path.name} contains program code, so it was not opened.", subject=path)
            if len(start) < _LENGTH_BYTES or not _fits(start, size):
                raise unrecognised(path, "the header does not fit into the file")
            header = json.loads(file.read(struct.unpack("<Q", start)[0]))
    except OSError as problem:
        raise unreadable(path, problem) from problem
    except (ValueError, RecursionError) as problem:
        raise unrecognised(path, f"the header is not JSON: {problem}") from problem
    if not isinstance(header, dict):
        raise unrecognised(path, "the header is not a JSON object")
    return header


def read_tensors(path: Path) -> Weights:
    """All values of a file, as float32.

    Raises:
        StyleError: as `read_header`; or values that are missing, overlap, lie outside the file or are not numbers.
    """
    header = read_header(path)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise unreadable(path, problem) from problem
    first = _LENGTH_BYTES + struct.unpack("<Q", content[:_LENGTH_BYTES])[0]
    weights = {}
    for name, claim in header.items():
        if name != "__metadata__":
            entry = _entry(path, name, claim, len(content) - first)
            weights[name] = _values(path, name, entry, content[first + entry.start : first + entry.stop])
    return weights


def unrecognised(path: Path, details: str) -> StyleError:
    """The error for a file that is something else, or damaged."""
    return StyleError(f"{path.name} was not recognised as an enhancer.", subject=path, details=details)


def unreadable(path: Path, problem: OSError) -> StyleError:
    follows = "is no longer there" if isinstance(problem, FileNotFoundError) else "may not be read"
    return StyleError(f"{path.name} {follows}.", subject=path, details=str(problem))


def _fits(start: bytes, size: int) -> bool:
    length = int.from_bytes(start, "little")
    return 2 <= length <= min(_MOST_HEADER, size - _LENGTH_BYTES) and size <= _MOST_FILE


def _entry(path: Path, name: str, claim: Any, available: int) -> _Entry:
    """What the header says of one array, if it can be true."""
    try:
        kind, shape = claim["dtype"], tuple(claim["shape"])
        start, stop = claim["data_offsets"]
    except (TypeError, KeyError, ValueError) as problem:
        raise unrecognised(path, f"{name}: {problem!r}") from problem
    numbers = (*shape, start, stop)
    if (
        not isinstance(kind, str)
        or kind not in _KINDS
        or len(shape) > _MOST_AXES
        or not all(type(n) is int and n >= 0 for n in numbers)
    ):
        raise unrecognised(path, f"{name}: {kind} {shape}")
    count = 1
    for side in shape:
        count *= side
    if not start <= stop <= available or count * np.dtype(_KINDS[kind]).itemsize != stop - start:
        raise unrecognised(path, f"{name}: its values do not fit into the file")
    return _Entry(kind, shape, start, stop)


def _values(path: Path, name: str, entry: _Entry, content: bytes) -> NDArray[np.float32]:
    raw = np.frombuffer(content, _KINDS[entry.kind])
    if entry.kind == "BF16":  # the upper half of a float32
        raw = (raw.astype(np.uint32) << 16).view(np.float32)
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
        values = raw.astype(np.float32).reshape(entry.shape)
    if not np.isfinite(values).all():
        raise StyleError(f"{path.name} is damaged, so it was not opened.", subject=path, details=f"{name}: not finite")
    return values
