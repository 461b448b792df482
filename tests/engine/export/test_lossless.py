"""PNG, TIFF and JPEG XL at quality 100 give back every value, to readers that are not ours."""

import io
import zlib
from collections.abc import Callable

import cv2
import imagecodecs
import numpy as np
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from engine.export import jxl, png, tiff
from engine.export.metadata import Blocks
from engine.export.options import ExportOptions
from engine.export.rows import from_image
from engine.image import Image
from tests.conftest import make_photo

Reader = Callable[[bytes], np.ndarray]
NOTHING = Blocks()
WRITERS = {"png": png.write, "tiff": tiff.write, "jxl": jxl.write}
ODD_SIZES = [(1, 1), (1, 300), (300, 1), (64, 7), (129, 31), (400, 90)]


def written(kind: str, pixels: np.ndarray, blocks: Blocks = NOTHING, threads: int = 2) -> bytes:
    file = io.BytesIO()
    options = ExportOptions(format=kind, quality=100, bit_depth=8 * pixels.dtype.itemsize)
    WRITERS[kind](file, from_image(Image(pixels)), options, blocks, threads)
    return file.getvalue()


def by_cv2(data: bytes) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED), cv2.COLOR_BGR2RGB)


def by_pillow(data: bytes) -> np.ndarray:
    return np.array(Pillow.open(io.BytesIO(data)))


READERS: list[tuple[str, int, Reader]] = [
    ("png", 8, by_pillow),
    ("png", 8, imagecodecs.png_decode),
    ("png", 8, by_cv2),
    ("png", 16, imagecodecs.png_decode),
    ("png", 16, by_cv2),
    ("tiff", 8, by_pillow),
    ("tiff", 8, lambda data: tifffile.imread(io.BytesIO(data))),
    ("tiff", 16, lambda data: tifffile.imread(io.BytesIO(data))),
    ("tiff", 16, by_cv2),
    ("jxl", 8, imagecodecs.jpegxl_decode),
    ("jxl", 16, imagecodecs.jpegxl_decode),
]


def photo(height: int, width: int, depth: int) -> np.ndarray:
    pixels = make_photo(height, width)
    noise = np.random.default_rng(3).integers(0, 257, pixels.shape)
    return pixels if depth == 8 else (pixels.astype(np.int64) * 255 + noise).astype(np.uint16)


@pytest.mark.parametrize(("kind", "depth", "read"), READERS)
@pytest.mark.parametrize(("height", "width"), ODD_SIZES)
def test_every_value_comes_back(kind: str, depth: int, read: Reader, height: int, width: int) -> None:
    pixels = photo(height, width, depth)
    assert np.array_equal(read(written(kind, pixels)).reshape(pixels.shape), pixels)


@given(st.integers(1, 300), st.integers(1, 40), st.booleans(), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_png_of_any_size_and_content(height: int, width: int, deep: bool, seed: int) -> None:
    kind, top = (np.uint16, 65536) if deep else (np.uint8, 256)
    pixels = np.random.default_rng(seed).integers(0, top, (height, width, 3)).astype(kind)
    assert np.array_equal(imagecodecs.png_decode(written("png", pixels)).reshape(pixels.shape), pixels)


@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_the_file_does_not_depend_on_the_number_of_threads(kind: str) -> None:
    pixels = photo(500, 40, 16)
    assert written(kind, pixels, threads=1) == written(kind, pixels, threads=4)


@pytest.mark.parametrize("depth", [8, 16])
def test_filters_pay(depth: int) -> None:
    y, x = np.mgrid[0:300, 0:400].astype(np.float64)
    smooth = (np.stack([x + y, x, y], axis=-1) / 700 * np.iinfo(f"u{depth // 8}").max).astype(f"u{depth // 8}")
    unfiltered = zlib.compress(smooth.astype(f">u{depth // 8}").tobytes(), png.LEVEL)
    assert len(written("png", smooth)) < 0.7 * len(unfiltered)


def test_tiff_is_deflated_with_differences() -> None:
    with tifffile.TiffFile(io.BytesIO(written("tiff", photo(200, 100, 16)))) as file:
        page = file.pages[0]
        assert page.compression == tifffile.COMPRESSION.ADOBE_DEFLATE
        assert page.predictor == tifffile.PREDICTOR.HORIZONTAL
        assert len(file.pages) == 1


@pytest.mark.parametrize("order", ["II", "MM"])
def test_tiff_keeps_exif_and_maker_note_where_they_were(exif_block: bytes, order: str) -> None:
    block = exif_block if order == "II" else in_other_order(exif_block)
    pixels = photo(90, 50, 16)
    data = written("tiff", pixels, Blocks(exif=block, xmp=b"<x/>", iptc=b"\x1c\x02\x05\x00\x01T", icc=b"profile"))
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        tags = file.pages[0].tags
        assert np.array_equal(file.asarray(), pixels)
        assert tags["Model"].value == "Model X"
        assert tags["ExifTag"].value["MakerNote"] == b"MAKER" + bytes(range(200))
        assert tags["GPSTag"].value["GPSLatitudeRef"] == "N"
        assert (tags["XMP"].value, tags["InterColorProfile"].value) == (b"<x/>", b"profile")
        assert bytes(tags[33723].value) == b"\x1c\x02\x05\x00\x01T"
        assert (tags["ImageWidth"].value, tags["Orientation"].value) == (50, 1)
    place = block.index(b"MAKER")
    assert data[place : place + 205] == b"MAKER" + bytes(range(200))


def in_other_order(block: bytes) -> bytes:
    exif = Pillow.Exif()
    exif.load(block)
    exif.endian = ">"
    for pointer in (0x8769, 0x8825):
        exif.get_ifd(pointer)
    other = exif.tobytes().removeprefix(b"Exif\0\0")
    assert other[:2] == b"MM"
    return other


def test_png_and_jpeg_xl_carry_their_blocks(exif_block: bytes) -> None:
    blocks = Blocks(exif=exif_block, xmp=b"<x/>", icc=b"profile " * 9)
    with Pillow.open(io.BytesIO(written("png", photo(9, 9, 16), blocks))) as picture:
        picture.load()
        assert picture.info["exif"].removeprefix(b"Exif\0\0") == exif_block
        assert picture.info["icc_profile"] == b"profile " * 9
        assert picture.info["xmp"] == b"<x/>"
    boxes = dict(jxl._boxes(written("jxl", photo(9, 9, 8), blocks)))
    assert (boxes[b"Exif"], boxes[b"xml "]) == (bytes(4) + exif_block, b"<x/>")
