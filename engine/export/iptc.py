"""IPTC records (IIM 4.2) of an exported photo: kept, without places if asked, or the copyright alone."""

import struct
from collections.abc import Callable

Record = tuple[int, int, bytes]
"""Record number, data set number, value."""

LOCATION = frozenset((2, n) for n in (26, 27, 90, 92, 95, 100, 101))
"""Location code and name, city, sub-location, province, country code and name."""

COPYRIGHT = frozenset(((1, 90), (2, 80), (2, 116)))
"""Character set, by-line, copyright notice."""

MARKER = 0x1C


class BadRecords(ValueError):
    """The bytes are not IPTC records."""


def without_location(records: bytes) -> bytes:
    """The records without those that name a place.

    Raises:
        BadRecords: damaged.
    """
    return _filtered(records, lambda key: key not in LOCATION)


def copyright_only(records: bytes) -> bytes:
    """The author and the copyright notice, with the character set they are written in; empty if there are none.

    Raises:
        BadRecords: damaged.
    """
    kept = _filtered(records, lambda key: key in COPYRIGHT)
    return kept if any(record == 2 for record, _, _ in read(kept)) else b""


def checked(records: bytes) -> bytes:
    """The records, without padding.

    Raises:
        BadRecords: damaged.
    """
    return _filtered(records, lambda key: True)  # noqa: ARG005 - every key


def photoshop_block(records: bytes) -> bytes:
    """The records as the image resource (8BIM 0x0404) that JPEG files carry in APP13, without its name."""
    return b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)


def read(records: bytes) -> list[Record]:
    """All records.

    Raises:
        BadRecords: a marker is missing, or a value ends beyond the end.
    """
    found, place = [], 0
    while place < len(records) and records[place] == MARKER:
        if place + 5 > len(records):
            raise BadRecords("a record ends early")
        record, number, size = struct.unpack_from(">BBH", records, place + 1)
        place += 5
        if size & 0x8000 or place + size > len(records):
            raise BadRecords(f"{size} bytes at {place} of {len(records)}")
        found.append((record, number, records[place : place + size]))
        place += size
    if records[place:].strip(b"\0"):
        raise BadRecords(f"no record at {place}")
    return found


def _filtered(records: bytes, wanted: Callable[[tuple[int, int]], bool]) -> bytes:
    kept = (record for record in read(records) if wanted(record[:2]))
    return b"".join(struct.pack(">BBBH", MARKER, *key, len(value)) + value for *key, value in kept)
