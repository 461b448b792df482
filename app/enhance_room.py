"""The room Enhance: styles and history left, canvas, adjustments right, filmstrip below; and what is seen when."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app import theme
from app.panels.canvas import CanvasPanel
from app.session import Session
from app.widgets.switch import Option, Switch

if TYPE_CHECKING:
    from app.panels.adjust import AdjustPanel
    from app.panels.gallery import GalleryPanel
    from app.panels.styles import StylesPanel
    from app.widgets.toast import Toaster

WIDE, NARROW, CLOSED = "wide", "narrow", "closed"
"""Kinds of width: all there is, smaller panels, and the left panel closed until it is asked for."""
_LEFT = {WIDE: 264, NARROW: 224, CLOSED: 224}
_RIGHT = {WIDE: 304, NARROW: 272, CLOSED: 272}
_LEAST_LEFT, _LEAST_RIGHT, _MOST = 200, 248, 420


class EnhanceRoom(QSplitter):
    """Holds the panels around the canvas. The window asks of it what it asks of the page of any other room.

    A new room has its canvas only. The rest follows with `late_parts`, then `connect_parts`.

    Signals:
        wanted: id of a command whose button was pressed.
    """

    wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._session = session
        self._hidden: set[str] = set()
        self._width = ""
        self._is_complete = False
        self._columns = QSplitter(Qt.Orientation.Horizontal, self)
        self.left, self.right = QWidget(self._columns), QWidget(self._columns)
        self.canvas = CanvasPanel(session, self._columns)
        self.styles: StylesPanel
        self.adjust: AdjustPanel
        self.gallery: GalleryPanel
        self._build()

    @property
    def toaster(self) -> "Toaster":
        """Where sentences are shown."""
        return self.canvas.toaster

    @property
    def has_something(self) -> bool:
        """Whether there is a photo to stand around, or one on its way."""
        return self._session.path is not None or self.canvas.expects

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        """Set up the frame; the side panels stand in it empty."""
        for side, least in ((self.left, _LEAST_LEFT), (self.right, _LEAST_RIGHT)):
            side.setMinimumWidth(theme.px(least))
            side.setMaximumWidth(theme.px(_MOST))
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.px(4))
        for part in (self.left, self.canvas, self.right):
            self._columns.addWidget(part)
        self._columns.setStretchFactor(1, 1)
        self.addWidget(self._columns)
        self.setStretchFactor(0, 1)
        for splitter in (self, self._columns):
            splitter.setChildrenCollapsible(False)
            splitter.setHandleWidth(1)

    def late_parts(self) -> tuple[Callable[[], None], ...]:
        """Steps that build what nobody sees yet, in this order; each loads what it needs."""
        panels = (self._build_styles, self._build_history, self._build_adjust, self._build_gallery)
        return (*self.canvas.late_parts(), *panels)

    def _build_styles(self) -> None:
        from app.panels.styles import StylesPanel

        self.page_switch = Switch(
            [Option("styles", self.tr("Styles")), Option("history", self.tr("History"))],
            name=self.tr("Left panel"),
            spread=True,
            parent=self.left,
        )
        self.pages = QStackedWidget(self.left)
        self.styles = StylesPanel(self._session, self.pages)
        self.pages.addWidget(self.styles)
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), 0)
        head.addWidget(self.page_switch)
        column = self.left.layout()
        assert isinstance(column, QVBoxLayout)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        column.addWidget(self.styles.foot)  # the strength stays in sight under the history

    def _build_history(self) -> None:
        from app.panels.history import HistoryPanel

        self.pages.addWidget(HistoryPanel(self._session, self.pages))

    def _build_adjust(self) -> None:
        from app.panels.adjust import AdjustPanel

        self.adjust = AdjustPanel(self._session, self.right)
        column = self.right.layout()
        assert column is not None
        column.addWidget(self.adjust)
        # Where words are long, the buttons need more than the panel's least width.
        self.right.setMinimumWidth(max(theme.px(_LEAST_RIGHT), self.adjust.minimumSizeHint().width()))

    def _build_gallery(self) -> None:
        from app.panels.gallery import GalleryPanel

        self.gallery = GalleryPanel(self._session, self)
        self.gallery.hide()
        self.addWidget(self.gallery)

    def connect_parts(self) -> None:
        """Join the parts, once all are built."""
        self.page_switch.chosen.connect(self.show_left_page)
        self.canvas.tool_changed.connect(self.adjust.show_tool)
        for panel in (self.adjust, self.canvas, self.styles):
            panel.wanted.connect(self.wanted)
        self._is_complete = True
        self.set_narrow(self._width != WIDE)

    # ── what is seen ────────────────────────────────────────────────────────────────────────────────────────────

    def arrange(self) -> None:
        """Show the parts that this width, this view and the person's wishes want."""
        something, hidden = self.has_something, self._hidden
        in_grid = self._session.view.mode == "grid" and something
        self.left.setVisible(something and "panels" not in hidden and "left" not in hidden and not in_grid)
        self.right.setVisible(something and "panels" not in hidden)
        if self._is_complete:
            self.gallery.setVisible(len(self._session.opened) > 1 and "filmstrip" not in hidden)

    def set_width(self, kind: str, width: int) -> None:
        """Follow the window.

        Args:
            kind: WIDE, NARROW or CLOSED.
            width: of the window.
        """
        self._width = kind
        self._hidden.discard("left")
        if kind == CLOSED:
            self._hidden.add("left")
        left, right = theme.px(_LEFT[kind]), theme.px(_RIGHT[kind])
        self._columns.setSizes([left, max(1, width - left - right), right])
        if self._is_complete:
            self.set_narrow(kind != WIDE)
        self.arrange()

    def set_narrow(self, narrow: bool) -> None:
        """Follow the width of the window: whether it is narrow."""
        self.canvas.set_narrow(narrow)
        strip = self.gallery.strip
        pulled = max(0, self.gallery.height() - strip.minimumHeight()) if self.gallery.isVisible() else 0
        strip.set_narrow(narrow)
        low = strip.minimumHeight() + pulled  # without its line it is lower, not its thumbnails larger
        self.setSizes([max(1, self.height() - low), low])

    def toggle(self, part: str) -> None:
        """Hide or show "panels" or "filmstrip"."""
        if part == "panels" and self._width == CLOSED and part not in self._hidden:
            part = "left"  # the one that is closed for want of room
        self._hidden ^= {part}
        self.arrange()

    def set_bare(self, bare: bool) -> None:
        """Show nothing but the canvas, or everything again."""
        parts = {"panels", "filmstrip"}
        self._hidden = self._hidden | parts if bare else self._hidden - parts
        self.arrange()

    def position_words(self) -> str:
        """Name and place of the photo, where the filmstrip does not say them."""
        several = len(self._session.opened) > 1
        return self.gallery.words if self._is_complete and (self._width != WIDE or not several) else ""

    def show_left_page(self, page: str) -> None:
        """Turn the left panel to "styles" or "history"."""
        self.page_switch.choose(page)
        self.pages.setCurrentIndex(0 if page == "styles" else 1)

    # ── as other rooms ──────────────────────────────────────────────────────────────────────────────────────────

    def regions(self) -> list[QWidget]:
        """The parts that Ctrl+Tab goes round, in order."""
        return [self.left, *self.canvas.regions(), self.right, self.gallery]

    def tab_order(self) -> list[QWidget]:
        """The parts as Tab walks through them, from left to right and down."""
        left = (self.page_switch, self.pages, self.styles.foot)
        return [*left, *self.canvas.regions(), self.right, self.gallery]

    def take_focus(self) -> None:
        """Put the focus on what the canvas shows."""
        self.canvas.take_focus()
