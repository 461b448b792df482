"""Qt does not read the sources of what is imported."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("quickly", [True, False])
def test_the_source_of_an_imported_module_is_not_read(quickly: bool) -> None:
    """Without it, it is: a PySide6 that does not do so any more needs no `quick_imports`."""
    begin = "from app.quick_imports import import_quickly; import_quickly()" if quickly else "import PySide6.QtCore"
    code = f"{begin}\nimport colorsys, linecache\nprint(any('colorsys' in name for name in linecache.cache))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(not quickly)
    assert run.stderr == ""
