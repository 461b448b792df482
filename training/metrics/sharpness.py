"""How much of a photo's fine detail is still there after it was changed."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from training.metrics.pictures import check_pair


def sharpness_kept(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> float:
    """Fine detail for its contrast, as a share of what it was.

    Sharpness is the strength (root mean square) of the luma's Laplacian over the luma's deviation, so that more light
    or contrast alone leaves it as it is; noise counts as detail, so far above 1 is no praise.

    Args:
        before: (h, w, 3) uint8.
        after: the same shape.

    Returns:
        1 for as sharp, below for softer, above for sharper or noisier; nan where a picture is flat.
    """
    check_pair(before, after)
    was, now = _sharpness(before), _sharpness(after)
    return now / was if was > 0 else float("nan")


def _sharpness(picture: NDArray[Any]) -> float:
    luma = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.float32)
    deviation = float(luma.std())
    detail = float(np.sqrt(np.mean(np.square(cv2.Laplacian(luma, cv2.CV_32F)))))
    return detail / deviation if deviation > 0 else float("nan")
