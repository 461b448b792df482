"""HEIC, where the system has libheif; a clear sentence where it has not."""

from pathlib import Path

import numpy as np
import pytest

from engine.color import DISPLAY_P3
from engine.decode import libheif, open_photo
from engine.errors import PhotoError, PhotoUnknown, PhotoUnreadable

HEADER = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
with_library = pytest.mark.skipif(libheif.library() is None, reason="this system has no libheif")


def test_without_the_library_the_sentence_says_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libheif, "library", lambda: None)
    (tmp_path / "IMG_1.HEIC").write_bytes(HEADER + bytes(100))
    with pytest.raises(PhotoUnknown, match=r"IMG_1\.HEIC is a HEIC photo, .* until libheif is installed\."):
        open_photo(tmp_path / "IMG_1.HEIC")


@with_library
def test_a_phones_photo(shared_data: Path) -> None:
    path = shared_data / "bad_input" / "modern_formats" / "fixture-heic.heic"
    image = open_photo(path)
    assert image.metadata.format == "HEIC"
    assert image.full_size == (3024, 4032)
    assert image.space is DISPLAY_P3
    assert image.metadata.exif.startswith((b"MM", b"II"))
    assert 30 < image.pixels.mean() < 220
    preview = open_photo(path, at_least=400)
    assert preview.full_size == (3024, 4032)
    assert 400 <= preview.height < 800
    rows = np.array_split(image.pixels[:4030:5, ::5].mean(axis=2), 4)
    small = np.array_split(preview.pixels.mean(axis=2), 4)
    np.testing.assert_allclose([r.mean() for r in rows], [r.mean() for r in small], atol=2)


@with_library
@pytest.mark.parametrize("kept", [100, 3000, 100_000])
def test_a_photo_cut_short(shared_data: Path, tmp_path: Path, kept: int) -> None:
    content = (shared_data / "bad_input" / "modern_formats" / "fixture-heic.heic").read_bytes()
    (tmp_path / "cut.heic").write_bytes(content[:kept])
    with pytest.raises(PhotoError) as caught:
        open_photo(tmp_path / "cut.heic")
    assert caught.value.sentence.startswith("cut.heic ")


@with_library
def test_a_header_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(HEADER + bytes(100))
    with pytest.raises(PhotoUnreadable, match=r"^a\.heic .* so it cannot be shown\.$"):
        open_photo(tmp_path / "a.heic")
