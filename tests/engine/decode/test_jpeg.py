"""JPEG: segments, sizes, and the pixels of a careful decoder."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.decode import open_photo
from engine.decode.jpeg_segments import read_segments
from engine.decode.photoshop import iptc_of
from engine.image import Image
from tests.engine.decode.made import exif_block, picture, saved, with_segment

RGB = picture(400, 600)
JPEG = saved(RGB, "jpeg", quality=95)


def opened(tmp_path: Path, content: bytes, at_least: int | None = None) -> Image:
    (tmp_path / "a.jpg").write_bytes(content)
    return open_photo(tmp_path / "a.jpg", at_least=at_least)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"keep_rgb": True}])
def test_pixels_are_those_of_libjpeg_at_its_most_careful(tmp_path: Path, options: dict[str, object]) -> None:
    content = saved(RGB, "jpeg", quality=90, **options)
    reference = np.asarray(Pillow.open(io.BytesIO(content)).convert("RGB"))
    assert np.abs(opened(tmp_path, content).pixels.astype(int) - reference).max() <= 1


@pytest.mark.parametrize(("at_least", "width"), [(600, 600), (301, 600), (300, 300), (151, 300), (150, 150), (75, 75)])
def test_previews_use_the_smallest_scale_that_suffices(tmp_path: Path, at_least: int, width: int) -> None:
    image = opened(tmp_path, JPEG, at_least)
    assert (image.width, image.full_size) == (width, (600, 400))


def test_previews_of_portraits_go_by_the_long_edge(tmp_path: Path) -> None:
    lying = saved(RGB, "jpeg", quality=95, exif=b"Exif\0\0" + exif_block(orientation=8))
    image = opened(tmp_path, lying, 150)
    assert (image.width, image.height, image.full_size) == (100, 150, (400, 600))


def test_all_metadata_is_found() -> None:
    iptc = b"\x1c\x02\x05\0\5title"
    resources = b"8BIM\x03\xed\0\0\0\0\0\2ab" + b"8BIM\x04\x04\0\0" + len(iptc).to_bytes(4, "big") + iptc
    content = with_segment(JPEG, 0xED, b"Photoshop 3.0\0" + resources)
    content = with_segment(content, 0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>")
    for part in (2, 1):  # a profile in parts, in the wrong order
        content = with_segment(content, 0xE2, b"ICC_PROFILE\0" + bytes([part, 2]) + b"part%d" % part)
    content = with_segment(content, 0xE1, b"Exif\0\0" + exif_block(make="Acme"))
    found = read_segments(content)
    assert (found.width, found.height, found.components, found.precision) == (600, 400, 3, 8)
    assert found.iptc == iptc
    assert found.xmp == b"<x:xmpmeta/>"
    assert found.icc == b"part1part2"
    assert found.exif == exif_block(make="Acme")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1", b"\xff\xd8\xff\xe1\0\0" * 9, b"\xff" * 99])
def test_segments_of_rubbish_are_none(content: bytes) -> None:
    assert read_segments(content).components == 0


@pytest.mark.parametrize("resources", [b"", b"8BIM", b"8BIM\4\4\xff", b"8BIM\4\4\0\0\xff\xff\xff\xff", b"8BIM" * 50])
def test_resources_of_rubbish_hold_no_iptc(resources: bytes) -> None:
    assert iptc_of(resources) == b""


def test_exif_of_a_second_block_does_not_replace_the_first(tmp_path: Path) -> None:
    content = with_segment(JPEG, 0xE1, b"Exif\0\0" + exif_block(make="Other"))
    content = with_segment(content, 0xE1, b"Exif\0\0" + exif_block(make="Acme"))
    assert b"Acme" in opened(tmp_path, content).metadata.exif


def test_twelve_full_size_photos(shared_data: Path) -> None:
    """Real cameras: size as Pillow says, upright, and a preview like the photo made small."""
    for path in sorted((shared_data / "fullsize").glob("*.jpg")):
        preview = open_photo(path, at_least=500)
        with Pillow.open(path) as reference:
            turned = reference.getexif().get(0x0112, 1) >= 5
            assert preview.full_size == (reference.size[::-1] if turned else reference.size), path.name
        assert 500 <= max(preview.width, preview.height) < 1000
        assert preview.pixels.std() > 10
