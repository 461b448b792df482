"""Where Penchant keeps its own files. The photo folders belong to the person; only sidecars and exports go there.

PENCHANT_HOME, where it is set, holds everything: settings, edits, caches and journals.
"""

import os
from pathlib import Path

import platformdirs

NAME = "penchant"


def config() -> Path:
    """Settings."""
    return _folder("config", platformdirs.user_config_dir(NAME, appauthor=False))


def data() -> Path:
    """Styles of the person, and edits of photos in folders that cannot be written."""
    return _folder("data", platformdirs.user_data_dir(NAME, appauthor=False))


def cache() -> Path:
    """What can be made again: thumbnails, compiled kernels."""
    return _folder("cache", platformdirs.user_cache_dir(NAME, appauthor=False))


def state() -> Path:
    """Recent photos and journals of exports."""
    return _folder("state", platformdirs.user_state_dir(NAME, appauthor=False))


def _folder(kind: str, usual: str) -> Path:
    home = os.environ.get("PENCHANT_HOME")
    return Path(home).expanduser() / kind if home else Path(usual)
