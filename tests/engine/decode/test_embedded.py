"""Thumbnails shown before a photo is decoded."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.decode import embedded_preview, open_photo
from engine.errors import PhotoMissing
from tests.engine.decode.made import picture, saved, stored_for, with_segment, write_dng

RGB = picture(400, 600)


def with_thumbnail(pixels: np.ndarray, thumbnail: np.ndarray, orientation: int = 1) -> bytes:
    """A JPEG whose Exif holds a small JPEG."""
    small = saved(thumbnail, "jpeg", quality=90)
    main = b"\1\0" + (0x0112).to_bytes(2, "little") + b"\3\0\1\0\0\0" + bytes([orientation, 0, 0, 0])
    second = 8 + len(main) + 4
    at = second + 2 + 2 * 12 + 4
    body = b"II*\0\x08\0\0\0" + main + second.to_bytes(4, "little") + b"\2\0"
    for tag, value in ((0x0201, at), (0x0202, len(small))):
        body += tag.to_bytes(2, "little") + b"\4\0\1\0\0\0" + value.to_bytes(4, "little")
    return with_segment(saved(pixels, "jpeg"), 0xE1, b"Exif\0\0" + body + b"\0\0\0\0" + small)


def small(width: int, height: int, of: np.ndarray = RGB) -> np.ndarray:
    return np.asarray(Pillow.fromarray(of).resize((width, height), Pillow.Resampling.BOX))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_thumbnail_is_upright(tmp_path: Path, orientation: int) -> None:
    stored = stored_for(RGB, orientation)
    height, width = stored.shape[:2]
    content = with_thumbnail(stored, small(width // 4, height // 4, stored), orientation)
    (tmp_path / "a.jpg").write_bytes(content)
    preview = embedded_preview(tmp_path / "a.jpg")
    assert preview is not None
    assert preview.full_size == open_photo(tmp_path / "a.jpg").full_size == (600, 400)
    assert np.abs(preview.pixels.astype(int) - small(150, 100)).mean() < 4


def test_black_bars_are_cut_off(tmp_path: Path) -> None:
    boxed = np.zeros((120, 160, 3), np.uint8)
    boxed[7:114] = small(160, 107)
    (tmp_path / "a.jpg").write_bytes(with_thumbnail(RGB, boxed))
    preview = embedded_preview(tmp_path / "a.jpg")
    assert preview is not None
    assert 103 <= preview.height <= 107
    assert np.abs(preview.pixels.mean(axis=(1, 2)) - small(160, preview.height).mean(axis=(1, 2))).max() < 8


def test_a_thumbnail_of_another_picture_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(with_thumbnail(RGB, small(100, 160)))  # left behind by a crop
    assert embedded_preview(tmp_path / "a.jpg") is None


def test_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(saved(RGB, "jpeg"))
    (tmp_path / "a.png").write_bytes(saved(RGB, "png"))
    write_dng(tmp_path / "a.dng", np.full((64, 64, 3), 0.2), neutral=(0.5, 1, 0.7))
    for name in ("a.jpg", "a.png", "a.dng"):
        assert embedded_preview(tmp_path / name) is None
    damaged = with_thumbnail(RGB, small(150, 100))
    at = damaged.index(b"\xff\xd8", 2)
    (tmp_path / "b.jpg").write_bytes(damaged[: at + 2] + b"\0" * 40 + damaged[at + 42 :])
    assert embedded_preview(tmp_path / "b.jpg") is None


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoMissing):
        embedded_preview(tmp_path / "gone.jpg")


def test_thumbnails_of_cameras_look_like_their_photos(shared_data: Path) -> None:
    found = 0
    for path in sorted((shared_data / "fullsize").glob("*.jpg")):
        preview = embedded_preview(path)
        if preview is None:
            continue
        found += 1
        whole = open_photo(path, at_least=300)
        assert preview.full_size == whole.full_size
        size = (preview.width, preview.height)
        reference = np.asarray(Pillow.open(io.BytesIO(saved(whole.pixels, "png"))).resize(size, Pillow.Resampling.BOX))
        # A thumbnail may have been developed otherwise than the photo, but it shows the same things.
        assert np.corrcoef(preview.pixels.mean(axis=2).ravel(), reference.mean(axis=2).ravel())[0, 1] > 0.5, path.name
    assert found >= 6
