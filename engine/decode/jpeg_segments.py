"""What stands before the picture in a JPEG: Exif, XMP, IPTC, colour profile, and how the picture is coded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from engine.decode.photoshop import iptc_of

_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_ICC = b"ICC_PROFILE\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_ADOBE = b"Adobe"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END = 0xDA, 0xD9


@dataclass(frozen=True, slots=True)
class Segments:
    """Facts of a JPEG's header. Empty or zero where it has none.

    Attributes:
        width: columns, as stored (not yet turned).
        height: rows, as stored.
        components: 1 grey, 3 colour, 4 CMYK.
        precision: bits per component.
        process: marker of the frame: 0xC0 baseline, 0xC2 progressive, 0xC3 lossless...
        adobe: whether an Adobe segment is there (its CMYK is inverted).
        exif: Exif block without prefix.
        xmp: XMP packet.
        iptc: IPTC-IIM records.
        icc: colour profile, joined from its parts.
    """

    width: int = 0
    height: int = 0
    components: int = 0
    precision: int = 8
    process: int = 0
    adobe: bool = False
    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    icc: bytes = b""


def read_segments(data: bytes) -> Segments:
    """Walk the segments up to the first scan; stops quietly where they no longer make sense."""
    found: dict[str, bytes] = {}
    profile: dict[int, bytes] = {}
    frame = (8, 0, 0, 0, 0)
    adobe = False
    for marker, _, body in _walk(data):
        if marker in _FRAMES and len(body) >= 6 and not frame[4]:
            frame = (*struct.unpack_from(">BHHB", body), marker)
        elif marker == 0xE1 and body.startswith(_EXIF) and len(body) > 6:
            found.setdefault("exif", body[6:])
        elif marker == 0xE1 and body.startswith(_XMP):
            found.setdefault("xmp", body[len(_XMP) :])
        elif marker == 0xE2 and body.startswith(_ICC) and len(body) > 14:
            profile.setdefault(body[12], body[14:])
        elif marker == 0xED and body.startswith(_PHOTOSHOP):
            # Resources longer than a segment continue in the next one.
            found["resources"] = found.get("resources", b"") + body[len(_PHOTOSHOP) :]
        elif marker == 0xEE and body.startswith(_ADOBE):
            adobe = True
    precision, height, width, components, process = frame
    return Segments(
        width, height, components, precision, process, adobe,
        exif=found.get("exif", b""),
        xmp=found.get("xmp", b""),
        iptc=iptc_of(found.get("resources", b"")),
        icc=b"".join(profile[n] for n in sorted(profile)),
    )  # fmt: skip


def scans(data: bytes) -> list[tuple[int, bytes]]:
    """Where each scan begins, and the components of which it brings the means of blocks (empty: only details)."""
    first = next((at for marker, at, _ in _walk(data) if marker == _START_OF_SCAN), -1)
    found = []
    while 0 <= first <= len(data) - 8:
        count = data[first + 4]
        header = data[first + 5 : first + 8 + 2 * count]
        brings_means = len(header) == 3 + 2 * count and header[2 * count] == 0
        found.append((first, header[: 2 * count : 2] if brings_means else b""))
        first = data.find(bytes((0xFF, _START_OF_SCAN)), first + 2)
    return found


def _walk(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Marker, place and body of every segment up to the first scan's header."""
    at = 2
    while 0 <= (at := data.find(b"\xff", at)) <= len(data) - 4:
        marker = data[at + 1]
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD8:  # stuffing, padding, or a marker without a body
            at += 1
            continue
        if marker == _END:
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        yield marker, at, data[at + 4 : at + 2 + length]
        if marker == _START_OF_SCAN:
            return
        at += 2 + max(length, 2)
