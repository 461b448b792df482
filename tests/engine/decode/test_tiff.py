"""TIFF: depths, number types, planes, tiles, palettes, alpha, pages and metadata."""

import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as Pillow

from engine.decode import facts, open_photo
from engine.errors import PhotoUnreadable
from tests.engine.decode.made import exif_block, picture

RGB = picture()
DEEP = RGB.astype(np.uint16) * 257


@pytest.mark.parametrize("compression", [None, "zlib", "lzw", "packbits", "zstd", "lzma"])
@pytest.mark.parametrize("layout", ["strips", "tiles", "planes"])
def test_compressions_and_layouts(tmp_path: Path, compression: str | None, layout: str) -> None:
    options = {"tiles": {"tile": (16, 32)}, "planes": {"planarconfig": "separate"}, "strips": {"rowsperstrip": 5}}[
        layout
    ]
    values = np.moveaxis(DEEP, -1, 0) if layout == "planes" else DEEP
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb", compression=compression, **options)
    image = open_photo(tmp_path / "a.tif")
    np.testing.assert_array_equal(image.pixels, DEEP)
    assert image.metadata.bit_depth == 16


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_floats_keep_what_lies_outside_the_range(tmp_path: Path, dtype: type) -> None:
    values = np.linspace(-0.25, 1.5, 48 * 80 * 3).reshape(48, 80, 3).astype(dtype)
    values[0, 0] = [np.nan, np.inf, -np.inf]
    tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb")
    pixels = open_photo(tmp_path / "a.tif").pixels
    assert pixels.dtype == np.float32
    assert pixels[0, 0].tolist() == [0, 1, 0]
    np.testing.assert_allclose(pixels[1:], values[1:].astype(np.float32))


def test_integers_of_other_widths_keep_their_range(tmp_path: Path) -> None:
    for values in (RGB.astype(np.uint32) * 16843009, (DEEP >> 1).astype(np.int16)):
        tifffile.imwrite(tmp_path / "a.tif", values, photometric="rgb")
        pixels = open_photo(tmp_path / "a.tif").pixels
        assert np.abs(pixels / 65535 - RGB / 255).max() < 1e-4


def test_white_may_be_zero(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", RGB[..., 0], photometric="miniswhite")
    np.testing.assert_array_equal(open_photo(tmp_path / "a.tif").pixels[..., 1], 255 - RGB[..., 0])


def test_a_palette(tmp_path: Path) -> None:
    palette = np.random.default_rng(1).integers(0, 256, (3, 256)).astype(np.uint16) * 257
    indices = np.arange(256, dtype=np.uint8).reshape(16, 16)
    tifffile.imwrite(tmp_path / "a.tif", indices, photometric="palette", colormap=palette)
    np.testing.assert_array_equal(open_photo(tmp_path / "a.tif").pixels.reshape(256, 3), palette.T >> 8)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_straight_and_premultiplied_alpha_look_alike(tmp_path: Path, dtype: type) -> None:
    top = 1.0 if dtype is np.float32 else float(np.iinfo(dtype).max)
    alpha = np.tile(np.linspace(0.2, 1, 80), (48, 1))[..., None]
    colour = RGB / 255
    seen = {}
    for kind, values in (("unassalpha", colour), ("assocalpha", colour * alpha)):
        data = np.concatenate([values, alpha], axis=2) * top
        data = data if dtype is np.float32 else np.round(data)
        tifffile.imwrite(tmp_path / "a.tif", data.astype(dtype), photometric="rgb", extrasamples=[kind])
        seen[kind] = open_photo(tmp_path / "a.tif").pixels / top
    expected = colour * alpha + 1 - alpha
    for kind, pixels in seen.items():
        assert np.abs(pixels - expected).max() < 0.012, kind


def test_a_reduced_first_page_is_passed_over(tmp_path: Path) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        writer.write(RGB[::4, ::4], photometric="rgb", subfiletype=1)
        writer.write(RGB, photometric="rgb")
    assert open_photo(tmp_path / "a.tif").full_size == (80, 48)


def test_volumes_and_mosaics_are_no_photos(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", np.zeros((4, 32, 32, 32), np.uint8)[0], volumetric=True, tile=(16, 16, 16))
    with pytest.raises(PhotoUnreadable):
        open_photo(tmp_path / "a.tif")


def test_camera_facts_xmp_and_iptc_come_along(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x010F] = "Acme"
    exif.get_ifd(0x8769)[0x8827] = 800
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.5)})
    exif[700] = b"<x:xmpmeta/>"
    exif[33723] = b"\x1c\x02\x78\0\3abc"
    Pillow.fromarray(RGB).save(tmp_path / "a.tif", exif=exif.tobytes())
    image = open_photo(tmp_path / "a.tif")
    found = facts(image)
    assert (found.camera, found.iso, found.has_gps) == ("Acme", 800, True)
    assert image.metadata.xmp == b"<x:xmpmeta/>"
    assert image.metadata.iptc.startswith(b"\x1c\x02\x78\0\3abc")
    assert len(image.metadata.exif) < 400  # nothing of the strips


def test_a_piece_that_says_it_is_huge(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", RGB, photometric="rgb", tile=(16, 16), compression="zlib")
    content = bytearray((tmp_path / "a.tif").read_bytes())
    for tag in (322, 323):  # tile width and height
        at = content.index(struct.pack("<HHI", tag, 4, 1))
        content[at + 2 : at + 12] = struct.pack("<HII", 4, 1, 65536)
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(PhotoUnreadable, match="damaged"):
        open_photo(tmp_path / "a.tif")


def test_a_jpeg_inside_that_says_it_is_huge(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", RGB, photometric="rgb", compression="jpeg")
    content = bytearray((tmp_path / "a.tif").read_bytes())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 60000, 60000)
    (tmp_path / "a.tif").write_bytes(content)
    with pytest.raises(PhotoUnreadable, match="damaged"):
        open_photo(tmp_path / "a.tif")


def test_orientation_is_not_said_twice(tmp_path: Path) -> None:
    exif = exif_block(orientation=6, make="Acme")
    Pillow.fromarray(RGB).save(tmp_path / "a.tif", exif=exif)
    image = open_photo(tmp_path / "a.tif")
    assert image.full_size == (48, 80)
    again = Pillow.Exif()
    again.load(b"Exif\0\0" + image.metadata.exif)
    assert again[0x0112] == 1
