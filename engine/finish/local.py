"""Where a pixel lies: on bright or dark ground, above or below its neighbourhood; for highlights, shadows and clarity.

Computed once on the small graded copy, so preview and export see the same, as guided filters (He, Sun and Tang 2013;
fast form He and Sun 2015): a base is locally `a * luma + b` with smooth a and b, so the small a and b, enlarged and
applied to the full-size luma, follow full-size edges and leave no halos.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.color import luma

Plane = NDArray[np.float32]

_LONG_EDGE = 384
_GROUND = (24, 0.005)  # radius at _LONG_EDGE and squared contrast below which the base is flat: highlights and shadows
_WIDE = (16, 0.015)  # shapes up to here are what clarity raises ...
_FINE = (1, 0.0006)  # ... and down to here: noise and fine texture stay


@dataclass(frozen=True, slots=True, eq=False)
class LocalMap:
    """Coefficients of what the local sliders need, for any size of the same photo.

    Attributes:
        coefficients: 4 x h x w float32: base = c0 * luma + c1, mid-size detail = c2 * luma + c3.
    """

    coefficients: Plane


def local_map(graded: NDArray[np.float32]) -> LocalMap:
    """Measure the small graded copy, h x w x 3 float32, sRGB-encoded 0..1."""
    import cv2  # few edits need it

    height, width = graded.shape[:2]
    scale = min(1.0, _LONG_EDGE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = np.asarray(cv2.resize(graded, size, interpolation=cv2.INTER_AREA), np.float32)
    guide = luma(small)
    unit = max(size) / _LONG_EDGE
    ground, wide, fine = (_guided(guide, max(1, round(r * unit)), flat) for r, flat in (_GROUND, _WIDE, _FINE))
    return LocalMap(np.stack([ground[0], ground[1], fine[0] - wide[0], fine[1] - wide[1]]))


def _guided(guide: Plane, radius: int, flat: float) -> tuple[Plane, Plane]:
    """a and b of a plane guided by itself: a is 1 on edges and 0 where contrast is under sqrt(flat)."""
    mean = _box(guide, radius)
    variance = _box(guide * guide, radius) - mean * mean
    a = np.maximum(variance, 0.0) / (np.maximum(variance, 0.0) + np.float32(flat))
    offset = (mean - a * mean).astype(np.float32)
    return _box(a.astype(np.float32), radius), _box(offset, radius)


def _box(plane: Plane, radius: int) -> Plane:
    import cv2

    side = 2 * radius + 1
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REPLICATE), np.float32)
