"""The state of a run on disk: written beside and moved into place, so a file is always whole, whatever happens when."""

import errno
import io
import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from engine.errors import TrainingError

FORMAT = 1


class NoRoom(Exception):
    """The disk is full; what stood there is untouched."""


def save_state(path: Path, state: Mapping[str, Any]) -> None:
    """Write tensors and plain values.

    Args:
        path: replaced once the new file is whole and on the disk.
        state: to write.

    Raises:
        NoRoom: the disk is full.
        OSError: it cannot be written for another reason.
    """
    buffer = io.BytesIO()
    torch.save({"format": FORMAT, **state}, buffer)
    replace_whole(path, buffer.getvalue())


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file beside, and move it into place when it is on the disk; raises as `save_state`."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        if problem.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoom(str(problem)) from problem
        raise


def load_state(path: Path) -> dict[str, Any] | None:
    """What `save_state` wrote; None if there is no file. Nothing in the file is run.

    Raises:
        TrainingError: damaged, or of a newer version.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        number = state["format"]
    except FileNotFoundError:
        return None
    except (OSError, pickle.UnpicklingError, RuntimeError, EOFError, KeyError, TypeError) as problem:
        sentence = f"{path} is damaged, so the training cannot go on from it."
        raise TrainingError(sentence, subject=path, details=str(problem)) from problem
    if number > FORMAT:
        sentence = f"{path} was written by a newer version of Penchant, so the training was not resumed."
        raise TrainingError(sentence, subject=path)
    return dict(state)
