"""How a picture's values are spread, and what is clipped: for the histogram and the overlay on the canvas.

A pixel is clipped *high* where any channel is at its top: colour is lost there. It is clipped *low* where all three
are 0: a saturated colour may well have a channel at 0 and lose nothing.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.image import Pixels, as_float, as_integers

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """Counts of a picture's values.

    Attributes:
        luma, red, green, blue: pixels at each of 256 values.
        low, high: share of pixels that are clipped, 0..1.
        newly: share that is clipped and was not in the picture it is compared with.
    """

    luma: Counts
    red: Counts
    green: Counts
    blue: Counts
    low: float
    high: float
    newly: float


@dataclass(frozen=True, slots=True, eq=False)
class Clipping:
    """Where a picture is clipped; H x W each.

    Attributes:
        low: black without detail.
        high: a channel at its top.
        newly: low or high here, and neither in the picture it is compared with.
    """

    low: Mask
    high: Mask
    newly: Mask


def histogram(picture: Pixels, before: Pixels | None = None) -> Histogram:
    """Count the values of a picture.

    Args:
        picture: H x W x 3 of any kind, encoded.
        before: the same picture without the changes in question, to tell what they clipped; None for no comparison.
    """
    pixels = _bytes(picture)
    low, high = _clipped(pixels)
    newly = cv2.bitwise_or(low, high)
    if before is not None:
        newly = cv2.bitwise_and(newly, cv2.bitwise_not(cv2.bitwise_or(*_clipped(_bytes(before)))))
    shares = [cv2.countNonZero(mask) / low.size for mask in (low, high, newly)]
    red, green, blue = (_counts(pixels, channel) for channel in range(3))
    luma = _counts(np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8), 0)
    return Histogram(luma, red, green, blue, shares[0], shares[1], shares[2] if before is not None else 0.0)


def clipping(picture: Pixels, before: Pixels | None = None) -> Clipping:
    """Masks of what is clipped, for the overlay; arguments as for `histogram`."""
    low, high = (mask.view(np.bool_) for mask in _clipped(_bytes(picture)))
    if before is None:
        return Clipping(low, high, np.zeros_like(low))
    was_low, was_high = (mask.view(np.bool_) for mask in _clipped(_bytes(before)))
    return Clipping(low, high, (low | high) & ~(was_low | was_high))


def _bytes(pixels: Pixels) -> NDArray[np.uint8]:
    return pixels if pixels.dtype == np.uint8 else as_integers(as_float(pixels), np.uint8)


def _clipped(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Masks of 0 and 1, low and high."""
    red, green, blue = cv2.split(pixels)
    most = cv2.max(cv2.max(red, green), blue)
    low = cv2.threshold(most, 0, 1, cv2.THRESH_BINARY_INV)[1]
    high = cv2.threshold(most, 254, 1, cv2.THRESH_BINARY)[1]
    return np.asarray(low), np.asarray(high)


def _counts(pixels: NDArray[np.uint8], channel: int) -> Counts:
    counts = cv2.calcHist([pixels], [channel], None, [256], [0, 256])
    return np.asarray(counts, np.float64).reshape(256).astype(np.int64)
