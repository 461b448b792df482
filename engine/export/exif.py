"""The Exif block of an exported photo: the camera's own, corrected where the picture has changed.

Corrections are made in place, so that every value keeps its offset: maker notes hold offsets of their own that nobody
can move. Sources: Exif 2.32 sections 4.6.4 to 4.6.6 and table 4; the numbers below are tags.
"""

import struct
from dataclasses import dataclass

from engine.export import directory as tiff
from engine.export.directory import ASCII, LONG, SHORT, BadStructure, Directory, Entry

PHOTO_DIRECTORY, LOCATION_DIRECTORY, INTEROP_DIRECTORY = 0x8769, 0x8825, 0xA005
ORIENTATION, CHROMA_PLACE, COLOR_SPACE, MAKER_NOTE, INTEROP_INDEX = 0x0112, 0x0213, 0xA001, 0x927C, 0x0001
WIDTH, HEIGHT, PHOTO_WIDTH, PHOTO_HEIGHT = 0x0100, 0x0101, 0xA002, 0xA003
ARTIST, COPYRIGHT = 0x013B, 0x8298

STRUCTURE = {
    *(0x00FE, 0x00FF, 0x0102, 0x0103, 0x0106, 0x010A, 0x0111, 0x0115, 0x0116, 0x0117, 0x011C, 0x013D),
    *(0x0140, 0x0142, 0x0143, 0x0144, 0x0145, 0x014A, 0x0152, 0x0153, 0x015B, 0x0201, 0x0202),
    *(0x0211, 0x0212, 0x0214),
    *(0x02BC, 0x83BB, 0x8649, 0x8773),  # XMP, IPTC, Photoshop records and ICC profile: written anew, elsewhere
}
"""Tags that describe how the pixels of the *old* file were stored."""

RAW_TAGS = range(0xC612, 0xCE00)
"""DNG's tags: how the raw was to be developed, which has been done."""

MOST_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class Changes:
    """What is true of the exported picture.

    Attributes:
        width, height: in pixels.
        space: "sRGB", "Adobe RGB" or any other name.
        keep_location: whether the GPS directory stays.
    """

    width: int
    height: int
    space: str = "sRGB"
    keep_location: bool = True


def rewrite(block: bytes, changes: Changes) -> bytes:
    """The block for the exported picture: upright, its new size, no thumbnail, no traces of the old file's storage.

    Raises:
        BadStructure: no Exif, or its main directory cannot be read.
    """
    old = _trimmed(block)
    main = tiff.first_directory(old)
    new = bytearray(old)
    photo = _reachable(old, main, PHOTO_DIRECTORY)
    places = _reachable(old, main, LOCATION_DIRECTORY) if changes.keep_location else None
    interop = _reachable(old, photo, INTEROP_DIRECTORY) if photo else None
    kept = [
        (main, _kept_of_main(main, photo, places)),
        *([(photo, _without_pointer(photo, INTEROP_DIRECTORY, interop))] if photo else []),
        *((d, list(d.entries)) for d in (places, interop) if d),
    ]
    _blank(new, len(old))
    for _, entries in kept:
        for entry in entries:
            new[entry.start : entry.start + entry.size] = tiff.values(old, entry)
    for directory, entries in kept:
        _write_table(new, old, directory, entries)
    _correct(new, changes)
    return _cut(new, kept)


def copyright_only(block: bytes) -> bytes:
    """A block with nothing but the artist and the copyright; empty if the old one names neither.

    Raises:
        BadStructure: see `rewrite`.
    """
    old = _trimmed(block)
    main = tiff.first_directory(old)
    found = [entry for tag in (ARTIST, COPYRIGHT) if (entry := main.find(tag)) and entry.kind == ASCII]
    return build([(entry.tag, ASCII, entry.count, tiff.values(old, entry)) for entry in found])


def without_maker_note(block: bytes) -> bytes:
    """The block packed anew without the camera maker's private part, to fit where room is short.

    Raises:
        BadStructure: see `rewrite`.
    """
    order, main = tiff.byte_order(block), tiff.first_directory(block)
    fields = [_field(block, e) for e in main.entries if e.tag not in (PHOTO_DIRECTORY, LOCATION_DIRECTORY)]
    behind: list[tuple[int, list[tuple[int, int, int, bytes]]]] = []
    for tag in (PHOTO_DIRECTORY, LOCATION_DIRECTORY):
        if found := _reachable(block, main, tag):
            skipped = (MAKER_NOTE, INTEROP_DIRECTORY) if tag == PHOTO_DIRECTORY else ()
            behind.append((tag, [_field(block, e) for e in found.entries if e.tag not in skipped]))
    return build(fields, behind, order)


