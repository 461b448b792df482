"""Directories of a TIFF structure, as Exif is one: read within its bounds, and written anew.

Source: TIFF 6.0 section 2; Exif 2.32 section 4.6. A file may lie about every number in it, so each is checked against
the block before it is used; a directory that does not fit raises `BadStructure`, a field that does not fit is left out.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of one value by field type."""

SHORT, LONG, ASCII = 3, 4, 2


class BadStructure(ValueError):
    """The block is not a TIFF structure, or points outside itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of a directory.

    Attributes:
        tag, kind, count: as in the file.
        place: where its 12 bytes stand in the block.
        start, size: where its values stand (inside the 12 bytes if they fit in four).
    """

    tag: int
    kind: int
    count: int
    place: int
    start: int
    size: int

    @property
    def is_inline(self) -> bool:
        """Whether the values stand in the entry itself."""
        return self.size <= 4


@dataclass(frozen=True, slots=True)
class Directory:
    """One directory.

    Attributes:
        place: where it begins.
        entries: those that can be read.
        count: of entries in the file, readable or not.
        next_place: where the pointer to the next directory stands.
    """

    place: int
    entries: tuple[Entry, ...]
    count: int
    next_place: int

    def find(self, tag: int) -> Entry | None:
        """The first entry with this tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


def byte_order(block: bytes | bytearray) -> str:
    """`<` or `>` for struct.

    Raises:
        BadStructure: no TIFF header.
    """
    orders = {b"II*\0": "<", b"MM\0*": ">"}
    if bytes(block[:4]) not in orders or len(block) < 14:
        raise BadStructure("no TIFF header")
    return orders[bytes(block[:4])]


def first_directory(block: bytes | bytearray) -> Directory:
    """The directory that the header points to."""
    return read_directory(block, number(block, 4))


def number(block: bytes | bytearray, place: int) -> int:
    """The 32-bit number at a place."""
    if not 0 <= place <= len(block) - 4:
        raise BadStructure(f"a number at {place} of {len(block)} bytes")
    return int(struct.unpack_from(byte_order(block) + "I", block, place)[0])


def read_directory(block: bytes | bytearray, place: int) -> Directory:
    """The directory at a place, without the fields whose type is unknown or whose values lie outside the block.

    Raises:
        BadStructure: the directory itself lies outside the block.
    """
    order = byte_order(block)
    if not 8 <= place <= len(block) - 2:
        raise BadStructure(f"a directory at {place} of {len(block)} bytes")
    (count,) = struct.unpack_from(order + "H", block, place)
    end = place + 2 + 12 * count
    if end > len(block):
        raise BadStructure(f"{count} entries at {place} of {len(block)} bytes")
    entries = (_entry(block, order, place + 2 + 12 * i) for i in range(count))
    return Directory(place, tuple(entry for entry in entries if entry), count, end)


def _entry(block: bytes | bytearray, order: str, place: int) -> Entry | None:
    tag, kind, count, value = struct.unpack_from(order + "HHII", block, place)
    size = SIZES.get(kind, 0) * count
    start = place + 8 if size <= 4 else value
    if kind not in SIZES or start + size > len(block):
        return None
    return Entry(tag, kind, count, place, start, size)


def next_directory(block: bytes | bytearray, directory: Directory) -> Directory | None:
    """The directory after this one, if the block has room for a pointer and the pointer leads somewhere."""
    if directory.next_place > len(block) - 4 or not (place := number(block, directory.next_place)):
        return None
    return read_directory(block, place)


def pointed(block: bytes | bytearray, directory: Directory, tag: int) -> Directory | None:
    """The directory that a field of this one points to."""
    entry = directory.find(tag)
    if entry is None or entry.kind not in (LONG, 13) or entry.count != 1:
        return None
    return read_directory(block, number(block, entry.start))


def values(block: bytes | bytearray, entry: Entry) -> bytes:
    """The bytes of a field's values."""
    return bytes(block[entry.start : entry.start + entry.size])


def integer(block: bytes | bytearray, entry: Entry | None) -> int | None:
    """The one number of a SHORT or LONG field."""
    if entry is None or entry.count != 1 or entry.kind not in (SHORT, LONG):
        return None
    form = "H" if entry.kind == SHORT else "I"
    return int(struct.unpack_from(byte_order(block) + form, block, entry.start)[0])


def pack_entry(order: str, tag: int, kind: int, count: int, value: bytes | int) -> bytes:
    """Twelve bytes of a field; `value` is up to four bytes of values, or an offset."""
    if isinstance(value, bytes):
        return struct.pack(order + "HHI", tag, kind, count) + value.ljust(4, b"\0")
    return struct.pack(order + "HHII", tag, kind, count, value)


def pack_directory(order: str, place: int, fields: Iterable[tuple[int, int, int, bytes]], following: int = 0) -> bytes:
    """A directory for a place in a file, its longer values behind it.

    Args:
        order: `<` or `>`.
        place: where it will stand.
        fields: (tag, type, count, bytes of the values), in any order.
        following: place of the next directory.
    """
    ordered = sorted(fields)
    table, data = struct.pack(order + "H", len(ordered)), b""
    behind = place + 2 + 12 * len(ordered) + 4
    for tag, kind, count, value in ordered:
        if len(value) <= 4:
            table += pack_entry(order, tag, kind, count, value)
            continue
        table += pack_entry(order, tag, kind, count, behind + len(data))
        data += value + b"\0" * (len(value) % 2)
    return table + struct.pack(order + "I", following) + data
