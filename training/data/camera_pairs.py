"""Simulated camera pairs: what a poor small camera would have made of a good photo, a little out of place.

A stand-in for DPED's phone and DSLR photos, which cannot be downloaded any more. Blur, noise, tint and misalignment are
known here, so that it can be measured what a training makes of each. Simulated is not real: a network that learns from
these improves this camera.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from engine.tags import NOTHING_KNOWN
from training.data.cache import PhotoCache
from training.data.dullness import Dullness, dull
from training.data.items import DataError, Pair
from training.data.noise import Floats, Noise, add_noise
from training.data.photos import Photos
from training.data.softness import Softness, soften
from training.data.views import Part, View, as_tensor, draw_part, resized


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera; every photo it takes has the same faults.

    Attributes:
        softness: of its lens.
        noise: of its sensor.
        colour: of its development.
        shift: pixels by which its photos are out of place at most, each way, drawn per photo.
        turn: degrees by which they are turned at most.
    """

    softness: Softness
    noise: Noise
    colour: Dullness
    shift: float = 2.0
    turn: float = 0.2


SMALL_CAMERA = Camera(Softness(1.1), Noise(2e-3, 4e-6), Dullness(-0.35, (1.06, 1.0, 0.9), 0.85, 0.8))
"""A small camera of some years ago in fair light: soft, grainy, dark, yellowish and pale."""


class CameraPairs:
    """Views of good photos, and what the camera would have made of the same scene."""

    def __init__(
        self, photos: Photos, cache: PhotoCache, camera: Camera = SMALL_CAMERA, *, steady: bool = False
    ) -> None:
        """A source.

        Args:
            photos: good ones, with the view that is taken of each; larger than the view, or nothing could be out of
                place.
            cache: decodes them.
            camera: its faults.
            steady: photos lie on each other exactly; for measuring.
        """
        if photos.view.stretched:
            raise DataError("Camera pairs are parts of photos, so they cannot be stretched.")
        self._photos = photos
        self._cache = cache
        self._camera = camera
        self._steady = steady

    def __len__(self) -> int:
        """Number of photos."""
        return len(self._photos)

    def item(self, index: int, rng: np.random.Generator) -> Pair:
        """The camera's view and the good one."""
        path, view = self._photos.paths[index], self._photos.view
        photo = self._cache.photo(path)
        part = draw_part(view, photo.shape[0], photo.shape[1], rng)
        away = rng.uniform(-1, 1, 3) * (0.0 if self._steady else 1.0)
        target = seen(photo, part, view, (0.0, 0.0), 0.0)
        camera = self._camera
        moved = seen(photo, part, view, (away[0] * camera.shift, away[1] * camera.shift), away[2] * camera.turn)
        return Pair(
            input=as_photo(taken(moved, camera, rng)),
            target=as_photo(target),
            small=self._from_afar(photo),
            box=part.turned_box(),
            tags=NOTHING_KNOWN,
            name=path.name,
        )

    def _from_afar(self, photo: NDArray[np.uint8]) -> Tensor | None:
        """The whole scene small, where a view asks for it, in the camera's colours; blur and noise average away."""
        side = self._photos.view.small
        if not side:
            return None
        return as_photo(dull(resized(photo, side, side).astype(np.float32) / np.float32(255), self._camera.colour))


def taken(photo: Floats, camera: Camera, rng: np.random.Generator) -> Floats:
    """A scene, (h, w, 3) sRGB-encoded 0..1, as the camera records it: lens, sensor, development."""
    return dull(add_noise(soften(photo, camera.softness), camera.noise, rng), camera.colour)


def seen(photo: NDArray[np.uint8], part: Part, view: View, shift: tuple[float, float], turn: float) -> Floats:
    """A part of a photo at the view's size, moved and turned about its middle.

    Args:
        photo: (H, W, 3).
        part: of it.
        view: the size.
        shift: right and down, in pixels of the result.
        turn: degrees, anticlockwise.

    Returns:
        (height, width, 3), 0..1; what lies outside the photo is mirrored.
    """
    height, width = photo.shape[:2]
    left, top, right, bottom = part.turned_box()
    across, down = (right - left) * width / view.width, (bottom - top) * height / view.height
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    # A pixel of the result -> from the middle -> moved and turned back -> a pixel of the photo.
    middle = np.array([[1, 0, -(view.width - 1) / 2 - shift[0]], [0, 1, -(view.height - 1) / 2 - shift[1]], [0, 0, 1]])
    turned = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    x, y = (left + right) / 2 * width - 0.5, (top + bottom) / 2 * height - 0.5
    back = np.array([[across, 0, x], [0, down, y], [0, 0, 1]]) @ turned @ middle
    scale = max(abs(across), abs(down))
    source = np.asarray(photo, np.float32) / np.float32(255)
    if scale > 1.5:
        # Averaged first: taking single pixels out of a much larger photo would invent texture.
        source = np.asarray(cv2.GaussianBlur(source, (0, 0), 0.4 * scale), np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    found = cv2.warpAffine(source, back[:2], (view.width, view.height), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    return np.clip(np.asarray(found, np.float32), 0, 1)


def as_photo(photo: Floats) -> Tensor:
    """(h, w, 3) as (3, h, w), rounded to the 8 bits that a file would have."""
    return as_tensor(np.rint(photo * 255).astype(np.uint8))
