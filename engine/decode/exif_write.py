"""A compact Exif block from the directories of a TIFF or RAW file, without what describes that file's own pixels."""

import struct
from collections.abc import Mapping

from engine.decode.exif import EXIF_IFD, GPS_IFD, INTEROP_IFD, TYPES, Entry, Exif

# What a TIFF's first directory says about the photo, not about its strips and tiles: description, camera,
# orientation, resolution, software, time, artist, copyright.
_KEPT = frozenset({0x010E, 0x010F, 0x0110, 0x0112, 0x011A, 0x011B, 0x0128, 0x0131, 0x0132, 0x013B, 0x8298})
_MAKER_NOTE = 0x927C  # refers to places in its own file
_LINKS = frozenset({EXIF_IFD, GPS_IFD, INTEROP_IFD})
_LONG = 4


def exif_block(exif: Exif) -> bytes:
    """A block of its own with the camera's facts; empty if there are none."""
    main = {tag: entry for tag, entry in exif.main.items() if tag in _KEPT}
    photo = {tag: entry for tag, entry in exif.photo.items() if tag != _MAKER_NOTE}
    if not main and not photo and not exif.gps:
        return b""
    out = bytearray((b"II*\0" if exif.order == "<" else b"MM\0*") + struct.pack(exif.order + "I", 8))
    # Directories are written one after the other; each leaves a gap for its links, filled when the target is written.
    links = _write(exif, out, main, [tag for tag, target in ((EXIF_IFD, photo), (GPS_IFD, exif.gps)) if target])
    for tag, target in ((EXIF_IFD, photo), (GPS_IFD, exif.gps)):
        if target:
            struct.pack_into(exif.order + "I", out, links[tag], len(out))
            inner = _write(exif, out, target, [INTEROP_IFD] if tag == EXIF_IFD and exif.interop else [])
            if inner:
                struct.pack_into(exif.order + "I", out, inner[INTEROP_IFD], len(out))
                _write(exif, out, exif.interop, [])
    return bytes(out)


def _write(exif: Exif, out: bytearray, entries: Mapping[int, Entry], links: list[int]) -> dict[int, int]:
    """Append one directory with its values; gives where the offset of each link is to be filled in."""
    tags = sorted({tag for tag in entries if tag not in _LINKS} | set(links))
    start = len(out)
    out += struct.pack(exif.order + "H", len(tags)) + bytes(12 * len(tags) + 4)
    gaps = {}
    for index, tag in enumerate(tags):
        at = start + 2 + 12 * index
        if tag in links:
            struct.pack_into(exif.order + "HHII", out, at, tag, _LONG, 1, 0)
            gaps[tag] = at + 8
            continue
        entry = entries[tag]
        value = exif.block[entry.at : entry.at + TYPES[entry.type][0] * entry.count]
        struct.pack_into(exif.order + "HHI", out, at, tag, entry.type, entry.count)
        if len(value) <= 4:
            out[at + 8 : at + 8 + len(value)] = value
        else:
            struct.pack_into(exif.order + "I", out, at + 8, len(out))
            out += value + bytes(len(value) % 2)
    return gaps
