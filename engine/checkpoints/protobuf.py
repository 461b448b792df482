"""The wire format of protobuf, as much as checkpoints need: numbers and parts by field number."""

from dataclasses import dataclass, field

_LONGEST_VARINT = 10
_VARINT, _EIGHT_BYTES, _PART, _FOUR_BYTES = 0, 1, 2, 5


class Malformed(Exception):
    """Bytes that are not what their format says; the reader of the file makes a sentence of it."""


@dataclass(slots=True)
class Fields:
    """The fields of one message.

    Attributes:
        numbers: last value of each field that is a number.
        pieces: all values of each field that is text, bytes or a message.
    """

    numbers: dict[int, int] = field(default_factory=dict)
    pieces: dict[int, list[bytes]] = field(default_factory=dict)

    def number(self, key: int) -> int:
        """A number; 0 if it is not there, as protobuf 3 has it."""
        return self.numbers.get(key, 0)

    def parts(self, key: int) -> list[bytes]:
        """All parts of one field number."""
        return self.pieces.get(key, [])


def varint(content: bytes, place: int) -> tuple[int, int]:
    """A number of variable length and the place after it.

    Raises:
        Malformed: the bytes end within it, or it is longer than 64 bits.
    """
    value = 0
    for count in range(_LONGEST_VARINT):
        if place + count >= len(content):
            raise Malformed("the bytes end within a number")
        byte = content[place + count]
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, place + count + 1
    raise Malformed("a number without end")


def fields(content: bytes) -> Fields:
    """The fields of a message.

    Raises:
        Malformed: the bytes are no message.
    """
    found, place = Fields(), 0
    while place < len(content):
        tag, place = varint(content, place)
        key, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            found.numbers[key], place = varint(content, place)
            continue
        if kind == _PART:
            size, place = varint(content, place)
        elif kind in (_EIGHT_BYTES, _FOUR_BYTES):
            size = 8 if kind == _EIGHT_BYTES else 4
        else:
            raise Malformed(f"a field of kind {kind}")
        piece = content[place : place + size]
        if len(piece) != size:
            raise Malformed("the bytes end within a field")
        place += size
        if kind == _PART:
            found.pieces.setdefault(key, []).append(piece)
        else:
            found.numbers[key] = int.from_bytes(piece, "little")
    return found
