"""Windows on two aligned photos: each is moved and turned a little until they agree best, then kept or refused.

The homography of whole photos misses by pixels where things are near or lenses bend. As in DPED, a window's place is
refined by what maximises the zero-mean correlation, which knows no brightness, contrast or tint. Our own choices:
- the camera's window moves, so that the phone's pixels are those the phone recorded, with their noise;
- the camera's photo is averaged down to the phone's scale, or the phone's to the camera's where that is the coarser;
- shifts to 5 pixels and turns to 1 degree, both refined between the steps by a parabola; correlation is of luma.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from training.data.views import Bytes, resized
from training.match.alignment import Alignment, Matrix, resizing
from training.match.overlap import Rect, common_rectangle

SIDE = 100
"""Of a window, in pixels."""

REACH = 5
"""Pixels by which a window may be moved, each way."""

TURNS = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Degrees that are tried first."""

FINER = 0.25
"""Degrees by which the best of them is tried again."""

LEAST_CORRELATION = 0.9
FLAT = 4.0
"""Spread of luma, of 255, after blurring away the grain, below which a window has nothing to go by."""

CLIPPED = 0.05
"""Share of pixels that are white or black, above which what was there is lost."""

VERDICTS = ("kept", "flat", "clipped", "moved", "unlike")
"""What becomes of a window: `moved` wanted to go farther than REACH, `unlike` correlates too little."""

Plane = NDArray[np.float32]
Picture = TypeVar("Picture", Bytes, Plane)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A window.

    Attributes:
        x, y: its left and top pixel in the phone's photo, at the common scale.
        verdict: one of VERDICTS.
        correlation: -1..1, after refining; 0 where that was not tried.
        shift: pixels by which the camera's window was moved, right and down.
        turn: degrees by which it was turned.
        to_camera: pixels of the window to those of the camera's photo at full size.
    """

    x: int
    y: int
    verdict: str
    correlation: float
    shift: tuple[float, float]
    turn: float
    to_camera: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """Two photos at a common scale.

    Attributes:
        phone: (h, w, 3).
        camera: (H, W, 3), not yet aligned.
        phone_luma: (h, w), 0..255.
        camera_luma: (H, W), 0..255.
        to_camera: pixels of the phone's photo to those of the camera's, both at the common scale.
        to_full: pixels of the camera's photo at the common scale to those at full size.
        common: what both show, in pixels of the phone's photo at the common scale.
    """

    phone: Bytes
    camera: Bytes
    phone_luma: Plane
    camera_luma: Plane
    to_camera: Matrix
    to_full: Matrix
    common: Rect


def prepare(phone: Bytes, camera: Bytes, alignment: Alignment) -> Scene:
    """Bring two photos to the coarser of their scales by averaging, and find what they have in common.

    Args:
        phone: (h, w, 3), full size.
        camera: (H, W, 3), full size.
        alignment: of the two.
    """
    small_phone = _scaled(phone, min(1.0, alignment.scale))
    small_camera = _scaled(camera, min(1.0, 1.0 / alignment.scale))
    from_phone = resizing(phone.shape[:2], small_phone.shape[:2])
    from_camera = resizing(camera.shape[:2], small_camera.shape[:2])
    to_camera = np.asarray(from_camera @ alignment.to_camera @ np.linalg.inv(from_phone), np.float64)
    return Scene(
        phone=small_phone,
        camera=small_camera,
        phone_luma=_luma(small_phone),
        camera_luma=_luma(small_camera),
        to_camera=to_camera,
        to_full=np.asarray(np.linalg.inv(from_camera), np.float64),
        common=common_rectangle(small_phone.shape[:2], small_camera.shape[:2], to_camera),
    )


def windows(scene: Scene) -> Iterator[Window]:
    """All windows of what both photos show, side by side, judged, row by row."""
    left, top, right, bottom = scene.common
    across, down = (right - left) // SIDE, (bottom - top) // SIDE
    # In the middle, so that what does not fill a window is lost on both sides.
    left, top = left + (right - left - across * SIDE) // 2, top + (bottom - top - down * SIDE) // 2
    for row in range(down):
        for column in range(across):
            yield judge(scene, left + column * SIDE, top + row * SIDE)


def judge(scene: Scene, x: int, y: int) -> Window:
    """Refine the window at a place of the phone's photo, and keep or refuse it."""
    still = scene.to_camera @ _moved(x, y)
    phone, camera = phone_patch(scene, x, y), _warped(scene.camera, still, SIDE)
    if _is_flat(_luma(phone)) or _is_flat(_luma(camera)):
        return Window(x, y, "flat", 0.0, (0.0, 0.0), 0.0, scene.to_full @ still)
    if _is_clipped(phone) or _is_clipped(camera):
        return Window(x, y, "clipped", 0.0, (0.0, 0.0), 0.0, scene.to_full @ still)
    shift, turn, is_inside = _refined(scene, x, y)
    matrix = _placed(scene, x, y, shift, turn)
    found = correlation(scene.phone_luma[y : y + SIDE, x : x + SIDE], _warped(scene.camera_luma, matrix, SIDE))
    # A window that is not alike finds its best place anywhere, so that comes first.
    verdict = "unlike" if found <= LEAST_CORRELATION else "kept" if is_inside else "moved"
    return Window(x, y, verdict, found, shift, turn, scene.to_full @ matrix)


