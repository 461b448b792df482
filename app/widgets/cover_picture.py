"""A picture that covers its place, cut evenly at the sides that stick out; a well until it has one."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app import theme
from app.widgets import crisp


class CoverPicture(QWidget):
    """A still picture of a fixed height; its name is for screen readers."""

    def __init__(self, name: str, height: int = 200, parent: QWidget | None = None) -> None:
        """Make a place for a picture.

        Args:
            name: what it shows.
            height: at 100 %.
            parent: owner.
        """
        super().__init__(parent)
        self._picture = QImage()
        self._drawn: tuple[tuple[int, int, int], QPixmap] | None = None
        self._height = height
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watcher.changed.connect(self.updateGeometry)

    def set_picture(self, picture: QImage) -> None:
        """Show a picture of any size; a null one shows the well."""
        self._picture, self._drawn = picture, None
        self.update()

    def picture(self) -> QImage:
        """The picture, whole."""
        return self._picture

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._height * 3 // 2), theme.px(self._height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), theme.px(self._height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(self.rect())
        if self._picture.isNull():
            crisp.fill(painter, box, theme.current().well, theme.HEIGHTS.thumbnail_corner)
        else:
            painter.drawPixmap(box.topLeft(), self._covering())
        painter.end()

    def _covering(self) -> QPixmap:
        """The picture in device pixels, cut to the place."""
        ratio = self.devicePixelRatioF()
        wanted = QSize(round(self.width() * ratio), round(self.height() * ratio))
        key = (wanted.width(), wanted.height(), self._picture.cacheKey())
        if self._drawn is None or self._drawn[0] != key:
            whole = self._picture.scaled(
                wanted,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            left, top = (whole.width() - wanted.width()) // 2, (whole.height() - wanted.height()) // 2
            pixmap = QPixmap.fromImage(whole.copy(left, top, wanted.width(), wanted.height()))
            pixmap.setDevicePixelRatio(ratio)
            self._drawn = (key, pixmap)
        return self._drawn[1]
