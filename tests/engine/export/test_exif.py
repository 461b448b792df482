"""Exif: corrected in place, read back by Pillow; hostile blocks are refused by name and never by surprise."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from engine.export import directory, exif
from engine.export.directory import BadStructure
from engine.export.exif import Changes
from tests.engine.export.conftest import with_thumbnail

CHANGES = Changes(800, 600)


def read(block: bytes) -> Pillow.Exif:
    loaded = Pillow.Exif()
    loaded.load(block)
    return loaded


def test_upright_with_the_new_size(exif_block: bytes) -> None:
    new = read(exif.rewrite(exif_block, CHANGES))
    assert (new[0x0112], new[0x0100], new[0x0101]) == (1, 800, 600)
    photo = new.get_ifd(0x8769)
    assert (photo[0xA002], photo[0xA003], photo[0xA001]) == (800, 600, 1)


def test_everything_else_stays(exif_block: bytes) -> None:
    old, new = read(exif_block), read(exif.rewrite(exif_block, CHANGES))
    changed = {0x0112, 0x0100, 0x0101, 0xA001, 0xA002, 0xA003, 0x8769, 0x8825}
    for pointer in (None, 0x8769, 0x8825):
        before = dict(old if pointer is None else old.get_ifd(pointer))
        after = dict(new if pointer is None else new.get_ifd(pointer))
        assert set(before) == set(after)
        assert {k: v for k, v in before.items() if k not in changed} == {
            k: v for k, v in after.items() if k not in changed
        }


def test_the_maker_note_keeps_its_offset(exif_block: bytes) -> None:
    assert exif.rewrite(exif_block, CHANGES).index(b"MAKER") == exif_block.index(b"MAKER")


def test_the_thumbnail_is_gone(exif_block: bytes) -> None:
    assert b"THUMBNAIL" in exif_block
    new = exif.rewrite(exif_block, CHANGES)
    assert b"THUMBNAIL" not in new
    assert not read(new).get_ifd(1)
    assert len(new) < len(exif_block)


def test_the_place_goes_if_asked(exif_block: bytes) -> None:
    new = read(exif.rewrite(exif_block, Changes(800, 600, keep_location=False)))
    assert 0x8825 not in new
    latitude = struct.pack(">IIII", 48, 1, 51, 1)
    assert latitude in exif_block
    assert latitude not in exif.rewrite(exif_block, Changes(800, 600, keep_location=False))
    assert new.get_ifd(0x8769)[0x8827] == 160


@pytest.mark.parametrize(("space", "number"), [("sRGB", 1), ("Display P3", 65535), ("Adobe RGB", 65535)])
def test_the_colour_space_tag_is_that_of_the_export(exif_block: bytes, space: str, number: int) -> None:
    assert read(exif.rewrite(exif_block, Changes(8, 6, space))).get_ifd(0x8769)[0xA001] == number


def test_copyright_only(exif_block: bytes) -> None:
    assert dict(read(exif.copyright_only(exif_block))) == {0x013B: "Jane", 0x8298: "Jane 2026"}
    nameless = Pillow.Exif()
    nameless[0x0110] = "Model"
    assert exif.copyright_only(nameless.tobytes()) == b""


def test_without_maker_note(exif_block: bytes) -> None:
    small = exif.without_maker_note(exif.rewrite(exif_block, CHANGES))
    assert b"MAKER" not in small
    new = read(small)
    assert (new[0x0110], new.get_ifd(0x8769)[0x8827], new.get_ifd(0x8825)[1]) == ("Model X", 160, "N")


def test_tags_of_the_old_storage_go() -> None:
    block = exif.build([(0x0111, 4, 1, b"\1\0\0\0"), (0xC612, 1, 4, b"\1\1\0\0"), (0x0110, 2, 4, b"Abc\0")])
    assert dict(read(exif.rewrite(block, CHANGES))) == {0x0110: "Abc"}


def test_a_damaged_field_goes_and_the_rest_stays() -> None:
    good = exif.build([(0x010F, 2, 6, b"Maker\0"), (0x0110, 2, 6, b"Model\0")])
    main = directory.first_directory(good)
    bad = bytearray(good)
    struct.pack_into("<I", bad, main.entries[0].place + 8, 10_000)
    assert dict(read(exif.rewrite(bytes(bad), CHANGES))) == {0x0110: "Model"}


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"Exif\0\0",
        b"II*\0",
        b"not Exif at all",
        b"II*\0" + struct.pack("<I", 0xFFFFFFF0) + bytes(20),
        b"II*\0" + struct.pack("<I", 4) + bytes(20),
        b"II*\0" + struct.pack("<IH", 8, 65535) + bytes(20),
    ],
)
def test_what_is_no_exif_is_refused(block: bytes) -> None:
    with pytest.raises(BadStructure):
        exif.rewrite(block, CHANGES)


def test_a_directory_that_points_to_itself() -> None:
    block = bytearray(exif.build([(0x8769, 4, 1, struct.pack("<I", 8)), (0x8825, 4, 1, struct.pack("<I", 8))]))
    struct.pack_into("<I", block, directory.first_directory(block).next_place, 8)
    for keep in (True, False):
        rewritten = exif.rewrite(bytes(block), Changes(8, 6, keep_location=keep))
        assert len(rewritten) <= len(block)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_change_of_bytes_surprises(data: st.DataObject) -> None:
    block = bytearray(with_thumbnail(_full_block()))
    for _ in range(data.draw(st.integers(1, 6))):
        block[data.draw(st.integers(0, len(block) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(block[: data.draw(st.integers(0, len(block)))])
    for work in (lambda b: exif.rewrite(b, CHANGES), exif.copyright_only, exif.without_maker_note):
        with suppress(BadStructure):
            assert len(work(cut)) <= max(len(cut), 1) * 8


def _full_block() -> bytes:
    text = [(0x010F, 2, 6, b"Maker\0"), (0x0112, 3, 1, b"\6\0")]
    photo = [(0x927C, 7, 40, b"MAKER" * 8), (0xA002, 4, 1, b"\1\1\0\0")]
    return exif.build(text, [(0x8769, photo), (0x8825, [(1, 2, 2, b"N\0"), (2, 5, 3, bytes(24))])])


@given(st.binary(max_size=400))
def test_no_bytes_surprise(noise: bytes) -> None:
    for head in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        with suppress(BadStructure):
            exif.rewrite(head + noise, CHANGES)
