"""Why a learning ended that nobody asked to end, in a sentence."""

import shutil
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.jobs.train import child as processes
from app.learning import LearningWish
from engine.errors import StyleError

_ROOM = 2 << 20
"""Bytes that have to be free for a state to be saved."""
_KILLED = (-9, 137)
_NO_MEMORY = (
    "memoryerror",
    "out of memory",
    "cannot allocate memory",
    "can't allocate memory",
    "bad_alloc",
    "failed to map segment",
)


def why_it_ended(child: processes.Child | None, complaints: str) -> str:
    """Why a process ended that nobody asked to, and that could not say so itself.

    Args:
        child: the process.
        complaints: what it wrote on its standard error.
    """
    code, said = processes.exit_code(child) if child is not None else None, complaints.lower()
    if code in _KILLED:
        return QCoreApplication.translate(
            "jobs", "The computer ended it, most likely because memory ran out. Close other programs and resume."
        )
    if any(words in said for words in _NO_MEMORY):
        return QCoreApplication.translate("jobs", "Memory ran out. Close other programs and resume.")
    if "no space left" in said or "disk quota" in said:
        return QCoreApplication.translate("jobs", "The disk is full. Make some room and resume.")
    return QCoreApplication.translate("jobs", "Resume to go on where it stood.")


def is_full(folder: Path) -> bool:
    """Whether there is no room left for a state."""
    try:
        return shutil.disk_usage(folder).free < _ROOM
    except OSError:
        return False


def nothing_learned(wish: LearningWish) -> StyleError:
    """The sentence for a learning that is over before there is a style."""
    words = QCoreApplication.translate("jobs", "{name} has not learned enough yet to be kept.")
    return StyleError(words.format(name=wish.name), subject=wish.name)
