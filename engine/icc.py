"""ICC colour profiles: the matrix-and-curve kind is read and written here; the rest is left to LittleCMS.

Structure and tag types: ICC.1:2022 (profile version 4.4), which also describes what version 2 shares with it.
"""

import struct

import numpy as np
from numpy.typing import NDArray

from engine.color import ADOBE_RGB, DISPLAY_P3, SRGB, Floats, Matrix, Space, linear_to_srgb

_SAMPLES = 1024
_CLOSE_COLORANTS = 0.002
_CLOSE_CURVE = 0.004  # one step of 8 bits, encoded
_D50 = (0.9642, 1.0, 0.8249)


def read_space(profile: bytes) -> Space | None:
    """The RGB space that a profile describes by a matrix and one curve.

    A profile equal to a known space within one 8-bit step becomes exactly that space, so an sRGB photo takes the path
    on which nothing is converted.

    Args:
        profile: a whole ICC profile.

    Returns:
        The space, or None if the profile is of another kind (tables, CMYK, grey, Lab) or damaged.
    """
    try:
        return _read_space(profile)
    except (struct.error, ValueError, IndexError, np.linalg.LinAlgError):
        return None


def color_model(profile: bytes) -> str:
    """The kind of values a profile is for: "RGB", "GRAY", "CMYK", "Lab"...; empty if it is no profile."""
    return profile[16:20].decode("ascii", "replace").strip() if profile[36:40] == b"acsp" else ""


