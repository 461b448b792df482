"""Where the files that travel with the program lie: the one place that knows."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent / "resources"


def path(*parts: str) -> Path:
    """Path of a bundled file or folder: `path("icons", "check.svg")`."""
    return _ROOT.joinpath(*parts)
