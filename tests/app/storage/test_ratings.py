"""Ratings in sidecars: read whoever wrote them, written so that nothing else changes."""

from pathlib import Path

import pytest

from app.library import Marks
from app.storage import ratings, sidecar, xmp_node, xmp_rating
from app.storage.xmp_node import NotUnderstood
from app.storage.xmp_rating import Ratings
from engine.edit import Edit

ATTRIBUTES = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <rdf:Description rdf:about="" xmlns:a="http://ns.adobe.com/xap/1.0/" xmlns:crs="http://ns.adobe.com/camera-raw/1/"
   crs:Exposure2012="+0.35" a:Rating='3' a:Label="Red"/></rdf:RDF></x:xmpmeta>"""
ELEMENTS = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">
<xmp:Rating xmlns:xmp="http://ns.adobe.com/xap/1.0/">-1</xmp:Rating><!-- kept -->
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def test_both_ways_of_writing_are_read() -> None:
    assert xmp_rating.read(ATTRIBUTES) == Ratings(3, "Red", None)
    assert xmp_rating.read(ATTRIBUTES).marks() == Marks(stars=3, label="red")
    assert xmp_rating.read(ELEMENTS).marks() == Marks(rejected=True)
    assert xmp_rating.read(b"").marks() == Marks()


def test_only_the_value_changes() -> None:
    new = xmp_rating.write(ATTRIBUTES, Marks(stars=5, label="red"))
    assert new == ATTRIBUTES.replace(b"'3'", b"'5'")
    assert xmp_rating.write(ELEMENTS, Marks(stars=2)) == ELEMENTS.replace(b">-1<", b">2<")


def test_a_foreign_rejection_and_an_unknown_label_are_kept() -> None:
    assert xmp_rating.write(ELEMENTS, Marks()) == ELEMENTS
    strange = ATTRIBUTES.replace(b'"Red"', b'"Zweite Wahl"')
    assert xmp_rating.write(strange, Marks(stars=3)) == strange
    assert xmp_rating.read(strange).marks().label == ""
    labelled = xmp_rating.write(strange, Marks(stars=3, label="blue"))
    assert labelled == strange.replace(b"Zweite Wahl", b"Blue")


@pytest.mark.parametrize("document", [ATTRIBUTES, ELEMENTS, b""])
@pytest.mark.parametrize("marks", [Marks(True, stars=4), Marks(rejected=True), Marks(label="purple"), Marks(True)])
def test_what_was_written_is_read_again(document: bytes, marks: Marks) -> None:
    new = xmp_rating.write(document, marks)
    found = xmp_rating.read(new).marks()
    assert found.liked == marks.liked
    assert found.stars == marks.stars
    assert found.label == marks.label
    assert xmp_rating.write(new, marks) == new, "a second time nothing changes"
    assert b"Exposure2012" in new or document is not ATTRIBUTES


def test_edits_and_ratings_live_in_one_sidecar(tmp_path: Path) -> None:
    photo = tmp_path / "1.jpg"
    sidecar.write(photo, Edit(exposure=0.5), sidecar.Kept())
    assert ratings.write(photo, Marks(liked=True, stars=4))
    assert sidecar.read(photo).edit == Edit(exposure=0.5)
    known = sidecar.read(photo)
    sidecar.write(photo, Edit(exposure=1.0), known)
    assert ratings.read(photo) == Marks(liked=True, stars=4)
    assert xmp_node.find(sidecar.beside(photo).read_bytes()).edit == Edit(exposure=1.0).to_json()


@pytest.mark.parametrize(
    "broken",
    [
        b"<x:xmpmeta",
        b"no xml",
        ATTRIBUTES.replace(b"a:Label", b"a:Rating"),
        ATTRIBUTES.replace(b"<x:xmpmeta ", b"<!DOCTYPE x><x:xmpmeta ", 1),
        b"<x/>",
        ELEMENTS.replace(b">-1<", b"><b/><"),
    ],
)
def test_what_is_not_understood_is_left_alone(broken: bytes, tmp_path: Path) -> None:
    with pytest.raises(NotUnderstood):
        xmp_rating.write(broken, Marks(stars=1))
    photo = tmp_path / "1.jpg"
    sidecar.beside(photo).write_bytes(broken)
    assert not ratings.write(photo, Marks(stars=1))
    assert sidecar.beside(photo).read_bytes() == broken
    assert ratings.read(photo) == Marks()


def test_nothing_is_written_for_nothing(tmp_path: Path) -> None:
    assert ratings.write(tmp_path / "1.jpg", Marks())
    assert list(tmp_path.iterdir()) == []


def test_the_sidecar_of_lightroom_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "IMG_1.xmp").write_bytes(ATTRIBUTES)
    assert ratings.read(tmp_path / "IMG_1.CR2") == Marks(stars=3, label="red")
    ratings.write(tmp_path / "IMG_1.CR2", Marks(stars=1))
    assert ratings.read(tmp_path / "IMG_1.CR2") == Marks(stars=1), "ours, with the full name, comes first"
    assert (tmp_path / "IMG_1.xmp").read_bytes() == ATTRIBUTES
