"""The header of a JPEG XL codestream (ISO/IEC 18181-1, annexes A and D): size, depth and colour space, bit by bit."""

from dataclasses import dataclass

from engine.color import SRGB, Space
from engine.decode.coded_space import coded_space

_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_SIZES = ((1, 9), (1, 13), (1, 18), (1, 30))
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
_XYB, _GREY, _CUSTOM = 3, 1, 2


@dataclass(frozen=True, slots=True)
class JxlHeader:
    """What the codestream says before its first frame.

    Attributes:
        width: columns of the upright picture's stored form.
        height: rows of the same.
        depth: bits per channel.
        space: the space of the decoded values; sRGB where the header embeds a profile or is of a rare kind.
    """

    width: int
    height: int
    depth: int = 8
    space: Space = SRGB


class _Bits:
    """Reads little-endian bit fields; zeros beyond the end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:256], "little")

    def take(self, count: int) -> int:
        taken = self._value & ((1 << count) - 1)
        self._value >>= count
        return taken

    def choose(self, choices: tuple[tuple[int, int], ...]) -> int:
        """A U32 field: one of four (offset, bits) by a two-bit selector."""
        offset, count = choices[self.take(2)]
        return offset + self.take(count)


def read_header(codestream: bytes) -> JxlHeader:
    """Read a header; the codestream begins with 0xFF 0x0A."""
    bits = _Bits(codestream[2:])
    width, height = _size(bits)
    if bits.take(1):  # all default
        return JxlHeader(width, height)
    if bits.take(1):  # extra fields
        bits.take(3)  # orientation, which the decoder applies
        if bits.take(1):
            _size(bits)
        if bits.take(2):  # a preview or an animation follows
            return JxlHeader(width, height)
    floating = bits.take(1)
    depth = bits.choose(((32, 0), (16, 0), (24, 0), (1, 6)) if floating else ((8, 0), (10, 0), (12, 0), (1, 6)))
    bits.take(4 if floating else 0)
    bits.take(1)  # 16-bit buffers suffice
    for _ in range(bits.choose(((0, 0), (1, 0), (2, 4), (1, 12)))):
        if not bits.take(1):  # an extra channel that is no plain alpha
            return JxlHeader(width, height, depth)
    bits.take(1)  # XYB or the original values: the decoder delivers the space stated next either way
    return JxlHeader(width, height, depth, _space(bits))


def _size(bits: _Bits) -> tuple[int, int]:
    small = bits.take(1)
    height = (1 + bits.take(5)) * 8 if small else bits.choose(_SIZES)
    ratio = bits.take(3)
    if ratio:
        across, down = _RATIOS[ratio - 1]
        return height * across // down, height
    return ((1 + bits.take(5)) * 8 if small else bits.choose(_SIZES)), height


def _space(bits: _Bits) -> Space:
    if bits.take(1):  # all default
        return SRGB
    embedded = bits.take(1)
    kind = bits.choose(_ENUM)
    if embedded or kind == _XYB or bits.choose(_ENUM) == _CUSTOM:  # a profile, or a white point of its own
        return SRGB
    primaries = 1 if kind == _GREY else bits.choose(_ENUM)
    if primaries == _CUSTOM or bits.take(1):  # primaries or a power of its own
        return SRGB
    return coded_space(primaries, bits.choose(_ENUM))
