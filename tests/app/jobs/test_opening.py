"""Opening: what suffices for the screen first, more on demand, neighbours ahead, and photos that cannot be shown."""

import os
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest

from app.jobs import opening
from app.jobs.cards import REST
from app.jobs.photo_cache import PhotoCache
from app.storage import sidecar
from engine import analysis, enhance
from engine.decode import jpeg
from engine.edit import Crop, Edit
from engine.errors import PhotoMissing, PhotoUnreadable
from engine.image import Image
from tests.app.jobs.conftest import PHOTO_SIZE, Desk


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Name and edge of every reading for the screen."""
    seen: list[tuple[str, int]] = []
    real = opening.read_screen_size

    def noted(path: Path, edge: int) -> Image:
        seen.append((path.name, edge))
        return real(path, edge)

    monkeypatch.setattr(opening, "read_screen_size", noted)
    return seen


def test_a_photo_comes_with_its_facts_and_its_saved_edit(desk: Desk, photos: list[Path]) -> None:
    saved = Edit(exposure=0.5, shadows=10)
    sidecar.write(photos[0], saved, sidecar.read(photos[0]))
    desk.open(photos[0])
    assert desk.session.image.full_size == PHOTO_SIZE
    assert (desk.session.edit, desk.session.preview.edit) == (saved, saved)
    assert desk.session.facts.iso == 0


def test_the_screen_needs_no_more_than_its_pixels(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FIRST_EDGE", 100)
    desk.open(photos[0])
    assert max(desk.session.image.pixels.shape) < max(PHOTO_SIZE)
    preview = desk.session.preview
    assert (preview.after.width(), preview.after.height(), preview.size) == (120, 80, PHOTO_SIZE)


def test_a_larger_view_or_a_crop_has_more_read(desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "FIRST_EDGE", 40)
    desk.session.set_view(picture_size=(40, 40))
    desk.open(photos[0])
    small = desk.session.image.width
    desk.session.set_view(picture_size=(90, 90))
    desk.until(lambda: desk.session.image.width > small)
    middle = desk.session.image.width
    desk.session.set("Crop", crop=Crop(0.4, 0.4, 0.6, 0.6))
    desk.until(lambda: desk.session.image.width > middle)
    desk.until(lambda: desk.session.preview.after.width() == 72)


def test_every_pixel_is_read_once_when_asked_for(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FIRST_EDGE", 40)
    desk.session.set_view(picture_size=(40, 40))
    desk.open(photos[0])
    assert not desk.session.image.is_full_size
    images = desk.record(desk.session.image_changed)
    desk.session.full_size_wanted.emit()
    desk.session.full_size_wanted.emit()
    desk.until(lambda: desk.session.image.is_full_size)
    desk.session.full_size_wanted.emit()
    desk.qtbot.wait(50)
    assert len(images) == 1


def test_the_neighbours_are_at_hand(desk: Desk, photos: list[Path], reads: list[tuple[str, int]]) -> None:
    desk.open(photos[0], *photos[2:])
    desk.until(lambda: "IMG_9.jpg" in [name for name, _ in reads])
    count = len(reads)
    desk.show(lambda: desk.session.go(1))
    desk.until(lambda: "IMG_10.jpg" in [name for name, _ in reads])
    assert sorted(name for name, _ in reads) == ["IMG_1.jpg", "IMG_10.jpg", "IMG_9.jpg"]
    assert len(reads) == count + 1


def test_a_photo_that_ends_too_early_is_refused_and_the_next_is_shown(desk: Desk, photos: list[Path]) -> None:
    desk.open(*photos)
    desk.session.go(1)
    desk.until(lambda: desk.session.refusal)
    assert isinstance(desk.session.refusal, PhotoUnreadable)
    assert "IMG_2.jpg" in desk.session.refusal.sentence
    desk.show(lambda: desk.session.go(1))
    assert desk.session.refusal is None


def test_a_photo_that_is_gone_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.session.open_paths([tmp_path / "gone.jpg"])
    desk.until(lambda: desk.session.refusal)
    assert isinstance(desk.session.refusal, PhotoMissing)


def test_a_photo_that_vanishes_stays_on_the_screen(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "FIRST_EDGE", 40)
    desk.session.set_view(picture_size=(40, 40))
    desk.open(photos[0])
    photos[0].unlink()
    desk.session.full_size_wanted.emit()
    desk.until(lambda: desk.troubles)
    assert isinstance(desk.troubles.pop()[0], PhotoMissing)
    assert desk.session.is_ready


def test_a_folder_gives_its_photos_by_name(desk: Desk, photos: list[Path]) -> None:
    (photos[0].parent / "notes.txt").write_text("no photo")
    (photos[0].parent / ".hidden.jpg").write_bytes(photos[0].read_bytes())
    (photos[0].parent / "folder.jpg").mkdir()
    desk.open(photos[0].parent)
    assert [p.name for p in desk.session.photos] == ["IMG_1.jpg", "IMG_2.jpg", "IMG_9.jpg", "IMG_10.jpg"]


def test_an_empty_folder_is_said(desk: Desk, tmp_path: Path) -> None:
    said = desk.record(desk.session.said)
    (tmp_path / "empty").mkdir()
    desk.session.open_paths([tmp_path / "empty"])
    desk.until(lambda: said)
    assert desk.session.path is None


def test_the_cache_forgets_the_oldest_and_what_has_changed(photos: list[Path]) -> None:
    def image(_: Path, edge: int) -> Image:
        reads.append(edge)
        return Image(np.zeros((10, edge, 3), np.uint8), full_size=(1000, 100))

    reads: list[int] = []
    cache = PhotoCache(room=2 * 10 * 100 * 3)
    a, b, c, _ = photos
    first = cache.get(a, 100, image)
    assert cache.get(a, 50, image) is first
    assert cache.get(a, 101, image) is not first
    cache.get(b, 90, image)
    cache.get(a, 100, image)
    cache.get(c, 90, image)
    assert reads == [100, 101, 90, 90], "a was used later than b"
    cache.get(a, 100, image)
    cache.get(b, 90, image)
    assert len(reads) == 5
    os.utime(b, (1, 1))
    cache.get(b, 90, image)
    assert len(reads) == 6


def test_two_threads_read_a_photo_once(photos: list[Path]) -> None:
    begun, go_on, reads = threading.Event(), threading.Event(), []

    def slow(path: Path, edge: int) -> Image:
        reads.append(path)
        begun.set()
        assert go_on.wait(60)
        return Image(np.zeros((10, edge, 3), np.uint8))

    cache = PhotoCache()
    found: list[Image] = []
    threads = [threading.Thread(target=lambda: found.append(cache.get(photos[0], 100, slow))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(60)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    assert found[0] is found[1]


def test_a_raw_file_shows_the_cameras_picture_first(desk: Desk, shared_data: Path) -> None:
    images = desk.record(desk.session.image_changed)
    desk.session.open_paths([shared_data / "raw" / "RAW_KODAK_DC50.KDC"])
    desk.until(lambda: len(images) == 2)
    desk.until(lambda: desk.session.preview)
    assert images[0][0].full_size == images[1][0].full_size
    assert images[1][0].metadata.format == "RAW"


@pytest.fixture
def progressive(photos: list[Path]) -> list[Path]:
    """Two progressive JPEGs, of which drafts are made."""
    for path in (photos[0], photos[2]):
        pixels = cv2.imread(str(path))
        assert cv2.imwrite(str(path), pixels, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    return [photos[0], photos[2]]


class Held:
    """Readings for the screen that wait until they may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go_on, self._real = threading.Event(), opening.read_screen_size
        monkeypatch.setattr(opening, "read_screen_size", self._read)
        monkeypatch.setattr(opening, "FIRST_EDGE", 120)
        monkeypatch.setattr(jpeg, "SLOW", 0)

    def _read(self, path: Path, edge: int) -> Image:
        assert self.go_on.wait(60)
        return self._real(path, edge)


