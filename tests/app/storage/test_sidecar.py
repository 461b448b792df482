"""Sidecars: real files, other programs' nodes, other windows, folders that cannot be written."""

import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import folders, sidecar, xmp_node
from app.storage.sidecar import BESIDE, IN_DATA, Kept
from engine.edit import Edit

EDIT = Edit(style="vivid", strength=0.6, exposure=0.35)

DARKTABLE = """<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <!-- a comment -->
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:darktable="http://darktable.sf.net/" xmp:Rating="-1" xmp:Label="Grün"
   darktable:xmp_version="5">
   <darktable:history><rdf:Seq><rdf:li darktable:operation="exposure &gt; x"/></rdf:Seq></darktable:history>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    photo = tmp_path / "Ärger & Co #1.jpg"
    photo.write_bytes(b"the original")
    return photo


def test_what_is_written_is_read_back(photo: Path) -> None:
    assert sidecar.read(photo) == Kept(texts={sidecar.beside(photo): None, sidecar.in_data(photo): None})
    written = sidecar.write(photo, EDIT, sidecar.read(photo))
    assert (written.place, written.reason, written.aside) == (BESIDE, "", None)
    assert sidecar.read(photo).edit == EDIT
    assert sorted(p.name for p in photo.parent.iterdir()) == [photo.name, photo.name + ".xmp"]
    assert photo.read_bytes() == b"the original"


def test_nodes_of_other_programs_stay_byte_for_byte(photo: Path) -> None:
    file = sidecar.beside(photo)
    file.write_text(DARKTABLE, "utf-8")
    kept = sidecar.write(photo, EDIT, sidecar.read(photo))
    head, tail = DARKTABLE.encode().split(b" </rdf:RDF>")
    assert file.read_bytes().startswith(head)
    assert file.read_bytes().endswith(b"</rdf:RDF>" + tail)
    sidecar.write(photo, Edit(contrast=3), kept)
    assert file.read_bytes().startswith(head)
    assert file.read_bytes().count(b"penchant:edit>") == 2
    assert sidecar.read(photo).edit == Edit(contrast=3)


FOLDED = {
    "attribute": """<rdf:Description rdf:about="" xmlns:p='http://ns.penchant.photo/edit/1.0/' xmlns:xmp="http://ns.adobe.com/xap/1.0/"
      xmp:Label="a > b" p:program="Penchant 0.1" p:edit='{"exposure": 1.0}'>
      <xmp:Rating>3</xmp:Rating></rdf:Description>""",
    "element": """<rdf:Description rdf:about="" xmlns:p='http://ns.penchant.photo/edit/1.0/' xmlns:xmp="http://ns.adobe.com/xap/1.0/"
      xmp:Label="a > b"><p:edit>{"exposure": 1.0}</p:edit><p:program/><xmp:Rating>3</xmp:Rating></rdf:Description>""",
}


@pytest.mark.parametrize("form", FOLDED)
def test_an_edit_that_another_program_folded_into_its_own_node(photo: Path, form: str) -> None:
    file = sidecar.beside(photo)
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    file.write_text(f'<rdf:RDF xmlns:rdf="{rdf}">{FOLDED[form]}</rdf:RDF>')
    kept = sidecar.read(photo)
    assert kept.edit == Edit(exposure=1)
    sidecar.write(photo, EDIT, kept)
    assert sidecar.read(photo).edit == EDIT
    foreign, ours = ElementTree.parse(file).getroot()
    assert foreign.attrib == {f"{{{rdf}}}about": "", "{http://ns.adobe.com/xap/1.0/}Label": "a > b"}
    assert [child.text for child in foreign] == ["3"]
    assert "http://ns.penchant.photo/edit/1.0/" not in str(foreign.attrib)
    assert len(ours) == 1


NOT_UNDERSTOOD = {
    "damaged": DARKTABLE[:300].encode(),
    "another thing": b"\x89PNG\r\n\x1a\n not a sidecar",
    "no rdf": b"<note>to self</note>",
    "empty rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + DARKTABLE.encode().split(b"\n", 1)[1],
    "utf-16": DARKTABLE.replace("UTF-8", "UTF-16").encode("utf-16"),
    "newer edit": xmp_node.replace(b"", '{"version": 99, "sparkle": 1}', "Penchant 9"),
    "unknown field": xmp_node.replace(b"", '{"version": 1, "sparkle": 1}', "Penchant 9"),
    "no edit": xmp_node.replace(b"", "hello", "somebody"),
    "two edits": DARKTABLE.replace(" </rdf:RDF>", (FOLDED["attribute"] + FOLDED["element"]) + "</rdf:RDF>").encode(),
}


@pytest.mark.parametrize("kind", NOT_UNDERSTOOD)
def test_a_sidecar_that_is_not_understood_is_never_replaced(photo: Path, kind: str) -> None:
    file = sidecar.beside(photo)
    file.write_bytes(NOT_UNDERSTOOD[kind])
    kept = sidecar.read(photo)
    assert (kept.edit, kept.reason) == (None, "not understood")
    kept = sidecar.write(photo, EDIT, kept)
    assert (kept.place, kept.reason) == (IN_DATA, "not understood")
    assert file.read_bytes() == NOT_UNDERSTOOD[kind]
    assert sidecar.read(photo).edit == EDIT
    assert sidecar.write(photo, Edit(tint=4), kept).aside is None
    assert sidecar.read(photo).edit == Edit(tint=4)


def test_a_folder_that_cannot_be_written_sends_edits_to_the_data_directory(
    photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sidecar.small_file.replace_file

    def refuse(path: Path, content: bytes) -> None:
        if path.parent == photo.parent:
            raise PermissionError(13, "read-only")
        real(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(sidecar.small_file, "replace_file", refuse)
        kept = sidecar.write(photo, EDIT, sidecar.read(photo))
    assert (kept.place, kept.reason) == (IN_DATA, "read-only")
    assert sidecar.in_data(photo).is_relative_to(folders.data())
    assert sidecar.read(photo).edit == EDIT
    later = sidecar.write(photo, Edit(tint=4), kept)
    assert (later.place, sidecar.read(photo).edit) == (BESIDE, Edit(tint=4))
    assert not sidecar.in_data(photo).exists(), "one edit, one place"


def test_an_edit_of_another_window_is_kept_aside(photo: Path) -> None:
    here = there = sidecar.read(photo)
    theirs = sidecar.write(photo, EDIT, there)
    before = sidecar.beside(photo).read_bytes()
    ours = sidecar.write(photo, Edit(tint=4), here)
    assert ours.aside is not None
    assert ours.aside.read_bytes() == before
    assert sidecar.read(photo).edit == Edit(tint=4)
    assert sidecar.write(photo, Edit(tint=4), theirs).aside is None, "the same edit twice is no conflict"


def test_a_rating_written_meanwhile_by_another_program_is_no_conflict(photo: Path) -> None:
    kept = sidecar.write(photo, EDIT, sidecar.read(photo))
    file = sidecar.beside(photo)
    file.write_text(file.read_text().replace("<rdf:RDF ", '<rdf:RDF xml:lang="en" '))
    assert sidecar.write(photo, Edit(tint=4), kept).aside is None
    assert 'xml:lang="en"' in file.read_text()


def test_of_two_edits_the_later_counts(photo: Path) -> None:
    kept = sidecar.write(photo, EDIT, sidecar.read(photo))
    elsewhere = sidecar.in_data(photo)
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(xmp_node.replace(b"", Edit(tint=4).to_json(), "Penchant"))
    os.utime(elsewhere, (1, 1))
    assert sidecar.read(photo).edit == EDIT
    os.utime(sidecar.beside(photo), (0, 0))
    assert sidecar.read(photo) == replace(kept, edit=Edit(tint=4), texts=sidecar.read(photo).texts, place=IN_DATA)


def test_a_link_is_followed_not_replaced(photo: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept elsewhere.xmp"
    target.write_text(DARKTABLE, "utf-8")
    sidecar.beside(photo).symlink_to(target)
    sidecar.write(photo, EDIT, sidecar.read(photo))
    assert sidecar.beside(photo).is_symlink()
    assert b"penchant:edit" in target.read_bytes()
    assert sidecar.write(photo, Edit(tint=4), sidecar.read(photo)).aside is None


@given(st.binary(max_size=200), st.integers(0, len(DARKTABLE)), st.integers(0, 40))
def test_no_document_breaks_the_search(noise: bytes, at: int, dropped: int) -> None:
    document = DARKTABLE.encode()
    document = document[:at] + noise + document[at + dropped :]
    try:
        renewed = xmp_node.replace(document, EDIT.to_json(), "Penchant")
    except xmp_node.NotUnderstood:
        return
    assert xmp_node.find(renewed).edit == EDIT.to_json()
    assert xmp_node.replace(renewed, EDIT.to_json(), "Penchant") == renewed