def build(
    fields: list[tuple[int, int, int, bytes]],
    behind: list[tuple[int, list[tuple[int, int, int, bytes]]]] | None = None,
    order: str = "<",
) -> bytes:
    """A block of these fields, (tag, type, count, values), and of directories behind them; empty without any."""
    if not fields and not behind:
        return b""
    head = b"II*\0" if order == "<" else b"MM\0*"
    head += struct.pack(order + "I", 8)
    pointers = [(tag, LONG, 1, b"\0\0\0\0") for tag, _ in behind or []]
    place = 8 + len(tiff.pack_directory(order, 8, fields + pointers))
    parts, pointers = [], []
    for tag, content in behind or []:
        parts.append(tiff.pack_directory(order, place, content))
        pointers.append((tag, LONG, 1, struct.pack(order + "I", place)))
        place += len(parts[-1])
    return head + tiff.pack_directory(order, 8, fields + pointers) + b"".join(parts)


def _trimmed(block: bytes) -> bytes:
    """The block without the prefix that some containers put before it."""
    block = block.removeprefix(b"Exif\0\0")
    if len(block) > MOST_BYTES:
        raise BadStructure(f"{len(block)} bytes")
    return block


def _reachable(block: bytes, directory: Directory, tag: int) -> Directory | None:
    """The directory that a field points to, or None where it does not lead to one."""
    try:
        return tiff.pointed(block, directory, tag)
    except BadStructure:
        return None


def _kept_of_main(main: Directory, photo: Directory | None, places: Directory | None) -> list[Entry]:
    gone = STRUCTURE | {tag for tag, d in ((PHOTO_DIRECTORY, photo), (LOCATION_DIRECTORY, places)) if d is None}
    return [entry for entry in main.entries if entry.tag not in gone and entry.tag not in RAW_TAGS]


def _without_pointer(directory: Directory, tag: int, target: Directory | None) -> list[Entry]:
    return [entry for entry in directory.entries if entry.tag != tag or target is not None]


def _blank(new: bytearray, size: int) -> None:
    """Nothing survives that is not asked for: a thumbnail of the uncropped photo, places, gaps between the values."""
    new[8:size] = bytes(size - 8)


def _write_table(new: bytearray, old: bytes, directory: Directory, entries: list[Entry]) -> None:
    table = struct.pack(tiff.byte_order(old) + "H", len(entries))
    table += b"".join(old[entry.place : entry.place + 12] for entry in entries)
    new[directory.place : directory.place + len(table)] = table
    rest = directory.place + len(table)
    end = min(directory.next_place + 4, len(new))
    new[rest:end] = bytes(end - rest)


def _correct(new: bytearray, changes: Changes) -> None:
    main = tiff.first_directory(new)
    _set(new, main, ORIENTATION, 1)
    _set(new, main, CHROMA_PLACE, 1)
    _set(new, main, WIDTH, changes.width)
    _set(new, main, HEIGHT, changes.height)
    if photo := tiff.pointed(new, main, PHOTO_DIRECTORY):
        _set(new, photo, PHOTO_WIDTH, changes.width)
        _set(new, photo, PHOTO_HEIGHT, changes.height)
        _set(new, photo, COLOR_SPACE, 1 if changes.space == "sRGB" else 0xFFFF)
        interop = tiff.pointed(new, photo, INTEROP_DIRECTORY)
        index = interop.find(INTEROP_INDEX) if interop else None
        if index and index.kind == ASCII and index.is_inline:
            new[index.start : index.start + 4] = b"R03\0" if changes.space == "Adobe RGB" else b"R98\0"


def _set(new: bytearray, directory: Directory, tag: int, value: int) -> None:
    """Give every field with this tag one number, whatever it held."""
    order = tiff.byte_order(new)
    kind = SHORT if value <= 0xFFFF and tag in (ORIENTATION, CHROMA_PLACE, COLOR_SPACE) else LONG
    packed = struct.pack(order + ("H" if kind == SHORT else "I"), value)
    for entry in directory.entries:
        if entry.tag == tag:
            new[entry.place : entry.place + 12] = tiff.pack_entry(order, tag, kind, 1, packed)


def _cut(new: bytearray, kept: list[tuple[Directory, list[Entry]]]) -> bytes:
    """The block without what nothing refers to at its end."""
    tables = [directory.place + 2 + 12 * len(entries) + 4 for directory, entries in kept]
    data = [entry.start + entry.size for _, entries in kept for entry in entries]
    return bytes(new[: max(tables + data)].ljust(max(tables), b"\0"))


def _field(block: bytes, entry: Entry) -> tuple[int, int, int, bytes]:
    return entry.tag, entry.kind, entry.count, tiff.values(block, entry)
