"""Exif: what is there is read, what is hostile is passed over, what is rewritten reads back."""

import struct

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from engine.decode.exif import read_exif
from engine.decode.exif_write import exif_block
from engine.decode.facts import facts
from engine.decode.orientation import made_upright, orientation
from engine.image import Metadata
from tests.engine.decode.made import exif_block as made_block


def full_block() -> bytes:
    """A block with all directories, by Pillow."""
    exif = Pillow.Exif()
    exif[0x010F], exif[0x0110], exif[0x0112] = "Acme", "One", 6
    exif.get_ifd(0x8769).update({0x829A: 0.005, 0x829D: 2.8, 0x8827: 400, 0x920A: 35.0, 0xA434: "35mm F2"})
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 07:08:09"
    exif.get_ifd(0x8769)[0xA005] = {1: "R03"}
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.5)})
    return exif.tobytes().removeprefix(b"Exif\0\0")


FULL = full_block()


def test_all_directories_are_read() -> None:
    exif = read_exif(FULL)
    assert exif.text(exif.main, 0x010F) == "Acme"
    assert exif.number(exif.photo, 0x829D) == 2.8
    assert exif.numbers(exif.gps, 2) == (48.0, 51.0, 29.5)
    assert exif.text(exif.interop, 1) == "R03"
    assert exif.number(exif.photo, 0xFFFF) == 0
    assert exif.text(exif.photo, 0x829D) == ""
    assert exif.numbers(exif.main, 0x010F) == ()


def test_both_byte_orders() -> None:
    big = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, 8, 0) + b"\0" * 4
    assert orientation(big) == 8
    assert orientation(made_upright(big, b"")[0]) == 1


@settings(max_examples=400)
@given(st.data())
def test_a_hostile_block_never_raises(data: st.DataObject) -> None:
    block = bytearray(FULL)
    for _ in range(data.draw(st.integers(0, 12))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.sampled_from([0, 1, 127, 128, 255, 8, 4]))
    cut = bytes(block[: data.draw(st.integers(0, len(block)))])
    facts(Metadata(exif=cut))
    assert orientation(cut) in range(1, 9)
    assert len(made_upright(cut, b"")[0]) == len(cut)
    facts(Metadata(exif=exif_block(read_exif(cut))))


@given(st.binary(max_size=200))
@example(b"II*\0\xff\xff\xff\xff")
def test_random_bytes_never_raise(block: bytes) -> None:
    facts(Metadata(exif=block))
    exif_block(read_exif(b"II*\0\x08\0\0\0" + block))


def test_a_block_written_anew_says_the_same() -> None:
    again = exif_block(read_exif(FULL))
    assert facts(Metadata(exif=again)) == facts(Metadata(exif=FULL))
    by_pillow = Pillow.Exif()
    by_pillow.load(b"Exif\0\0" + again)
    assert by_pillow[0x0110] == "One"
    assert by_pillow.get_ifd(0x8769)[0xA434] == "35mm F2"
    assert by_pillow.get_ifd(0x8825)[2] == (48.0, 51.0, 29.5)


def test_a_block_without_anything_worth_keeping_is_empty() -> None:
    assert exif_block(read_exif(b"")) == b""
    only_size = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 256, 3, 1, 640, 0) + b"\0" * 4
    assert exif_block(read_exif(only_size)) == b""


def test_making_upright_changes_nothing_else() -> None:
    turned, xmp = made_upright(FULL, b"<tiff:Orientation>6</tiff:Orientation>")
    assert orientation(turned) == 1
    assert facts(Metadata(exif=turned)) == facts(Metadata(exif=FULL))
    assert sum(a != b for a, b in zip(turned, FULL, strict=True)) == 1
    assert xmp == b"<tiff:Orientation>1</tiff:Orientation>"
    assert made_upright(made_block(make="Acme"), b"") == (made_block(make="Acme"), b"")
