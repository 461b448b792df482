"""PNG: bits, interlace, Exif and XMP in every chunk they are found in."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from engine.decode import facts, open_photo
from engine.errors import PhotoUnreadable
from tests.engine.decode.made import exif_block, picture, png, png_chunk, saved, stored_for

RGB = picture()


def rows(pixels: np.ndarray) -> bytes:
    return b"".join(b"\0" + row.astype(pixels.dtype.newbyteorder(">")).tobytes() for row in pixels)


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_sixteen_bits_survive(tmp_path: Path, colour: int, channels: int) -> None:
    pixels = np.random.default_rng(3).integers(0, 65536, (6, 9, channels)).astype(np.uint16)
    if channels in (2, 4):
        pixels[..., -1] = 65535
    (tmp_path / "a.png").write_bytes(png(9, 6, 16, colour, rows(pixels)))
    image = open_photo(tmp_path / "a.png")
    expected = np.repeat(pixels[..., :1], 3, axis=2) if channels < 3 else pixels[..., :3]
    np.testing.assert_array_equal(image.pixels, expected)
    assert image.metadata.bit_depth == 16


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_low_depths_reach_from_black_to_white(tmp_path: Path, bits: int) -> None:
    levels = 2**bits
    per_byte = 8 // bits
    value = sum((i % levels) << (8 - bits * (i + 1)) for i in range(per_byte))
    (tmp_path / "a.png").write_bytes(png(per_byte, 1, bits, 0, bytes([0, value])))
    found = open_photo(tmp_path / "a.png").pixels[0, :, 0]
    np.testing.assert_array_equal(found, [(i % levels) * 255 // (levels - 1) for i in range(per_byte)])


def test_interlaced_pictures_are_whole(tmp_path: Path) -> None:
    # Adam7 with one row and one pixel a pass: 1 x 1 is the whole of it; larger ones come from a real file below.
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 1)
    body = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0\1\2\3")) + png_chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    assert open_photo(tmp_path / "a.png").pixels.tolist() == [[[1, 2, 3]]]


def test_an_animation_gives_its_still_picture(tmp_path: Path) -> None:
    frames = [Pillow.fromarray(RGB), Pillow.fromarray(255 - RGB)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "png", save_all=True, append_images=frames[1:])
    (tmp_path / "a.png").write_bytes(buffer.getvalue())
    np.testing.assert_array_equal(open_photo(tmp_path / "a.png").pixels, RGB)


@pytest.mark.parametrize("kind", [b"eXIf", b"tEXt", b"zTXt"])
def test_exif_in_each_of_its_chunks(tmp_path: Path, kind: bytes) -> None:
    block = exif_block(orientation=6, make="Acme")
    text = b"\nexif\n%8d\n" % (len(block) + 6) + (b"Exif\0\0" + block).hex().encode() + b"\n"
    key = b"Raw profile type exif\0"
    body = {b"eXIf": block, b"tEXt": key + text, b"zTXt": key + b"\0" + zlib.compress(text)}[kind]
    stored = stored_for(RGB, 6)
    content = png(stored.shape[1], stored.shape[0], 8, 2, rows(stored), png_chunk(kind, body))
    (tmp_path / "a.png").write_bytes(content)
    image = open_photo(tmp_path / "a.png")
    np.testing.assert_array_equal(image.pixels, RGB)
    assert facts(image).camera == "Acme"


@pytest.mark.parametrize("packed", [False, True])
def test_xmp(tmp_path: Path, packed: bool) -> None:
    packet = b"<x:xmpmeta>\xc3\xa9</x:xmpmeta>"
    text = zlib.compress(packet) if packed else packet
    chunk = png_chunk(b"iTXt", b"XML:com.adobe.xmp\0" + bytes([packed]) + b"\0\0\0" + text)
    (tmp_path / "a.png").write_bytes(png(1, 1, 8, 2, b"\0\1\2\3", chunk))
    assert open_photo(tmp_path / "a.png").metadata.xmp == packet


def test_a_chunk_whose_checksum_is_wrong(tmp_path: Path) -> None:
    content = bytearray(saved(RGB, "png"))
    content[content.index(b"IDAT") + 30] ^= 1
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(PhotoUnreadable):
        open_photo(tmp_path / "a.png")


def test_a_real_interlaced_picture(shared_data: Path) -> None:
    found = 0
    for path in sorted((shared_data / "bad_input" / "imagetestsuite" / "png").glob("*.png")):
        content = path.read_bytes()
        if content[28:29] != b"\1" or path.name.startswith(("c-", "m")):
            continue
        try:
            pixels = open_photo(path).pixels
        except PhotoUnreadable:
            continue
        with Pillow.open(path) as reference:
            if reference.mode == "RGB" and "transparency" not in reference.info:
                np.testing.assert_array_equal(pixels, np.asarray(reference))
                found += 1
    assert found