def _read_space(profile: bytes) -> Space | None:
    tags = _tags(profile)
    wanted = (b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")
    if color_model(profile) != "RGB" or profile[20:24] != b"XYZ " or b"A2B0" in tags or not tags.keys() >= set(wanted):
        return None
    columns = np.array([_xyz(tags[name]) for name in wanted[:3]]).T
    if abs(np.linalg.det(columns)) < 1e-4:
        return None
    curves = [_curve(tags[name]) for name in wanted[3:]]
    if any(np.abs(_encoded(c) - _encoded(curves[0])).max() > _CLOSE_CURVE for c in curves[1:]):
        return None
    return _known(_space(_name(tags), columns, tags[b"rTRC"], curves[0]))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    """Tag signature to its data, for tags that lie inside the profile."""
    (count,) = struct.unpack_from(">I", profile, 128)
    tags = {}
    for index in range(min(count, 100)):
        name, at, size = struct.unpack_from(">4sII", profile, 132 + 12 * index)
        if at + size <= len(profile):
            tags[name] = profile[at : at + size]
    return tags


def _xyz(tag: bytes) -> tuple[float, float, float]:
    x, y, z = struct.unpack_from(">3i", tag, 8)
    return x / 65536, y / 65536, z / 65536


def _curve(tag: bytes) -> NDArray[np.float64]:
    """A transfer curve, encoded to linear, at _SAMPLES evenly spaced points."""
    at = np.linspace(0, 1, _SAMPLES)
    if tag[:4] == b"para":
        return np.clip(_parametric(tag, at), 0, 1)
    if tag[:4] != b"curv":
        raise ValueError("not a curve")
    (count,) = struct.unpack_from(">I", tag, 8)
    if count == 0:
        return at
    values = np.frombuffer(tag, ">u2", count, 12)
    if count == 1:
        return at ** (float(values[0]) / 256)
    return np.maximum.accumulate(np.interp(at, np.linspace(0, 1, count), values / 65535))


def _parametric(tag: bytes, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """parametricCurveType, functions 0 to 4."""
    (kind,) = struct.unpack_from(">H", tag, 8)
    count = (1, 3, 4, 5, 7)[kind]
    numbers = [v / 65536 for v in struct.unpack_from(f">{count}i", tag, 12)]
    g, a, b, c, d, e, f = numbers + [0.0] * (7 - count)
    if kind == 0:
        return np.asarray(x**g)
    power = np.maximum(a * x + b, 0) ** g
    if kind == 1:
        return np.asarray(np.where(x >= -b / a if a else False, power, 0.0))
    if kind == 2:
        return np.asarray(np.where(x >= -b / a if a else False, power + c, c))
    return np.asarray(np.where(x >= d, power + e, c * x + f))


def _encoded(curve: NDArray[np.float64]) -> Floats:
    """A curve seen through sRGB, so that a difference counts as much in the shadows as in the lights."""
    return linear_to_srgb(curve)


def _space(name: str, columns: NDArray[np.float64], tag: bytes, curve: NDArray[np.float64]) -> Space:
    matrix: Matrix = tuple(tuple(float(v) for v in row) for row in columns)  # type: ignore[assignment]
    if np.abs(_encoded(curve) - np.linspace(0, 1, _SAMPLES)).max() <= _CLOSE_CURVE:
        return Space(name, matrix)
    gamma = _pure_gamma(tag)
    return Space(name, matrix, gamma=gamma) if gamma else Space(name, matrix, curve=tuple(curve.tolist()))


def _pure_gamma(tag: bytes) -> float:
    """The exponent where a curve tag says one number; 0 otherwise."""
    kind, word, count = struct.unpack_from(">4s4xHH", tag)
    if kind == b"para" and word == 0:
        return float(struct.unpack_from(">i", tag, 12)[0]) / 65536
    if kind == b"curv" and (word, count) == (0, 1):
        return float(struct.unpack_from(">H", tag, 12)[0]) / 256
    return 1.0 if kind == b"curv" and (word, count) == (0, 0) else 0.0


def _known(space: Space) -> Space:
    """The named space that this one is, within what 8 bits can tell; else the same."""
    for known in (SRGB, DISPLAY_P3, ADOBE_RGB):
        close = np.abs(np.subtract(space.to_xyz, known.to_xyz)).max() < _CLOSE_COLORANTS
        if close and not space.curve and abs(space.gamma - known.gamma) < 0.01:
            return known
    return space


def _name(tags: dict[bytes, bytes]) -> str:
    """The profile's description, for people."""
    tag = tags.get(b"desc", b"")
    if tag[:4] == b"mluc" and len(tag) >= 28:
        size, at = struct.unpack_from(">II", tag, 20)
        text = tag[at : at + size].decode("utf-16-be", "replace")
    else:
        text = tag[12:].split(b"\0")[0].decode("latin-1")
    return "".join(c for c in text if c.isprintable()).strip()[:80] or "RGB"


# ---- writing ----


def profile_bytes(space: Space) -> bytes:
    """A version 4 display profile of a space: matrix, one shared curve, no rights claimed.

    The sRGB curve is written as the exact parametric function, a power as one number, a sampled curve as a table.
    """
    white, curve = _tag_xyz(*_D50), _tag_curve(space)
    red, green, blue = (tuple(row[i] for row in space.to_xyz) for i in range(3))
    tags = {
        b"desc": _tag_text(space.name),
        b"cprt": _tag_text("No copyright, use freely (CC0)"),
        b"wtpt": white,
        b"chad": _tag_chad(),
        b"rXYZ": _tag_xyz(*red),
        b"gXYZ": _tag_xyz(*green),
        b"bXYZ": _tag_xyz(*blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body = _laid_out(tags)
    size = 128 + len(table) + len(body)
    return _header(size) + table + body


def _header(size: int) -> bytes:
    """Profile header: version 4.3, display device, RGB to XYZ, perceptual intent, D50, a fixed date."""
    head = struct.pack(">I4xI4s4s4s", size, 0x04300000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H4s4xI", 2026, 1, 1, 0, 0, 0, b"acsp", 0)
    head = head.ljust(68, b"\0") + b"".join(_s15(v) for v in _D50)
    return head.ljust(128, b"\0")


def _laid_out(tags: dict[bytes, bytes]) -> tuple[bytes, bytes]:
    """Tag table and tag data, 4-byte aligned; equal data are written once."""
    start = 128 + 4 + 12 * len(tags)
    table, body, places = struct.pack(">I", len(tags)), b"", {}
    for name, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += struct.pack(">4sII", name, places[data], len(data))
    return table, body


def _tag_text(text: str) -> bytes:
    raw = text.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(raw), 28) + raw


def _tag_xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_s15(v) for v in values)


def _tag_chad() -> bytes:
    """Bradford adaptation from D65, the white of all spaces written here, to D50."""
    rows = ((1.0478112, 0.0228866, -0.0501270), (0.0295424, 0.9904844, -0.0170491), (-0.0092345, 0.0150436, 0.7521316))
    return b"sf32\0\0\0\0" + b"".join(_s15(v) for row in rows for v in row)


def _tag_curve(space: Space) -> bytes:
    if space.curve:
        values = np.round(np.array(space.curve) * 65535).astype(">u2")
        return struct.pack(">4s4xI", b"curv", len(values)) + values.tobytes()
    if space.gamma:
        return struct.pack(">4s4xHH", b"para", 0, 0) + _s15(space.gamma)
    numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    return struct.pack(">4s4xHH", b"para", 3, 0) + b"".join(_s15(v) for v in numbers)


def _s15(value: float) -> bytes:
    """s15Fixed16Number."""
    return struct.pack(">i", round(value * 65536))
