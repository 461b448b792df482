"""Reading TensorFlow's checkpoints ("bundle", version 2) without TensorFlow; the files may be damaged or hostile.

NAME.index is a LevelDB table whose values are protobufs (BundleHeaderProto under the empty key, then one
BundleEntryProto per variable); NAME.data-00000-of-00001 holds the values (tensorflow/core/protobuf/
tensor_bundle.proto, tsl/lib/io/format.cc). What the index claims is compared with the sizes of the files before memory
is taken, and checksums are compared; nothing in the files is ever run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.crc32c import crc32c, masked
from engine.checkpoints.protobuf import Fields, Malformed, fields, varint
from engine.checkpoints.tensors import Weights, unrecognised
from engine.errors import StyleError

_FOOTER, _MAGIC = 48, 0xDB4775248B80FB57
_TRAILER = 5  # after each block: one byte of compression, four of checksum
_MOST_INDEX = 16 << 20
_MOST_VALUES = 4 << 30
_MOST_ENTRIES = 100_000
_MOST_KEY = 4096
_MOST_AXES = 8
_MOST_SHARDS = 64
_KINDS = {1: "<f4", 2: "<f8", 14: "<u2", 19: "<f2"}
"""TensorFlow's DataType of the kinds that are weights: float32, float64, bfloat16, float16."""
_BFLOAT16 = 14
_TRAINING = ("/Adam", "/Adam_1", "/Momentum", "/RMSProp", "/RMSProp_1", "beta1_power", "beta2_power", "global_step")
"""Endings of the names that belong to the optimiser, not to the network."""


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    shape: tuple[int, ...]
    shard: int
    offset: int
    size: int
    checksum: int


def is_bundle(path: Path) -> bool:
    """Whether a file ends as the index of a bundle does, or is named as its data."""
    if ".data-" in path.name:
        return _index_of(path).is_file()
    try:
        with path.open("rb") as file:
            file.seek(-8, 2)
            return int.from_bytes(file.read(), "little") == _MAGIC
    except OSError:
        return False


def read_bundle(path: Path) -> Weights:
    """The network's variables by name, as float32, in TensorFlow's axes (convolutions HWIO).

    Variables of the optimiser, counters and texts are left out.

    Args:
        path: NAME.index, one of NAME.data-*, or NAME alone.

    Raises:
        StyleError: a file is missing, not a bundle, damaged, or of a form that is not read here.
    """
    index = _index_of(path)
    try:
        shards, entries = _read_index(index)
        return _read_values(index, shards, entries)
    except OSError as problem:
        raise _unreadable(path, Path(problem.filename or index), problem) from problem
    except Malformed as problem:
        raise unrecognised(path, str(problem)) from problem


def _index_of(path: Path) -> Path:
    if path.suffix == ".index":
        return path
    return path.with_name(path.name.partition(".data-")[0] + ".index")


def _unreadable(path: Path, which: Path, problem: OSError) -> StyleError:
    follows = "is not there" if isinstance(problem, FileNotFoundError) else "may not be read"
    sentence = f"{path.name} {follows}." if which == path else f"{path.name} needs {which.name}, which {follows}."
    return StyleError(sentence, subject=path, details=str(problem))


def _read_index(index: Path) -> tuple[int, dict[str, _Entry]]:
    """The number of data files, and where each variable lies in them."""
    if index.stat().st_size > _MOST_INDEX:
        raise Malformed("the index is larger than a network's")
    shards, entries = 0, {}
    for count, (key, value) in enumerate(_table(index.read_bytes())):
        if count > _MOST_ENTRIES:
            raise Malformed("more variables than a network has")
        if not key:
            shards = fields(value).number(1)
            if fields(value).number(2):
                raise Malformed("big-endian values")
        elif not key.decode("utf-8", "replace").endswith(_TRAINING):
            entry = _entry(value)
            if entry is not None:
                entries[key.decode("utf-8", "replace")] = entry
    if not 1 <= shards <= _MOST_SHARDS:
        raise Malformed(f"{shards} data files")
    return shards, entries


