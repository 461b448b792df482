"""The window: header, the room that was entered and status line, and the few things that only a window can do."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from app import focus_order, style_files, theme
from app.enhance_room import CLOSED, NARROW, WIDE, EnhanceRoom
from app.menus import Actions, menu_bar
from app.panels.header import Header
from app.panels.status import StatusLine
from app.rooms import BY_ID, ENHANCE, ROOMS
from app.session import Session
from app.sheets import Sheets
from app.widgets.room import RoomPage
from app.widgets.switch import Option
from app.widgets.toast import Toaster
from engine.errors import PenchantError

if TYPE_CHECKING:
    from app.exports import ExportProgress
    from engine.styles import Style

_NARROW_FROM, _CLOSED_FROM = 1440, 1180
"""Widths under which panels shrink, and under which the left one closes."""


class MainWindow(QMainWindow):
    """Header, one room at a time, status line.

    A new window has what is seen first: header, empty canvas and status line. The rest follows with `late_parts`.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._width = ""
        self._is_bare = self._is_complete = self.was_painted = False
        self._entered: dict[str, RoomPage] = {}
        self._sheets = Sheets(session, self)
        self.rooms = QStackedWidget(self)
        self.enhance = EnhanceRoom(session, self.rooms)
        self.canvas = self.enhance.canvas
        self.commands = Actions(self, self, self.canvas)
        rooms = [Option(room.id, room.words, "", room.key) for room in ROOMS if room.in_header]
        self.header = Header(menu_bar(self.commands, session, self), self.commands.by_id, rooms, self)
        self.header.rooms.choose(session.room)
        self.status = StatusLine(session, self)
        self._build()
        self.resize(1600, 1000)
        self._restore()
        self._arrange()
        self.canvas.take_focus()

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        """Set up the frame, with the room that the window is built around."""
        self.setMenuWidget(self.header)
        self.rooms.addWidget(self.enhance)
        self.setCentralWidget(self.rooms)
        self.setStatusBar(self.status)
        self.setAcceptDrops(True)
        self.setMinimumSize(1024, 640)
        self.setWindowTitle("Penchant")

    def late_parts(self) -> tuple[Callable[[], None], ...]:
        """Steps that build what nobody sees yet, in this order; each loads what it needs.

        Until all of them are taken, the window shows its first picture and nothing else.
        """
        return (*self.enhance.late_parts(), self._build_job, self._connect)

    def complete(self) -> None:
        """Take all late steps at once."""
        for build in self.late_parts():
            build()

    def _build_job(self) -> None:
        from app.panels.job import JobWindow

        self.job = JobWindow(self.session, self)

    def _connect(self) -> None:
        from app.learning_offer import LearningOffer

        session = self.session
        self.enhance.connect_parts()
        LearningOffer(session, self._toaster)
        for signal in (session.photos_changed, session.photo_changed, session.view_changed, session.said):
            signal.connect(self._arrange)
        session.styles_changed.connect(self._order_focus)
        session.room_changed.connect(self._show_room)
        self.header.rooms.chosen.connect(session.enter_room)
        session.export_changed.connect(self._show_export)
        self.enhance.wanted.connect(self._carry_out)
        self.status.details_wanted.connect(self._toggle_job)
        session.export_sheet_wanted.connect(self._sheets.export)
        session.share_sheet_wanted.connect(self._sheets.share)
        session.about_style_wanted.connect(self._sheets.about_style)
        session.trouble.connect(self._show_trouble)
        session.style_removed.connect(self._offer_restore)
        for keys, step in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            QShortcut(QKeySequence(keys), self, partial(self._next_region, step))
        self._order_focus()
        self._is_complete = True
        self._arrange()

    def _order_focus(self) -> None:
        """Let Tab walk from left to right and down, in whatever order the parts were built."""
        focus_order.arrange(self, (self.header, *self.enhance.tab_order(), self.status))

    def _carry_out(self, command: str) -> None:
        self.commands.by_id[command].trigger()

    # ── what stands where ───────────────────────────────────────────────────────────────────────────────────────

    def _arrange(self, *_: object) -> None:
        """Show the parts that this room, this width and the person's wishes want."""
        self.enhance.arrange()
        for bar in (self.header, self.status):
            # A room that is reached from another has nothing to be led astray by.
            bar.setVisible(not self._is_bare and BY_ID[self.session.room].in_header)
        self.status.show_position(self.enhance.position_words() if self.session.room == ENHANCE else "")

    def _fit_width(self) -> None:
        """Follow the width of the window: wide, narrow, or so narrow that the left panel closes."""
        width = self.width() / theme.px(100) * 100
        kind = WIDE if width >= _NARROW_FROM else NARROW if width >= _CLOSED_FROM else CLOSED
        if kind == self._width:
            return
        self._width = kind
        self.header.set_narrow(kind != WIDE)
        for page in self._entered.values():
            page.set_narrow(kind != WIDE)
        self.enhance.set_width(kind, self.width())
        self._arrange()

    def expect_photos(self) -> None:
        """Photos are on their way: the window stands as it does around a photo, and asks for none."""
        self.canvas.expect_photos()
        self._arrange()

    def toggle(self, part: str) -> None:
        """Hide or show "panels", "filmstrip" or "bars" (everything but the photo)."""
        if part == "bars":
            self._is_bare = not self._is_bare
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
            self.enhance.set_bare(self._is_bare)
        else:
            self.enhance.toggle(part)
        self._arrange()

    def page(self) -> RoomPage | None:
        """The page of the room that was entered; None in Enhance."""
        return self._entered.get(self.session.room)

    def _show_room(self, room: str) -> None:
        """Turn to another room; it is built when it is entered for the first time."""
        if BY_ID[room].panel and room not in self._entered:
            self._entered[room] = BY_ID[room].build(self.session)
            self._entered[room].set_narrow(self._width != WIDE)
            self._entered[room].wanted.connect(self._carry_out)
            self.rooms.addWidget(self._entered[room])
        if BY_ID[room].in_header:
            self.header.rooms.choose(room)
        page = self.page() or self.enhance
        self.rooms.setCurrentWidget(page)
        self._arrange()
        page.take_focus()

    def show_left_page(self, page: str) -> None:
        """Turn the left panel to "styles" or "history"."""
        self.enhance.show_left_page(page)

    def _next_region(self, step: int) -> None:
        """Carry the focus to the next part of the window: header, left, canvas, right, filmstrip, status."""
        page = self.page() or self.enhance
        parts = [part for part in (self.header, *page.regions(), self.status) if part.isVisible()]
        focus = self.focusWidget()
        here = next((i for i, p in enumerate(parts) if focus is not None and (p is focus or p.isAncestorOf(focus))), -1)
        for offset in range(1, len(parts) + 1):
            part = parts[(here + step * offset) % len(parts)]
            stop = focus_order.first_stop(part)
            if stop is not None:
                stop.setFocus(Qt.FocusReason.TabFocusReason)
                return

    # ── what commands ask for ───────────────────────────────────────────────────────────────────────────────────

    def ask_for_photos(self) -> None:
        """Let the person choose photos to open."""
        from app import asking

        self.session.open_paths(asking.photos(self, self._start_folder()))

    def ask_for_folder(self) -> None:
        """Let the person choose a folder to open."""
        from app import asking

        self.session.open_paths(asking.folder(self, self._start_folder()))

    def ask_for_likes(self) -> None:
        """Let the person choose finished pictures from anywhere as likes."""
        from app import asking

        likes = asking.likes(self, self._start_folder())
        if likes:
            self.session.add_likes(likes)

    def ask_for_style(self) -> None:
        """Let the person choose a file that holds a style."""
        from app import asking

        for file in asking.style(self):
            self._sheets.add_style(file)

    def show_sheet(self, name: str) -> None:
        """Open a sheet: "export", "export_all", "keys", "preferences" or "about"."""
        self._sheets.show(name)

    def show_in_folder(self) -> None:
        """Show the current photo in the system's file manager."""
        if self.session.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.session.path.parent)))

    def use_tool(self, tool: str) -> None:
        """Take up the "crop" frame or the "white" point picker, or lay it down again."""
        self.canvas.use_tool(tool)

    def zoom(self, how: str) -> None:
        """Zoom "fit", "actual", "toggle", "in" or "out"."""
        self.canvas.zoom(how)

    def _start_folder(self) -> Path:
        return self.session.path.parent if self.session.path else Path.home()

    # ── what the session tells ──────────────────────────────────────────────────────────────────────────────────

    def _show_trouble(self, problem: PenchantError) -> None:
        def copy() -> None:
            QGuiApplication.clipboard().setText(f"{problem.sentence}\n{problem.details}")
            self.session.said.emit(self.tr("The details are on the clipboard."))

        self._toaster().trouble(problem.sentence, self.tr("Copy details") if problem.details else "", copy)

    def _offer_restore(self, style: "Style") -> None:
        words = self.tr("{name} is in the trash.").format(name=style.name)
        restore = partial(self.session.style_restore_wanted.emit, style)
        self._toaster().offer(words, self.tr("Undo"), restore)

    def _toaster(self) -> Toaster:
        """Where sentences are shown in the room that was entered."""
        return (self.page() or self.enhance).toaster

    # ── exports ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_export(self, progress: "ExportProgress") -> None:
        from app.panels.job import left_words, working_words

        if progress.is_finished:
            self.status.show_job(None)
            self.job.setVisible(bool(progress.failures) or self.job.isVisible())
            self.job.show_progress(progress)
            return
        self.status.show_job(working_words(progress), progress.share, left_words(progress))
        if progress.failures:
            self.job.show()
            self.job.raise_()

    def _toggle_job(self) -> None:
        self.job.setVisible(not self.job.isVisible())
        self.job.place()
        self.job.raise_()

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note that there is a picture; the parts of the window are painted with it."""
        super().paintEvent(event)
        self.was_painted = True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from anywhere; the empty state lights up."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.canvas.set_awake(True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """The files went elsewhere."""
        self.canvas.set_awake(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped: photos and folders on the canvas, style files in a sheet each."""
        self.canvas.set_awake(False)
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        styles = [path for path in paths if style_files.is_style_file(path)]
        self.session.open_paths(path for path in paths if path not in styles)
        for style in styles:
            self._sheets.add_style(style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rearrange when a limit is crossed."""
        super().resizeEvent(event)
        self._fit_width()
        if self._is_complete:
            self.job.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything stood; the session writes what is not written yet."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.session.change_settings(window=geometry)
        self.session.close()
        super().closeEvent(event)

    def _restore(self) -> None:
        kept = self.session.settings.window
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii")))
