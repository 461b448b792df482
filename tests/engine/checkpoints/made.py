"""Small made-up files of other programs: ONNX models written field by field, archives, TorchScript."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

FLOAT, UINT8 = 1, 2
LIFT = 0.04
Dims = Sequence[int | str]


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def constant(name: str, values: np.ndarray) -> bytes:
    """A TensorProto."""
    kind = {"f": FLOAT, "i": 7}[values.dtype.kind]
    dims = b"".join(field(1, side) for side in values.shape)
    return dims + field(2, kind) + field(8, name) + field(9, values.tobytes())


def node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **ints: Sequence[int] | int) -> bytes:
    """A NodeProto with whole numbers as attributes."""
    attributes = b""
    for name, value in ints.items():
        if isinstance(value, int):
            attributes += field(5, field(1, name) + field(3, value) + field(20, 2))
        else:
            attributes += field(5, field(1, name) + b"".join(field(8, v) for v in value) + field(20, 7))
    ends = b"".join(field(1, i) for i in inputs) + b"".join(field(2, o) for o in outputs)
    return ends + field(4, kind) + attributes


def described(name: str, dims: Dims, kind: int = FLOAT) -> bytes:
    """A ValueInfoProto of a tensor."""
    shape = b"".join(field(1, field(1, d) if isinstance(d, int) else field(2, d)) for d in dims)
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, shape)))


def onnx(nodes: Sequence[bytes], constants: Sequence[bytes], dims: Dims, answer: Dims, kind: int = FLOAT) -> bytes:
    """A model from "photo" to "answer"."""
    graph = b"".join(field(1, n) for n in nodes) + field(2, "made") + b"".join(field(5, c) for c in constants)
    graph += field(11, described("photo", dims, kind)) + field(12, described("answer", answer))
    return field(1, 8) + field(7, graph) + field(8, field(1, "") + field(2, 13))


def darkening(low: float, high: float, layout: str = "NCHW", sides: Dims = ("h", "w")) -> bytes:
    """A model that takes photos in low..high and makes them darker and warmer, with faded blacks, in the same range."""
    gains = np.array([0.95, 0.9, 0.8], np.float32).reshape((1, 3, 1, 1) if layout == "NCHW" else (1, 1, 1, 3))
    dims = (1, 3, *sides) if layout == "NCHW" else (1, *sides, 3)
    nodes = [
        node("Sub", ["photo", "low"], ["positive"]),
        node("Mul", ["positive", "gains"], ["darker"]),
        node("Add", ["darker", "lift"], ["unclipped"]),
        node("Clip", ["unclipped", "low", "high"], ["answer"]),
    ]
    scalars = [constant("low", np.float32(low)), constant("high", np.float32(high)), constant("gains", gains)]
    lift = constant("lift", np.float32(low + LIFT * (high - low)))
    return onnx(nodes, [*scalars, lift], dims, dims)


def darkened(photo: np.ndarray) -> np.ndarray:
    """What `darkening` makes of a photo in 0..1."""
    return np.clip(photo * np.array([0.95, 0.9, 0.8], np.float32) + np.float32(LIFT), 0, 1)


def doubling() -> bytes:
    """A model that enlarges photos twice."""
    nodes = [node("Resize", ["photo", "", "scales"], ["answer"])]
    scales = constant("scales", np.array([1, 1, 2, 2], np.float32))
    return onnx(nodes, [scales], (1, 3, "h", "w"), (1, 3, "h2", "w2"))


def hdf5(arrays: Mapping[str, np.ndarray]) -> bytes:
    """A file of HDF5's oldest form, as Keras writes one: groups by the slashes of the names."""
    out = bytearray(96)
    root = _group(out, arrays)
    sizes = bytes([0, 0, 0, 0, 0, 8, 8, 0]) + (4).to_bytes(2, "little") + (16).to_bytes(2, "little") + bytes(4)
    places = b"".join(_eight(value) for value in (0, _NOWHERE, len(out), _NOWHERE, 0, root))
    out[:96] = b"\x89HDF\r\n\x1a\n" + sizes + places + bytes(24)
    return bytes(out)


_NOWHERE = (1 << 64) - 1


def _eight(value: int) -> bytes:
    return value.to_bytes(8, "little")


def _append(out: bytearray, content: bytes) -> int:
    """Where a part lies, from a multiple of eight on."""
    out += bytes(-len(out) % 8)
    place = len(out)
    out += content
    return place


def _header(out: bytearray, messages: Mapping[int, bytes]) -> int:
    """An object header of version 1."""
    body = b""
    for kind, content in messages.items():
        content += bytes(-len(content) % 8)
        body += kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + bytes(4) + content
    head = b"\x01\0" + len(messages).to_bytes(2, "little") + (1).to_bytes(4, "little")
    return _append(out, head + len(body).to_bytes(4, "little") + bytes(4) + body)


def _group(out: bytearray, arrays: Mapping[str, np.ndarray]) -> int:
    names = sorted({name.partition("/")[0] for name in arrays})
    assert len(names) <= 8 * 32, "a tree of one node"
    text, leaves = bytes(8), _eight(0)
    for start in range(0, len(names), 8):
        entries, part = b"", names[start : start + 8]
        for name in part:
            inner = {full.partition("/")[2]: value for full, value in arrays.items() if full.partition("/")[0] == name}
            header = _dataset(out, inner[""]) if "" in inner else _group(out, inner)
            entries, last = entries + _eight(len(text)) + _eight(header) + bytes(24), len(text)
            text += name.encode() + bytes(8 - len(name.encode()) % 8)
        leaf = _append(out, (b"SNOD\x01\0" + len(part).to_bytes(2, "little") + entries).ljust(328, b"\0"))
        leaves += _eight(leaf) + _eight(last)
    head = b"TREE\0\0" + (len(leaves) // 16).to_bytes(2, "little") + 2 * _eight(_NOWHERE)
    tree = _append(out, (head + leaves).ljust(544, b"\0"))
    words = _append(out, text)
    heap = _append(out, b"HEAP" + bytes(4) + _eight(len(text)) + _eight(1) + _eight(words))
    return _header(out, {0x11: _eight(tree) + _eight(heap)})


def _dataset(out: bytearray, values: np.ndarray) -> int:
    values = np.asarray(values, np.float32)
    place = _append(out, values.tobytes())
    space = bytes([1, values.ndim, 0, 0, 0, 0, 0, 0]) + b"".join(_eight(side) for side in values.shape)
    ieee = bytes([0, 0, 32, 0, 23, 8, 0, 23]) + (127).to_bytes(4, "little")
    kind = b"\x11\x20\x1f\0" + (4).to_bytes(4, "little") + ieee
    return _header(out, {0x01: space, 0x03: kind, 0x08: b"\x03\x01" + _eight(place) + _eight(values.nbytes)})


class Evil:
    """Pickles to an instruction to write a file."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (f"open({self.target!r}, 'w').close()",)
