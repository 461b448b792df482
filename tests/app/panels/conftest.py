"""A session without jobs, whose photo and styles are put in by hand."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.pictures import Opened
from app.session import Session
from engine.image import Image
from engine.styles import Style

STYLES = tuple(
    Style(name.lower().replace(" ", "-"), name, kind, Path("looks.safetensors"), default_strength=strength)
    for name, kind, strength in (("Natural", "look", 0.8), ("Expert C", "expert", 1.0), ("Vivid", "look", 0.7))
)


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    """Two photos are open, the first has been read, three styles are here."""
    made = Session()
    made.take_styles(STYLES)
    photos = tuple(tmp_path / name for name in ("IMG_1.jpg", "IMG_2.jpg"))
    made.take_photos(photos)
    made.take_opened(Opened(photos[0], Image(np.full((40, 60, 3), 90, np.uint8), full_size=(6000, 4000))))
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """An empty window for sheets to lie in."""
    made = QWidget()
    made.resize(1400, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()
