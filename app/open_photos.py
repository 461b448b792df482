"""Which photos a person means when they open files and folders."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path


def needs_listing(paths: Iterable[Path]) -> bool:
    """Whether there is a folder among the paths, so that reading it may take a while."""
    return any(path.is_dir() for path in paths)


def list_photos(paths: Iterable[Path], is_photo: Callable[[Path], bool]) -> tuple[Path, ...]:
    """The photos of files and folders, each once, in the order given; inside a folder by name.

    A file is taken as it is: whether it is a photo shows when it is opened. Of a folder, the photos directly in it.

    Args:
        paths: files and folders.
        is_photo: cheap test of a file in a folder, by its name.
    """
    found: dict[Path, None] = {}
    for path in paths:
        for photo in _in_folder(path, is_photo) if path.is_dir() else (path,):
            found.setdefault(photo.absolute())
    return tuple(found)


def _in_folder(folder: Path, is_photo: Callable[[Path], bool]) -> list[Path]:
    try:
        names = [p for p in folder.iterdir() if not p.name.startswith(".") and is_photo(p) and p.is_file()]
    except OSError:
        return []
    return sorted(names, key=natural_order)


def natural_order(path: Path) -> tuple[list[tuple[int, int, str]], str]:
    """Sort key under which IMG_9 comes before IMG_10."""
    pieces = re.split(r"(\d+)", path.name.casefold())
    return [(1, 0, p) if not p.isdecimal() else (0, int(p), "") for p in pieces], path.name
