"""Every format: pixels near the original, the right profile, and metadata that other libraries read."""

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow
from PIL import ImageCms

from engine.color import SPACES, from_working, to_working
from engine.errors import ExportError
from engine.export import jxl, jxl_header
from engine.export.formats import FORMATS
from engine.export.options import ExportOptions
from engine.export.recipe import NAMESPACE, Recipe
from engine.export.rows import Rows, from_image
from engine.export.writer import write
from engine.image import Image, Metadata
from tests.conftest import make_photo
from tests.engine.export.conftest import profile_name, psnr

LOSSY_BOUND = {"jpeg": 36.0, "webp": 34.0, "avif": 36.0, "jxl": 35.0}
DEPTHS = [(kind, depth) for kind, description in FORMATS.items() for depth in description.bit_depths]


def exported(tmp_path: Path, options: ExportOptions, pixels: np.ndarray, metadata: Metadata | None = None) -> Path:
    rows = from_image(Image(pixels, options.color_space))
    recipe = Recipe("vivid", "0123456789abcdef", 0.8)
    written = write(
        rows, tmp_path / f"x.{options.kind.extension}", options, metadata=metadata, recipe=recipe, threads=2
    )
    assert written.path is not None
    assert (written.width, written.height, written.size) == (*rows_size(rows), written.path.stat().st_size)
    return written.path


def rows_size(rows: Rows) -> tuple[int, int]:
    return rows.width, rows.height


def pixels_of(path: Path) -> np.ndarray:
    readers = {".jxl": imagecodecs.jpegxl_decode, ".png": imagecodecs.png_decode, ".tif": imagecodecs.tiff_decode}
    return readers.get(path.suffix, lambda data: np.array(Pillow.open(io.BytesIO(data))))(path.read_bytes())


def profile_of(path: Path) -> bytes:
    if path.suffix == ".tif":
        with tifffile.TiffFile(path) as file:
            return bytes(file.pages[0].tags["InterColorProfile"].value)
    with Pillow.open(path) as picture:
        return picture.info["icc_profile"]


@pytest.mark.parametrize(("kind", "depth"), DEPTHS)
def test_pixels_and_size_come_back(tmp_path: Path, kind: str, depth: int) -> None:
    pixels = make_photo(150, 210)
    pixels = pixels if depth == 8 else pixels.astype(np.uint16) * 257
    read = pixels_of(exported(tmp_path, ExportOptions(format=kind, quality=95, bit_depth=depth), pixels))
    assert read.shape == pixels.shape
    assert psnr(read.astype(pixels.dtype), pixels) > LOSSY_BOUND.get(kind, 200)


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("kind", ["jpeg", "png", "tiff", "webp", "avif"])
def test_the_profile_is_that_of_the_space(tmp_path: Path, kind: str, space: str) -> None:
    options = ExportOptions(format=kind, space=space, bit_depth=8)
    profile = profile_of(exported(tmp_path, options, make_photo(20, 30)))
    assert SPACES[space].name in profile_name(profile)


@pytest.mark.parametrize("quality", [90, 100])
@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("space", ["p3", "adobergb"])
def test_jpeg_xl_keeps_a_wide_space(tmp_path: Path, space: str, depth: int, quality: int) -> None:
    pixels = make_photo(120, 160)
    pixels[:40, :40] = (0, 255, 0)  # a green that sRGB does not have
    pixels = pixels if depth == 8 else pixels.astype(np.uint16) * 257
    options = ExportOptions(format="jxl", space=space, bit_depth=depth, quality=quality)
    path = exported(tmp_path, options, pixels)
    read = pixels_of(path)
    assert read.dtype == pixels.dtype
    assert psnr(read, pixels) > (200 if quality == 100 else 33)
    green = read[5:35, 5:35].reshape(-1, 3).mean(axis=0) / np.iinfo(read.dtype).max
    assert np.allclose(green, (0, 1, 0), atol=0.05)


