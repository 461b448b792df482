"""Output sharpening: a small unsharp mask on luma, for the size at which the picture will be seen."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.color import LUMA
from engine.export.rows import Rows
from engine.image import Pixels


@dataclass(frozen=True, slots=True)
class Mask:
    """Radius (standard deviation in pixels) and amount of an unsharp mask."""

    radius: float
    amount: float


# Paper spreads ink, so print takes a wider and stronger mask; screens show every pixel.
MASKS = {"screen": Mask(0.6, 0.45), "print": Mask(1.0, 0.8)}


def sharpened(rows: Rows, kind: str) -> Rows:
    """The same picture, sharpened for "screen" or "print"; "none" changes nothing."""
    if kind not in MASKS:
        return rows
    mask = MASKS[kind]
    margin = int(np.ceil(4 * mask.radius)) + 1  # as far as OpenCV's kernel reaches

    def read(y0: int, y1: int) -> Pixels:
        top, bottom = max(0, y0 - margin), min(rows.height, y1 + margin)
        return _sharpen(rows.read(top, bottom), mask)[y0 - top : y1 - top]

    return replace(rows, read=read)


def _sharpen(pixels: Pixels, mask: Mask) -> Pixels:
    """Add the difference of luma to its blur to all three channels, so that no colour shifts at an edge."""
    import cv2

    luma = cv2.transform(pixels, np.array([LUMA], np.float32)).astype(np.float32)
    detail: NDArray[np.float32] = luma - cv2.GaussianBlur(luma, (0, 0), mask.radius, borderType=cv2.BORDER_REPLICATE)
    added = cv2.merge([detail * np.float32(mask.amount)] * 3)
    result: Pixels = cv2.add(pixels, added, dtype=cv2.CV_8U if pixels.dtype == np.uint8 else cv2.CV_16U)
    return result
