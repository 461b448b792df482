"""Where the pixels of a phone's photo lie in the camera's photo: SIFT features and a homography that most agree on.

Lowe (IJCV 2004) for the features and their ratio test; Arandjelovic and Zisserman (CVPR 2012) for the root of a
descriptor, which compares photos of different cameras better.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.data.items import DataError
from training.data.views import Bytes, resized

Matrix = NDArray[np.float64]
"""3 x 3, from homogeneous pixels of one picture to those of another; a pixel's centre has whole coordinates."""

LONG_EDGE = 1600
"""Features are sought on photos of this size: finer ones are noise, and the windows are placed anew at full size."""

FEATURES = 6000
RATIO = 0.75
REACH = 4.0
"""Pixels, at LONG_EDGE, by which a feature may miss the place the homography says."""

LEAST_AGREEING = 30
LEAST_SHARE = 0.2
"""Of the matches: agreement by chance is far rarer."""

SMALLEST_SCALE, LARGEST_SCALE = 0.2, 12.0
MOST_TILT = 1.6
"""Largest scale at a corner against the smallest: photos of a scene from one place differ by less."""


class Unmatched(DataError):
    """Two photos that do not show the same scene, or from places too far apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """How a phone's photo lies in the camera's.

    Attributes:
        to_camera: pixels of the phone's photo to those of the camera's, both at full size.
        agreeing: features that agree.
        matches: features that were compared.
        scale: pixels of the camera's photo per pixel of the phone's, in the middle.
    """

    to_camera: Matrix
    agreeing: int
    matches: int
    scale: float


def align(phone: Bytes, camera: Bytes) -> Alignment:
    """Find how two photos of a scene lie on each other.

    Args:
        phone: (h, w, 3).
        camera: (H, W, 3).

    Raises:
        Unmatched: they do not.
    """
    small_phone, from_phone = _shrunk(phone)
    small_camera, from_camera = _shrunk(camera)
    here, there = _matches(small_phone, small_camera)
    if len(here) < LEAST_AGREEING:
        raise Unmatched(f"only {len(here)} details were found in both photos", details="features")
    found, agrees = cv2.findHomography(here, there, cv2.RANSAC, REACH, maxIters=5000, confidence=0.999)
    agreeing = int(agrees.sum()) if found is not None else 0
    if agreeing < max(LEAST_AGREEING, LEAST_SHARE * len(here)):
        text = f"only {agreeing} of {len(here)} common details agree on how the photos lie on each other"
        raise Unmatched(text, details="homography")
    to_camera = np.linalg.inv(from_camera) @ np.asarray(found, np.float64) @ from_phone
    to_camera /= to_camera[2, 2]
    scale = _checked(to_camera, phone)
    return Alignment(to_camera, agreeing, len(here), scale)


def resizing(old: tuple[int, int], new: tuple[int, int]) -> Matrix:
    """Pixels of a picture of (height, width) to those of its copy of another size.

    Pixels are areas: the middle of a pixel at 0 is half a pixel from the edge at any size.
    """
    y, x = new[0] / old[0], new[1] / old[1]
    return np.array([[x, 0, 0.5 * x - 0.5], [0, y, 0.5 * y - 0.5], [0, 0, 1]])


def mapped(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points, (n, 2) as x and y, in the other picture."""
    found = np.c_[points, np.ones(len(points))] @ matrix.T
    return np.asarray(found[:, :2] / found[:, 2:])


def scale_at(matrix: Matrix, point: NDArray[np.float64]) -> float:
    """Pixels of the other picture per pixel at a point, (2,), by how areas grow; negative where it is mirrored."""
    x, y = point
    w = float(matrix[2] @ (x, y, 1.0))
    # The determinant of the derivative of a homography.
    area = float(np.linalg.det(matrix)) / w**3
    return float(np.sign(area) * np.sqrt(abs(area))) if w > 0 else -1.0


def _shrunk(photo: Bytes) -> tuple[NDArray[np.uint8], Matrix]:
    """A photo in grey at LONG_EDGE at most, and its pixels by those of the photo."""
    height, width = photo.shape[:2]
    share = min(1.0, LONG_EDGE / max(height, width))
    size = max(1, round(height * share)), max(1, round(width * share))
    grey = cv2.cvtColor(resized(photo, *size), cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.uint8), resizing((height, width), size)


def _matches(phone: NDArray[np.uint8], camera: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Places of common features, (n, 2) each; those whose second-best match is nearly as good are left out."""
    sift = cv2.SIFT.create(nfeatures=FEATURES)
    (here, ours), (there, theirs) = (sift.detectAndCompute(picture, None) for picture in (phone, camera))
    nothing = np.zeros((0, 2), np.float32)
    if len(here) < 2 or len(there) < 2:
        return nothing, nothing
    pairs = cv2.BFMatcher().knnMatch(_rooted(np.asarray(ours)), _rooted(np.asarray(theirs)), k=2)
    best = [first for first, second in pairs if first.distance < RATIO * second.distance]
    if not best:
        return nothing, nothing
    from_here = np.array([here[match.queryIdx].pt for match in best], np.float32)
    return from_here, np.array([there[match.trainIdx].pt for match in best], np.float32)


def _rooted(descriptors: NDArray[Any]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(descriptors / np.maximum(descriptors.sum(1, keepdims=True), 1e-9)), np.float32)


def _checked(to_camera: Matrix, phone: Bytes) -> float:
    """The scale in the middle of a homography that two photos of a scene can have; others are refused."""
    height, width = phone.shape[:2]
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
    scales = [scale_at(to_camera, corner) for corner in corners]
    scale = scale_at(to_camera, np.array([(width - 1) / 2, (height - 1) / 2]))
    if min(*scales, scale) <= 0 or max(scales) > MOST_TILT * min(scales):
        raise Unmatched("the details they share do not lie as in two photos from one place", details=f"{scales}")
    if not SMALLEST_SCALE < scale < LARGEST_SCALE:
        raise Unmatched(f"one would show things {max(scale, 1 / scale):.1f} times as large as the other")
    return scale
