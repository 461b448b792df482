"""The XMP packet of an exported photo: every foreign node stays, what describes the old picture is corrected.

Source: XMP specification parts 1 and 2 (ISO 16684-1). A property may stand as an attribute of `rdf:Description` or as
an element in it; both are treated alike.
"""

from collections.abc import Iterable
from html import escape
from xml.dom import XMLNS_NAMESPACE, minidom
from xml.dom.minidom import Document, Element
from xml.parsers.expat import ExpatError

from engine.export.recipe import NAMESPACE, PREFIX, Recipe

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META = "adobe:ns:meta/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
XMP = "http://ns.adobe.com/xap/1.0/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
NOTE = "http://ns.adobe.com/xmp/note/"

LOCATION = {
    *((PHOTOSHOP, name) for name in ("City", "State", "Country")),
    *((IPTC_CORE, name) for name in ("Location", "CountryCode")),
    *((IPTC_EXTENSION, name) for name in ("LocationCreated", "LocationShown")),
}
STALE = {(XMP, "Thumbnails"), (PHOTOSHOP, "ICCProfile"), (NOTE, "HasExtendedXMP")}
"""A picture of the old pixels, the old profile, a promise of segments that do not follow."""

COPYRIGHT = {
    *((DUBLIN_CORE, name) for name in ("rights", "creator")),
    *((PHOTOSHOP, name) for name in ("Credit", "AuthorsPosition")),
    *((RIGHTS, name) for name in ("Marked", "Owner", "UsageTerms", "WebStatement")),
}

MOST_BYTES = 1 << 24
HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TAIL = '<?xpacket end="w"?>'


class BadPacket(ValueError):
    """The bytes are not an XMP packet that may be read."""


def new_packet(recipe: Recipe) -> bytes:
    """A packet that says nothing but the recipe."""
    named = "".join(f' {PREFIX}:{name}="{escape(value)}"' for name, value in recipe.properties().items())
    body = f'<rdf:Description rdf:about="" xmlns:{PREFIX}="{NAMESPACE}"{named}/>'
    tree = f'<x:xmpmeta xmlns:x="{META}"><rdf:RDF xmlns:rdf="{RDF}">{body}</rdf:RDF></x:xmpmeta>'
    return _wrapped(tree)


def rewrite(packet: bytes, size: tuple[int, int], space: str, recipe: Recipe, *, keep_location: bool) -> bytes:
    """The packet for the exported picture.

    Args:
        packet: of the photo.
        size: width and height of the exported picture.
        space: "sRGB" or any other name of a colour space.
        recipe: replaces what an earlier export may have noted.
        keep_location: whether places stay.

    Raises:
        BadPacket: not well-formed, no RDF, or with a document type (which may expand without end).
    """
    document = _parsed(packet)
    descriptions = _descriptions(document)
    facts = {
        (TIFF, "Orientation"): "1",
        (TIFF, "ImageWidth"): str(size[0]),
        (TIFF, "ImageLength"): str(size[1]),
        (EXIF, "PixelXDimension"): str(size[0]),
        (EXIF, "PixelYDimension"): str(size[1]),
        (EXIF, "ColorSpace"): "1" if space == "sRGB" else "65535",
    }
    for description in descriptions:
        for key, node in list(_properties(description)):
            if key in facts:
                _write(node, facts[key])
            elif key in STALE or key[0] == NAMESPACE or (not keep_location and _is_place(key)):
                _remove(description, node)
    _note(descriptions[0], recipe)
    return _serialised(document)


def copyright_only(packet: bytes) -> bytes:
    """The packet with nothing but author and rights; empty if it names neither.

    Raises:
        BadPacket: see `rewrite`.
    """
    document = _parsed(packet)
    left = 0
    for description in _descriptions(document):
        for key, node in list(_properties(description)):
            if key in COPYRIGHT:
                left += 1
            else:
                _remove(description, node)
    return _serialised(document) if left else b""


def _parsed(packet: bytes) -> Document:
    if len(packet) > MOST_BYTES or b"<!DOCTYPE" in packet or b"<!ENTITY" in packet:
        raise BadPacket("a document type, or too large")
    try:
        return minidom.parseString(packet.rstrip(b"\0 \r\n\t"))
    except (ExpatError, ValueError, LookupError, RecursionError) as problem:
        raise BadPacket(str(problem)) from problem


def _descriptions(document: Document) -> list[Element]:
    """The top-level `rdf:Description` elements."""
    found = [
        child
        for root in document.getElementsByTagNameNS(RDF, "RDF")[:1]
        for child in root.childNodes
        if isinstance(child, Element) and (child.namespaceURI, child.localName) == (RDF, "Description")
    ]
    if not found:
        raise BadPacket("no rdf:Description")
    return found


def _properties(description: Element) -> Iterable[tuple[tuple[str, str], minidom.Attr | Element]]:
    """((namespace, name), node) of each property, attribute or element."""
    for attribute in list((description.attributes or {}).values()):
        if attribute.namespaceURI not in (RDF, XMLNS_NAMESPACE, None):
            yield (attribute.namespaceURI, attribute.localName), attribute
    for child in list(description.childNodes):
        if isinstance(child, Element) and child.namespaceURI:
            yield (child.namespaceURI, child.localName or ""), child


def _is_place(key: tuple[str, str]) -> bool:
    return key in LOCATION or (key[0] == EXIF and key[1].startswith("GPS"))


def _write(node: minidom.Attr | Element, text: str) -> None:
    if isinstance(node, minidom.Attr):
        node.value = text
        return
    while node.firstChild:
        node.removeChild(node.firstChild)
    node.appendChild(minidom.Document().createTextNode(text))


def _remove(description: Element, node: minidom.Attr | Element) -> None:
    if isinstance(node, minidom.Attr):
        description.removeAttributeNode(node)
    else:
        description.removeChild(node)


def _note(first: Element, recipe: Recipe) -> None:
    """Put our own description in front of the others."""
    added = minidom.Document().createElementNS(RDF, "rdf:Description")
    added.setAttribute("xmlns:rdf", RDF)
    added.setAttribute("rdf:about", "")
    added.setAttribute(f"xmlns:{PREFIX}", NAMESPACE)
    for name, value in recipe.properties().items():
        added.setAttribute(f"{PREFIX}:{name}", value)
    if first.parentNode is not None:
        first.parentNode.insertBefore(added, first)


def _serialised(document: Document) -> bytes:
    root = document.documentElement
    if root is None:
        raise BadPacket("no root")
    return _wrapped(root.toxml())


def _wrapped(tree: str) -> bytes:
    return f"{HEAD}{tree}{TAIL}".encode("utf-8", "replace")
