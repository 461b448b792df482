"""Real small photos, a session with all its jobs, and eyes for what comes home."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.jobs import Jobs
from app.session import Session
from engine.styles import bundled
from tests.conftest import make_photo

PHOTO_SIZE = (360, 240)


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Three JPEGs of 360 x 240 and, between them, one that ends too early."""
    folder = tmp_path / "photos"
    folder.mkdir()
    paths = [folder / name for name in ("IMG_1.jpg", "IMG_2.jpg", "IMG_9.jpg", "IMG_10.jpg")]
    for seed, path in enumerate(paths):
        pixels = make_photo(PHOTO_SIZE[1], PHOTO_SIZE[0], seed)
        assert cv2.imwrite(str(path), pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 95])
    paths[1].write_bytes(paths[1].read_bytes()[:2000])
    return paths


class Desk:
    """A session with all jobs; what it tells is noted."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.session = Session()
        self.jobs = Jobs(self.session)
        self.session.take_styles(bundled())
        self.session.set_view(mode="single", picture_size=(120, 120), card_size=48)
        self.troubles = self.record(self.session.trouble)

    def record(self, signal: SignalInstance) -> list[tuple[object, ...]]:
        """What a signal carries, from now on."""
        seen: list[tuple[object, ...]] = []
        signal.connect(lambda *values: seen.append(values))
        return seen

    def until(self, condition: Callable[[], object]) -> None:
        """Let the event loop turn until something is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)

    def open(self, *paths: Path) -> None:
        """Open photos and wait until the first is on the screen in its style."""
        self.session.open_paths(paths)
        self.until(lambda: self.session.preview and self.session.preview.edit == self.session.look)

    def show(self, change: Callable[[], object]) -> None:
        """Do something and wait for the preview that shows it."""
        before = self.session.preview
        change()
        self.until(lambda: self.session.preview not in (None, before))
        self.until(lambda: self.session.preview and self.session.preview.edit == self.session.look)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.session.close()
    assert desk.troubles == []


def pixels_of(picture: QImage) -> NDArray[np.uint8]:
    """RGB of a picture that Qt can paint."""
    assert picture.format() == QImage.Format.Format_RGB32
    values = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.width(), 4)
    return values[..., 2::-1].copy()  # the picture may be gone before its array
