"""Thumbnails: as asked, in order, from memory the second time, null for what cannot be shown."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from app.jobs import thumbnails
from tests.app.jobs.conftest import Desk
from tests.conftest import make_photo


def test_small_pictures_come_in_the_order_of_the_wish(desk: Desk, photos: list[Path]) -> None:
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails(photos)
    desk.until(lambda: len(seen) == 4)
    assert [path for path, _ in seen] == photos
    assert [picture.isNull() for _, picture in seen] == [False, True, False, False]
    assert {(p.width(), p.height()) for _, p in seen if not p.isNull()} == {(thumbnails.EDGE, 213)}


def test_the_second_time_they_come_from_memory(desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails(photos[:1])
    desk.until(lambda: seen)
    monkeypatch.setattr(thumbnails, "_read_all", lambda *_: pytest.fail("read again"))
    desk.session.want_thumbnails(photos[:1])
    assert len(seen) == 2


def test_a_photo_that_could_not_be_shown_is_tried_again_when_it_is_opened_again(desk: Desk, photos: list[Path]) -> None:
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails(photos[1:2])
    desk.until(lambda: seen)
    photos[1].write_bytes(photos[0].read_bytes())
    desk.open(*photos)
    desk.session.want_thumbnails(photos[1:2])
    desk.until(lambda: len(seen) == 2)
    assert not seen[1][1].isNull()


def test_the_photo_on_its_way_to_the_screen_goes_first(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thumbnails, "PATIENCE", 60.0)
    order = desk.record(desk.session.preview_changed)
    desk.session.thumbnail_changed.connect(lambda *_: order.append("thumbnail"))
    desk.session.want_thumbnails(photos[2:3])
    desk.until(lambda: order == ["thumbnail"])
    desk.session.open_paths(photos[:1])
    desk.session.want_thumbnails(photos[3:])
    desk.until(lambda: order.count("thumbnail") == 2)
    assert order[1] != "thumbnail", "the preview came before it"


def test_the_photo_on_the_canvas_is_not_read_again(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = desk.record(desk.session.thumbnail_changed)
    desk.open(photos[0])
    monkeypatch.setattr("engine.decode.open_photo", lambda *_, **__: pytest.fail("read again"))
    desk.session.want_thumbnails(photos[:1])
    desk.until(lambda: seen)
    monkeypatch.undo()
    alone = thumbnails._sharp(photos[0], None)[1]
    assert seen[0][1] == alone, "it is the same picture"


def test_memory_is_bounded(desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thumbnails, "KEPT", 2)
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails([photos[0], photos[2], photos[3]])
    desk.until(lambda: len(seen) == 3)
    assert list(desk.jobs.thumbnails._kept) == photos[2:]


def test_the_picture_inside_the_file_comes_first_and_then_a_sharp_one(desk: Desk, tmp_path: Path) -> None:
    photo = tmp_path / "camera.jpg"
    pixels = make_photo(600, 900)
    small = io.BytesIO()
    Image.fromarray(pixels).resize((160, 107)).save(small, "JPEG")
    # A second directory with the thumbnail's place and length, as cameras write it.
    first = struct.pack("<2sHIHI", b"II", 42, 8, 0, 14)
    entries = [(0x0103, 3, 6), (0x0201, 4, 14 + 2 + 3 * 12 + 4), (0x0202, 4, len(small.getvalue()))]
    second = struct.pack("<H", 3) + b"".join(struct.pack("<HHII", tag, kind, 1, v) for tag, kind, v in entries)
    block = b"Exif\0\0" + first + second + struct.pack("<I", 0) + small.getvalue()
    Image.fromarray(pixels).save(photo, exif=block)
    seen = desk.record(desk.session.thumbnail_changed)
    desk.session.want_thumbnails([photo])
    desk.until(lambda: len(seen) == 2)
    assert [picture.width() for _, picture in seen] == [160, thumbnails.EDGE]
    desk.session.want_thumbnails([photo])
    assert seen[2][1] is not None
    assert seen[2][1].width() == thumbnails.EDGE
