"""The strip of thumbnails: only what is in sight is asked for, keys and wheel, states, right to left."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.filmstrip import Filmstrip
from app.widgets.thumbnail_strip import ThumbnailStrip
from tests.app.widgets.conftest import put

COUNT = 500
GREEN = QColor("#00c000")


@pytest.fixture
def strip(stage: QWidget, qtbot: QtBot) -> ThumbnailStrip:
    """500 cells, the first one current, 800 wide."""
    strip = ThumbnailStrip()
    put(strip, stage, 800)
    strip.set_names([f"IMG_{i}.JPG" for i in range(COUNT)])
    strip.set_current(0)
    QApplication.processEvents()
    return strip


def picture(width: int = 300, height: int = 200) -> QImage:
    found = QImage(width, height, QImage.Format.Format_RGB32)
    found.fill(GREEN)
    return found


def wheel(strip: ThumbnailStrip, delta: int) -> None:
    at = QPointF(400, 40)
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at, strip.mapToGlobal(at), QPoint(), QPoint(0, delta), none, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip, event)


def test_it_asks_for_what_is_in_sight_first_and_little_more(strip: ThumbnailStrip, qtbot: QtBot) -> None:
    with qtbot.waitSignal(strip.wanted) as asked:
        strip.set_current(250)
    wanted = asked.args[0]
    seen = list(strip.seen())
    assert 250 in seen
    assert list(wanted[: len(seen)]) == seen
    assert len(wanted) <= 4 * len(seen)


def test_it_asks_only_for_what_is_missing(strip: ThumbnailStrip, qtbot: QtBot) -> None:
    for index in range(COUNT):
        strip.set_picture(index, picture())
    with qtbot.assertNotEmitted(strip.wanted, wait=50):
        strip.set_current(1)


def test_pictures_far_away_are_forgotten_and_asked_for_again(strip: ThumbnailStrip, qtbot: QtBot) -> None:
    for index in strip.seen():
        strip.set_picture(index, picture())
    with qtbot.waitSignal(strip.wanted):
        strip.set_current(300)
    with qtbot.waitSignal(strip.wanted) as asked:
        strip.set_current(0)
    assert 0 in asked.args[0]


def test_a_click_and_the_arrows_choose(strip: ThumbnailStrip, qtbot: QtBot) -> None:
    chosen: list[int] = []
    strip.chosen.connect(chosen.append)
    strip.chosen.connect(strip.set_current)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.cell(3).center().toPoint())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(strip, key)
    assert chosen == [3, 4, 3, 2, COUNT - 1, 0]
    assert strip.current() == 0


def test_the_chosen_cell_is_brought_into_sight_with_its_neighbours(strip: ThumbnailStrip) -> None:
    for index in (40, 39, 0, COUNT - 1):
        strip.set_current(index)
        for near in {max(0, index - 1), index, min(COUNT - 1, index + 1)}:
            assert strip.rect().toRectF().contains(strip.cell(near)), (index, near)


def test_the_wheel_scrolls_and_stops_at_the_ends(strip: ThumbnailStrip) -> None:
    first = strip.cell(0).x()
    wheel(strip, 120)
    assert strip.cell(0).x() == first
    wheel(strip, -120)
    assert strip.cell(0).x() == first - 120
    for _ in range(COUNT):
        wheel(strip, -1200)
    assert strip.cell(COUNT - 1).right() == pytest.approx(strip.width() - 12)


def colours(strip: ThumbnailStrip, index: int) -> set[str]:
    screen, cell = strip.grab().toImage(), strip.cell(index).toRect()
    return {screen.pixelColor(x, cell.center().y() - 8).name() for x in range(cell.x(), cell.right())}


def test_states_are_loading_shown_unreadable_and_current(strip: ThumbnailStrip) -> None:
    tokens = theme.current()
    assert QColor(tokens.accent).name() in colours(strip, 0)
    assert colours(strip, 2) == {QColor(tokens.well).name(), QColor(tokens.hover_cell).name()}
    strip.set_picture(2, picture())
    assert colours(strip, 2) == {QColor(tokens.well).name(), GREEN.name()}
    strip.set_picture(2, QImage())
    assert QColor(tokens.hover_cell).name() in colours(strip, 2)
    assert len(colours(strip, 2)) > 2  # the icon


def test_right_to_left_begins_at_the_right(strip: ThumbnailStrip, qtbot: QtBot) -> None:
    strip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert strip.cell(0).right() == strip.width() - 12
    assert strip.cell_at(strip.cell(2).center()) == 2
    with qtbot.waitSignal(strip.chosen) as chosen:
        QTest.keyClick(strip, Qt.Key.Key_Left)
    assert chosen.args == [1]


def test_a_higher_strip_has_larger_pictures(strip: ThumbnailStrip) -> None:
    width = strip.cell(0).width()
    strip.resize(QSize(800, 200))
    assert strip.cell(0).width() > 2 * width


def test_a_screen_reader_hears_name_and_place(strip: ThumbnailStrip) -> None:
    strip.set_current(4)
    spoken = QAccessible.queryAccessibleInterface(strip)
    assert spoken.text(QAccessible.Text.Value) == "IMG_4.JPG, 5 of 500"
    strip.set_picture(4, QImage())
    assert "cannot be shown" in spoken.text(QAccessible.Text.Value)


def test_the_filmstrip_loses_its_line_in_narrow_windows(stage: QWidget) -> None:
    filmstrip = Filmstrip()
    put(filmstrip, stage, 800)
    filmstrip.set_photos(["a.jpg", "b.jpg"], "Coast", "2 photos")
    filmstrip.set_current(1, "b.jpg", "24 MP")
    assert filmstrip.minimumHeight() == 120
    filmstrip.set_narrow(True)
    assert filmstrip.minimumHeight() == 88
    assert filmstrip.strip.current() == 1