def test_of_a_progressive_jpeg_a_draft_is_there_first(
    desk: Desk, progressive: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    previews = desk.record(desk.session.preview_changed)
    desk.session.open_paths(progressive)
    desk.until(lambda: desk.session.preview and desk.session.preview.edit.style == "natural")
    draft = desk.session.preview
    assert (desk.session.is_ready, desk.session.is_provisional) == (True, True)
    assert (draft.after.width(), draft.size) == (90, PHOTO_SIZE), "as large as the photo on the canvas, and rougher"
    desk.session.set("Exposure", exposure=0.2)
    held.go_on.set()
    desk.until(lambda: desk.session.preview.after.width() == 120 and desk.session.preview.edit.exposure == 0.2)
    assert not desk.session.is_provisional
    assert desk.session.preview.size == PHOTO_SIZE
    assert desk.session.history.index == 1, "what was done meanwhile stays"
    desk.until(lambda: desk.jobs.opening._cache.has(progressive[1], 120))  # the neighbour, after the photo itself
    desk.show(lambda: desk.session.go(1))
    assert not desk.session.is_provisional
    assert all(preview.after.width() == 120 for (preview,) in previews[-1:])


def test_a_draft_does_not_outlive_the_refusal_of_its_photo(
    desk: Desk, progressive: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    desk.session.open_paths(progressive[:1])
    desk.until(lambda: desk.session.preview)
    content = progressive[0].read_bytes()
    progressive[0].write_bytes(content[: len(content) // 2])
    held.go_on.set()
    desk.until(lambda: desk.session.refusal)
    assert isinstance(desk.session.refusal, PhotoUnreadable)
    assert (desk.session.image, desk.session.preview) == (None, None)


def test_of_a_large_jpeg_a_quarter_is_shown_first_and_judged_once(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held, judged = Held(monkeypatch), []
    real = enhance.analysis_copy
    monkeypatch.setattr(analysis, "analysis_copy", lambda image: judged.append(image.width) or real(image))
    monkeypatch.setattr(opening, "GLANCE_EDGE", 40)
    desk.session.set_view(picture_size=(98, 98))
    cards = desk.record(desk.session.card_changed)
    desk.session.open_paths(photos[:1])
    desk.until(lambda: desk.session.preview and desk.session.preview.edit.style == "natural")
    draft = desk.session.preview
    assert desk.session.is_provisional
    assert draft.after.width() == 90
    desk.until(lambda: len(cards) == 1 + len(desk.session.styles))
    held.go_on.set()
    desk.until(lambda: desk.session.preview.after.width() == 98)
    assert not desk.session.is_provisional
    assert judged == [45], "by the glance, the draft and the photo alike"
    desk.qtbot.wait(2 * REST)
    assert len(cards) == 1 + len(desk.session.styles), "those of the draft do"


def test_a_photo_that_is_still_read_does_not_hold_up_the_next(
    desk: Desk, progressive: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    desk.session.open_paths(progressive)
    for index in (0, 1):
        desk.session.choose(index)
        desk.until(lambda i=index: desk.session.preview and desk.session.preview.path == progressive[i])
        assert desk.session.is_provisional
    held.go_on.set()
    desk.until(lambda: not desk.session.is_provisional)
    assert desk.session.image.width >= 120
