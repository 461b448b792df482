"""ISO media boxes, the containers of AVIF, HEIC, JPEG XL and some RAW files, read without decoding anything."""

import struct
from collections.abc import Iterator

from engine.color import Space
from engine.decode.coded_space import coded_space

_MOST_BOXES = 10_000


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of the boxes at one level; ends quietly where they no longer make sense."""
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(data):
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1 and start + 8 <= len(data):
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        end = len(data) if size == 0 else at + size
        if end < start or end > len(data):
            return
        yield kind, data[start:end]
        at = end


def brand(head: bytes) -> bytes:
    """Major brand of a file that begins with a file type box; empty if it does not."""
    return head[8:12] if head[4:8] == b"ftyp" else b""


def brands(head: bytes) -> set[bytes]:
    """All brands of a file that begins with a file type box."""
    if head[4:8] != b"ftyp":
        return set()
    size = min(int.from_bytes(head[:4], "big"), len(head))
    return {head[8:12]} | {head[at : at + 4] for at in range(16, size - 3, 4)}


def item_properties(data: bytes) -> dict[bytes, bytes]:
    """First property of each type that the items of an AVIF or HEIC file share: 'av1C', 'pixi', 'ispe'..."""
    for path in ((b"meta", 4), (b"iprp", 0), (b"ipco", 0)):
        data = next((body[path[1] :] for kind, body in boxes(data) if kind == path[0]), b"")
    found: dict[bytes, bytes] = {}
    for kind, body in boxes(data):
        name = kind + body[:4] if kind == b"colr" else kind
        found.setdefault(name, body)
    return found


def space_of_items(data: bytes) -> Space:
    """The space that an AVIF or HEIC file states by code points; sRGB where it states none."""
    body = item_properties(data).get(b"colrnclx", b"")
    return coded_space(*struct.unpack_from(">HH", body, 4)) if len(body) >= 8 else coded_space(1, 13)