def _table(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """All keys and values of a LevelDB table."""
    if len(content) < _FOOTER or int.from_bytes(content[-8:], "little") != _MAGIC:
        raise Malformed("not a table")
    footer = content[-_FOOTER:-8]
    place = varint(footer, varint(footer, 0)[1])[1]  # the first handle, of the meta index, tells nothing
    for _, handle in _block(content, footer[place:]):
        yield from _block(content, handle)


def _block(content: bytes, handle: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of one block; each key repeats the start of the one before it."""
    offset, place = varint(handle, 0)
    size, _ = varint(handle, place)
    stop = offset + size
    if stop + _TRAILER > len(content) - _FOOTER:
        raise Malformed("a block lies outside the index")
    if content[stop] != 0:
        raise Malformed("a compressed index")
    stored = int.from_bytes(content[stop + 1 : stop + _TRAILER], "little")
    if masked(crc32c(content[offset : stop + 1])) != stored:
        raise Malformed("the checksum of a block differs")
    block = content[offset:stop]
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if end < 0:
        raise Malformed("a block without entries")
    return _entries(block[:end])


def _entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    place, key = 0, b""
    while place < len(block):
        shared, place = varint(block, place)
        own, place = varint(block, place)
        size, place = varint(block, place)
        if shared > len(key) or shared + own > _MOST_KEY or place + own + size > len(block):
            raise Malformed("an entry does not fit into its block")
        key = key[:shared] + block[place : place + own]
        place += own
        yield key, block[place : place + size]
        place += size


def _entry(value: bytes) -> _Entry | None:
    """Where one variable lies; None if it is no weight."""
    found = fields(value)
    kind = found.number(1)
    if kind not in _KINDS:
        return None
    if found.parts(7):
        raise Malformed("a variable in slices")
    shape = tuple(fields(axis).number(1) for axis in _axes(found))
    entry = _Entry(kind, shape, found.number(3), found.number(4), found.number(5), found.number(6))
    count = 1
    for side in shape:
        count *= side
    if not count or count * np.dtype(_KINDS[kind]).itemsize != entry.size:
        raise Malformed(f"{shape} does not take {entry.size} bytes")
    return entry


def _axes(entry: Fields) -> list[bytes]:
    axes = [axis for shape in entry.parts(2) for axis in fields(shape).parts(2)]
    if len(axes) > _MOST_AXES:
        raise Malformed(f"{len(axes)} axes")
    return axes


def _read_values(index: Path, shards: int, entries: dict[str, _Entry]) -> Weights:
    files = [index.with_name(f"{index.stem}.data-{i:05d}-of-{shards:05d}") for i in range(shards)]
    sizes = [file.stat().st_size for file in files]
    # Overlapping claims could ask for many times what is there.
    if sum(entry.size for entry in entries.values()) > min(sum(sizes), _MOST_VALUES):
        raise Malformed("the index claims more than the data file holds")
    weights = {}
    for name, entry in entries.items():
        if entry.shard >= shards or entry.offset + entry.size > sizes[entry.shard]:
            raise Malformed(f"{name} lies outside the data file")
        weights[name] = _values(files[entry.shard], name, entry)
    return weights


def _values(path: Path, name: str, entry: _Entry) -> NDArray[np.float32]:
    with path.open("rb") as file:
        file.seek(entry.offset)
        content = file.read(entry.size)
    if masked(crc32c(content)) != entry.checksum:
        raise _damaged(path, f"{name}: the checksum differs")
    raw = np.frombuffer(content, _KINDS[entry.kind])
    if entry.kind == _BFLOAT16:  # the upper half of a float32
        raw = (raw.astype(np.uint32) << 16).view(np.float32)
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
        values = raw.astype(np.float32).reshape(entry.shape)
    if not np.isfinite(values).all():
        raise _damaged(path, f"{name}: not finite")
    return values


def _damaged(path: Path, details: str) -> StyleError:
    return StyleError(f"{path.name} is damaged, so it was not opened.", subject=path, details=details)
