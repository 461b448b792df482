"""The rules of the house that import-linter cannot say."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(p for room in ("app", "engine", "training") for p in (ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), f"{path.name} has no docstring"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_grows_past_450_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 450, f"{path.name} has {lines} lines: what second thing lives in it?"


def loaded_by(statement: str) -> set[str]:
    """Names of the modules that a fresh Python has after running a statement."""
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_engine_is_cheap() -> None:
    heavy = {"torch", "numba", "cv2", "rawpy", "PIL", "onnxruntime", "PySide6"}
    assert not heavy & loaded_by("import engine")


def test_the_window_is_built_without_torch_numba_or_cv2() -> None:
    assert not {"torch", "numba", "cv2", "rawpy"} & loaded_by("import app.application")


def test_the_command_line_loads_neither_qt_nor_torch() -> None:
    assert not {"PySide6", "torch"} & loaded_by("import app.cli")
