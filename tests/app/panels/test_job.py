"""The window of a running export: how far, what was not exported and why, and what can be done about it."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.exports import ExportProgress, ExportWish
from app.panels.job import JobWindow, left_words, working_words
from app.session import Session
from engine.errors import PhotoUnreadable

PHOTOS = tuple(Path(f"/photos/{n}.jpg") for n in range(4))
WISH = ExportWish(PHOTOS, Path("/out"))


@pytest.fixture
def job(session: Session, window: QWidget) -> JobWindow:
    return JobWindow(session, window)


def test_it_says_how_far_the_export_is(job: JobWindow) -> None:
    progress = ExportProgress(WISH, written=PHOTOS[:2], seconds_left=83.0)
    job.show_progress(progress)
    assert working_words(progress) == "Exporting 2 of 4"
    assert left_words(progress) == "about 1 min left"
    assert left_words(ExportProgress(WISH, seconds_left=12.0)) == "about 10 s left"
    assert left_words(ExportProgress(WISH)) == ""


def test_a_photo_that_was_not_exported_is_named_with_its_reason(qtbot: QtBot, job: JobWindow, session: Session) -> None:
    problem = PhotoUnreadable("1.jpg ends too early, so it cannot be shown.", details="1.9 of 6.4 MB")
    job.show_progress(ExportProgress(WISH, failures=((PHOTOS[1], problem),)))
    assert not job._trouble.isHidden()
    job._copy_report()
    assert "ends too early" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(session.export_wanted, check_params_cb=lambda wish: wish.photos == (PHOTOS[1],)):
        job._try_again()


def test_the_next_export_starts_with_a_clean_list(job: JobWindow) -> None:
    problem = PhotoUnreadable("1.jpg ends too early, so it cannot be shown.")
    job.show_progress(ExportProgress(WISH, failures=((PHOTOS[1], problem),)))
    assert job._reasons.count() == 1
    job.show_progress(ExportProgress(ExportWish(PHOTOS[:1], Path("/out"))))
    assert job._reasons.count() == 0
