"""From engine pictures to pictures that Qt can paint. Off the GUI thread; each result owns its memory."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from engine.image import Image, as_integers


def to_qimage(image: Image) -> QImage:
    """A picture as Format_RGB32, tagged sRGB. From 8-bit sRGB it is one pass over the pixels, with no second copy."""
    import cv2

    from engine.color import SRGB, to_working

    if image.space != SRGB or image.pixels.dtype != np.uint8:
        image = image.with_pixels(as_integers(to_working(image.pixels, image.space), np.uint8), SRGB)
    picture = QImage(image.width, image.height, QImage.Format.Format_RGB32)
    cv2.cvtColor(image.pixels, cv2.COLOR_RGB2BGRA, dst=_view(picture, 4))
    picture.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
    return picture


def to_mask(mask: NDArray[np.bool_]) -> QImage:
    """A mask, H x W, as Format_Alpha8: 255 where it is true."""
    height, width = mask.shape
    picture = QImage(width, height, QImage.Format.Format_Alpha8)
    rows = np.frombuffer(picture.bits(), np.uint8).reshape(height, picture.bytesPerLine())
    np.multiply(mask, 255, out=rows[:, :width], casting="unsafe")
    return picture


def _view(picture: QImage, channels: int) -> NDArray[np.uint8]:
    """The pixels of a 32-bit picture as an array; its rows have no gaps. QImage.bits detaches, so this is its own."""
    return np.frombuffer(picture.bits(), np.uint8).reshape(picture.height(), picture.width(), channels)
