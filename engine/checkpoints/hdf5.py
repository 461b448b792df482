"""Reading the weights of Keras' .h5 files without HDF5's library; the files may be damaged or hostile.

What Keras writes is HDF5's oldest form (HDF5 File Format Specification 3.0: superblock 0, groups as B-trees of version
1 with a local heap, object headers of version 1, values in one piece), and only that is read here. Addresses and sizes
are compared with the file before they are followed, and each object is looked at once; nothing in the file is ever run.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.protobuf import Malformed
from engine.checkpoints.tensors import Weights, unreadable, unrecognised
from engine.errors import StyleError

SIGNATURE = b"\x89HDF\r\n\x1a\n"
_MOST_FILE = 4 << 30
_MOST_OBJECTS = 50_000
_MOST_DEPTH = 12
_MOST_AXES = 8
_LONGEST_NAME = 1024
_NOWHERE = (1 << 64) - 1
_SPACE, _KIND, _LAYOUT, _FILTERS, _CONTINUED, _GROUP = 0x01, 0x03, 0x08, 0x0B, 0x10, 0x11
_COMPACT, _IN_ONE_PIECE = 0, 1
_FLOATS = {(2, 15): "f2", (4, 127): "f4", (8, 1023): "f8"}
"""Bytes and bias of the exponent of the IEEE numbers that weights are."""
_WHOLE_MODEL, _TRAINING = "model_weights/", "optimizer_weights/"


def read_hdf5(path: Path) -> Weights:
    """All arrays of floating-point numbers by name ("conv1/conv1/kernel:0"), as float32.

    Of a file with a whole model only the weights are read, without the name of their group.

    Raises:
        StyleError: not readable, damaged, or of a form of HDF5 that Keras' weights do not have.
    """
    try:
        if path.stat().st_size > _MOST_FILE:
            raise StyleError(f"{path.name} is larger than any style, so it was not opened.", subject=path)
        content = path.read_bytes()
    except OSError as problem:
        raise unreadable(path, problem) from problem
    try:
        weights = dict(_Reader(content).arrays())
    except Malformed as problem:
        raise unrecognised(path, str(problem)) from problem
    for name, values in weights.items():
        if not np.isfinite(values).all():
            sentence = f"{path.name} is damaged, so it was not opened."
            raise StyleError(sentence, subject=path, details=f"{name}: not finite")
    return {name.removeprefix(_WHOLE_MODEL): v for name, v in weights.items() if not name.startswith(_TRAINING)}


@dataclass(slots=True)
class _Reader:
    """A file, and what may still be taken from it."""

    content: bytes
    seen: set[int] = field(default_factory=set)
    left: int = 0

    def arrays(self) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """Names with values, group by group."""
        self.left = len(self.content)  # no value is read twice, so a file cannot hold more
        if self._part(0, len(SIGNATURE)) != SIGNATURE:
            raise Malformed("not HDF5")
        if (self._number(8, 1), self._number(13, 1), self._number(14, 1)) != (0, 8, 8):
            raise Malformed("a newer form of HDF5 than Keras writes")
        if self._number(24, 8):
            raise Malformed("it begins elsewhere in the file")
        yield from self._objects("", self._number(64, 8), 0)

    def _objects(self, name: str, header: int, depth: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
        """What is under an object header: an array, or everything in a group."""
        if header in self.seen or len(self.seen) >= _MOST_OBJECTS or depth > _MOST_DEPTH:
            raise Malformed("groups within groups without end")
        self.seen.add(header)
        messages = dict(self._messages(header))
        if _GROUP in messages:
            tree, heap = (int.from_bytes(messages[_GROUP][i : i + 8], "little") for i in (0, 8))
            for part, place in self._members(tree, self._names(heap)):
                yield from self._objects(f"{name}/{part}" if name else part, place, depth + 1)
        elif _LAYOUT in messages and _KIND in messages and _SPACE in messages:
            kind = _kind_of(messages[_KIND])
            if kind is not None:
                yield name, self._values(kind, _shape_of(messages[_SPACE]), messages)

    def _messages(self, header: int) -> Iterator[tuple[int, bytes]]:
        """Kinds and contents of an object header's messages."""
        if self._number(header, 1) != 1:
            raise Malformed("an object header of a newer form")
        blocks = [(header + 16, self._number(header + 8, 4))]
        for count, (place, size) in enumerate(blocks):
            if count > _MOST_DEPTH:
                raise Malformed("an object header without end")
            block = self._part(place, size)
            start = 0
            while start + 8 <= size:
                kind, length = (int.from_bytes(block[start + i : start + i + 2], "little") for i in (0, 2))
                message = block[start + 8 : start + 8 + length]
                if len(message) != length:
                    raise Malformed("a message does not fit into its header")
                if kind == _CONTINUED:
                    blocks.append((int.from_bytes(message[:8], "little"), int.from_bytes(message[8:16], "little")))
                yield kind, message
                start += 8 + length

    def _members(self, tree: int, names: bytes) -> Iterator[tuple[str, int]]:
        """Names of a group's members, and where their headers are."""
        waiting = [tree]
        while waiting:
            place = waiting.pop()
            if place in self.seen or len(self.seen) >= _MOST_OBJECTS:
                raise Malformed("a tree that grows into itself")
            self.seen.add(place)
            kind = self._part(place, 4)
            if kind == b"SNOD":
                yield from self._leaf(place, names)
            elif kind == b"TREE" and self._number(place + 4, 1) == 0:
                used = self._number(place + 6, 2)
                self._part(place + 24, 16 * used + 8)
                waiting += [self._number(place + 32 + 16 * child, 8) for child in range(used)]
            else:
                raise Malformed(f"{kind!r} in the tree of a group")

    def _leaf(self, place: int, names: bytes) -> Iterator[tuple[str, int]]:
        count = self._number(place + 6, 2)
        entries = self._part(place + 8, 40 * count)
        for start in range(0, len(entries), 40):
            first, header = (int.from_bytes(entries[start + i : start + i + 8], "little") for i in (0, 8))
            last = names.find(b"\0", first, first + _LONGEST_NAME)
            if last <= first:
                raise Malformed("a member without a name")
            if header == _NOWHERE:  # a link by name, which Keras has no use for
                continue
            yield names[first:last].decode("utf-8", "replace"), header

    def _names(self, heap: int) -> bytes:
        if self._part(heap, 4) != b"HEAP":
            raise Malformed("a group without names")
        return self._part(self._number(heap + 24, 8), self._number(heap + 8, 8))

    def _values(self, kind: str, shape: tuple[int, ...], messages: dict[int, bytes]) -> NDArray[np.float32]:
        size = math.prod(shape) * np.dtype(kind).itemsize
        layout = messages[_LAYOUT]
        if (
            layout[:1] != b"\x03"
            or len(layout) < 4
            or layout[1] not in (_COMPACT, _IN_ONE_PIECE)
            or _FILTERS in messages
        ):
            raise Malformed("compressed values or values in pieces")
        if layout[1] == _COMPACT:
            raw = layout[4 : 4 + size]
        else:
            if int.from_bytes(layout[10:18], "little") < size:
                raise Malformed(f"{shape} does not fit into its values")
            raw = self._part(int.from_bytes(layout[2:10], "little"), size)
        self.left -= size
        if len(raw) != size or self.left < 0:
            raise Malformed("more values than the file holds")
        with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
            return np.frombuffer(raw, kind).astype(np.float32).reshape(shape)

    def _number(self, place: int, size: int) -> int:
        return int.from_bytes(self._part(place, size), "little")

    def _part(self, place: int, size: int) -> bytes:
        if not 0 <= place <= place + size <= len(self.content):
            raise Malformed("a part lies outside the file")
        return self.content[place : place + size]


def _shape_of(message: bytes) -> tuple[int, ...]:
    """Sides of an array, from a dataspace message."""
    if len(message) < 4 or message[0] not in (1, 2) or message[1] > _MOST_AXES:
        raise Malformed("an array of a form that weights do not have")
    start = 8 if message[0] == 1 else 4
    sides = message[start : start + 8 * message[1]]
    if len(sides) != 8 * message[1]:
        raise Malformed("an array without its sides")
    return tuple(int.from_bytes(sides[i : i + 8], "little") for i in range(0, len(sides), 8))


def _kind_of(message: bytes) -> str | None:
    """numpy's name of a floating-point type; None for whole numbers, text and others, which are no weights."""
    if len(message) < 8 or message[0] & 0x0F != 1:
        return None
    size, bias = int.from_bytes(message[4:8], "little"), int.from_bytes(message[16:20], "little")
    kind = _FLOATS.get((size, bias))
    if kind is None or message[1] & 0x40:
        raise Malformed(f"numbers of {size} bytes with bias {bias}")
    return (">" if message[1] & 1 else "<") + kind
