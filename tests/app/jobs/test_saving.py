"""Saving: a second after the last step, on the way to another photo, and before the app ends."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.jobs import saving
from app.jobs.saving import Known, Saving
from app.pictures import Opened
from app.session import Session
from app.storage import recent, settings, sidecar, xmp_node
from engine.edit import Edit
from engine.image import Image


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    photos = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    for photo in photos:
        photo.write_bytes(b"original")
    return photos


class Desk:
    """A session with saving and nothing else; what it tells is noted."""

    def __init__(self, photos: list[Path]) -> None:
        self.session, self.known = Session(), Known()
        self.saving = Saving(self.session, self.known)
        self.said: list[str] = []
        self.troubles: list[object] = []
        self.saved: list[str] = []
        self.session.said.connect(self.said.append)
        self.session.trouble.connect(self.troubles.append)
        self.session.saved_changed.connect(self.saved.append)
        self.session.open_paths(photos)
        self.read()

    def read(self) -> None:
        path = self.session.path
        assert path is not None
        self.session.take_opened(Opened(path, Image(np.zeros((4, 6, 3), np.uint8)), self.known.read(path)))


@pytest.fixture
def desk(qtbot: QtBot, photos: list[Path]):
    desk = Desk(photos)
    yield desk
    desk.saving.close()


def test_an_edit_is_written_once_a_while_after_the_last_step(
    qtbot: QtBot, desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    real = sidecar.write
    monkeypatch.setattr(sidecar, "write", lambda *a: written.append(a[1]) or real(*a))
    desk.saving._timer.setInterval(30)
    for value in (1.0, 2.0, 3.0):
        desk.session.set("Exposure", exposure=value)
    assert not sidecar.beside(photos[0]).exists()
    qtbot.waitUntil(lambda: bool(desk.saved))
    assert written == [Edit(exposure=3)]
    assert sidecar.read(photos[0]).edit == Edit(exposure=3)


def test_the_delay_is_a_second(desk: Desk) -> None:
    assert desk.saving._timer.interval() == saving.DELAY == 1000


def test_looking_writes_nothing(qtbot: QtBot, desk: Desk, photos: list[Path]) -> None:
    desk.session.preview_style("vivid")
    desk.session.set_view(mode="split")
    desk.session.go(1)
    desk.read()
    desk.session.change(exposure=1.0)
    desk.saving.close()
    assert sorted(p.name for p in photos[0].parent.iterdir()) == ["a.jpg", "b.jpg"]


def test_a_step_taken_back_before_it_was_written_leaves_no_file(desk: Desk, photos: list[Path]) -> None:
    desk.session.set("Exposure", exposure=1.0)
    desk.session.undo()
    desk.saving.close()
    assert not sidecar.beside(photos[0]).exists()


def test_a_step_taken_back_after_it_was_written_is_written_too(qtbot: QtBot, desk: Desk, photos: list[Path]) -> None:
    desk.session.set("Exposure", exposure=1.0)
    desk.session.go(1)
    qtbot.waitUntil(lambda: bool(desk.saved))
    desk.session.go(-1)
    desk.read()
    desk.session.undo()
    desk.saving.close()
    assert sidecar.read(photos[0]).edit == Edit()


def test_going_on_and_closing_write_at_once(desk: Desk, photos: list[Path]) -> None:
    desk.session.set("Exposure", exposure=1.0)
    desk.session.go(1)
    desk.read()
    desk.session.set("Contrast", contrast=5)
    desk.saving.close()
    assert [sidecar.read(p).edit for p in photos] == [Edit(exposure=1), Edit(contrast=5)]


def test_an_edit_from_another_window_is_kept_and_said(qtbot: QtBot, desk: Desk, photos: list[Path]) -> None:
    sidecar.write(photos[0], Edit(tint=9), sidecar.read(photos[0]))
    desk.session.set("Exposure", exposure=1.0)
    desk.session.go(1)
    qtbot.waitUntil(lambda: bool(desk.said))
    assert "a.jpg" in desk.said[0]
    assert sidecar.read(photos[0]).edit == Edit(exposure=1)


def test_a_sidecar_that_is_not_understood_is_left_and_said_once(qtbot: QtBot, desk: Desk, photos: list[Path]) -> None:
    newer = xmp_node.replace(b"", '{"version": 99}', "Penchant 9")
    sidecar.beside(photos[0]).write_bytes(newer)
    for count in (1, 2):
        desk.session.set("Exposure", exposure=float(count))
        desk.saving._flush()
        qtbot.waitUntil(partial(_has, desk.saved, count))
    assert sidecar.read(photos[0]).edit == Edit(exposure=2)
    assert len(desk.said) == 1
    assert "a.jpg.xmp" in desk.said[0]
    assert sidecar.beside(photos[0]).read_bytes() == newer


def _has(things: list[str], count: int) -> bool:
    return len(things) == count


def test_a_full_disk_is_told(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sidecar.small_file, "replace_file", full)
    desk.session.set("Exposure", exposure=1.0)
    desk.saving._flush()
    qtbot.waitUntil(lambda: bool(desk.troubles))
    assert "disk is full" in desk.troubles[0].sentence


def test_settings_and_recent_paths_are_written(desk: Desk, photos: list[Path]) -> None:
    desk.session.change_settings(theme="light")
    desk.session.change_settings(interface_size=1.5)
    desk.saving.close()
    assert settings.load()[0] == desk.session.settings
    assert recent.load().paths == tuple(photos)
