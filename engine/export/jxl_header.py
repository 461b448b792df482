"""The head of a JPEG XL codestream, rewritten to name another colour space.

The encoder at hand only knows sRGB. In a lossy file the pixels are stored in absolute colours (XYB) and the head says
in which space they are wanted; in a lossless one it says which space they are in. Either way the head decides.
Source: ISO/IEC 18181-1:2024, annexes D.2 (size), D.3 (image metadata) and E.2 (colour encoding).
"""

from dataclasses import dataclass, field

from engine.color import Space

SIGNATURE = b"\xff\x0a"
D65, CUSTOM_PRIMARIES, P3_PRIMARIES, SRGB_CURVE, RELATIVE = 1, 2, 11, 13, 1
ADOBE_PRIMARIES = (0.64, 0.33, 0.21, 0.71, 0.15, 0.06)

Ranges = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
"""(offset, bits) of the four forms of a U32."""
SIZE: Ranges = ((1, 9), (1, 13), (1, 18), (1, 30))
ENUM: Ranges = ((0, 0), (1, 0), (2, 4), (18, 6))
CHANNELS: Ranges = ((0, 0), (1, 0), (2, 4), (1, 12))
WHOLE_BITS: Ranges = ((8, 0), (10, 0), (12, 0), (1, 6))
FLOAT_BITS: Ranges = ((32, 0), (16, 0), (24, 0), (1, 6))
CHROMATICITY: Ranges = ((0, 19), (524288, 19), (1048576, 20), (2097152, 21))


class UnknownHead(ValueError):
    """A head with parts that our encoder never writes."""


@dataclass(slots=True)
class _Reader:
    data: bytes
    place: int = 0

    def bits(self, count: int) -> int:
        end = self.place + count
        window = int.from_bytes(self.data[self.place // 8 : -(-end // 8)], "little")
        value = window >> (self.place % 8) & ((1 << count) - 1)
        self.place = end
        return value

    def ranged(self, ranges: Ranges) -> int:
        offset, count = ranges[self.bits(2)]
        return offset + self.bits(count)


@dataclass(slots=True)
class _Writer:
    value: int = 0
    place: int = 0

    def bits(self, value: int, count: int) -> None:
        self.value |= value << self.place
        self.place += count

    def ranged(self, value: int, ranges: Ranges) -> None:
        for form, (offset, count) in enumerate(ranges):
            if offset <= value < offset + (1 << count):
                self.bits(form, 2)
                self.bits(value - offset, count)
                return
        raise UnknownHead(f"{value} fits no form")

    def to_bytes(self) -> bytes:
        return self.value.to_bytes(-(-self.place // 8), "little")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says.

    Attributes:
        size: the bits of the size header, as (value, count).
        depth: bits per channel of whole numbers.
        small_buffers: whether 16-bit buffers suffice (modular_16bit_buffers).
        is_xyb: whether pixels are stored in absolute colours.
        end: first byte behind the head.
    """

    size: tuple[int, int]
    depth: int
    small_buffers: int
    is_xyb: int
    end: int = field(compare=False, default=0)


def read(stream: bytes) -> Head:
    """The head of a codestream without alpha, preview, animation or ICC profile.

    Raises:
        UnknownHead: one of these is there.
    """
    if not stream.startswith(SIGNATURE):
        raise UnknownHead("no codestream")
    reader = _Reader(stream[:64], 16)
    size = _read_size(reader)
    depth, small, xyb = 8, 1, 1
    if not reader.bits(1):
        depth, small, xyb = _read_metadata(reader)
    if not reader.bits(1):
        raise UnknownHead("a transform of its own")
    return Head(size, depth, small, xyb, -(-reader.place // 8))


def with_space(stream: bytes, space: Space, depth: int) -> bytes:
    """The codestream with a head that names a colour space and a bit depth.

    Raises:
        UnknownHead: see `read`.
    """
    head = read(stream)
    writer = _Writer()
    writer.bits(int.from_bytes(SIGNATURE, "little"), 16)
    writer.bits(*head.size)
    writer.bits(0, 3)  # not all default, no extra fields, whole numbers
    writer.ranged(depth, WHOLE_BITS)
    writer.bits(head.small_buffers, 1)
    writer.ranged(0, CHANNELS)
    writer.bits(head.is_xyb, 1)
    _write_space(writer, space)
    writer.bits(0, 2)  # no extensions
    writer.bits(1, 1)  # the usual transform
    return writer.to_bytes() + stream[head.end :]


def _read_size(reader: _Reader) -> tuple[int, int]:
    start = reader.place
    is_small = reader.bits(1)
    for is_width in (False, True):
        if is_width and reader.bits(3):
            break
        _ = reader.bits(5) if is_small else reader.ranged(SIZE)
    count = reader.place - start
    reader.place = start
    return reader.bits(count), count


def _read_metadata(reader: _Reader) -> tuple[int, int, int]:
    if reader.bits(1):
        raise UnknownHead("extra fields")
    is_float = reader.bits(1)
    depth = reader.ranged(FLOAT_BITS if is_float else WHOLE_BITS)
    if is_float:
        reader.bits(4)
    small = reader.bits(1)
    if reader.ranged(CHANNELS):
        raise UnknownHead("extra channels")
    xyb = reader.bits(1)
    if not reader.bits(1):
        _skip_space(reader)
    if reader.bits(2):
        raise UnknownHead("extensions")
    return depth, small, xyb


def _skip_space(reader: _Reader) -> None:
    if reader.bits(1) or reader.ranged(ENUM):
        raise UnknownHead("a profile, or no RGB")
    if CUSTOM_PRIMARIES in (reader.ranged(ENUM), reader.ranged(ENUM)):
        raise UnknownHead("white point or primaries of its own")
    if reader.bits(1):
        reader.bits(24)
    else:
        reader.ranged(ENUM)
    reader.ranged(ENUM)


def _write_space(writer: _Writer, space: Space) -> None:
    writer.bits(0, 2)  # not the default, no profile
    writer.ranged(0, ENUM)
    writer.ranged(D65, ENUM)
    if space.name == "Display P3":
        writer.ranged(P3_PRIMARIES, ENUM)
    elif space.name == "Adobe RGB":
        writer.ranged(CUSTOM_PRIMARIES, ENUM)
        for coordinate in ADOBE_PRIMARIES:
            writer.ranged(2 * round(coordinate * 1_000_000), CHROMATICITY)
    else:
        raise UnknownHead(f"no description of {space.name}")
    if space.gamma:
        writer.bits(1, 1)
        writer.bits(round(1e7 / space.gamma), 24)
    else:
        writer.bits(0, 1)
        writer.ranged(SRGB_CURVE, ENUM)
    writer.ranged(RELATIVE, ENUM)
