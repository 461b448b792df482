"""Thumbnails on disk: found again, made anew for a changed photo, never more than their room."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from app.jobs import disk_thumbnails
from app.jobs.disk_thumbnails import DiskThumbnails
from tests.app.jobs.conftest import Desk
from tests.conftest import make_photo


def picture(colour: str, side: int = 64) -> QImage:
    made = QImage(side, side, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "1.jpg"
    cv2.imwrite(str(path), make_photo(60, 90))
    return path


def test_a_picture_is_found_again(tmp_path: Path, photo: Path) -> None:
    DiskThumbnails(tmp_path / "cache").keep(photo, 320, picture("#c08040"))
    found = DiskThumbnails(tmp_path / "cache").get(photo, 320)
    assert found is not None
    assert found.format() == QImage.Format.Format_RGB32
    seen = found.pixelColor(30, 30)
    assert np.allclose((seen.red(), seen.green(), seen.blue()), (0xC0, 0x80, 0x40), atol=4)
    assert DiskThumbnails(tmp_path / "cache").get(photo, 160) is None


def test_a_changed_photo_has_none(tmp_path: Path, photo: Path) -> None:
    cache = DiskThumbnails(tmp_path / "cache")
    cache.keep(photo, 320, picture("red"))
    os.utime(photo, (1, 1))
    assert cache.get(photo, 320) is None
    photo.unlink()
    assert cache.get(photo, 320) is None


def test_a_damaged_picture_is_thrown_away(tmp_path: Path, photo: Path) -> None:
    cache = DiskThumbnails(tmp_path / "cache")
    cache.keep(photo, 320, picture("red"))
    (kept,) = (tmp_path / "cache").glob("*/*.jpg")
    kept.write_bytes(b"not a picture")
    assert cache.get(photo, 320) is None
    assert not kept.exists()


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = DiskThumbnails(tmp_path / "cache")
    photos = []
    for number in range(4):
        photos.append(tmp_path / f"{number}.jpg")
        cv2.imwrite(str(photos[-1]), make_photo(40, 60, number))
    for number, path in enumerate(photos):
        cache.keep(path, 320, picture("green"))
        kept = cache._path(path, 320)
        assert kept is not None
        os.utime(kept, (1000 + number, 1000 + number))
    size = sum(p.stat().st_size for p in (tmp_path / "cache").glob("*/*.jpg"))
    cache._room = round(size * 0.9)
    cache.trim()
    assert [cache.get(path, 320) is not None for path in photos] == [False, True, True, True]


def test_a_closed_folder_costs_the_picture_only(tmp_path: Path, photo: Path) -> None:
    (tmp_path / "cache").write_text("a file stands here")
    cache = DiskThumbnails(tmp_path / "cache")
    cache.keep(photo, 320, picture("red"))
    assert cache.get(photo, 320) is None


def test_the_job_reads_a_folder_once(desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails(photos[:1])
    desk.until(lambda: seen)
    cache = disk_thumbnails.DiskThumbnails()
    desk.until(lambda: cache.get(photos[0], 320) is not None)
