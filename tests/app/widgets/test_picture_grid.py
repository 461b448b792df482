"""The grid of styles: keys, clicks, the chosen one, pictures that stay until better ones come."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.picture_grid import GridCell, PictureGrid

CELLS = [GridCell("", "Original"), *(GridCell(name, name.title(), "80 %") for name in "abcde")]
GREEN = QColor("#00c000")


def picture() -> QImage:
    found = QImage(300, 200, QImage.Format.Format_RGB32)
    found.fill(GREEN)
    return found


@pytest.fixture
def grid(stage: QWidget) -> PictureGrid:
    """Six cells in three columns."""
    grid = PictureGrid()
    grid.setParent(stage)
    grid.resize(800, 500)
    grid.set_cells(CELLS)
    grid.set_photo((3000, 2000))
    grid.set_chosen("b")
    grid.show()
    QApplication.processEvents()
    return grid


def middle(grid: PictureGrid, which: str) -> QColor:
    point = grid.picture_rect(which).center().toPoint()
    return grid.grab().toImage().pixelColor(point)


def test_arrows_move_by_rows_and_columns_and_stop_at_the_edges(grid: PictureGrid) -> None:
    assert grid.here() == "b"
    for key, expected in (
        (Qt.Key.Key_Right, "b"),
        (Qt.Key.Key_Down, "e"),
        (Qt.Key.Key_Down, "e"),
        (Qt.Key.Key_Left, "d"),
        (Qt.Key.Key_Up, "a"),
        (Qt.Key.Key_Home, ""),
        (Qt.Key.Key_Left, ""),
        (Qt.Key.Key_End, "e"),
    ):
        QTest.keyClick(grid, key)
        assert grid.here() == expected, key


def test_enter_chooses_space_looks_closer_and_escape_leaves(grid: PictureGrid, qtbot: QtBot) -> None:
    QTest.keyClick(grid, Qt.Key.Key_Left)
    with qtbot.waitSignal(grid.chosen) as chosen:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    with qtbot.waitSignal(grid.closer) as closer:
        QTest.keyClick(grid, Qt.Key.Key_Space)
    with qtbot.waitSignal(grid.left):
        QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert chosen.args == closer.args == ["a"]


def test_a_click_chooses_and_a_double_click_looks_closer(grid: PictureGrid, qtbot: QtBot) -> None:
    point = grid.picture_rect("d").center().toPoint()
    with qtbot.waitSignal(grid.chosen) as chosen:
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=point)
    with qtbot.waitSignal(grid.closer) as closer:
        QTest.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=point)
    assert chosen.args == closer.args == ["d"]


def test_the_chosen_one_has_an_accent_frame_beside_its_picture(grid: PictureGrid) -> None:
    screen, accent = grid.grab().toImage(), QColor(theme.current().accent)
    for which, framed in (("b", True), ("a", False)):
        rect = grid.picture_rect(which).toRect()
        around = {screen.pixelColor(rect.center().x(), rect.y() - distance).name() for distance in range(1, 7)}
        assert (accent.name() in around) is framed


def test_pictures_arrive_one_by_one_and_stay_when_the_cells_change(grid: PictureGrid) -> None:
    assert middle(grid, "a") == QColor(theme.current().well)
    grid.set_picture("a", picture())
    grid.set_picture("unknown", picture())
    assert middle(grid, "a") == GREEN
    grid.set_cells(CELLS[:4])
    assert middle(grid, "a") == GREEN
    grid.forget_pictures()
    assert middle(grid, "a") == QColor(theme.current().well)


def test_the_size_of_a_picture_is_told(grid: PictureGrid, qtbot: QtBot) -> None:
    with qtbot.waitSignal(grid.room_changed) as changed:
        grid.set_cells(CELLS[:2])
    assert changed.args == [round(grid.picture_rect("").width())]


def test_words_can_be_read_on_a_white_canvas(grid: PictureGrid) -> None:
    grid.set_shade("white")
    screen, rect = grid.grab().toImage(), grid.picture_rect("a").toRect()
    line = [screen.pixelColor(x, rect.bottom() + 19).value() for x in range(rect.x(), rect.right())]
    assert min(line) < 80
    assert max(line) == 255


def test_a_screen_reader_hears_where_the_keys_stand(grid: PictureGrid) -> None:
    spoken = QAccessible.queryAccessibleInterface(grid)
    assert spoken.text(QAccessible.Text.Value) == "B, 80 %, Chosen"
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert spoken.text(QAccessible.Text.Value) == "Original"
