"""The bar under the canvas: how the photo is shown, what is marked on it, and how close."""

from PySide6.QtCore import QElapsedTimer, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from app import theme
from app.widgets import crisp
from app.widgets.buttons import IconButton
from app.widgets.heart import Heart
from app.widgets.menu_button import MenuButton
from app.widgets.stars import Stars
from app.widgets.strength_slider import StrengthSlider
from app.widgets.switch import Option, Switch
from app.words import number_format

HOLD = 300
"""Milliseconds after which a press is a peek and not a switch."""
_MOVES = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_STRENGTH = 220


class CanvasBar(QWidget):
    """Modes left, marks and zoom right; in the grid the number of styles and the strength as well.

    Signals:
        mode_chosen: "single", "side", "split" or "grid".
        before_wanted, clipping_wanted: whether to show the original, or what is clipped.
        zoom_wanted: "fit" or "actual".
        count_chosen: how many pictures the grid shows.
        liked: whether the person likes the photo.
        rated: the stars she gave it.
    """

    mode_chosen = Signal(str)
    before_wanted = Signal(bool)
    clipping_wanted = Signal(bool)
    zoom_wanted = Signal(str)
    count_chosen = Signal(int)
    liked = Signal(bool)
    rated = Signal(int)

    def __init__(self, counts: tuple[int, ...], parent: QWidget | None = None) -> None:
        """Make the bar.

        Args:
            counts: how many pictures a grid may have.
            parent: owner.
        """
        super().__init__(parent)
        self.setObjectName("canvas_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.modes = Switch(
            [
                Option("single", self.tr("Single"), "ph.square", "E"),
                Option("side", self.tr("Side by side"), "ph.columns", "Y"),
                Option("split", self.tr("Split"), "ph.square-half", "Shift+Y"),
                Option("grid", self.tr("Grid"), "ph.squares-four", "N"),
            ],
            name=self.tr("View"),
        )
        self.count = MenuButton(self.tr("Pictures in the grid"))
        self.count.setMenu(self._count_menu(counts))
        self.busy = QLabel()
        self.busy.setProperty("role", "caption")
        self.heart, self.stars = Heart("P"), Stars()
        self.strength = StrengthSlider(inline=True)
        more = self.tr("hold to peek")
        self.before = IconButton("ph.eye", self.tr("Before,"), "\\", checkable=True, more=more)
        self.before.setAccessibleName(self.tr("Before"))
        more = self.tr("marks lost highlights and shadows; crossed stripes where the style lost them")
        self.clipping = IconButton("ph.triangle", self.tr("Clipped"), "J", checkable=True, more=more)
        self.zoom = Switch(
            [("fit", self.tr("Fit"), "", "Ctrl+0"), ("actual", self.tr("100 %"), "", "Ctrl+1"), ("other", "100 %")],
            name=self.tr("Zoom"),
        )
        self._pressed = QElapsedTimer()
        self._was_before = self._is_compact = False
        self._connect()
        self._arrange()
        self.show_zoom(None)

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def show_mode(self, mode: str, count: int) -> None:
        """Show the mode of the canvas, and how many pictures its grid has."""
        self.modes.choose(mode)
        self.count.setText(self.tr("%n styles", "", count))
        in_grid = mode == "grid"
        self.count.setVisible(in_grid)
        self.strength.setVisible(in_grid)
        for part in (self.before, self.clipping, self.zoom):
            part.setEnabled(not in_grid)
        self._make_room()

    def show_marks(self, before: bool, clipping: bool) -> None:
        """Show whether the original is shown, and whether clipping is marked."""
        self.before.setChecked(before)
        self.clipping.setChecked(clipping)

    def show_rating(self, *, liked: bool, stars: int) -> None:
        """Show whether the photo is liked, and its stars."""
        self.heart.set_liked(liked)
        self.stars.set_rating(stars)

    def show_zoom(self, scale: float | None) -> None:
        """Show how close the photo is: device pixels for one photo pixel, None when it is fitted."""
        other = scale is not None and abs(scale - 1) > 0.001
        self.zoom.set_shown("other", other)
        if other and scale is not None:
            self.zoom.set_text("other", number_format.percent(scale))
        self.zoom.choose("fit" if scale is None else "other" if other else "actual")

    def show_busy(self, words: str) -> None:
        """Say that something better is on its way; empty when it is there."""
        self.busy.setText(words)

    def set_compact(self, compact: bool) -> None:
        """Modes as icons only, for narrow windows, and in the grid nothing that is of no use there."""
        self._is_compact = compact
        self.modes.set_compact(compact)
        self._make_room()

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _make_room(self) -> None:
        for part in (self.before, self.clipping, self.zoom):
            part.setVisible(part.isEnabledTo(self) or not self._is_compact)

    def _count_menu(self, counts: tuple[int, ...]) -> QMenu:
        menu = QMenu(self)
        for count in counts:
            action = menu.addAction(self.tr("%n styles", "", count))
            action.triggered.connect(lambda _=False, n=count: self.count_chosen.emit(n))
        return menu

    def _connect(self) -> None:
        self.modes.chosen.connect(self.mode_chosen)
        self.zoom.chosen.connect(self._zoom_by_hand)
        self.heart.liked.connect(self.liked)
        self.stars.rated.connect(self.rated)
        self.clipping.clicked.connect(self.clipping_wanted)
        self.before.pressed.connect(self._press_before)
        self.before.released.connect(self._release_before)
        theme.watcher.changed.connect(self._dressed)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(16))
        row.addWidget(self.modes)
        row.addWidget(self.count)
        row.addWidget(self.busy)
        row.addStretch(1)
        rating = QHBoxLayout()
        rating.setSpacing(theme.px(4))
        rating.addWidget(self.heart)
        rating.addWidget(self.stars)
        row.addLayout(rating)
        row.addStretch(1)
        row.addWidget(self.strength)
        self.strength.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        marks = QHBoxLayout()
        marks.setSpacing(theme.px(8))
        marks.addWidget(self.before)
        marks.addWidget(self.clipping)
        row.addLayout(marks)
        row.addWidget(self.zoom)
        self._dressed()

    def _dressed(self) -> None:
        self.setFixedHeight(theme.px(theme.HEIGHTS.bar))
        self.strength.setMaximumWidth(theme.px(_STRENGTH))

    def _zoom_by_hand(self, which: str) -> None:
        if which != "other":
            self.zoom_wanted.emit(which)

    def _press_before(self) -> None:
        self._was_before = self.before.isChecked()
        self._pressed.start()
        self.before_wanted.emit(True)

    def _release_before(self) -> None:
        held = self._pressed.isValid() and self._pressed.elapsed() >= HOLD
        before = not held and not self._was_before
        self.before.setChecked(before)
        self.before_wanted.emit(before)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = QRectF(0, 0, self.width(), 1 / self.devicePixelRatioF())
        crisp.fill(painter, line, theme.current().well)
        painter.end()

    def event(self, event: QEvent) -> bool:
        # On the photo these keys change photo, style and panels; here they go from control to control. With Ctrl, Tab
        # leads out of the bar.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in _MOVES:
            is_ours = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
            event.setAccepted(is_ours)
            return is_ours
        return super().event(event)