def test_the_head_of_jpeg_xl_decides_which_values_a_reader_shows(tmp_path: Path) -> None:
    """The same codestream named otherwise shows other values, those of LittleCMS-like arithmetic in that space."""
    pixels = make_photo(60, 80)
    path = exported(tmp_path, ExportOptions(format="jxl", space="p3", quality=98), pixels)
    stream = dict(jxl._boxes(path.read_bytes()))[b"jxlc"]
    assert jxl_header.read(jxl_header.with_space(stream, SPACES["p3"], 8)) == jxl_header.read(stream)
    shown = imagecodecs.jpegxl_decode(jxl_header.with_space(stream, SPACES["adobergb"], 8))
    expected = from_working(to_working(pixels, SPACES["p3"]), SPACES["adobergb"])
    assert psnr(shown, (expected * 255 + 0.5).astype(np.uint8)) > 36
    assert psnr(shown, pixels) < 33


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_exif_and_xmp_come_back(tmp_path: Path, kind: str, metadata: Metadata) -> None:
    with Pillow.open(exported(tmp_path, ExportOptions(format=kind), make_photo(20, 30), metadata)) as picture:
        exif = picture.getexif()
        assert (exif[0x0110], exif[0x0112]) == ("Model X", 1)
        assert exif.get_ifd(0x8769)[0xA002] == 30
        assert exif.get_ifd(0x8825)[1] == "N"
        xmp = picture.info["xmp"].decode()
    assert NAMESPACE in xmp
    assert 'Strength="0.80"' in xmp


def test_tiff_names_the_recipe(tmp_path: Path, metadata: Metadata) -> None:
    with tifffile.TiffFile(exported(tmp_path, ExportOptions(format="tiff"), photo16(), metadata)) as file:
        assert NAMESPACE in bytes(file.pages[0].tags["XMP"].value).decode()
        assert file.pages[0].tags["ExifTag"].value["PixelXDimension"] == 30


def photo16() -> np.ndarray:
    return make_photo(20, 30).astype(np.uint16) * 257


@pytest.mark.parametrize("choice", ["copyright", "none"])
def test_what_is_not_to_leave_does_not_leave(tmp_path: Path, metadata: Metadata, choice: str) -> None:
    for kind in FORMATS:
        options = ExportOptions(format=kind, metadata=choice, bit_depth=8)
        folder = tmp_path / kind
        data = exported(folder, options, make_photo(20, 30), metadata).read_bytes()
        assert b"Model X" not in data
        assert b"MAKER" not in data
        assert b"Paris" not in data
        assert (b"Jane 2026" in data) == (choice == "copyright")


def test_the_largest_side_of_a_format_is_respected(tmp_path: Path) -> None:
    rows = from_image(Image(np.zeros((1, 16384, 3), np.uint8)))
    with pytest.raises(ExportError, match=r"x\.webp would exceed the 16383 pixels"):
        write(rows, tmp_path / "x.webp", ExportOptions(format="webp"))
    assert not list(tmp_path.iterdir())


def test_sequence_of_cms_agrees_on_adobe_rgb(tmp_path: Path) -> None:
    """LittleCMS brings an exported Adobe RGB file back to the sRGB photo it was made from."""
    photo = make_photo(60, 90)
    wide = from_working(photo.astype(np.float32) / 255, SPACES["adobergb"])
    options = ExportOptions(format="png", space="adobergb")
    path = exported(tmp_path, options, (wide * 255 + 0.5).astype(np.uint8))
    with Pillow.open(path) as picture:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
        back = ImageCms.profileToProfile(picture, profile, ImageCms.createProfile("sRGB"), renderingIntent=1)
    difference = np.abs(np.array(back).astype(int) - photo)
    assert difference.max() <= 8  # in the deepest shadows, where the 8 bits of Adobe RGB lie far apart
    assert difference.mean() < 0.5
