"""CanvasPanel: everything between the side panels, with the bar under it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.panels.canvas.choice_menu import ChoiceMenu
from app.session import Session
from app.view import GRID_COUNTS, View
from app.widgets.toast import Toaster
from app.widgets.welcome import Welcome
from app.words import number_format
from engine.edit import Edit
from engine.errors import PhotoError

if TYPE_CHECKING:
    from app.panels.canvas.peek import Peek
    from app.pictures import Region


class CanvasPanel(QWidget):
    """The photo, the grid, the empty canvas or a refusal.

    Only the empty canvas is there from the start; the rest follows with `late_parts`.

    Signals:
        wanted: id of the command whose button was pressed ("open", "open_folder", "keys", "next", "show_in_folder").
        tool_changed: "crop", "white" or "": the tool in the hand.
    """

    wanted = Signal(str)
    tool_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.expects = False
        self._busy = False
        self.stack = QStackedWidget(self)
        self.welcome, self.blank = Welcome(self.stack), QWidget(self.stack)
        self.blank.setObjectName("canvas")
        for page in (self.welcome, self.blank):
            self.stack.addWidget(page)
        self.toaster = Toaster(self.stack)
        self._peek: Peek | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        self.welcome.wanted.connect(self.wanted)

    # ── what a photo needs ──────────────────────────────────────────────────────────────────────────────────────

    def late_parts(self) -> tuple[Callable[[], None], ...]:
        """Steps that build what is seen once a photo is open, in this order; each loads what it needs."""
        return self._build_photo, self._build_grid, self._build_tools, self._connect

    def complete(self) -> None:
        """Take all late steps at once."""
        for build in self.late_parts():
            build()

    def _build_photo(self) -> None:
        from app.panels.canvas.photo_page import PhotoPage
        from app.widgets.canvas_bar import CanvasBar

        self.bar = CanvasBar(GRID_COUNTS, self)
        self.bar.hide()
        self.photo_page = PhotoPage(self._session, self.bar, self)
        self.photo = self.photo_page.view
        self.stack.addWidget(self.photo)
        self._layout().addWidget(self.bar)

    def _build_grid(self) -> None:
        from app.panels.canvas.grid_page import GridPage
        from app.widgets.refusal import Refusal

        self.grid_page, self.refusal = GridPage(self._session, self), Refusal()
        self.grid = self.grid_page.grid
        self.stack.addWidget(self.grid)
        self.stack.addWidget(self.refusal)

    def _build_tools(self) -> None:
        from app.panels.canvas.peek import Peek
        from app.panels.canvas.tools import Tools

        self._peek = Peek(self._session, self)
        self._peek.watch(self.window())
        self.tools = Tools(self._session, self.photo, self)
        self.tools.bar.hide()
        self._layout().addWidget(self.tools.bar)

    def _connect(self) -> None:
        self.tools.changed.connect(self._show_tool)
        self._connect_bar()
        self._connect_session()
        self._show_view(self._session.view)
        self._show_edit(self._session.edit)

    def _layout(self) -> QVBoxLayout:
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        return column

    # ── for the window ──────────────────────────────────────────────────────────────────────────────────────────

    def zoom(self, how: str) -> None:
        """Zoom "fit", "actual", "toggle", "in" or "out"; there is nothing to zoom in the grid."""
        if self.stack.currentWidget() is self.photo:
            self.photo.zoom(how)

    def use_tool(self, tool: str) -> None:
        """Take up the "crop" frame or the "white" point picker; a second time lays it down."""
        self.tools.use(tool)

    def set_narrow(self, narrow: bool) -> None:
        """Modes as icons, for narrow windows."""
        self.bar.set_compact(narrow)

    def expect_photos(self) -> None:
        """Photos are on their way, so none are asked for until it is known what they are."""
        self.expects = True
        self.stack.setCurrentWidget(self.blank)

    def set_awake(self, awake: bool) -> None:
        """Show that photos may be dropped, while something is dragged over the window."""
        self.welcome.set_awake(awake)

    def regions(self) -> list[QWidget]:
        """The parts that Ctrl+Tab goes round: what is shown, and the bar under it."""
        return [self.stack, self.bar, self.tools.bar]

    def take_focus(self) -> None:
        """Put the focus on what the canvas shows."""
        page = self.stack.currentWidget()
        if page is self.welcome:
            self.welcome.take_focus()
        elif page is self.blank or page is None:
            return
        elif page is self.refusal:
            self.refusal.take_focus()
        else:
            page.setFocus()

    # ── connections ─────────────────────────────────────────────────────────────────────────────────────────────

    def _connect_bar(self) -> None:
        session, bar = self._session, self.bar
        bar.mode_chosen.connect(lambda mode: session.set_view(mode=mode))
        bar.count_chosen.connect(lambda count: session.set_view(grid_count=count))
        bar.before_wanted.connect(lambda before: session.set_view(before=before))
        bar.clipping_wanted.connect(lambda clipping: session.set_view(clipping=clipping))
        bar.zoom_wanted.connect(self.zoom)
        bar.liked.connect(lambda liked: self._mark(liked=liked))
        bar.rated.connect(lambda stars: self._mark(stars=stars))
        bar.strength.changed.connect(lambda value: session.change(strength=value))
        bar.strength.committed.connect(self._commit_strength)
        for view in (self.photo, self.grid):
            view.menu_wanted.connect(self._offer_shades)
        for page in (self.welcome, self.refusal):
            page.wanted.connect(self.wanted)
        self.refusal.copied.connect(self._copy_details)

    def _connect_session(self) -> None:
        session = self._session
        for signal in (session.photo_changed, session.said, session.trouble):
            signal.connect(self._expect_no_more)
        session.photo_changed.connect(self._show_page)
        session.photo_refused.connect(self._show_refusal)
        session.image_changed.connect(self._show_page)
        session.view_changed.connect(self._show_view)
        session.edit_changed.connect(self._show_edit)
        session.styles_changed.connect(self._show_styles)
        for signal in (session.photo_changed, session.marks_changed, session.shelf_changed):
            signal.connect(self._show_rating)
        session.busy_changed.connect(self._show_busy)
        session.region_changed.connect(self._show_share)

    # ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _page(self) -> QWidget:
        """What can be shown now; while a photo is being read, the one before stays in sight."""
        session = self._session
        if session.path is None:
            return self.blank if self.expects else self.welcome
        if session.refusal is not None:
            return self.refusal
        return self.grid if session.view.mode == "grid" and not self.tools.tool else self.photo

    def _show_page(self, *_: object) -> None:
        page = self._page()
        self.bar.setVisible(page not in (self.welcome, self.blank) and self.tools.tool != "crop")
        self.tools.bar.setVisible(self.tools.tool == "crop")
        self.bar.setEnabled(page is not self.refusal)
        if page is self.stack.currentWidget():
            return
        focus = self.window().focusWidget()
        waited = self.stack.currentWidget() is self.blank  # nothing there could have the focus
        keeps_focus = waited or focus is None or self.stack.isAncestorOf(focus) or not focus.isVisible()
        self.stack.setCurrentWidget(page)
        if keeps_focus:
            self.take_focus()

    def _expect_no_more(self, *_: object) -> None:
        if self.expects:
            self.expects = False
            self._show_page()

    def _show_tool(self, tool: str) -> None:
        """A tool is used on one large photo; what was there before comes back afterwards."""
        view = self._session.view
        if tool or view.mode != "grid":
            self.photo.set_mode("single" if tool else view.mode)
        self._show_page()
        if tool:
            self.photo.setFocus()
        self.tool_changed.emit(tool)

    def _show_refusal(self, problem: PhotoError) -> None:
        session = self._session
        has_next = session.index + 1 < len(session.photos)
        self.refusal.show_problem(problem.sentence, problem.details, has_next=has_next)
        self._show_page()

    def _copy_details(self) -> None:
        problem = self._session.refusal
        if problem is not None:
            QGuiApplication.clipboard().setText(f"{problem.sentence}\n{problem.details}")
            self._session.said.emit(self.tr("The details are on the clipboard."))

    def _show_busy(self, busy: bool) -> None:
        self._busy = busy
        self.bar.show_busy(self.tr("Refining") if busy else "")

    def _show_share(self, region: "Region") -> None:
        """How much of the part in sight is sharp, of a style that takes its time."""
        if self._busy and region.done < 1:
            self.bar.show_busy(self.tr("Refining, {share}").format(share=number_format.percent(region.done)))

    # ── session ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_view(self, view: View) -> None:
        styles = len(self._session.styles) or view.grid_count  # as many as wished, until it is known how many there are
        self.bar.show_mode(view.mode, min(view.grid_count, styles + 1))
        self.bar.show_marks(view.before, view.clipping)
        self._show_page()

    def _show_edit(self, edit: Edit) -> None:
        style = self._session.style
        self.bar.strength.set_default(style.default_strength if style else 1.0)
        self.bar.strength.set_value(edit.strength)
        self.bar.strength.setEnabled(style is not None)

    def _show_rating(self, *_: object) -> None:
        if self._session.path is not None:
            marks = self._session.marks_of(self._session.path)
            self.bar.show_rating(liked=marks.liked, stars=marks.stars)

    def _mark(self, **changes: bool | int) -> None:
        if self._session.path is not None:
            self._session.mark([self._session.path], **changes)

    def _show_styles(self) -> None:
        self._show_view(self._session.view)
        self._show_edit(self._session.edit)

    def _commit_strength(self, value: float) -> None:
        self._session.set(self.tr("Strength"), number_format.percent(value), strength=value)

    # ── menu ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _offer_shades(self, at: QPoint) -> None:
        """The menu of the canvas: its shade."""
        names = {
            "": self.tr("As the theme"),
            "black": self.tr("Black"),
            "dark": self.tr("Dark"),
            "middle": self.tr("Middle grey"),
            "light": self.tr("Light"),
            "white": self.tr("White"),
        }
        menu = ChoiceMenu(self.tr("Canvas"), self)
        now = self._session.settings.canvas_shade
        for shade, name in names.items():
            menu.offer(name, shade == now, partial(self._session.change_settings, canvas_shade=shade))
        menu.popup(at)

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._peek is not None:
            self._peek.watch(self.window())
        if self.window().focusWidget() is None:
            self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.tools.key(event.key()) or self.grid_page.key(event.key())):
            super().keyPressEvent(event)
