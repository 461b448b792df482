"""Reading PyTorch's pickles (.pth, .pt, .ckpt, ...), which may be damaged or hostile, without running anything in them.

`torch.load(weights_only=True)` does the reading: it knows tensors and plain values and refuses every other name. Before
it, what a file claims is compared with what is there: an archive that would unpack to more than it holds, and a pickle
with more instructions than a network has, are refused. After it, tensors that are larger than their file, or not
finite, are.
"""

import io
import pickle
import pickletools
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.tensors import unreadable, unrecognised
from engine.errors import StyleError

_MOST_FILE = 4 << 30
_MOST_SLACK = 1 << 20
_MOST_PICKLE = 32 << 20
_MOST_INSTRUCTIONS = 3_000_000
_MOST_ENTRIES = 100_000
_MOST_DEPTH = 12
_TRAINING = ("optim", "lr_sched", "scheduler", "_optimizer")
"""Beginnings and endings of groups that only go on with a training; they may be larger than the network."""
_STREAM_PICKLES = 5  # the older form: magic number, version, machine, the object, the names of its values
_ZIP, _PICKLE = b"PK\x03\x04", b"\x80"


def is_pickle(path: Path) -> bool:
    """Whether a file begins as PyTorch's archives or streams do."""
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((_ZIP, _PICKLE))
    except OSError:
        return False


def is_torchscript(path: Path) -> bool:
    """Whether a file is an archive with a TorchScript module."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return any(name.endswith("/constants.pkl") for name in names) and any("/code/" in name for name in names)


def read_pickle(path: Path) -> dict[str, Any]:
    """What a file holds: names to float32 arrays, to further such groups, or to plain values.

    Raises:
        StyleError: not readable, damaged, larger than it says, or with anything in it but weights and plain values.
    """
    check_size(path)
    _check_claims(path)
    import torch

    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as problem:
        raise _refused(path, str(problem)) from problem
    except OSError as problem:
        raise unreadable(path, problem) from problem
    except Exception as problem:  # a damaged file leads the reader into any kind of trouble
        raise damaged(path, repr(problem)) from problem
    if isinstance(content, torch.nn.Module) or not isinstance(content, Mapping):
        raise unrecognised(path, f"it holds {type(content).__name__}, not names and values")
    allowance = 4 * path.stat().st_size + _MOST_SLACK
    return _Converter(path, allowance).group(content)


def check_size(path: Path) -> None:
    """Refuse what is too large for a style.

    Raises:
        StyleError: no such file, or larger than 4 GB.
    """
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise unreadable(path, problem) from problem
    if size > _MOST_FILE:
        raise StyleError(f"{path.name} is larger than any style, so it was not opened.", subject=path)


def check_archive(path: Path) -> None:
    """Refuse an archive that unpacks to much more than it holds; PyTorch's and numpy's are not compressed by much.

    Raises:
        StyleError: it does, or its directory is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except OSError as problem:
        raise unreadable(path, problem) from problem
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise damaged(path, repr(problem)) from problem
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > 8 * path.stat().st_size + _MOST_SLACK or unpacked > _MOST_FILE or len(entries) > _MOST_ENTRIES:
        raise damaged(path, f"it would unpack to {unpacked} bytes in {len(entries)} parts")


def damaged(path: Path, details: str) -> StyleError:
    """The error for a file that began well."""
    return StyleError(f"{path.name} is damaged, so it was not opened.", subject=path, details=details)


def _check_claims(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if not file.read(4).startswith(_ZIP):
                file.seek(0)
                _count_instructions(path, file, _STREAM_PICKLES)
                return
        check_archive(path)
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith(".pkl"):
                    if entry.file_size > _MOST_PICKLE:
                        raise damaged(path, f"a description of {entry.file_size} bytes")
                    _count_instructions(path, io.BytesIO(archive.read(entry)), 1)
    except OSError as problem:
        raise unreadable(path, problem) from problem
    except zipfile.BadZipFile as problem:
        raise damaged(path, repr(problem)) from problem


def _count_instructions(path: Path, stream: Any, pickles: int) -> None:
    count = 0
    try:
        for _ in range(pickles):
            for _operation in pickletools.genops(stream):
                count += 1
                if count > _MOST_INSTRUCTIONS:
                    raise damaged(path, "more instructions than any network needs")
    except (ValueError, EOFError, UnicodeError) as problem:
        # A plain pickle of another program ends early too; it has nothing that could be used either.
        if count == 0:
            raise unrecognised(path, repr(problem)) from problem
        raise damaged(path, repr(problem)) from problem


def _refused(path: Path, details: str) -> StyleError:
    if "Unsupported" in details or "GLOBAL" in details:
        # The rest of PyTorch's text tells how to run the code all the same.
        details = next(line for line in details.splitlines() if "GLOBAL" in line or "Unsupported" in line).strip()
        return StyleError(f"{path.name} contains program code, so it was not opened.", subject=path, details=details)
    return damaged(path, details)


class _Converter:
    """Tensors to float32 arrays, within an allowance of bytes."""

    def __init__(self, path: Path, allowance: int) -> None:
        self._path, self._left = path, allowance

    def group(self, content: Mapping[Any, Any], depth: int = 0) -> dict[str, Any]:
        """A group with its names as text; lists count as groups of numbered parts."""
        if depth > _MOST_DEPTH:
            raise unrecognised(self._path, "groups within groups without end")
        return {
            str(name): self._value(value, depth)
            for name, value in content.items()
            if not str(name).startswith(_TRAINING) and not str(name).endswith(_TRAINING)
        }

    def _value(self, value: Any, depth: int) -> Any:
        import torch

        if isinstance(value, torch.Tensor):
            return self._array(value)
        if isinstance(value, Mapping):
            return self.group(value, depth + 1)
        if isinstance(value, (list, tuple)) and len(value) <= _MOST_ENTRIES:
            return self.group(dict(enumerate(value)), depth + 1)
        return value if isinstance(value, (str, int, float, bool)) else None

    def _array(self, tensor: Any) -> NDArray[np.float32] | None:
        import torch

        if tensor.layout != torch.strided or tensor.is_quantized or tensor.is_complex() or tensor.is_meta:
            return None
        self._left -= 4 * tensor.numel()
        if self._left < 0:
            raise damaged(self._path, "values that repeat what is in the file")
        values: NDArray[np.float32] = tensor.detach().to(torch.float32).contiguous().numpy()
        if not np.isfinite(values).all():
            raise damaged(self._path, "values that are not finite")
        return values
