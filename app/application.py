"""Builds the session, the jobs and the window and connects them: the only place that knows them all."""

import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from app import recent, resources, settings, theme, translation
from app.duel import DuelWish
from app.jobs import Jobs
from app.main_window import MainWindow
from app.session import Session
from engine.version import VERSION


def run(paths: list[Path], duel: DuelWish | None = None) -> int:
    """Open the window on these photos or folders, or on a blind duel, and stay until it is closed.

    Returns:
        the exit status.
    """
    app = application()
    session, jobs, window = build()
    window.show()
    # What is slow to load is loaded by the jobs once the window has been painted.
    QTimer.singleShot(0, session.warm_up)
    QTimer.singleShot(0, lambda: session.open_paths(paths))
    if duel is not None:
        hold_once_styles_are_here(session, duel)
    try:
        return app.exec()
    finally:
        jobs.close()


def hold_once_styles_are_here(session: Session, duel: DuelWish) -> None:
    """Begin a duel as soon as its styles are known."""

    def begin() -> None:
        session.styles_changed.disconnect(begin)
        session.hold_duel(duel)

    session.styles_changed.connect(begin)


def application() -> QApplication:
    """The one QApplication, dressed as the person prefers."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("Penchant")
    QCoreApplication.setApplicationVersion(VERSION)
    QGuiApplication.setApplicationDisplayName("Penchant")
    QGuiApplication.setDesktopFileName("penchant")
    translation.install(app)
    app.setWindowIcon(QIcon(str(resources.path("icons", "penchant.svg"))))
    return app


def build() -> tuple[Session, Jobs, MainWindow]:
    """Session, jobs and window, connected; nothing is shown or opened yet."""
    preferred, kept = settings.load()
    session = Session(preferred, recent.load())
    _dress(session)
    session.settings_changed.connect(lambda _: _dress(session))
    jobs = Jobs(session)
    window = MainWindow(session)
    if kept:
        session.said.emit(
            QCoreApplication.translate(
                "Application", "Your settings could not be read, so they were kept as %1."
            ).replace("%1", kept)
        )
    return session, jobs, window


def _dress(session: Session) -> None:
    wanted = session.settings
    app = QApplication.instance()
    if isinstance(app, QApplication):
        theme.apply(app, wanted.theme, wanted.interface_size, system_font=wanted.system_font)
