"""Starts the window: what is seen first is built and painted, then everything else.

The only place that knows the session, the jobs and the window together.
"""

import gc
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget

from app import resources, theme
from app.main_window import MainWindow
from app.session import Session
from app.storage import recent, settings
from app.words import translation
from engine.version import VERSION

if TYPE_CHECKING:
    from app.duels.duel import DuelWish
    from app.jobs import Jobs

_LATER = ("app.jobs", "app.panels.styles", "app.panels.history", "app.panels.adjust", "app.panels.gallery")
"""What the rest of the window needs, and with it everything slow: numpy, the engine."""
_LONGEST_UNSEEN = 1.0
"""Seconds after which a start goes on although no picture was asked for: some desktops open windows out of sight."""
_NO_INPUT = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents


def run(paths: list[Path], duel: "DuelWish | None" = None, shown: Callable[[], object] = lambda: None) -> int:
    """Open the window on these photos or folders, or on a blind duel, and stay until it is closed.

    Args:
        paths: photos and folders.
        duel: a duel to be held.
        shown: called when the first picture of the window has been painted.

    Returns:
        the exit status.
    """
    app = application()
    session, window = first_picture(expect_photos=bool(paths))
    _fit_screen(window)
    window.show()
    _let_paint(window)
    shown()
    _load_later()
    jobs = complete(session, window)
    _collect_garbage_from_now_on()
    session.warm_up()
    session.open_paths(paths)
    if duel is not None:
        hold_once_styles_are_here(session, duel)
    try:
        return app.exec() if window.isVisible() else 0
    finally:
        jobs.close()


def hold_once_styles_are_here(session: Session, duel: "DuelWish") -> None:
    """Begin a duel as soon as its styles are known."""

    def begin() -> None:
        session.styles_changed.disconnect(begin)
        session.hold_duel(duel)

    session.styles_changed.connect(begin)


def application() -> QApplication:
    """The one QApplication, dressed as the person prefers."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([*sys.argv[:1], *theme.STYLE])
    QCoreApplication.setApplicationName("Penchant")
    QCoreApplication.setApplicationVersion(VERSION)
    QGuiApplication.setApplicationDisplayName("Penchant")
    QGuiApplication.setDesktopFileName("penchant")
    translation.install(app)
    app.setWindowIcon(QIcon(str(resources.path("icons", "penchant.svg"))))
    return app


def build() -> "tuple[Session, Jobs, MainWindow]":
    """Session, jobs and the whole window, connected; nothing is shown or opened yet."""
    session, window = first_picture()
    return session, complete(session, window), window


def first_picture(*, expect_photos: bool = False) -> tuple[Session, MainWindow]:
    """The session, and the window with what is seen first.

    Args:
        expect_photos: whether photos will be opened at once, so that the window does not ask for any.
    """
    preferred, kept = settings.load()
    session = Session(preferred, recent.load())
    _dress(session)
    session.settings_changed.connect(lambda _: _dress(session))
    window = MainWindow(session)
    if expect_photos:
        window.expect_photos()
    if kept:
        session.said.emit(
            QCoreApplication.translate(
                "Application", "Your settings could not be read, so they were kept as %1."
            ).replace("%1", kept)
        )
    return session, window


def complete(session: Session, window: MainWindow) -> "Jobs":
    """Build the jobs and the rest of the window, in short steps; what a person does meanwhile waits for the last."""
    from app.jobs import Jobs

    jobs = Jobs(session)
    for build_part in window.late_parts():
        build_part()
        QCoreApplication.processEvents(_NO_INPUT)
    return jobs


def _fit_screen(window: QWidget) -> None:
    """Let a window be no larger than its screen leaves room for; not every desktop sees to that."""
    window.resize(window.size().boundedTo(window.screen().availableSize()))


def _let_paint(window: MainWindow) -> None:
    """Wait until the window has been painted."""
    end = monotonic() + _LONGEST_UNSEEN
    while not window.was_painted and monotonic() < end:
        QCoreApplication.processEvents(_NO_INPUT, 5)


def _load_later() -> None:
    """Load in a thread what is slow to load; the window goes on being painted."""
    loading = Thread(target=lambda: [import_module(name) for name in _LATER], name="penchant-loading")
    loading.start()
    while loading.is_alive():
        QCoreApplication.processEvents(_NO_INPUT)
        loading.join(0.005)


def _collect_garbage_from_now_on() -> None:
    """End what `main` began. What there is now stays until the end, so the collector never needs to look through it."""
    gc.freeze()
    gc.enable()


def _dress(session: Session) -> None:
    wanted = session.settings
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, wanted.theme, wanted.interface_size, system_font=wanted.system_font)
