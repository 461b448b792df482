"""Our node in an XMP document: found, replaced and added byte for byte, so that all others stay as they are.

A document is understood if it is UTF-8 XML without a document type, with one rdf:RDF and at most one edit of ours.
Other programs may rewrite a sidecar and fold our property into their own description, as an attribute or an element;
both are found.
"""

import re
from dataclasses import dataclass, field
from html import escape  # that of xml.sax would load urllib, http and ssl when the window starts
from typing import Any
from xml.parsers import expat

NAMESPACE = "http://ns.penchant.photo/edit/1.0/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LARGEST = 16_000_000
"""Bytes; sidecars with a long history of another program reach a few megabytes."""

_DESCRIPTION, _ROOT, _ABOUT = f"{RDF} Description", f"{RDF} RDF", f"{RDF} about"
_EDIT = f"{NAMESPACE} edit"
_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")


class NotUnderstood(ValueError):
    """The document is not one that we may change."""


@dataclass(slots=True)
class Found:
    """What a document holds of ours, and where.

    Attributes:
        edit: text of the edit, None if there is none.
        spans: byte ranges of everything that is ours, in order, not overlapping.
        insert_at: byte offset at which a new description can be put.
        about: the resource that the document describes; ours has to name the same.
    """

    edit: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)
    insert_at: int = -1
    about: str = ""


def find(document: bytes) -> Found:
    """Look for our node.

    Raises:
        NotUnderstood: not an XMP document, or one that says the same thing twice.
    """
    if len(document) > LARGEST or b"\0" in document:
        raise NotUnderstood("larger than a sidecar, or not UTF-8")
    search = _Search(document)
    try:
        search.parser.Parse(document, True)
    except (expat.ExpatError, LookupError) as problem:
        raise NotUnderstood(str(problem)) from problem
    if search.found.insert_at < 0:
        raise NotUnderstood("no rdf:RDF")
    search.found.spans.sort()
    return search.found


def replace(document: bytes, edit: str, program: str) -> bytes:
    """The document with our node renewed and everything else untouched; an empty document gives a new one.

    Raises:
        NotUnderstood: as `find`.
    """
    if not document.strip():
        document = _EMPTY
    found = find(document)
    pieces, position = [], 0
    for start, end in [*found.spans, (found.insert_at, found.insert_at)]:
        pieces.append(document[position:start])
        position = end
    return b"".join([*pieces, _description(edit, program, found.about), document[position:]])


_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
    b' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n </rdf:RDF>\n</x:xmpmeta>\n'
)


def _description(edit: str, program: str, about: str) -> bytes:
    # rdf is bound here once more, since the document may call it by another prefix.
    return (
        f'<rdf:Description xmlns:rdf="{RDF}" rdf:about={_quoted(about)} xmlns:penchant="{NAMESPACE}"'
        f" penchant:program={_quoted(program)}><penchant:edit>{escape(edit, quote=False)}</penchant:edit>"
        "</rdf:Description>\n "
    ).encode()


def _quoted(value: str) -> str:
    """An attribute's value as a parser gives it back; bare line ends and tabs would come back as spaces."""
    return '"' + escape(value).replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;") + '"'


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    start: int
    ours: bool = False
    foreign: bool = False


class _Search:
    """One pass of expat over a document."""

    def __init__(self, document: bytes) -> None:
        self.document, self.found = document, Found()
        self.open: list[_Open] = []
        self.prefixes: set[str] = set()
        self.text: list[str] | None = None
        self.described = False
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.StartNamespaceDeclHandler = self.bind
        parser.StartDoctypeDeclHandler = self.refuse
        parser.XmlDeclHandler = self.declaration

    def refuse(self, *_: Any) -> None:
        raise NotUnderstood("it has a document type")

    def declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
            raise NotUnderstood(f"its encoding is {encoding}")

    def bind(self, prefix: str | None, uri: str) -> None:
        if uri == NAMESPACE and prefix:
            self.prefixes.add(prefix)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = _Open(name, self.parser.CurrentByteIndex)
        ours = [a for a in attributes if a.startswith(NAMESPACE)]
        if name == _DESCRIPTION:
            element.ours = bool(ours)
            element.foreign = len(attributes) > len(ours) + (_ABOUT in attributes)
            if not self.described:
                self.found.about, self.described = attributes.get(_ABOUT, ""), True
        if _EDIT in attributes:
            self.take(attributes[_EDIT])
        if name == _EDIT:
            self.text = []
        if self.open:
            inside_ours = name.startswith(NAMESPACE)
            self.open[-1].ours |= inside_ours
            self.open[-1].foreign |= not inside_ours
        self.open.append(element)
        if ours:
            self.found.spans.extend(self.attribute_spans(element.start))

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def end(self, name: str) -> None:
        element, index = self.open.pop(), self.parser.CurrentByteIndex
        if name == _EDIT:
            self.take("".join(self.text or []))
            self.text = None
        if name == _ROOT:
            if self.found.insert_at >= 0 or not self.document.startswith(b"</", index):
                raise NotUnderstood("its rdf:RDF is empty or comes twice")
            self.found.insert_at = index
        wholly_ours = name == _DESCRIPTION and element.ours and not element.foreign
        if wholly_ours or name.startswith(NAMESPACE):
            self.cover(element.start, self.after(index))

    def take(self, edit: str) -> None:
        if self.found.edit is not None:
            raise NotUnderstood("it holds two edits")
        self.found.edit = edit

    def after(self, index: int) -> int:
        """End of an element whose end event came at `index` (an empty element's comes behind it)."""
        closing = self.document.startswith(b"</", index)
        return self.document.index(b">", index) + 1 if closing else index

    def cover(self, start: int, end: int) -> None:
        """Add a range in place of smaller ones inside it; the white space behind it goes too."""
        while end < len(self.document) and self.document[end : end + 1].isspace():
            end += 1
        self.found.spans = [s for s in self.found.spans if not start <= s[0] < end]
        self.found.spans.append((start, end))

    def attribute_spans(self, start: int) -> list[tuple[int, int]]:
        tag = _TAG.match(self.document, start)
        if tag is None:
            raise NotUnderstood("a tag does not end")
        names = b"|".join(re.escape(p.encode()) for p in self.prefixes)
        pattern = re.compile(rb"\s+(?:" + names + rb"""):[\w.-]+\s*=\s*(?:"[^"]*"|'[^']*')""")
        return [m.span() for m in pattern.finditer(self.document, *tag.span())]
