"""Drafts and glances of JPEGs: upright and in the photo's colours; none where none is due."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.decode import draft_of, glance_of, jpeg, large_jpeg, open_photo
from engine.decode.jpeg_segments import scans
from engine.errors import PhotoMissing
from engine.icc import profile_bytes
from engine.image import Image
from engine.resize import smaller
from tests.conftest import make_photo
from tests.engine.decode.made import exif_block, saved, stored_for, with_segment

RGB = make_photo(400, 600)
PROGRESSIVE = saved(RGB, "jpeg", quality=92, progressive=True)


@pytest.fixture(autouse=True)
def _every_file_is_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jpeg, "SLOW", 0)


def draft_at(path: Path, room: tuple[int, int], at_least: int) -> Image | None:
    photo = large_jpeg(path)
    return photo and draft_of(photo, room, at_least)


def glance_at(path: Path, at_least: int) -> Image | None:
    photo = large_jpeg(path)
    return photo and glance_of(photo, at_least)


def drafted(tmp_path: Path, content: bytes, at_least: int = 160) -> Image | None:
    (tmp_path / "a.jpg").write_bytes(content)
    return draft_at(tmp_path / "a.jpg", (at_least, at_least), at_least)


def distance(draft: Image, path: Path) -> float:
    """Mean difference from the photo itself in the draft's size, 0..255."""
    photo = open_photo(path)
    assert (photo.space, photo.full_size, photo.metadata) == (draft.space, draft.full_size, draft.metadata)
    return float(np.abs(smaller(photo.pixels, (draft.width, draft.height)).astype(int) - draft.pixels).mean())


@pytest.mark.parametrize("options", [{}, {"subsampling": 0}, {"icc_profile": profile_bytes(jpeg.ADOBE_RGB)}])
def test_a_draft_shows_the_photo(tmp_path: Path, options: dict[str, object]) -> None:
    draft = drafted(tmp_path, saved(RGB, "jpeg", quality=92, progressive=True, **options))
    assert draft is not None
    assert (draft.width, draft.height, draft.full_size) == (150, 100, (600, 400))
    assert distance(draft, tmp_path / "a.jpg") < 3.0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_draft_is_upright(tmp_path: Path, orientation: int) -> None:
    exif = b"Exif\0\0" + exif_block(orientation=orientation)
    content = saved(stored_for(RGB, orientation), "jpeg", quality=92, progressive=True, exif=exif)
    draft = drafted(tmp_path, content)
    assert draft is not None
    assert (draft.width, draft.height) == (150, 100)
    assert distance(draft, tmp_path / "a.jpg") < 3.0


def test_grey_and_odd_sizes(tmp_path: Path) -> None:
    draft = drafted(tmp_path, saved(RGB[:397, :595, 0], "jpeg", quality=92, progressive=True))
    assert draft is not None
    assert (draft.width, draft.height, draft.full_size) == (149, 100, (595, 397))
    assert distance(draft, tmp_path / "a.jpg") < 3.0


def test_passes_are_found_behind_a_thumbnail_that_has_its_own(tmp_path: Path) -> None:
    thumbnail = saved(RGB[::4, ::4], "jpeg", quality=80, progressive=True)
    content = with_segment(PROGRESSIVE, 0xE3, thumbnail)
    assert [means for _, means in scans(content)] == [means for _, means in scans(PROGRESSIVE)]
    assert scans(content)[0][0] > len(thumbnail)
    draft, plain = drafted(tmp_path, content), drafted(tmp_path, PROGRESSIVE)
    assert draft is not None
    assert plain is not None
    assert np.array_equal(draft.pixels, plain.pixels)


def test_the_means_of_all_components_are_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert scans(PROGRESSIVE)[0][1] == bytes((1, 2, 3))
    assert not any(means for _, means in scans(PROGRESSIVE)[1:4])
    monkeypatch.setattr(jpeg, "_SHARE", scans(PROGRESSIVE)[0][0] / len(PROGRESSIVE))
    assert drafted(tmp_path, PROGRESSIVE) is None, "nothing is there yet"


