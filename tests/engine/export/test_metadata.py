"""What leaves the computer, by the person's choice; damage is left out and noted."""

import io
from pathlib import Path

import pytest
from PIL import Image as Pillow

from engine.export import iptc
from engine.export.metadata import blocks_for
from engine.export.recipe import Recipe
from engine.image import Metadata
from tests.engine.export.conftest import IPTC, XMP, iptc_record


def test_keep_everything(metadata: Metadata) -> None:
    blocks = blocks_for(metadata, (8, 6), icc=b"profile", recipe=Recipe("vivid"))
    assert blocks.iptc == IPTC
    assert b"Paris" in blocks.xmp
    assert b"vivid" in blocks.xmp
    assert (blocks.icc, blocks.notes) == (b"profile", ())


def test_keep_without_location(metadata: Metadata) -> None:
    blocks = blocks_for(metadata, (8, 6), choice="no_location")
    assert iptc.read(blocks.iptc) == [(2, 5, b"Title"), (2, 80, b"Jane"), (2, 116, b"J 2026")]
    assert b"Paris" not in blocks.xmp + blocks.iptc
    assert b"Model X" in blocks.exif


def test_copyright_only(metadata: Metadata) -> None:
    blocks = blocks_for(metadata, (8, 6), choice="copyright", recipe=Recipe("vivid"))
    assert iptc.read(blocks.iptc) == [(2, 80, b"Jane"), (2, 116, b"J 2026")]
    assert b"vivid" not in blocks.xmp
    assert b"Model X" not in blocks.exif


def test_none_leaves_the_profile_alone(metadata: Metadata) -> None:
    blocks = blocks_for(metadata, (8, 6), choice="none", icc=b"profile")
    assert (blocks.exif, blocks.xmp, blocks.iptc, blocks.icc) == (b"", b"", b"", b"profile")


@pytest.mark.parametrize("choice", ["keep", "no_location", "copyright", "none"])
def test_damage_is_left_out_and_noted(choice: str) -> None:
    blocks = blocks_for(Metadata(exif=b"junk", xmp=b"junk", iptc=b"junk"), (8, 6), choice=choice)
    assert (blocks.exif, blocks.iptc) == (b"", b"")
    assert b"junk" not in blocks.xmp
    assert len(blocks.notes) == (0 if choice == "none" else 3)


def test_xml_without_end_is_left_out() -> None:
    deep = XMP.replace(b"<rdf:li>one</rdf:li>", b"<rdf:a>" * 5000 + b"</rdf:a>" * 5000)
    blocks = blocks_for(Metadata(xmp=deep), (8, 6))
    assert blocks.notes == ("The XMP data was damaged, so it was left out.",)


def test_iptc_padding_is_no_damage() -> None:
    assert iptc.checked(IPTC + bytes(3)) == IPTC


@pytest.mark.parametrize("records", [IPTC[:-1], b"\x1c\x02", iptc_record(5, b"x") + b"y", b"\x1c\x02\x05\xff\xff"])
def test_damaged_iptc_is_refused(records: bytes) -> None:
    with pytest.raises(iptc.BadRecords):
        iptc.read(records)


def test_metadata_of_real_cameras_survives(shared_data: Path) -> None:
    """Model, date and maker note of full-size originals come through; only what must change does."""
    files = sorted((shared_data / "fullsize").glob("*.jpg"))
    assert files
    for file in files:
        with Pillow.open(file) as picture:
            block = picture.info.get("exif", b"").removeprefix(b"Exif\0\0")
            xmp, photoshop = picture.info.get("xmp", b""), picture.info.get("photoshop", {})
        records = photoshop.get(0x0404, b"") if isinstance(photoshop, dict) else b""
        blocks = blocks_for(Metadata(block, xmp, records), (80, 60), choice="no_location")
        assert not blocks.notes, file.name
        old, new = Pillow.Exif(), Pillow.Exif()
        old.load(block)
        new.load(blocks.exif)
        assert all(new.get(tag) == old.get(tag) for tag in (0x010F, 0x0110, 0x0132, 0x8298)), file.name
        before, after = old.get_ifd(0x8769), new.get_ifd(0x8769)
        assert all(after.get(tag) == before.get(tag) for tag in (0x9003, 0x927C, 0x829A, 0x8827)), file.name
        assert 0x8825 not in new
        assert new.get(0x0112, 1) == 1


def test_a_photo_without_metadata_gets_the_recipe_only() -> None:
    blocks = blocks_for(Metadata(), (8, 6), recipe=Recipe("vivid"))
    assert blocks.exif == blocks.iptc == b""
    assert b"vivid" in blocks.xmp
    assert io.BytesIO(blocks.xmp).read(9) == b"<?xpacket"
