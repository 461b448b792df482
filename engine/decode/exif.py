"""A small reader of Exif blocks (TIFF 6.0 structure) that no content can surprise.

Only what Penchant shows or acts on is read. A hostile block (loops, offsets beyond the end, absurd counts) gives fewer
tags, never an exception.
"""

import struct
from dataclasses import dataclass
from mmap import mmap

Value = str | bytes | tuple[float, ...]

_MOST_ENTRIES = 512
_MOST_VALUE_BYTES = 65536
# TIFF types: size of one value and struct code; 5 and 10 are rationals.
TYPES = {
    1: (1, "B"), 2: (1, "s"), 3: (2, "H"), 4: (4, "I"), 5: (8, "I"), 6: (1, "b"),
    7: (1, "s"), 8: (2, "h"), 9: (4, "i"), 10: (8, "i"), 11: (4, "f"), 12: (8, "d"), 13: (4, "I"),
}  # fmt: skip

ORIENTATION = 0x0112
EXIF_IFD, GPS_IFD, INTEROP_IFD = 0x8769, 0x8825, 0xA005


@dataclass(frozen=True, slots=True)
class Entry:
    """One directory entry: type, number of values, and where its value stands in the block."""

    type: int
    count: int
    at: int


@dataclass(frozen=True, slots=True)
class Exif:
    """Directories of a block: tag to Entry; `read` gives the value."""

    block: bytes | mmap
    order: str
    main: dict[int, Entry]
    photo: dict[int, Entry]
    gps: dict[int, Entry]
    interop: dict[int, Entry]
    thumbnail: dict[int, Entry]

    def text(self, directory: dict[int, Entry], tag: int) -> str:
        """An ASCII (in practice often UTF-8) value without padding; empty if absent or not text."""
        entry = directory.get(tag)
        if entry is None or entry.type not in (2, 7) or entry.count > _MOST_VALUE_BYTES:
            return ""
        raw = self.block[entry.at : entry.at + entry.count].split(b"\0")[0]
        return "".join(c for c in raw.decode("utf-8", "replace") if c.isprintable()).strip()

    def numbers(self, directory: dict[int, Entry], tag: int) -> tuple[float, ...]:
        """Numeric values; rationals are divided (x/0 becomes 0); empty if absent or not numeric."""
        entry = directory.get(tag)
        if entry is None or entry.type in (2, 7):
            return ()
        size, code = TYPES[entry.type]
        raw = self.block[entry.at : entry.at + size * entry.count]
        rational = entry.type in (5, 10)
        count = entry.count * (2 if rational else 1)
        values = struct.unpack(f"{self.order}{count}{code}", raw)
        if not rational:
            return tuple(float(v) for v in values)
        return tuple(a / b if b else 0.0 for a, b in zip(values[::2], values[1::2], strict=True))

    def number(self, directory: dict[int, Entry], tag: int) -> float:
        """The first of `numbers`, or 0."""
        values = self.numbers(directory, tag)
        return values[0] if values else 0.0


def read_exif(block: bytes | mmap) -> Exif:
    """Read the directories of an Exif block without its `Exif\\0\\0` prefix; empty directories where it is no Exif."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2], "")
    if not order or len(block) < 8:
        return Exif(block, "<", {}, {}, {}, {}, {})
    main, following = _directory_and_next(block, order, _u32(block, order, 4))
    photo = _sub_directory(block, order, main, EXIF_IFD)
    thumbnail = directory_at(block, order, following)
    return Exif(
        block,
        order,
        main,
        photo,
        _sub_directory(block, order, main, GPS_IFD),
        _sub_directory(block, order, photo, INTEROP_IFD),
        thumbnail,
    )


def _u32(block: bytes | mmap, order: str, at: int) -> int:
    return int(struct.unpack_from(order + "I", block, at)[0])


def _sub_directory(block: bytes | mmap, order: str, parent: dict[int, Entry], tag: int) -> dict[int, Entry]:
    entry = parent.get(tag)
    if entry is None or entry.type not in (4, 13) or entry.count != 1:
        return {}
    return directory_at(block, order, _u32(block, order, entry.at))


def directory_at(block: bytes | mmap, order: str, at: int) -> dict[int, Entry]:
    """The directory at an offset: entries whose values lie inside the block."""
    return _directory_and_next(block, order, at)[0]


def _directory_and_next(block: bytes | mmap, order: str, at: int) -> tuple[dict[int, Entry], int]:
    """Entries of the directory at an offset whose values lie inside the block, and the offset of the next one."""
    if at < 8 or at + 2 > len(block):
        return {}, 0
    count = min(int(struct.unpack_from(order + "H", block, at)[0]), _MOST_ENTRIES, (len(block) - at - 2) // 12)
    entries = {}
    for start in range(at + 2, at + 2 + 12 * count, 12):
        tag, kind, values = struct.unpack_from(order + "HHI", block, start)
        size = TYPES.get(kind, (0, ""))[0] * values
        where = start + 8 if size <= 4 else _u32(block, order, start + 8)
        if 0 < size <= _MOST_VALUE_BYTES and where + size <= len(block):
            entries[tag] = Entry(kind, values, where)
    end = at + 2 + 12 * count
    return entries, _u32(block, order, end) if end + 4 <= len(block) else 0
