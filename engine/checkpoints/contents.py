"""What kind of file a style comes in, told from its content, and the values in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.checkpoints.arrays import is_arrays, read_arrays
from engine.checkpoints.hdf5 import SIGNATURE, read_hdf5
from engine.checkpoints.pickles import is_pickle, is_torchscript, read_pickle
from engine.checkpoints.protobuf import Malformed, fields
from engine.checkpoints.tensorflow import is_bundle, read_bundle
from engine.checkpoints.tensors import read_header, read_tensors, unreadable

NATIVE, SAFETENSORS, PYTORCH, NUMPY = "penchant", "safetensors", "pytorch", "numpy"
TENSORFLOW, ONNX, TORCHSCRIPT, KERAS = "tensorflow", "onnx", "torchscript", "keras"
_ONNX_GRAPH, _ONNX_VERSION, _LATEST_ONNX = 7, 1, 64
_MOST_ONNX = 2 << 30  # protobuf itself ends there


@dataclass(frozen=True, slots=True)
class Contents:
    """A file by its form.

    Attributes:
        path: the file; of a TensorFlow bundle its index.
        form: one of the constants above.
        values: names to arrays, to groups of such, or to plain values; empty for ONNX and TorchScript.
    """

    path: Path
    form: str
    values: Mapping[str, Any] = field(default_factory=dict)


def read_contents(path: Path) -> Contents:
    """Recognise a file's form and read its values.

    Raises:
        StyleError: not readable, of no form that is known, damaged, or with program code in it.
    """
    form = form_of(path)
    readers = {
        NATIVE: read_tensors,
        SAFETENSORS: read_tensors,
        PYTORCH: read_pickle,
        NUMPY: read_arrays,
        KERAS: read_hdf5,
    }
    if form == TENSORFLOW:
        return Contents(path, form, read_bundle(path))
    if form in readers:
        return Contents(path, form, readers[form](path))
    return Contents(path, form)


def form_of(path: Path) -> str:
    """The form of a file.

    Raises:
        StyleError: not readable, or of no form that is known.
    """
    try:
        with path.open("rb") as file:
            start = file.read(len(SIGNATURE) + 1)
            size = file.seek(0, os.SEEK_END)  # of the open file: it may be gone from its place by now
    except OSError as problem:
        if is_bundle(path.with_name(path.name + ".index")):  # TensorFlow names a bundle without an ending
            return TENSORFLOW
        raise unreadable(path, problem) from problem
    if start.startswith(SIGNATURE):
        return KERAS
    if _has_header(start, size):  # before all else: the header's length may begin as a pickle does
        return _form_of_tensors(path)
    if is_bundle(path):
        return TENSORFLOW
    if is_pickle(path):
        if is_arrays(path):
            return NUMPY
        return TORCHSCRIPT if is_torchscript(path) else PYTORCH
    if _is_onnx(path, start):
        return ONNX
    return _form_of_tensors(path)


def _form_of_tensors(path: Path) -> str:
    metadata = read_header(path).get("__metadata__")
    return NATIVE if isinstance(metadata, dict) and "penchant" in metadata else SAFETENSORS


def _has_header(start: bytes, size: int) -> bool:
    """Whether a file begins as safetensors does: eight bytes with the length of a header that fits in it, then that."""
    return start[8:9] == b"{" and int.from_bytes(start[:8], "little") <= size - 8


def _is_onnx(path: Path, start: bytes) -> bool:
    """Whether a file is a protobuf message with ONNX's version and a graph."""
    if not start.startswith(bytes([_ONNX_VERSION << 3])) or path.stat().st_size > _MOST_ONNX:
        return False
    try:
        found = fields(path.read_bytes())
    except (Malformed, OSError):
        return False
    return 1 <= found.number(_ONNX_VERSION) <= _LATEST_ONNX and bool(found.parts(_ONNX_GRAPH))
