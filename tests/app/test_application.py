"""The start: what is loaded before the first picture of the window, and that everything else follows."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import application
from tests.conftest import ROOT, make_photo

SLOW = (
    "torch",
    "numba",
    "numpy",
    "cv2",
    "onnxruntime",
    "rawpy",
    "psutil",
    "sqlite3",
    "PIL",
    "rich",
    "typer",
    "app.jobs",
    "app.panels.adjust",
    "app.panels.export",
    "engine.image",
)
"""What the window must not wait for."""

_START = """
import gc, json, sys
import main
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pathlib import Path

def tell(**what):
    print(json.dumps(what), flush=True)

def shown():
    window = next(w for w in QApplication.topLevelWidgets() if w.inherits("QMainWindow"))
    page = type(window.canvas.stack.currentWidget()).__name__
    tell(painted=window.was_painted, page=page, loaded=sorted(sys.modules))
    window.session.warming.connect(lambda: QTimer.singleShot(0, lambda: complete(window)))

def complete(window):
    room, canvas = window.enhance, window.canvas
    parts = (room.styles, canvas.photo, canvas.grid, room.adjust, room.gallery, window.job)
    tell(parts=len(parts), numpy="numpy" in sys.modules, collecting=gc.isenabled())
    window.close()

status = main.open_window([Path(path) for path in sys.argv[1:]], shown=shown)
tell(status=status)
"""


def start(home: Path, *paths: Path) -> list[dict[str, Any]]:
    """What a start of the program tells: at its first picture, once it is complete, and at its end."""
    words = [sys.executable, "-W", "error", "-c", _START, *map(str, paths)]
    environment = os.environ | {"PENCHANT_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=300)
    assert not run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_first_picture_waits_for_nothing_slow_and_the_rest_follows(tmp_path: Path) -> None:
    first, complete, end = start(tmp_path)
    assert first["painted"]
    assert first["page"] == "Welcome"
    assert not set(SLOW) & set(first["loaded"])
    assert complete == {"parts": 6, "numpy": True, "collecting": True}
    assert end == {"status": 0}


def test_a_start_with_photos_does_not_ask_for_any(tmp_path: Path) -> None:
    Image.fromarray(make_photo(60, 80)).save(tmp_path / "a.jpg")
    first, _, end = start(tmp_path / "home", tmp_path / "a.jpg")
    assert first["page"] != "Welcome"
    assert end == {"status": 0}


def test_a_window_is_no_larger_than_its_screen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableSize()
    window.resize(room.width() + 500, 300)
    application._fit_screen(window)
    assert (window.width(), window.height()) == (room.width(), 300)
