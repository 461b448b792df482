"""Ratings in an XMP document: read, and renewed in place, so that everything else in it stays byte for byte.

`xmp:Rating` is -1 (rejected) to 5, `xmp:Label` a free word of which five are known; our like has its own namespace.
Each may stand as an attribute or as an element. A document that is not understood as a whole is left alone.
"""

import re
from dataclasses import dataclass, field
from html import escape
from typing import Any
from xml.parsers import expat

from app.library.marks import LABELS, Marks
from app.storage.xmp_node import LARGEST, RDF, NotUnderstood

XMP = "http://ns.adobe.com/xap/1.0/"
MARKS = "http://ns.penchant.photo/marks/1.0/"
"""Our own: a like, which other programs have no word for. Not the namespace of edits, which `xmp_node` renews."""
_PROPERTIES = {f"{XMP} Rating": "rating", f"{XMP} Label": "label", f"{MARKS} liked": "liked"}
_NAMES = {"rating": ("xmp", XMP, "Rating"), "label": ("xmp", XMP, "Label"), "liked": ("penchantMarks", MARKS, "liked")}
_TAG = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\n <rdf:RDF xmlns:rdf="{RDF}">\n'
    ' <rdf:Description rdf:about=""/>\n </rdf:RDF>\n</x:xmpmeta>\n'
)


@dataclass(frozen=True, slots=True)
class Ratings:
    """What a document says; None where it says nothing.

    Attributes:
        rating: -1..5, where -1 is rejected.
        label: as written, in any language.
        liked: our own mark.
    """

    rating: int | None = None
    label: str | None = None
    liked: bool | None = None

    def marks(self) -> Marks:
        """As marks; a label that is not one of ours is left out, and a rejection counts over a like."""
        rejected = self.rating is not None and self.rating < 0
        label = (self.label or "").casefold()
        stars = min(max(self.rating or 0, 0), 5)
        return Marks(bool(self.liked) and not rejected, rejected, stars, label if label in LABELS else "")


def read(document: bytes) -> Ratings:
    """What a document says about a photo.

    Raises:
        NotUnderstood: it is no XMP document, or says something twice.
    """
    found = _Search(document).values if document.strip() else {}
    rating, liked = found.get("rating"), found.get("liked")
    return Ratings(
        _whole(rating.text) if rating else None,
        found["label"].text if "label" in found else None,
        liked.text.strip().casefold() == "true" if liked else None,
    )


def write(document: bytes, marks: Marks) -> bytes:
    """The document with the ratings of a photo, everything else untouched; an empty one gives a new one.

    A rejection of another program is kept unless the photo has stars or is liked here; an unknown label is kept unless
    the photo has a label here.

    Raises:
        NotUnderstood: as `read`.
    """
    document = document if document.strip() else _EMPTY.encode()
    search = _Search(document)
    wanted = _wanted(read(document), marks)
    changes: list[tuple[int, int, bytes]] = []
    added = []
    for name, text in wanted.items():
        if name in search.values:
            value = search.values[name]
            changes.append((*value.span, escape(text).encode()))
        elif text:
            added.append((name, text))
    if added:
        changes.append((search.insert_at, search.insert_at, _description(added, search.about)))
    pieces, place = [], 0
    for start, end, new in sorted(changes):
        pieces += [document[place:start], new]
        place = end
    return b"".join([*pieces, document[place:]])


def _wanted(now: Ratings, marks: Marks) -> dict[str, str]:
    """Values to be written by name; "" is written only in the place of another value."""
    foreign_rejection = now.rating is not None and now.rating < 0 and not (marks.liked or marks.stars)
    rating = -1 if marks.rejected or foreign_rejection else marks.stars
    wanted = {}
    if rating != (now.rating or 0):
        wanted["rating"] = str(rating)
    if marks.label and marks.label != (now.label or "").casefold():
        wanted["label"] = marks.label.capitalize()
    elif not marks.label and (now.label or "").casefold() in LABELS:
        wanted["label"] = ""
    if marks.liked != bool(now.liked):
        wanted["liked"] = "True" if marks.liked else "False"
    return wanted


