"""JPEG: strips joined at restart markers are the picture, and the metadata reads back."""

import io

import cv2
import numpy as np
import pytest
import simplejpeg
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from engine.color import DISPLAY_P3
from engine.export import jpeg
from engine.export.metadata import Blocks
from engine.export.options import ExportOptions
from engine.export.rows import Rows, from_image
from engine.image import Image
from tests.conftest import make_photo

NOTHING = Blocks()


def encoded(pixels: np.ndarray, options: ExportOptions, blocks: Blocks = NOTHING, threads: int = 2) -> bytes:
    file = io.BytesIO()
    jpeg.write(file, from_image(Image(pixels)), options, blocks, threads)
    return file.getvalue()


@pytest.mark.parametrize("sampling", ["444", "422", "420"])
@pytest.mark.parametrize(("height", "width"), [(1, 1), (256, 64), (257, 33), (700, 130), (2500, 17)])
def test_strips_decode_to_the_same_pixels_as_one_piece(height: int, width: int, sampling: str) -> None:
    pixels = make_photo(height, width)
    joined = encoded(pixels, ExportOptions(quality=88, chroma=sampling))
    whole = simplejpeg.encode_jpeg(pixels, 88, "RGB", sampling)
    assert np.array_equal(simplejpeg.decode_jpeg(joined), simplejpeg.decode_jpeg(whole))


@pytest.mark.parametrize("sampling", ["444", "420"])
def test_other_decoders_agree(sampling: str) -> None:
    pixels = make_photo(600, 330)
    joined = encoded(pixels, ExportOptions(quality=90, chroma=sampling))
    whole = simplejpeg.encode_jpeg(pixels, 90, "RGB", sampling)
    for read in (lambda data: np.array(Pillow.open(io.BytesIO(data))), lambda data: cv2.imdecode(as_bytes(data), 1)):
        assert np.array_equal(read(joined), read(whole))


def as_bytes(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


@given(st.integers(1, 900), st.integers(1, 90), st.sampled_from(["444", "422", "420"]))
@settings(max_examples=25, deadline=None)
def test_any_size(height: int, width: int, sampling: str) -> None:
    pixels = np.random.default_rng(height * width).integers(0, 256, (height, width, 3), np.uint8)
    joined = encoded(pixels, ExportOptions(quality=70, chroma=sampling))
    whole = simplejpeg.encode_jpeg(pixels, 70, "RGB", sampling)
    assert np.array_equal(simplejpeg.decode_jpeg(joined), simplejpeg.decode_jpeg(whole))


def test_the_file_does_not_depend_on_the_number_of_threads() -> None:
    pixels = make_photo(1500, 40)
    assert encoded(pixels, ExportOptions(), threads=1) == encoded(pixels, ExportOptions(), threads=4)


@pytest.mark.parametrize("sampling", ["444", "422", "420"])
@pytest.mark.parametrize("width", [1, 6000, 20000, 65500])
def test_an_interval_can_be_counted(width: int, sampling: str) -> None:
    rows = jpeg.strip_rows(width, sampling)
    blocks = -(-width // jpeg.BLOCK_WIDTH[sampling]) * (rows // jpeg.BLOCK_HEIGHT[sampling])
    assert rows % 16 == 0
    assert 0 < blocks <= 65535


@pytest.mark.parametrize(("quality", "sampling"), [(95, "444"), (90, "444"), (89, "420")])
def test_full_colour_resolution_from_quality_90(quality: int, sampling: str) -> None:
    data = encoded(make_photo(40, 40), ExportOptions(quality=quality))
    assert simplejpeg.decode_jpeg_header(data)[3] == sampling


def test_metadata_reads_back(exif_block: bytes) -> None:
    icc = bytes(range(256)) * 600  # three segments
    blocks = Blocks(exif=exif_block, xmp=b"<x/>", iptc=b"\x1c\x02\x05\x00\x01T", icc=icc)
    with Pillow.open(io.BytesIO(encoded(make_photo(300, 40), ExportOptions(), blocks))) as picture:
        picture.load()
        assert picture.info["exif"] == b"Exif\0\0" + exif_block
        assert picture.info["xmp"] == b"<x/>"
        assert picture.info["photoshop"][0x0404] == b"\x1c\x02\x05\x00\x01T"
        assert picture.info["icc_profile"] == icc


def test_exif_too_long_for_a_segment_loses_the_maker_note_only() -> None:
    exif = Pillow.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8769)[0x9003] = "2026:05:14 18:42:00"
    exif.get_ifd(0x8769)[0x927C] = bytes(70000)
    data = encoded(make_photo(20, 20), ExportOptions(), Blocks(exif=exif.tobytes().removeprefix(b"Exif\0\0")))
    with Pillow.open(io.BytesIO(data)) as picture:
        read = picture.getexif()
        assert read[0x010F] == "Maker"
        assert dict(read.get_ifd(0x8769)) == {0x9003: "2026:05:14 18:42:00"}


def test_reads_strips_once_and_in_pieces() -> None:
    pixels = make_photo(1000, 30)
    asked: list[tuple[int, int]] = []

    def read(y0: int, y1: int) -> np.ndarray:
        asked.append((y0, y1))
        return pixels[y0:y1]

    jpeg.write(io.BytesIO(), Rows(30, 1000, read, DISPLAY_P3), ExportOptions(space="p3"), Blocks(), 2)
    assert sorted(asked) == [(0, 256), (256, 512), (512, 768), (768, 1000)]
