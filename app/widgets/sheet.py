"""A sheet: a frame over a dark veil inside the window. It keeps the focus; Esc closes it and gives the focus back."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.widgets import crisp
from app.widgets.buttons import Button, IconButton
from app.widgets.divider import Divider

_TOP, _SIDE, _BELOW, _PAD = 60, 24, 16, 20


class Sheet(QWidget):
    """Veil and frame. Fill `body`, and the foot with `add_note` and `add_button`; the rightmost button is the main one.

    Signals:
        closed: the sheet has gone, by Esc, its x or `leave`.
    """

    closed = Signal()

    def __init__(self, title: str, window: QWidget, *, width: int = 720) -> None:
        """Make a sheet; `enter` shows it.

        Args:
            title: its heading.
            window: the window it lies in.
            width: width at 100 %; less where the window is narrower.
        """
        super().__init__(window)
        self.hide()
        self._width = width
        self._before: QWidget | None = None
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._cover)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._frame = _Frame(self)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.px(12))
        self._foot = QHBoxLayout()
        self._build(title)
        window.installEventFilter(self)

    def add_note(self, note: QWidget) -> None:
        """Put words at the left of the foot."""
        self._foot.insertWidget(0, note)

    def add_button(self, button: Button) -> None:
        """Put a button right of the others."""
        self._foot.addWidget(button)

    def enter(self, focus: QWidget | None = None) -> None:
        """Show the sheet and give it the focus.

        Args:
            focus: what has the focus first; otherwise the first thing that takes it.
        """
        self._before = QApplication.focusWidget()
        self._cover()
        self.show()
        self.raise_()
        stops = self._stops()
        target = focus or (stops[1] if len(stops) > 1 else stops[0])  # the first stop is the x
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Take the height that the body needs, once what was folded in it has told how much that is."""
        self._fitting.start()

    def leave(self) -> None:
        """Close the sheet and give the focus back to what had it."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = self._stops()
        here = QApplication.focusWidget()
        at = stops.index(here) if here in stops else -1
        stops[(at + (1 if forward else -1)) % len(stops)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True

    def event(self, event: QEvent) -> bool:
        # While a sheet is open the keys of the window rest, but for the one that quits.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not event.matches(QKeySequence.StandardKey.Quit):
                event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()

    def mousePressEvent(self, event: QEvent) -> None:
        event.accept()  # the veil lets nothing through

    def wheelEvent(self, event: QEvent) -> None:
        event.accept()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.current().veil))
        painter.end()

    def _build(self, title: str) -> None:
        pad = theme.px(_PAD)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        close = IconButton("x", self.tr("Close"), self.tr("Esc"))
        close.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.setContentsMargins(pad, theme.px(12), theme.px(12), theme.px(12))
        head.addWidget(heading, 1)
        head.addWidget(close)
        inside = QWidget()
        self.body.setContentsMargins(pad, theme.px(16), pad, theme.px(16))
        inside.setLayout(self.body)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        self._inside = inside
        self._foot.setContentsMargins(pad, theme.px(12), pad, theme.px(12))
        self._foot.setSpacing(theme.px(8))
        self._foot.addStretch(1)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Divider())
        column.addWidget(scroll, 1)
        column.addWidget(Divider())
        column.addLayout(self._foot)

    def _cover(self) -> None:
        window = self.parentWidget()
        assert window is not None
        status = window.findChild(QStatusBar)
        below = status.height() if status is not None and status.isVisible() else 0
        self.setGeometry(0, 0, window.width(), window.height() - below)
        width = min(theme.px(self._width), self.width() - 2 * theme.px(_SIDE))
        top = min(theme.px(_TOP), max((self.height() - theme.px(400)) // 2, theme.px(_BELOW)))
        height = min(self._wanted_height(width), self.height() - top - theme.px(_BELOW))
        self._frame.setGeometry((self.width() - width) // 2, top, width, height)

    def _wanted_height(self, width: int) -> int:
        self._inside.ensurePolished()
        body = self._inside.heightForWidth(width - 2) if self._inside.hasHeightForWidth() else -1
        body = max(body, self._inside.sizeHint().height())
        layout = self._frame.layout()
        assert layout is not None
        head, foot = layout.itemAt(0), layout.itemAt(4)
        assert head is not None
        assert foot is not None
        return head.sizeHint().height() + body + foot.sizeHint().height() + 4

    def _stops(self) -> list[QWidget]:
        stops: list[QWidget] = []
        widget = self._frame.nextInFocusChain()
        while widget is not None and widget is not self._frame:
            tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if tabbed and self._frame.isAncestorOf(widget) and widget.isVisibleTo(self) and widget.isEnabled():
                stops.append(widget)
            widget = widget.nextInFocusChain()
        return stops


class _Frame(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box, corner = QRectF(self.rect()), theme.px(theme.HEIGHTS.sheet_corner)
        crisp.fill(painter, box, tokens.panel, corner)
        crisp.frame(painter, box, tokens.rule, 1, corner)
        painter.end()