def test_no_draft_where_none_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = saved(RGB[:8, :8], "jpeg", progressive=True)
    cmyk = io.BytesIO()
    Pillow.fromarray(RGB).convert("CMYK").save(cmyk, "jpeg", progressive=True)
    cut_off = PROGRESSIVE[: len(PROGRESSIVE) // 2]
    damaged = PROGRESSIVE[: scans(PROGRESSIVE)[0][0] + 200] + PROGRESSIVE[scans(PROGRESSIVE)[0][0] + 900 :]
    for content in (cmyk.getvalue(), cut_off, damaged, saved(RGB, "png")):
        assert drafted(tmp_path, content) is None
    small = drafted(tmp_path, tiny)
    assert small is None or small.full_size == (8, 8)
    assert drafted(tmp_path, PROGRESSIVE) is not None
    monkeypatch.undo()
    assert drafted(tmp_path, PROGRESSIVE) is None, "it does not take long"
    with pytest.raises(PhotoMissing):
        draft_at(tmp_path / "gone.jpg", (100, 100), 100)


@pytest.mark.parametrize(
    ("room", "width"),
    [
        ((160, 160), 150),  # a quarter is nearly enough
        ((500, 107), 150),  # the height decides
        ((60, 60), 75),
        ((168, 168), None),  # a quarter is too small
        ((600, 600), None),
    ],
)
def test_the_draft_of_another_jpeg_is_nearly_as_large_as_its_room(
    tmp_path: Path, room: tuple[int, int], width: int | None
) -> None:
    (tmp_path / "a.jpg").write_bytes(saved(RGB, "jpeg", quality=92))
    draft = draft_at(tmp_path / "a.jpg", room, 160)
    assert (draft and draft.width) == width
    if draft is not None:
        assert draft.full_size == (600, 400)
        assert distance(draft, tmp_path / "a.jpg") < 3.0
        assert draft_at(tmp_path / "a.jpg", room, width or 0) is None, "the photo itself is read as small"


def test_the_room_is_that_of_the_upright_photo(tmp_path: Path) -> None:
    exif = b"Exif\0\0" + exif_block(orientation=6)
    (tmp_path / "a.jpg").write_bytes(saved(stored_for(np.rot90(RGB), 6), "jpeg", quality=92, exif=exif))
    low, high = (draft_at(tmp_path / "a.jpg", room, 160) for room in ((160, 80), (107, 160)))
    assert low is not None
    assert high is not None
    assert (low.width, low.height, low.full_size) == (50, 75, (400, 600))
    assert (high.width, high.height, high.full_size) == (100, 150, (400, 600))


def test_a_glance_is_a_small_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(RGB, "jpeg", quality=92))
    seen = glance_at(path, 70)
    assert seen is not None
    assert (seen.width, seen.height, seen.full_size) == (75, 50, (600, 400))
    assert distance(seen, path) < 3.0
    monkeypatch.undo()
    assert glance_at(path, 70) is None, "it does not take long"


def test_a_large_jpeg_is_read_from_its_disk_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(saved(RGB, "jpeg", quality=92))
    photo = large_jpeg(path)
    path.unlink()
    assert photo is not None
    assert draft_of(photo, (160, 160), 160) is not None
    assert glance_of(photo, 70) is not None


def test_no_glance_where_it_would_take_as_long_as_the_photo(tmp_path: Path) -> None:
    for content in (PROGRESSIVE, saved(RGB, "png")):
        (tmp_path / "a.jpg").write_bytes(content)
        assert glance_at(tmp_path / "a.jpg", 70) is None


@pytest.mark.parametrize("name", ["sunset-beach.jpg", "Carmine_De_Fazio.jpg"])
def test_progressive_photos_of_others(shared_data: Path, name: str) -> None:
    draft = draft_at(shared_data / "fullsize" / name, (1600, 1600), 1600)
    assert draft is not None
    assert max(draft.width, draft.height) > 1500
    assert distance(draft, shared_data / "fullsize" / name) < 1.0
