"""Room: memory that one photo after another is decoded into.

Fresh memory is emptied by the system page by page while a decoder fills it: an eighth of the time that decoding
24 megapixels takes.
"""

from math import prod

import numpy as np
from numpy.typing import NDArray


class Room:
    """Memory for one photo at a time: whoever gives it to `open_photo` is done with the photo before. One thread."""

    def __init__(self) -> None:
        self._memory = np.empty(0, np.uint8)

    def of(self, shape: tuple[int, ...]) -> NDArray[np.uint8]:
        """An array of this shape; what was there before is lost."""
        if self._memory.size < prod(shape):
            self._memory = np.empty(0, np.uint8)  # the old goes before the new comes
            self._memory = np.empty(prod(shape), np.uint8)
        return self._memory[: prod(shape)].reshape(shape)
