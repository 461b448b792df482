"""GuardTag: a few calm words lying on the picture while an edit goes further than it should."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app import icons, theme
from app.widgets import crisp, name_tags
from app.widgets.photo_view import PhotoView

_HIGH, _PAD, _ICON, _GAP, _INSET = 24, 8, 14, 6, 12


class GuardTag(QWidget):
    """Stands at the lower left of the edited picture, wherever that is; the pointer goes through it."""

    def __init__(self, view: PhotoView) -> None:
        super().__init__(view)
        self._view, self._words = view, ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        view.viewport_changed.connect(lambda _: self.place())
        view.room_changed.connect(lambda _: self.place())
        theme.watcher.changed.connect(self.place)
        self.hide()

    def say(self, words: str) -> None:
        """Show words; "" takes them away."""
        if not words and not self._words:
            return
        self._words = words
        self.setAccessibleName(words)
        self.place()

    def words(self) -> str:
        """What it says."""
        return self._words

    def place(self) -> None:
        """Follow the picture; where too little of it is seen, or it is not the edited one, there is nothing to say."""
        view, inset = self._view, theme.px(_INSET)
        seen = name_tags.logical(view.stage.seen(1 if view.stage.mode == "side" else 0), view.stage.ratio)
        size = self.sizeHint()
        fits = size.width() + 2 * inset <= seen.width() and size.height() + 2 * inset <= seen.height()
        self.setVisible(bool(self._words) and fits and not view.before)
        self.resize(size)
        self.move(round(seen.x() + inset), round(seen.bottom() - inset - size.height()))
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetricsF(theme.font("caption")).horizontalAdvance(self._words)
        return QSize(round(words) + theme.px(2 * _PAD + _ICON + _GAP) + 1, theme.px(_HIGH))

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens, pad, side = theme.current(), theme.px(_PAD), theme.px(_ICON)
        painter = QPainter(self)
        crisp.fill(painter, QRectF(self.rect()), tokens.tag, theme.px(theme.HEIGHTS.thumbnail_corner))
        icons.draw(painter, QRectF(pad, (self.height() - side) / 2, side, side), "shield-check", tokens.tag_text)
        box = QRectF(self.rect()).adjusted(pad + side + theme.px(_GAP), 0, -pad, 0)
        name_tags.write(painter, box, theme.font("caption"), self._words, tokens.tag_text)
        painter.end()
