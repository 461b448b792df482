"""The filmstrip panel: what is open, what the photo is, and which thumbnails are missing."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.panels.gallery import GalleryPanel
from app.session import Session
from engine.decode.facts import Facts


def test_it_says_where_the_photo_stands(qtbot: QtBot, session: Session) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    assert panel.words == "IMG_1.jpg, 1 of 2"
    session.go(1)
    assert panel.words == "IMG_2.jpg, 2 of 2"


def test_facts_are_told_as_far_as_they_are_known(qtbot: QtBot, session: Session) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    assert panel._facts().replace("\u202f", " ") == "24 MP"
    session.facts = Facts(iso=100, shutter=1 / 60, aperture=8.0, taken=datetime(2026, 5, 14))
    assert panel._facts().replace("\u202f", " ") == "24 MP · ISO 100 · 1/60 s · f/8"
    session.facts = Facts(shutter=2.0)
    assert panel._facts().replace("\u202f", " ") == "24 MP · 2.0 s"


def test_a_chosen_cell_is_shown(qtbot: QtBot, session: Session) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    panel.strip.chosen.emit(1)
    assert session.index == 1


def test_the_heart_in_the_filmstrip_likes_and_shows_it(session: Session, qtbot: QtBot) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 120)
    panel.show()
    session.take_photos(session.photos)
    strip = panel.strip.strip
    place = strip.heart_box(1).center().toPoint()
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=place)
    assert session.marks_of(session.photos[1]).liked
    assert strip._marks[1] == "liked"
    assert session.index == 0, "a like does not turn to another photo"
    session.toggle([session.photos[1]], rejected=True)
    assert strip._marks[1] == "rejected"


def test_stars_stand_beside_the_heart_and_are_spoken(session: Session, qtbot: QtBot) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    panel.resize(800, 120)
    panel.show()
    session.take_photos(session.photos)
    strip, first = panel.strip.strip, session.photos[0]
    plain, alone = strip.grab().toImage(), strip.heart_box(0).center().x()
    session.mark([first], stars=4)
    assert strip.grab().toImage() != plain
    assert ", 4 star" in strip.spoken()
    assert strip.heart_box(0).center().x() < alone, "the heart stands before the stars"
    session.mark([first], liked=True)
    assert "liked, 4 star" in strip.spoken()
    assert strip.cell(0).contains(strip.heart_box(0).center())


def test_the_line_counts_likes_and_what_cannot_be_shown(session: Session, qtbot: QtBot) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    session.take_photos(session.photos)
    first, second = session.photos
    assert "," not in panel.strip._count.text()
    session.mark([first], liked=True)
    assert panel.strip._count.text().endswith(", 1 liked")
    for _ in range(2):
        session.thumbnail_changed.emit(second, QImage())
    assert panel.strip._count.text().endswith(", 1 liked, 1 not readable")
    session.take_photos(session.photos)
    assert panel.strip._count.text().endswith(", 1 liked")


def test_the_line_chooses_what_the_filmstrip_shows(session: Session, qtbot: QtBot) -> None:
    panel = GalleryPanel(session)
    qtbot.addWidget(panel)
    photos = tuple(Path(f"/walk/{name}.jpg") for name in "abcd")
    session.take_photos(photos)
    session.choose(2)
    session.mark(photos[1:2], liked=True)
    session.mark(photos[3:], liked=True)
    panel.filters.buttons["liked"].click()
    assert session.photos == photos[1:], "the photo on the canvas stays"
    assert (session.path, panel.strip.strip.current()) == (photos[2], 1)
    assert panel.strip._count.text() == "3 of 4, 2 liked"
    session.go(1)
    assert session.path == photos[3]
    panel.filters.buttons["liked"].click()
    assert session.photos == photos
    assert session.path == photos[3]
    panel.filters.buttons["starred"].click()
    assert session.photos == photos[3:]
    session.take_photos(photos)
    assert session.photos == photos, "what is opened next is shown wholly"
    assert not panel.filters.buttons["starred"].isChecked()
