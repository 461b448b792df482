"""The grid of photos: what is asked for, chosen and marked by hand and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.widgets import photo_cell
from app.widgets.photo_cell import PhotoCell
from app.widgets.photo_grid import PhotoGrid

CTRL, SHIFT, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier(0)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def grid(qtbot: QtBot) -> PhotoGrid:
    made = PhotoGrid()
    qtbot.addWidget(made)
    made.resize(840, 600)
    made.set_cells([PhotoCell(f"{n:04}", f"DSC_{n:04}.jpg") for n in range(5000)])
    made.show()
    return made


def press(qtbot: QtBot, grid: PhotoGrid, index: int, how: Qt.KeyboardModifier = PLAIN) -> None:
    qtbot.mouseClick(grid.viewport(), LEFT, how, grid.cell(index).center().toPoint() - QPoint(0, 20))


def picture(colour: str) -> QImage:
    made = QImage(90, 60, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def test_only_what_is_seen_and_a_page_around_it_is_asked_for(qtbot: QtBot, grid: PhotoGrid) -> None:
    asked: list[tuple[int, ...]] = []
    grid.wanted.connect(asked.append)
    grid.want_again()
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked[0][: len(grid.seen())] == tuple(grid.seen())
    assert len(asked[0]) <= 3 * len(grid.seen())
    grid.choose(4000)
    qtbot.waitUntil(lambda: len(asked) > 1, timeout=10_000)
    assert 4000 in asked[-1]
    assert 0 not in asked[-1]


def test_pictures_far_away_are_forgotten(qtbot: QtBot, grid: PhotoGrid) -> None:
    grid.set_picture(0, picture("red"))
    grid.choose(4999)
    qtbot.waitUntil(lambda: 0 not in grid._pictures, timeout=10_000)


def test_keys_go_through_the_rows(qtbot: QtBot, grid: PhotoGrid) -> None:
    columns = grid.columns()
    assert columns > 2
    for key, expected in (
        (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + columns),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, 4999),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(grid, key)
        assert grid.current() == expected
        assert grid.selected() == {expected}
    assert grid.cell(0).top() >= 0


def test_several_are_selected_as_in_any_list(qtbot: QtBot, grid: PhotoGrid) -> None:
    press(qtbot, grid, 1)
    press(qtbot, grid, 3, SHIFT)
    assert grid.selected() == {1, 2, 3}
    press(qtbot, grid, 2, CTRL)
    assert grid.selected() == {1, 3}
    qtbot.keyClick(grid, Qt.Key.Key_A, CTRL)
    assert len(grid.selected()) == 5000
    qtbot.mouseClick(grid.viewport(), LEFT, PLAIN, QPoint(2, 2))
    assert grid.selected() == frozenset()


def test_the_heart_and_the_stars_are_pressed_under_the_picture(qtbot: QtBot, grid: PhotoGrid) -> None:
    liked: list[int] = []
    rated: list[tuple[int, int]] = []
    grid.liked.connect(liked.append)
    grid.rated.connect(lambda index, stars: rated.append((index, stars)))
    plate = grid.cell(2)
    qtbot.mouseClick(grid.viewport(), LEFT, PLAIN, photo_cell.heart_box(plate).center().toPoint())
    qtbot.mouseClick(grid.viewport(), LEFT, PLAIN, photo_cell.star_box(plate, 4).center().toPoint())
    grid.set_cell(2, PhotoCell("0002", "DSC_0002.jpg", stars=4))
    qtbot.mouseClick(grid.viewport(), LEFT, PLAIN, photo_cell.star_box(plate, 4).center().toPoint())
    assert liked == [2]
    assert rated == [(2, 4), (2, 0)]
    assert grid.selected() == frozenset(), "a mark is no choice"


def test_a_double_click_and_enter_open(qtbot: QtBot, grid: PhotoGrid) -> None:
    opened: list[int] = []
    grid.opened.connect(opened.append)
    place = grid.cell(1).center().toPoint() - QPoint(0, 20)
    qtbot.mouseDClick(grid.viewport(), LEFT, PLAIN, place)
    press(qtbot, grid, 3)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened == [1, 3]


def test_a_rejected_picture_is_faint_and_a_liked_one_has_a_heart(qtbot: QtBot, grid: PhotoGrid) -> None:
    grid.set_picture(0, picture("white"))
    plate = grid.cell(0)
    middle = plate.center().toPoint() - QPoint(0, 20)
    bright = grid.viewport().grab().toImage().pixelColor(middle).lightness()
    before = grid.viewport().grab(photo_cell.heart_box(plate).toRect()).toImage()
    grid.set_cell(0, PhotoCell("0000", "DSC_0000.jpg", rejected=True))
    assert grid.viewport().grab().toImage().pixelColor(middle).lightness() < bright / 1.5
    grid.set_cell(0, PhotoCell("0000", "DSC_0000.jpg", liked=True))
    assert grid.viewport().grab(photo_cell.heart_box(plate).toRect()).toImage() != before


def test_cells_that_stay_keep_their_pictures(qtbot: QtBot, grid: PhotoGrid) -> None:
    grid.set_picture(3, picture("red"))
    asked: list[tuple[int, ...]] = []
    grid.set_cells([PhotoCell("0003", "a"), PhotoCell("0009", "b")], {0: 3, 1: 9})
    grid.wanted.connect(asked.append)
    qtbot.waitUntil(lambda: bool(asked), timeout=10_000)
    assert asked == [(1,)]


def test_it_speaks(qtbot: QtBot, grid: PhotoGrid) -> None:
    grid.set_cell(0, PhotoCell("0000", "DSC_0000.jpg", liked=True, stars=3, is_edited=True))
    grid.choose(0)
    assert grid.spoken() == "DSC_0000.jpg, liked, 3 stars, edited"
