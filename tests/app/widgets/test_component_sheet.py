"""All components on one sheet: they are painted without a word from Qt, in both themes and at every scale."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from app.tokens import DARK, LIGHT, Tokens
from tests.app.widgets import sheet

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_the_sheet_is_painted_in_both_themes(tokens: Tokens) -> None:
    picture = sheet.draw(tokens.name).toImage()
    assert picture.pixelColor(2, 2).name().upper() == tokens.panel
    seen = {picture.pixelColor(x, y).name().upper() for x in range(0, 1600, 2) for y in range(0, 1240, 3)}
    assert tokens.accent in seen
    assert len(seen) > 50


@pytest.mark.parametrize("scale", [1, 1.25, 2])
def test_the_sheet_is_painted_at_every_scale(tmp_path: Path, scale: float) -> None:
    target = tmp_path / "sheet.png"
    command = [sys.executable, "-W", "error", "-m", "tests.app.widgets.sheet", str(target), "dark", str(scale)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == str(target), "Qt and Python said nothing"
    assert QImage(str(target)).width() == round(1600 * scale)
