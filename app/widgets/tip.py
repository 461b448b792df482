"""Tooltips of the house: the name, a quieter explanation, and the key in a frame. Shown after 500 ms."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app import theme
from app.widgets import crisp
from app.widgets.keycap import Keycap

DELAY = 500
_WIDEST = 240
_ENDS = (
    QEvent.Type.Leave,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.KeyPress,
    QEvent.Type.Wheel,
    QEvent.Type.Hide,
    QEvent.Type.FocusOut,
)


def set_tip(widget: QWidget, name: str, key: str = "", more: str = "") -> None:
    """Give a widget its tooltip.

    Args:
        widget: what the pointer rests on.
        name: what it is or does.
        key: the key that does the same, shown in a frame.
        more: one quieter sentence that continues the name.
    """
    watch = widget.findChild(_Watch, options=Qt.FindChildOption.FindDirectChildrenOnly) or _Watch(widget)
    watch.name, watch.key, watch.more = name, key, more
    words = f"{name} {more}".strip()
    widget.setToolTip(f"{words} ({key})" if key else words)  # what a screen reader reads


class Tip(QWidget):
    """The small window with the words."""

    def __init__(self, name: str, key: str, more: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(7), theme.px(12), theme.px(7))
        row.setSpacing(theme.px(12))
        row.addWidget(self._label(name, more))
        if key:
            row.addWidget(Keycap(key), alignment=Qt.AlignmentFlag.AlignTop)

    def _label(self, name: str, more: str) -> QLabel:
        tokens = theme.current()
        label = QLabel()
        label.setProperty("role", "caption")
        label.setTextFormat(Qt.TextFormat.RichText)
        parts = [f'<span style="color:{tokens.text}">{_plain(name)}</span>']
        if more:
            parts.append(f'<span style="color:{tokens.text2}">{_plain(more)}</span>')
        label.setText(" ".join(parts))
        label.ensurePolished()
        if label.sizeHint().width() > theme.px(_WIDEST):
            label.setWordWrap(True)
            label.setFixedWidth(theme.px(_WIDEST))
        return label

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box, corner = self.rect().toRectF(), theme.px(theme.HEIGHTS.corner)
        crisp.fill(painter, box, tokens.well, corner)
        crisp.frame(painter, box, tokens.rule, 1, corner)
        painter.end()


class _Watch(QObject):
    """Waits beside one widget for the pointer to rest."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.name = self.key = self.more = ""
        self._widget = widget
        self._tip: Tip | None = None
        self._rest = QTimer(self, singleShot=True, interval=DELAY)
        self._rest.timeout.connect(self._show)
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ToolTip:
            return True  # ours stands in its place
        if kind == QEvent.Type.Enter:
            self._rest.start()
        elif kind in _ENDS:
            self._rest.stop()
            self._hide()
        return False

    def _show(self) -> None:
        if self._tip is None and self._widget.isVisible() and self.name:
            self._tip = Tip(self.name, self.key, self.more, self._widget)
            self._tip.adjustSize()
            self._tip.move(_place(self._tip, self._widget))
            self._tip.show()

    def _hide(self) -> None:
        if self._tip is not None:
            self._tip.hide()
            self._tip.deleteLater()
            self._tip = None


def _place(tip: QWidget, widget: QWidget) -> QPoint:
    pointer = QCursor.pos()
    room = widget.screen().availableGeometry()
    below = widget.mapToGlobal(QPoint(0, widget.height())).y() + theme.px(6)
    if below + tip.height() > room.bottom():
        below = widget.mapToGlobal(QPoint(0, 0)).y() - tip.height() - theme.px(6)
    left = min(max(pointer.x() - theme.px(12), room.left()), room.right() - tip.width())
    return QPoint(left, below)


def _plain(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
