"""A photographer's first minutes in the real window: open, look, choose, touch up, undo, export."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import application
from app.main_window import MainWindow
from app.panels.export import ExportSheet
from app.session import Session
from engine.edit import Edit
from tests.conftest import make_photo


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "Coast 2026"
    folder.mkdir()
    for seed in range(3):
        pixels = make_photo(320, 480, seed)
        assert cv2.imwrite(str(folder / f"IMG_{seed}.jpg"), pixels[..., ::-1])
    (folder / "IMG_9.jpg").write_bytes((folder / "IMG_0.jpg").read_bytes()[:1500])
    return folder


class Seat:
    """The window as a person uses it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        application.application()
        self.session, self.jobs, self.window = application.build()
        self.window.resize(1280, 800)
        self.window.show()
        self.session.warm_up()

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=60_000)

    def press(self, command: str) -> None:
        action = self.window.commands.by_id[command]
        assert action.isEnabled(), command
        action.trigger()


@pytest.fixture
def seat(qtbot: QtBot) -> Iterator[Seat]:
    made = Seat(qtbot)
    yield made
    made.window.close()
    made.jobs.close()
    made.window.deleteLater()
    QApplication.processEvents()


def test_from_an_empty_window_to_an_exported_photo(seat: Seat, photos: Path) -> None:
    session: Session = seat.session
    window: MainWindow = seat.window
    before = {path: path.read_bytes() for path in photos.iterdir()}
    session.open_paths([photos])
    # The first photo ever opened is shown in the grid of styles.
    seat.until(lambda: session.preview is not None and len(session.styles) >= 6)
    assert session.view.mode == "grid"
    assert session.edit.style == "natural"

    session.choose_style("warm-evening")
    seat.press("side")
    seat.until(lambda: session.preview and session.preview.edit.style == "warm-evening")
    assert session.preview is not None
    assert session.preview.before.size() == session.preview.after.size()
    assert session.preview.before != session.preview.after

    session.set("Strength", strength=0.5)
    session.set("Exposure", exposure=0.4)
    seat.press("undo")
    assert (session.edit.exposure, session.edit.strength) == (0.0, 0.5)
    seat.press("redo")
    seat.press("turn_right")
    seat.until(lambda: session.preview and session.preview.size == (320, 480))

    seat.press("copy")
    seat.press("next")
    seat.until(lambda: session.is_ready and session.path and session.path.name == "IMG_1.jpg")
    seat.press("paste")
    assert session.edit.style == "warm-evening"
    assert session.edit.quarter_turns == 0

    window.show_sheet("export_all")
    (sheet,) = window.findChildren(ExportSheet)
    seat.until(lambda: sheet.go.isEnabled())
    finished: list[object] = []
    session.export_changed.connect(lambda progress: finished.append(progress) if progress.is_finished else None)
    sheet.go.click()
    seat.until(lambda: finished)
    progress = finished[-1]
    assert [path.name for path, _ in progress.failures] == ["IMG_9.jpg"]
    assert "ends too early" in progress.failures[0][1].sentence
    written = sorted(path.name for path in (photos / "enhanced").iterdir())
    assert written == ["IMG_0_Warm-evening.jpg", "IMG_1_Warm-evening.jpg", "IMG_2_Natural.jpg"]
    with PillowImage.open(photos / "enhanced" / "IMG_0_Warm-evening.jpg") as turned:
        assert turned.size == (320, 480)
    assert all(path.read_bytes() == content for path, content in before.items())


def test_edits_are_there_again_the_next_day(seat: Seat, photos: Path, qtbot: QtBot) -> None:
    session = seat.session
    session.open_paths([photos / "IMG_0.jpg"])
    seat.until(lambda: session.is_ready and session.styles)
    session.choose_style("vivid")
    session.set("Exposure", exposure=-0.5)
    session.close()
    sidecar = photos / "IMG_0.jpg.xmp"
    assert "exposure" in sidecar.read_text("utf-8")

    again = Seat(qtbot)
    try:
        again.session.open_paths([photos / "IMG_0.jpg"])
        again.until(lambda: again.session.is_ready and again.session.edit.exposure == -0.5)
        assert again.session.edit.style == "vivid"
    finally:
        again.window.close()
        again.jobs.close()
        again.window.deleteLater()
        QApplication.processEvents()


def test_looking_leaves_nothing_behind(seat: Seat, photos: Path) -> None:
    names = sorted(path.name for path in photos.iterdir())
    seat.session.open_paths([photos])
    seat.until(lambda: seat.session.preview is not None)
    seat.session.go(1)
    seat.until(lambda: seat.session.is_ready)
    seat.session.close()
    assert sorted(path.name for path in photos.iterdir()) == names


def test_a_broken_photo_gets_a_sentence_and_the_next_one_is_shown(seat: Seat, photos: Path) -> None:
    session = seat.session
    session.open_paths([photos / "IMG_9.jpg", photos / "IMG_1.jpg"])
    seat.until(lambda: session.refusal is not None)
    assert session.refusal is not None
    assert session.refusal.sentence == "IMG_9.jpg ends too early, so it cannot be shown."
    seat.press("next")
    seat.until(lambda: session.preview is not None)


def test_preview_and_export_show_the_same_picture(seat: Seat, photos: Path, tmp_path: Path) -> None:
    """What is seen is what is written, within the loss of a JPEG at quality 95."""
    from engine.decode import open_photo
    from engine.export.options import ExportOptions
    from engine.exporting import Job, export_photo

    session = seat.session
    session.set_view(mode="single")
    session.open_paths([photos / "IMG_0.jpg"])
    seat.until(lambda: session.is_ready and session.styles)
    session.choose_style("soft-film")
    session.set("Contrast", contrast=20)
    seat.until(lambda: session.preview and session.preview.edit == session.edit)
    edit: Edit = session.edit
    export_photo(Job(photos / "IMG_0.jpg", tmp_path / "out.jpg", edit, session.style), ExportOptions(quality=95))
    exported = open_photo(tmp_path / "out.jpg").pixels.astype(np.float32)
    assert session.preview is not None
    seen = session.preview.after
    shown = np.frombuffer(seen.constBits(), np.uint8).reshape(seen.height(), seen.bytesPerLine() // 4, 4)
    shown = shown[:, : seen.width(), 2::-1].astype(np.float32)
    assert shown.shape == exported.shape
    psnr = 10 * np.log10(255**2 / np.mean((shown - exported) ** 2))
    assert psnr > 34, psnr


def test_settings_are_json_that_a_person_can_read(seat: Seat) -> None:
    from app.storage import settings

    seat.session.change_settings(theme="light")
    seat.session.close()
    assert json.loads(settings.file().read_text("utf-8"))["theme"] == "light"
