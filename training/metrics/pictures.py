"""What metrics ask of the pictures they compare."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def check_pair(first: NDArray[Any], second: NDArray[Any]) -> None:
    """Refuse what is not two uint8 pictures of one shape.

    Raises:
        ValueError: they are not.
    """
    if first.shape != second.shape or first.dtype != np.uint8 or second.dtype != np.uint8:
        raise ValueError("two uint8 pictures of one size are compared")
