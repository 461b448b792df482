"""CRC-32C (Castagnoli), the checksum of TensorFlow's files, many bytes at a time.

The checksum is linear over GF(2): the bytes are cut into equal lanes that advance side by side, and the lanes are
joined by the operator that advances a checksum over a lane of zeros.
"""

import numpy as np
from numpy.typing import NDArray

_POLYNOMIAL = 0x82F63B78  # reflected
_LANES = 1024


def crc32c(content: bytes) -> int:
    """The checksum of some bytes, 32 bits (RFC 3720, appendix B.4)."""
    length = len(content) // _LANES
    lanes = np.frombuffer(content, np.uint8, _LANES * length).reshape(_LANES, length)
    states = np.zeros(_LANES, np.uint32)
    states[0] = 0xFFFFFFFF
    for column in np.ascontiguousarray(lanes.T):
        states = _step(states, column)
    joined = _join(states, length) if length else 0xFFFFFFFF
    for byte in content[_LANES * length :]:
        joined = int(_TABLE[(joined ^ byte) & 0xFF]) ^ (joined >> 8)
    return joined ^ 0xFFFFFFFF


def masked(checksum: int) -> int:
    """A checksum as TensorFlow and LevelDB store it: rotated, and a constant added."""
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def _make_table() -> NDArray[np.uint32]:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = (table >> np.uint32(1)) ^ (table & np.uint32(1)) * np.uint32(_POLYNOMIAL)
    return table


_TABLE = _make_table()


def _step(states: NDArray[np.uint32], column: NDArray[np.uint8]) -> NDArray[np.uint32]:
    return np.asarray(_TABLE[(states ^ column) & 0xFF] ^ (states >> np.uint32(8)), np.uint32)


def _join(states: NDArray[np.uint32], length: int) -> int:
    """One checksum of lanes of `length` bytes each, of which only the first began with all ones."""
    images = np.uint32(1) << np.arange(32, dtype=np.uint32)
    zero = np.zeros(32, np.uint8)
    for _ in range(length):  # where each single bit goes when a lane of zeros passes
        images = _step(images, zero)
    columns = [int(image) for image in images]
    joined = 0
    for state in states:
        joined = _advance(joined, columns) ^ int(state)
    return joined


def _advance(state: int, columns: list[int]) -> int:
    result = 0
    for bit, column in enumerate(columns):
        if state >> bit & 1:
            result ^= column
    return result
