"""Reading numpy's archives (.npz) that may be damaged or hostile: plain numbers only, sizes checked first."""

import math
import zipfile
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from engine.checkpoints.pickles import check_archive, check_size, damaged
from engine.checkpoints.tensors import Weights, unreadable

_SUFFIX = ".npy"
_NUMBERS = "fiub"


def is_arrays(path: Path) -> bool:
    """Whether a file is an archive of numpy's files only."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return bool(names) and all(name.endswith(_SUFFIX) for name in names)


def read_arrays(path: Path) -> Weights:
    """All arrays by name, as float32; names of TensorFlow's kind with dots ("g_conv1.weights") get their slashes back.

    Raises:
        StyleError: not readable, damaged, or anything in it but finite numbers.
    """
    check_size(path)
    check_archive(path)
    weights = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    weights[entry.filename.removesuffix(_SUFFIX)] = _array(path, file, entry.file_size)
    except OSError as problem:
        raise unreadable(path, problem) from problem
    except (zipfile.BadZipFile, ValueError, EOFError, SyntaxError, RuntimeError) as problem:
        raise damaged(path, repr(problem)) from problem
    is_torch = any(name.endswith((".weight", ".bias")) for name in weights)
    return weights if is_torch else {name.replace(".", "/"): values for name, values in weights.items()}


def _array(path: Path, file: IO[bytes], size: int) -> NDArray[np.float32]:
    version = npy.read_magic(file)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, is_fortran, dtype = read(file)
    count = math.prod(shape)
    if dtype.kind not in _NUMBERS or dtype.hasobject or count * dtype.itemsize > size:
        raise damaged(path, f"an array of {dtype} {shape} in {size} bytes")
    content = file.read(count * dtype.itemsize)
    raw = np.frombuffer(content, dtype, count).reshape(shape, order="F" if is_fortran else "C")
    with np.errstate(over="ignore"):  # what is too large for float32 becomes infinite, and is refused
        values = np.ascontiguousarray(raw, np.float32).reshape(shape)
    if not np.isfinite(values).all():
        raise damaged(path, "values that are not finite")
    return values
