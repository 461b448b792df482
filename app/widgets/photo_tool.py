"""What a tool has to offer that is used on the photo itself."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter


class PhotoTool(Protocol):
    """What a photo view asks of the tool in the hand. Places are in device pixels, `photo` is where the photo lies."""

    def cursor(self, point: QPointF, photo: QRect, ratio: float, /) -> Qt.CursorShape:
        """Shape of the pointer at a place."""

    def press(self, point: QPointF, photo: QRect, ratio: float) -> None:
        """The pointer was pressed."""

    def move(self, point: QPointF, photo: QRect) -> None:
        """The pressed pointer has moved."""

    def release(self, point: QPointF, photo: QRect) -> None:
        """The pointer was let go."""

    def key(self, event: QKeyEvent) -> bool:
        """Whether a key was used."""

    def paint(self, painter: QPainter, photo: QRect, ratio: float) -> None:
        """Paint over the photo."""