def phone_patch(scene: Scene, x: int, y: int) -> Bytes:
    """(SIDE, SIDE, 3) of the phone's photo, as recorded."""
    return scene.phone[y : y + SIDE, x : x + SIDE]


def camera_patch(scene: Scene, window: Window) -> Bytes:
    """(SIDE, SIDE, 3) of the camera's photo where the window found its place, interpolated once."""
    return _warped(scene.camera, np.linalg.inv(scene.to_full) @ window.to_camera, SIDE)


def correlation(one: Plane, other: Plane) -> float:
    """Zero-mean normalised correlation of two planes, -1..1; 0 where one of them is even."""
    a, b = one - one.mean(dtype=np.float64), other - other.mean(dtype=np.float64)
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum() / size) if size > 1e-6 else 0.0


def _refined(scene: Scene, x: int, y: int) -> tuple[tuple[float, float], float, bool]:
    """The best shift and turn, and whether the shift is inside what may be tried."""
    template = scene.phone_luma[y : y + SIDE, x : x + SIDE]
    tried: dict[float, Plane] = {}

    def best(turn: float) -> float:
        if turn not in tried:
            area = _warped(scene.camera_luma, _placed(scene, x, y, (-REACH, -REACH), turn), SIDE + 2 * REACH)
            tried[turn] = np.asarray(cv2.matchTemplate(area, template, cv2.TM_CCOEFF_NORMED), np.float32)
        return float(tried[turn].max())

    coarse = max(TURNS, key=best)
    turn = max((coarse - FINER, coarse, coarse + FINER), key=best)
    found = tried[turn]
    row, column = (int(place) for place in np.unravel_index(int(found.argmax()), found.shape))
    is_inside = 0 < row < 2 * REACH and 0 < column < 2 * REACH
    dx = column - REACH + (_between(*found[row, column - 1 : column + 2]) if is_inside else 0.0)
    dy = row - REACH + (_between(*found[row - 1 : row + 2, column]) if is_inside else 0.0)
    finer = _between(best(turn - FINER), best(turn), best(turn + FINER))
    return (dx, dy), turn + FINER * finer, is_inside


def _placed(scene: Scene, x: int, y: int, shift: tuple[float, float], turn: float) -> Matrix:
    """Pixels of a window to those of the camera's photo, where it is shifted and then turned about its middle."""
    middle_x, middle_y = x + (SIDE - 1) / 2, y + (SIDE - 1) / 2
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    turned = np.array([[cos, -sin, 0.0], [sin, cos, 0.0], [0.0, 0.0, 1.0]])
    corner = _moved(x + shift[0], y + shift[1])
    about: Matrix = _moved(middle_x, middle_y) @ turned @ _moved(-middle_x, -middle_y)
    return np.asarray(scene.to_camera @ about @ corner)


def _moved(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def _between(before: float, best: float, after: float) -> float:
    """Where the top of the parabola through three values lies, in steps from the middle one, -0.5..0.5."""
    bend = before - 2 * best + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < -1e-12 else 0.0


def _warped(picture: Picture, matrix: Matrix, side: int) -> Picture:
    """A square of `side` pixels whose pixels lie in the picture where the matrix says."""
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    found = cv2.warpPerspective(picture, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(found, picture.dtype)


def _scaled(photo: Bytes, share: float) -> Bytes:
    height, width = photo.shape[:2]
    return resized(photo, max(1, round(height * share)), max(1, round(width * share)))


def _luma(photo: Bytes) -> Plane:
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(photo), cv2.COLOR_RGB2GRAY), np.float32)


def _is_flat(luma: Plane) -> bool:
    return float(cv2.GaussianBlur(luma, (0, 0), 2.0).std()) < FLAT


def _is_clipped(photo: Bytes) -> bool:
    return float(((photo.max(-1) >= 254) | (photo.max(-1) <= 1)).mean()) > CLIPPED
