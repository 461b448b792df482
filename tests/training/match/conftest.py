"""Photos by two cameras of which it is known how they lie on each other."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.data.cache import decode
from training.match.alignment import Matrix, mapped, resizing

OVER = 2
"""Samples per pixel of the made-up phone, each way: a sensor averages over its pixels."""


@dataclass(frozen=True)
class Truth:
    """How a made-up phone's photo lies in the camera's.

    Attributes:
        to_camera: pixels of the phone's photo to those of the camera's, without the lens.
        scale: pixels of the camera's per pixel of the phone's.
        size: (height, width) of the phone's photo.
        bend: pixels by which the lens moves what is half a width from the middle, outward.
    """

    to_camera: Matrix
    scale: float
    size: tuple[int, int]
    bend: float = 0.0

    def places(self, points: np.ndarray) -> np.ndarray:
        """Where pixels (n, 2) of the phone's photo lie in the camera's."""
        middle, half = np.array([self.size[1] / 2, self.size[0] / 2]), self.size[1] / 2
        away = (points - middle) / half
        return mapped(self.to_camera, points + self.bend * away * (away**2).sum(-1, keepdims=True))


def truth_for(camera: np.ndarray, size: tuple[int, int], *, turn: float = 1.5, bend: float = 0.0) -> Truth:
    """A phone that sees most of what the camera sees, turned and tilted a little."""
    height, width = camera.shape[:2]
    scale = 0.8 * min(height / size[0], width / size[1])
    cos, sin = scale * np.cos(np.deg2rad(turn)), scale * np.sin(np.deg2rad(turn))
    tilt = 0.008 / size[1]
    matrix = np.array([[cos, -sin, 0.08 * width], [sin, cos, 0.07 * height], [tilt, -tilt, 1.0]])
    return Truth(matrix, scale, size, bend)


def by_phone(camera: np.ndarray, truth: Truth, *, noise: float = 3.0, seed: int = 0) -> np.ndarray:
    """The photo a phone would have taken: other tone and colour, noise, and pixels that average."""
    height, width = truth.size
    fine = height * OVER, width * OVER
    ys, xs = np.mgrid[0 : fine[0], 0 : fine[1]].astype(np.float64)
    points = mapped(resizing(fine, truth.size), np.stack([xs, ys], -1).reshape(-1, 2))
    places = truth.places(points).reshape(*fine, 2).astype(np.float32)
    seen = cv2.remap(camera, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    small = cv2.resize(seen, (width, height), interpolation=cv2.INTER_AREA).astype(np.float64)
    toned = 255 * (small / 255) ** 1.2 * (0.95, 0.9, 0.8)
    return (toned + np.random.default_rng(seed).normal(0, noise, toned.shape)).clip(0, 255).astype(np.uint8)


def texture(height: int, width: int, seed: int) -> np.ndarray:
    """A made-up scene with details of every size, which features can hold on to."""
    rng = np.random.default_rng(seed)
    found = np.zeros((height, width, 3), np.float32)
    for cells, weight in ((6, 90), (24, 60), (90, 45), (200, 30)):
        coarse = rng.normal(0, 1, (max(2, height * cells // width), cells, 3)).astype(np.float32)
        found += weight * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return (found / 2 + 120).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="session")
def real(shared_data: Path) -> Callable[[str], np.ndarray]:
    """A real photo, 1200 pixels long."""

    @lru_cache
    def photo(name: str) -> np.ndarray:
        return decode(shared_data / "fullsize" / name, long_edge=1200)

    return photo
