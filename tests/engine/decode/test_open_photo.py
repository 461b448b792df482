"""Photos of every family are recognised by content and delivered whole, upright, with what they say."""

import io
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from engine.color import SRGB
from engine.decode import PHOTO_EXTENSIONS, looks_like_photo, open_photo
from engine.image import Image
from tests.engine.decode.made import exif_block, picture, saved, stored_for, write_dng

RGB = picture()


def tiff(pixels: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, photometric="rgb", **options)
    return buffer.getvalue()


FILES = {
    "JPEG": saved(RGB, "jpeg", quality=95),
    "PNG": saved(RGB, "png"),
    "TIFF": tiff(RGB),
    "WEBP": saved(RGB, "webp", lossless=True),
    "AVIF": saved(RGB, "avif", quality=95),
    "JPEG XL": imagecodecs.jpegxl_encode(RGB, lossless=True),
    "GIF": saved(RGB, "gif"),
    "BMP": saved(RGB, "bmp"),
    "JPEG2000": saved(RGB, "jpeg2000"),
    "PPM": saved(RGB, "ppm"),
    "QOI": saved(RGB, "qoi"),
}


def opened(tmp_path: Path, content: bytes, name: str = "photo.bin", **options: int) -> Image:
    path = tmp_path / name
    path.write_bytes(content)
    return open_photo(path, **options)


@pytest.mark.parametrize("kind", FILES)
def test_each_format_is_known_by_its_content_alone(tmp_path: Path, kind: str) -> None:
    image = opened(tmp_path, FILES[kind], "wrong name.txt")
    assert image.metadata.format == kind
    assert image.space is SRGB
    assert image.full_size == (80, 48) == (image.width, image.height)
    assert image.metadata.bit_depth == 8
    assert not image.pixels.flags.writeable
    tolerance = 24 if kind == "GIF" else 8
    assert np.abs(image.pixels.astype(int) - RGB).max() <= tolerance


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("at_least", [7, 30, 79, 80, 81, 4000])
def test_a_preview_is_long_enough_and_not_twice_as_long(tmp_path: Path, kind: str, at_least: int) -> None:
    image = opened(tmp_path, FILES[kind], at_least=at_least)
    assert image.full_size == (80, 48)
    assert min(at_least, 80) <= image.width < 2 * at_least
    assert image.width / image.height == pytest.approx(80 / 48, rel=0.2)
    assert image.is_full_size == (image.width == 80)


def test_a_preview_is_the_photo_made_smaller(tmp_path: Path) -> None:
    for kind in ("JPEG", "PNG", "TIFF"):
        small = opened(tmp_path, FILES[kind], at_least=20).pixels.astype(float)
        means = RGB.reshape(12, 4, 20, 4, 3).mean(axis=(1, 3))
        assert np.abs(small - means).max() <= 3, kind


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "avif"])
def test_every_orientation_gives_the_same_upright_picture(tmp_path: Path, kind: str, orientation: int) -> None:
    block = exif_block(orientation=orientation, make="Acme")
    options = {"quality": 95} if kind != "webp" else {"lossless": True}
    if kind == "tiff":
        content = tiff(stored_for(RGB, orientation), extratags=[(274, "H", 1, orientation, True)])
    else:
        content = saved(stored_for(RGB, orientation), kind, exif=b"Exif\0\0" + block, **options)
    image = opened(tmp_path, content)
    assert image.full_size == (80, 48)
    assert np.abs(image.pixels.astype(int) - RGB).max() <= 8
    assert Pillow.Exif().get(0x0112) is None
    read_back = Pillow.Exif()
    read_back.load(b"Exif\0\0" + image.metadata.exif)
    assert read_back.get(0x0112, 1) == 1
    preview = opened(tmp_path, content, at_least=40)
    assert preview.full_size == (80, 48)
    assert (preview.width, preview.height) == (40, 24)


def test_orientation_said_by_xmp_alone(tmp_path: Path) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    image = opened(tmp_path, saved(stored_for(RGB, 6), "jpeg", quality=95, xmp=xmp))
    assert image.full_size == (80, 48)
    assert b'tiff:Orientation="1"' in image.metadata.xmp


def test_a_raw_file(tmp_path: Path) -> None:
    write_dng(tmp_path / "raw.dng", np.full((60, 100, 3), 0.18), neutral=(0.5, 1.0, 0.7))
    image = open_photo(tmp_path / "raw.dng")
    assert image.metadata.format == "RAW"
    assert image.full_size == (100, 60)
    assert image.pixels.dtype == np.uint16


def test_names_for_listing_a_folder() -> None:
    assert all(looks_like_photo(f"a{extension.upper()}") for extension in PHOTO_EXTENSIONS)
    assert {".jpg", ".heic", ".nef", ".dng", ".jxl", ".tiff"} <= PHOTO_EXTENSIONS
    assert not looks_like_photo("notes.txt")
    assert not looks_like_photo("jpg")
    assert not looks_like_photo("._IMG_1.jpg")  # what macOS leaves on foreign disks


def test_opening_a_jpeg_loads_no_other_decoder(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "a.jpg").write_bytes(FILES["JPEG"])
    code = (
        "import sys; from engine.decode import open_photo; open_photo(sys.argv[1]);"
        "print([m for m in ('rawpy', 'tifffile', 'numba', 'cv2', 'torch') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code, tmp_path / "a.jpg"], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""
