"""Covering: a picture in device pixels that fills a place, cut evenly where it sticks out; kept until it changes."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap


class Covering:
    """One picture for one place."""

    def __init__(self) -> None:
        self.picture = QImage()
        self._drawn: tuple[tuple[int, int, int], QPixmap] | None = None

    def set_picture(self, picture: QImage) -> bool:
        """Take another picture; tells whether it is another one."""
        changed = picture.cacheKey() != self.picture.cacheKey()
        self.picture = picture
        return changed

    def draw(self, painter: QPainter, box: QRectF) -> bool:
        """Paint the picture into a box; tells whether there was one."""
        if self.picture.isNull() or box.isEmpty():
            return False
        ratio = painter.device().devicePixelRatio()
        wanted = QSize(round(box.width() * ratio), round(box.height() * ratio))
        key = (wanted.width(), wanted.height(), self.picture.cacheKey())
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = key, self._made(wanted, ratio)
        painter.drawPixmap(box.topLeft(), self._drawn[1])
        return True

    def _made(self, wanted: QSize, ratio: float) -> QPixmap:
        whole = self.picture.scaled(
            wanted, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        left, top = (whole.width() - wanted.width()) // 2, (whole.height() - wanted.height()) // 2
        made = QPixmap.fromImage(whole.copy(left, top, wanted.width(), wanted.height()))
        made.setDevicePixelRatio(ratio)
        return made