def _description(values: list[tuple[str, str]], about: str) -> bytes:
    spaces = {_NAMES[name][:2] for name, _ in values}
    named = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in sorted(spaces))
    inside = "".join(f' {_NAMES[name][0]}:{_NAMES[name][2]}="{escape(text)}"' for name, text in values)
    resource = escape(about)
    return f'<rdf:Description xmlns:rdf="{RDF}" rdf:about="{resource}"{named}{inside}/>\n '.encode()


def _whole(text: str) -> int | None:
    try:
        return min(max(round(float(text)), -1), 5)
    except (ValueError, OverflowError):
        return None


@dataclass(slots=True)
class _Value:
    text: str
    span: tuple[int, int]


@dataclass(slots=True)
class _Open:
    """An element of ours whose end has not come yet: its property, where its text begins, and the text."""

    name: str
    start: int
    text: list[str] = field(default_factory=list)


class _Search:
    """One pass of expat over a document: our three properties with the bytes of their values."""

    def __init__(self, document: bytes) -> None:
        if len(document) > LARGEST or b"\0" in document:
            raise NotUnderstood("larger than a sidecar, or not UTF-8")
        self.document, self.values = document, dict[str, _Value]()
        self.insert_at, self.about = -1, ""
        self._open: _Open | None = None
        self._prefixes: dict[str, set[str]] = {}
        self._depth = 0
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartNamespaceDeclHandler = self._bind
        parser.StartDoctypeDeclHandler = self._refuse
        try:
            parser.Parse(document, True)
        except (expat.ExpatError, LookupError) as problem:
            raise NotUnderstood(str(problem)) from problem
        if self.insert_at < 0:
            raise NotUnderstood("no rdf:RDF")

    def _refuse(self, *_: Any) -> None:
        raise NotUnderstood("it has a document type")

    def _bind(self, prefix: str | None, uri: str) -> None:
        self._prefixes.setdefault(uri, set()).add(prefix or "")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if name == f"{RDF} Description" and not self.about:
            self.about = attributes.get(f"{RDF} about", "")
        for key in _PROPERTIES.keys() & attributes.keys():
            self._take(_PROPERTIES[key], attributes[key], self._attribute_span(start, key))
        if self._open is not None:
            raise NotUnderstood("a rating holds an element")
        if name in _PROPERTIES:
            tag = _TAG.match(self.document, start)
            if tag is None or tag.group().endswith(b"/>"):
                raise NotUnderstood("a rating is empty")
            self._open = _Open(_PROPERTIES[name], tag.end())

    def _text(self, text: str) -> None:
        if self._open is not None:
            self._open.text.append(text)

    def _end(self, name: str) -> None:
        index = self._parser.CurrentByteIndex
        if self._open is not None and name in _PROPERTIES:
            self._take(self._open.name, "".join(self._open.text), (self._open.start, index))
            self._open = None
        if name == f"{RDF} RDF":
            if self.insert_at >= 0 or not self.document.startswith(b"</", index):
                raise NotUnderstood("its rdf:RDF is empty or comes twice")
            self.insert_at = index

    def _take(self, name: str, text: str, span: tuple[int, int]) -> None:
        if name in self.values:
            raise NotUnderstood(f"it says {name} twice")
        self.values[name] = _Value(text, span)

    def _attribute_span(self, start: int, key: str) -> tuple[int, int]:
        """Bytes of an attribute's value, without its quotes."""
        space, _, local = key.partition(" ")
        tag = _TAG.match(self.document, start)
        names = b"|".join(re.escape(f"{prefix}:{local}".encode()) for prefix in self._prefixes.get(space, ()))
        pattern = re.compile(rb"\s(?:" + names + rb""")\s*=\s*("[^"]*"|'[^']*')""")
        found = pattern.search(self.document, *tag.span()) if tag and names else None
        if found is None:
            raise NotUnderstood("an attribute was not found in its tag")
        return found.start(1) + 1, found.end(1) - 1
