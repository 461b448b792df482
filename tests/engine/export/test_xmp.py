"""XMP: foreign nodes stay, facts about the old picture are corrected, the recipe is noted."""

from contextlib import suppress
from xml.etree import ElementTree
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.export import xmp
from engine.export.recipe import NAMESPACE, Recipe
from engine.export.xmp import BadPacket
from tests.engine.export.conftest import XMP

RECIPE = Recipe("vivid", "0123456789abcdef", 0.8, '{"style": "vivid", "note": "<&>"}')
DESCRIPTION = f"{{{xmp.RDF}}}Description"


def rewritten(packet: bytes = XMP, *, keep_location: bool = True, space: str = "sRGB") -> bytes:
    return xmp.rewrite(packet, (800, 600), space, RECIPE, keep_location=keep_location)


def properties(packet: bytes) -> dict[str, str]:
    """All attributes and simple elements of all descriptions, read by another parser."""
    found: dict[str, str] = {}
    for description in ElementTree.fromstring(packet).iter(DESCRIPTION):
        found |= description.attrib
        found |= {child.tag: (child.text or "").strip() for child in description}
    return found


def test_facts_are_those_of_the_export() -> None:
    new = properties(rewritten())
    assert new[f"{{{xmp.TIFF}}}Orientation"] == "1"
    assert (new[f"{{{xmp.EXIF}}}PixelXDimension"], new[f"{{{xmp.EXIF}}}PixelYDimension"]) == ("800", "600")


def test_foreign_nodes_stay() -> None:
    packet = rewritten()
    new = properties(packet)
    assert new["{http://example.org/odd/}kept"] == "yes"
    assert "<rdf:Bag><rdf:li>one</rdf:li></rdf:Bag>" in packet.decode()
    assert "Jane Ähre" in packet.decode()
    assert new[f"{{{xmp.PHOTOSHOP}}}City"] == "Paris"


def test_places_go_if_asked() -> None:
    new = rewritten(keep_location=False).decode()
    assert not any(word in new for word in ("GPS", "Paris", "48,51"))
    assert "Jane Ähre" in new


def test_the_recipe_is_noted_once() -> None:
    twice = rewritten(rewritten())
    new = properties(twice)
    assert new[f"{{{NAMESPACE}}}Style"] == "vivid"
    assert new[f"{{{NAMESPACE}}}Strength"] == "0.80"
    assert new[f"{{{NAMESPACE}}}Weights"] == "0123456789abcdef"
    assert new[f"{{{NAMESPACE}}}Edit"] == RECIPE.edit
    assert twice.decode().count("penchant:Style=") == 1


def test_a_new_packet_says_the_recipe_only() -> None:
    new = properties(xmp.new_packet(RECIPE))
    assert new[f"{{{NAMESPACE}}}Edit"] == RECIPE.edit
    assert {name for name in new if not name.startswith(f"{{{NAMESPACE}}}")} == {f"{{{xmp.RDF}}}about"}
    assert f"{{{NAMESPACE}}}Style" not in properties(xmp.new_packet(Recipe()))


def test_stale_nodes_go() -> None:
    stale = XMP.replace(b"</rdf:Description>", b"<xmp:Thumbnails>x</xmp:Thumbnails></rdf:Description>")
    stale = stale.replace(b"xmlns:tiff=", b'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:tiff=')
    assert b"Thumbnails" not in rewritten(stale)


def test_copyright_only() -> None:
    new = xmp.copyright_only(XMP).decode()
    assert "Jane Ähre" in new
    assert not any(word in new for word in ("Paris", "GPS", "kept", "Orientation"))
    assert xmp.copyright_only(xmp.new_packet(RECIPE)) == b""


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"no XML",
        b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>",
        XMP[: len(XMP) // 2],
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + XMP,
        XMP.replace(b"odd:kept", b"unbound:kept"),
        XMP.replace(b"Jane", b"\xff\xfe"),
    ],
)
def test_what_may_not_be_read_is_refused(packet: bytes) -> None:
    with pytest.raises(BadPacket):
        rewritten(packet)


@given(st.integers(0, len(XMP) - 1), st.integers(0, 255))
def test_no_change_of_a_byte_surprises(place: int, value: int) -> None:
    packet = XMP[:place] + bytes((value,)) + XMP[place + 1 :]
    with suppress(BadPacket):
        expat.ParserCreate().Parse(rewritten(packet), True)
