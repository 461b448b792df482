"""The photo view by its pixels and by hand: modes, peek, zoom, sharp parts, line, names, marks, tools."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.crop_frame import CropFrame
from app.widgets.crop_tool import CropTool
from app.widgets.photo_view import PhotoView
from app.widgets.shown import Marks, Sharp, Shown
from app.widgets.split_line import SplitLine
from app.widgets.white_picker import WhitePicker

RED, BLUE, GREEN = QColor("#c00000"), QColor("#0000c0"), QColor("#00c000")
PHOTO = (6000, 4000)
SHIFT, PLAIN = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def plain(colour: QColor, width: int = 600, height: int = 400) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(colour)
    return picture


@pytest.fixture
def view(stage: QWidget) -> PhotoView:
    """800 x 600, a photo of 24 MP that is red before and blue after."""
    view = PhotoView()
    view.setParent(stage)
    view.resize(800, 600)
    view.show()
    show(view)
    QApplication.processEvents()
    return view


def show(view: PhotoView, marks: Marks | None = None) -> None:
    after = Shown("After", "Natural, 80 %", plain(BLUE), marks)
    view.set_pictures(Shown("Before", "", plain(RED)), after, PHOTO)


def colour_at(view: PhotoView, x: float, y: float) -> QColor:
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    return picture.pixelColor(round(x * ratio), round(y * ratio))


def wheel(view: PhotoView, at: QPointF, delta: int) -> None:
    event = QWheelEvent(
        at,
        view.mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def drag(view: PhotoView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mousePress(view, LEFT, modifiers, start)
    for point in ((start + end) / 2, end):  # QTest's own moves carry no modifiers
        at = QPointF(point)
        event = QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, modifiers)
        QApplication.sendEvent(view, event)
    QTest.mouseRelease(view, LEFT, modifiers, end)


def test_single_shows_the_result_and_before_on_demand(view: PhotoView) -> None:
    assert colour_at(view, 400, 300) == BLUE
    view.set_before(True)
    assert colour_at(view, 400, 300) == RED
    assert [tag.name for tag in view.tags()] == ["Before"]
    view.set_before(False)
    assert view.tags() == []
    assert colour_at(view, 5, 5) == QColor(theme.current().canvas)


def test_side_by_side_stands_16_apart_with_names_above(view: PhotoView) -> None:
    view.resize(1000, 400)
    view.set_mode("side")
    first, second = view.stage.seen(0), view.stage.seen(1)
    assert second.x() - first.x() - first.width() == 16
    assert colour_at(view, first.center().x(), first.center().y()) == RED
    assert colour_at(view, second.center().x(), second.center().y()) == BLUE
    assert colour_at(view, first.right() + 8, first.center().y()) == QColor(theme.current().canvas)
    assert [(tag.name, tag.note) for tag in view.tags()] == [("Before", ""), ("After", "Natural, 80 %")]
    assert all(tag.rect.bottom() <= first.y() for tag in view.tags())


def test_split_shows_both_sides_of_the_line(view: PhotoView) -> None:
    view.set_mode("split")
    seen = view.stage.seen(0)
    view.set_line(SplitLine(0.3))
    assert colour_at(view, seen.x() + 0.2 * seen.width(), seen.bottom() - 9) == RED
    assert colour_at(view, seen.x() + 0.4 * seen.width(), seen.bottom() - 9) == BLUE
    assert colour_at(view, seen.x() + round(0.3 * seen.width()), seen.bottom() - 9) == QColor("white")
    view.set_line(SplitLine(0.3, flat=True))
    assert colour_at(view, seen.right() - 9, seen.y() + 0.2 * seen.height()) == RED
    assert colour_at(view, seen.x() + 9, seen.y() + 0.4 * seen.height()) == BLUE
    assert [tag.name for tag in view.tags()] == ["Before", "Natural, 80 %"]


def test_an_unknown_mode_or_zoom_is_refused(view: PhotoView) -> None:
    with pytest.raises(ValueError, match="shown"):
        view.set_mode("grid")
    with pytest.raises(ValueError, match="zoom"):
        view.zoom("far")


def test_the_line_is_dragged_nudged_and_centred(view: PhotoView, qtbot: QtBot) -> None:
    view.set_mode("split")
    seen = view.stage.seen(0)
    middle = view.line.middle(seen).toPoint()
    drag(view, middle + QPoint(8, 40), QPoint(seen.x() + seen.width() // 4, middle.y()))
    assert view.line.at == pytest.approx(0.25, abs=0.01)
    QTest.keyClick(view, Qt.Key.Key_Right, SHIFT)
    assert view.line.at == pytest.approx(0.27, abs=0.01)
    QTest.mouseDClick(view, LEFT, PLAIN, view.line.middle(seen).toPoint())
    assert view.line.at == 0.5
    assert view.viewport.is_fitted


def test_zooming_to_100_percent_asks_for_the_sharp_part_and_lays_it_in_place(view: PhotoView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.region_wanted) as asked:
        view.zoom("actual")
    assert view.stage.scale == 1.0
    part = asked.args[0]
    assert part.contains(view.stage.visible())
    assert colour_at(view, 400, 100) == BLUE  # the fitted picture, until the sharp one is there
    view.set_sharp(Sharp(part, (plain(RED, part.width(), part.height()), plain(GREEN, part.width(), part.height()))))
    assert colour_at(view, 400, 100) == GREEN
    with qtbot.waitSignal(view.region_wanted) as asked:
        view.zoom("fit")
    assert asked.args == [None]
    assert colour_at(view, 400, 300) == BLUE


def test_sharp_pixels_at_100_percent_are_not_resampled(view: PhotoView) -> None:
    view.zoom("actual")
    part = view.stage.visible()
    board = QImage(part.width(), part.height(), QImage.Format.Format_RGB32)
    for x in range(part.width()):
        for y in range(100, 110):
            board.setPixelColor(x, y, QColor("white") if (x + y) % 2 else QColor("black"))
    view.set_sharp(Sharp(part, (board, board)))
    screen = view.grab().toImage()
    row = [screen.pixelColor(x, 105).value() for x in range(300, 340)]
    assert row == [255 if (x + 105) % 2 else 0 for x in range(300, 340)]


def test_another_photo_keeps_the_zoom_but_not_the_sharp_part(view: PhotoView, qtbot: QtBot) -> None:
    view.zoom("actual")
    part = view.stage.visible()
    view.set_sharp(Sharp(part, (plain(GREEN, part.width(), part.height()),) * 2))
    view.expect_photo("next.jpg")
    assert colour_at(view, 400, 100) == GREEN  # the old photo stays until the new one is there
    with qtbot.waitSignal(view.region_wanted):
        show(view)
    assert colour_at(view, 400, 100) == BLUE
    assert view.stage.scale == 1.0


def test_the_wheel_zooms_at_the_pointer(view: PhotoView) -> None:
    point = QPointF(200, 250)
    before = view.stage.whole(0)
    fraction = (point.x() - before.x()) / before.width()
    for _ in range(4):
        wheel(view, point, 120)
    after = view.stage.whole(0)
    assert after.width() == pytest.approx(before.width() * 2, rel=0.01)
    assert (point.x() - after.x()) / after.width() == pytest.approx(fraction, abs=0.003)
    for _ in range(5):
        wheel(view, point, -120)
    assert view.viewport.is_fitted


def test_dragging_pans_both_and_shift_one(view: PhotoView) -> None:
    view.set_mode("side")
    view.zoom("actual")
    start = [view.stage.whole(i).topLeft() for i in (0, 1)]
    point = view.stage.pane(1).center()
    drag(view, point, point + QPoint(-50, 30))
    assert [view.stage.whole(i).topLeft() - start[i] for i in (0, 1)] == [QPoint(-50, 30)] * 2
    drag(view, point, point + QPoint(20, 0), SHIFT)
    assert [view.stage.whole(i).topLeft() - start[i] for i in (0, 1)] == [QPoint(-50, 30), QPoint(-30, 30)]
    view.zoom("fit")
    assert view.viewport.apart == (0.0, 0.0)


def test_space_double_click_and_keys_zoom_and_pan(view: PhotoView) -> None:
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert view.stage.scale == 1.0
    left = view.stage.whole(0).x()
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.stage.whole(0).x() == left - 80
    QTest.mouseDClick(view, LEFT, PLAIN, QPoint(400, 300))
    assert view.viewport.is_fitted


def test_the_navigator_stands_only_over_a_zoomed_photo_and_leads(view: PhotoView) -> None:
    assert view.navigator_rect().isEmpty()
    view.zoom("actual")
    frame = view.navigator_rect()
    assert frame.width() == 140
    QTest.mouseClick(view, LEFT, PLAIN, frame.topLeft() + QPoint(8, 8))
    assert view.stage.whole(0).topLeft() == QPoint(0, 0)


def test_clicking_a_name_asks_for_a_choice(view: PhotoView, qtbot: QtBot) -> None:
    view.set_mode("split")
    tag = view.tags()[1]
    with qtbot.waitSignal(view.name_clicked) as clicked:
        QTest.mouseClick(view, LEFT, PLAIN, tag.rect.center().toPoint())
    assert clicked.args[0] == 1


def test_marks_lie_on_the_result_only(view: PhotoView) -> None:
    def mask(value: int) -> QImage:
        picture = QImage(600, 400, QImage.Format.Format_Alpha8)
        picture.fill(value)
        return picture

    view.resize(1000, 400)
    view.set_mode("side")
    show(view, Marks(mask(255), mask(0), mask(0)))
    screen = view.grab().toImage()
    for side, marked in ((0, False), (1, True)):
        seen = view.stage.seen(side)
        colours = {screen.pixelColor(x, seen.center().y()).name() for x in range(seen.x(), seen.right(), 1)}
        assert (len(colours) > 1) is marked


def test_the_room_for_one_picture_follows_size_and_mode(view: PhotoView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.room_changed) as changed:
        view.resize(700, 600)
    assert changed.args[0].toTuple() == (652, 552)
    with qtbot.waitSignal(view.room_changed):
        view.set_mode("side")


def test_the_shade_of_the_canvas_can_be_chosen(view: PhotoView) -> None:
    view.set_shade("white")
    assert colour_at(view, 5, 5) == QColor("white")
    view.set_shade("")
    assert colour_at(view, 5, 5) == QColor(theme.current().canvas)


def test_nothing_is_shown_after_clearing(view: PhotoView) -> None:
    view.zoom("actual")
    view.clear()
    assert colour_at(view, 400, 300) == QColor(theme.current().canvas)
    assert view.viewport.is_fitted
    assert view.tags() == []


def test_a_screen_reader_hears_photo_mode_names_and_zoom(view: PhotoView) -> None:
    view.expect_photo("beach.jpg")
    show(view)
    view.set_mode("split")
    view.zoom("actual")
    spoken = QAccessible.queryAccessibleInterface(view)
    value = spoken.text(QAccessible.Text.Value)
    for part in ("beach.jpg", "Split", "Before", "Natural, 80 %", "100 %"):
        assert part in value
    assert spoken.text(QAccessible.Text.Name) == "Photo"


def test_focus_by_keys_draws_a_ring(view: PhotoView) -> None:
    accent = QColor(theme.current().accent)
    view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert colour_at(view, 0, 300) != accent
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert colour_at(view, 0, 300) == accent


def test_a_crop_frame_is_dragged_and_moved_by_keys(view: PhotoView) -> None:
    tool = CropTool(CropFrame())
    view.set_tool(tool)
    photo = view.stage.whole(0)
    drag(view, photo.topLeft(), photo.center())
    assert (tool.frame.left, tool.frame.top) == pytest.approx((0.5, 0.5), abs=0.01)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert tool.frame.left == pytest.approx(0.49, abs=0.01)
    assert colour_at(view, photo.x() + 20, photo.y() + 20).blue() < BLUE.blue()  # what goes is darkened


def test_the_picker_tells_where_it_was_clicked(view: PhotoView, qtbot: QtBot) -> None:
    picker = WhitePicker()
    view.set_tool(picker)
    photo = view.stage.whole(0)
    with qtbot.waitSignal(picker.picked) as picked:
        QTest.mouseClick(view, LEFT, PLAIN, QPoint(photo.x() + photo.width() // 4, photo.center().y()))
    assert picked.args == pytest.approx([0.25, 0.5], abs=0.01)


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5", "2"])
def test_a_fitted_picture_meets_the_pixels_of_any_screen(factor: str, tmp_path: Path) -> None:
    """In a window of its own at this scale, a picture made for the room arrives pixel for pixel."""
    code = f"""
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from app.widgets.photo_view import PhotoView
from app.widgets.shown import Shown
app = QApplication([])
window = QWidget(); window.resize(401, 303)
view = PhotoView(window); view.setGeometry(13, 7, 361, 277); window.show()
room = view.room
picture = QImage(room.width(), room.height(), QImage.Format.Format_RGB32)
for x in range(picture.width()):
    for y in range(picture.height()):
        picture.setPixel(x, y, 0xffffff if (x + y) % 2 else 0)
view.set_pictures(Shown("", "", picture), Shown("", "", picture), (room.width() * 10, room.height() * 10))
assert view.devicePixelRatioF() == {factor}
app.processEvents()
screen = window.grab().toImage()
middle = screen.height() // 2
row = [screen.pixelColor(x, middle).value() for x in range(screen.width() // 3, 2 * screen.width() // 3)]
assert row in ([255 * (i % 2) for i in range(len(row))], [255 * (1 - i % 2) for i in range(len(row))]), row[:20]
"""
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen"},
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
