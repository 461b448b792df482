"""JPEG XL: bits, containers, and the colour space that the header states."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from engine.color import DISPLAY_P3, SRGB
from engine.decode import open_photo
from engine.decode.coded_space import REC_2020
from engine.decode.jxl_header import read_header
from engine.errors import PhotoTooLarge, PhotoUnreadable
from tests.engine.decode.made import exif_block, picture

RGB = picture()
LOSSLESS = imagecodecs.jpegxl_encode(RGB, lossless=True)
_FRAME_AT = 6  # after 27 bits of header, for this size and plain sRGB


def header(*fields: tuple[int, int], width: int = 80, height: int = 48) -> bytes:
    """A codestream header of (value, bits) fields after the size."""
    value = at = 0
    for number, bits in ((1, 1), (height // 8 - 1, 5), (0, 3), (width // 8 - 1, 5), *fields):
        value |= number << at
        at += bits
    return b"\xff\x0a" + value.to_bytes(-(-at // 8), "little")


def described(primaries: int, transfer: int) -> bytes:
    """The lossless picture under a header that states another space by code points."""

    def enum(code: int) -> tuple[tuple[int, int], ...]:
        return ((code, 2),) if code < 2 else ((2, 2), (code - 2, 4))

    not_default, plain_8_bit, no_extra_channels = ((0, 1), (0, 1)), ((0, 1), (0, 2), (1, 1)), ((0, 2),)
    space = ((0, 1), (0, 1), *enum(0), *enum(1), *enum(primaries), (0, 1), *enum(transfer), *enum(1))
    rest = ((0, 2), (1, 1))
    return header(*not_default, *plain_8_bit, *no_extra_channels, (0, 1), *space, *rest) + LOSSLESS[_FRAME_AT:]


@pytest.mark.parametrize(("primaries", "space"), [(1, SRGB), (11, DISPLAY_P3), (9, REC_2020)])
def test_the_stated_space_is_that_of_the_pixels(tmp_path: Path, primaries: int, space: object) -> None:
    content = described(primaries, 13)
    np.testing.assert_array_equal(imagecodecs.jpegxl_decode(content), RGB)  # our header is one that libjxl accepts
    (tmp_path / "a.jxl").write_bytes(content)
    image = open_photo(tmp_path / "a.jxl")
    assert image.space is space
    np.testing.assert_array_equal(image.pixels, RGB)


def test_linear_values_are_known_as_such(tmp_path: Path) -> None:
    (tmp_path / "a.jxl").write_bytes(described(11, 8))
    space = open_photo(tmp_path / "a.jxl").space
    assert (space.to_xyz, space.gamma) == (DISPLAY_P3.to_xyz, 1.0)


@pytest.mark.parametrize(("height", "width"), [(48, 80), (1, 1), (333, 500), (1080, 1920), (64, 8200), (257, 3)])
@pytest.mark.parametrize("options", [{"lossless": True}, {"level": 80}])
def test_sizes_are_read_before_decoding(height: int, width: int, options: dict[str, object]) -> None:
    found = read_header(
        imagecodecs.jpegxl_encode(np.zeros((height, width, 3), np.uint8), usecontainer=False, **options)
    )
    assert (found.width, found.height, found.depth, found.space) == (width, height, 8, SRGB)


def test_sixteen_bits_grey_and_alpha(tmp_path: Path) -> None:
    deep = RGB.astype(np.uint16) * 257
    for name, pixels in (
        ("deep", deep),
        ("grey", deep[..., 0]),
        ("alpha", np.dstack([deep, np.full_like(deep[..., 0], 65535)])),
    ):
        (tmp_path / name).write_bytes(imagecodecs.jpegxl_encode(pixels, lossless=True))
        image = open_photo(tmp_path / name)
        assert image.metadata.bit_depth == 16
        np.testing.assert_array_equal(image.pixels, np.repeat(pixels[..., None], 3, 2) if name == "grey" else deep)


def test_metadata_boxes_of_a_container(tmp_path: Path) -> None:
    content = imagecodecs.jpegxl_encode(RGB, lossless=True, usecontainer=True)
    block, packet = b"\0\0\0\0" + exif_block(make="Acme"), b"<x:xmpmeta/>"
    for kind, body in ((b"Exif", block), (b"xml ", packet)):
        content += (8 + len(body)).to_bytes(4, "big") + kind + body
    (tmp_path / "a.jxl").write_bytes(content)
    image = open_photo(tmp_path / "a.jxl")
    assert b"Acme" in image.metadata.exif
    assert image.metadata.xmp == packet


def test_a_size_beyond_memory_and_a_container_without_a_picture(tmp_path: Path) -> None:
    # 2^30 rows, as many columns.
    (tmp_path / "bomb").write_bytes(
        b"\xff\x0a" + (0b110 | (2**30 - 1) << 3 | 1 << 33).to_bytes(5, "little") + b"\1" * 40
    )
    with pytest.raises(PhotoTooLarge):
        open_photo(tmp_path / "bomb")
    (tmp_path / "empty").write_bytes(b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0\0\0\x14ftypjxl \0\0\0\0jxl ")
    with pytest.raises(PhotoUnreadable, match="damaged"):
        open_photo(tmp_path / "empty")
