"""The style card: covers without bending, waits before it shows itself on the photo, says why it cannot."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QEnterEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.style_card import MARGIN, PICTURE, StyleCard
from tests.app.widgets.conftest import put


@pytest.fixture
def card(stage: QWidget) -> StyleCard:
    card = StyleCard("Harbour light", "Taught in May.")
    put(card, stage)
    card.move(40, 40)
    return card


def striped(width: int, height: int) -> QImage:
    """Red on the left third, green in the middle, blue on the right."""
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        colour = QColor(("#FF0000", "#00FF00", "#0000FF")[min(3 * x // width, 2)])
        for y in range(height):
            picture.setPixelColor(x, y, colour)
    return picture


def colour_at(card: StyleCard, x: float, y: float) -> str:
    """Colour at a place of the picture, in fractions."""
    box = card.picture_box()
    picture = card.grab().toImage()
    return picture.pixelColor(round(box.x() + x * (box.width() - 1)), round(box.y() + y * (box.height() - 1))).name()


def enter(card: StyleCard) -> None:
    at = QPointF(10, 10)
    QApplication.sendEvent(card, QEnterEvent(at, at, card.mapToGlobal(at)))


def leave(card: StyleCard) -> None:
    from PySide6.QtCore import QEvent

    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))


def test_its_picture_is_116_by_78_at_100_per_cent(card: StyleCard) -> None:
    assert card.picture_box().size().toSize() == PICTURE
    assert card.size().toTuple() == (124, 112)


def test_width_decides_height_at_the_same_ratio(card: StyleCard) -> None:
    assert card.heightForWidth(96 + 2 * MARGIN) == 65 + 26 + 2 * MARGIN


def test_a_wide_picture_is_cut_at_the_sides_and_not_bent(card: StyleCard) -> None:
    card.set_picture(striped(300, 67))
    assert card.state() == "ready"
    assert colour_at(card, 0.5, 0.5) == "#00ff00"
    card.set_picture(striped(300, 67), centre=(1.0, 0.5))
    assert colour_at(card, 0.9, 0.5) == "#0000ff"
    assert colour_at(card, 0.0, 0.5) != "#ff0000"


def test_it_waits_as_a_well_without_a_spinner(card: StyleCard) -> None:
    assert card.state() == "waiting"
    assert colour_at(card, 0.5, 0.5) == theme.current().well.lower()


def test_the_photo_shows_it_after_a_rest_and_returns_on_leave(card: StyleCard, qtbot: QtBot) -> None:
    heard: list[bool] = []
    card.hovered.connect(heard.append)
    enter(card)
    assert heard == []
    qtbot.waitUntil(lambda: heard == [True], timeout=30_000)
    leave(card)
    assert heard == [True, False]


def test_passing_over_it_says_nothing(card: StyleCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.hovered, wait=250):
        enter(card)
        leave(card)


def test_hiding_it_ends_the_look(card: StyleCard, qtbot: QtBot) -> None:
    with qtbot.waitSignal(card.hovered, timeout=30_000):
        enter(card)
    with qtbot.waitSignal(card.hovered) as heard:
        card.hide()
    assert heard.args == [False]


def test_one_that_cannot_run_is_pressed_but_not_tried(card: StyleCard, qtbot: QtBot) -> None:
    card.set_state("cannot")
    with qtbot.assertNotEmitted(card.hovered, wait=250):
        enter(card)
    with qtbot.waitSignal(card.clicked):
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    with pytest.raises(ValueError, match="broken"):
        card.set_state("broken")


def test_pressing_leaves_the_choice_to_the_panel(card: StyleCard) -> None:
    card.click()
    assert not card.isChecked()
    card.set_chosen(True)
    card.click()
    assert card.isChecked()


def test_chosen_has_an_accent_frame_in_space_of_its_own(card: StyleCard) -> None:
    card.set_picture(striped(116, 78))
    size, inside = card.sizeHint(), colour_at(card, 0.0, 0.5)
    card.set_chosen(True)
    picture = card.grab().toImage()
    assert picture.pixelColor(MARGIN - 1, 50).name() == theme.current().accent.lower()
    assert colour_at(card, 0.0, 0.5) == inside
    assert card.sizeHint() == size


def test_focus_rings_outside_the_frame(card: StyleCard) -> None:
    card.setFocus()
    picture = card.grab().toImage()
    assert picture.pixelColor(0, 50).name() == theme.current().accent.lower()
    assert picture.pixelColor(MARGIN - 1, 50).name() != theme.current().accent.lower()


def test_a_screen_reader_hears_its_name_and_whether_it_is_chosen(card: StyleCard) -> None:
    card.set_chosen(True)
    spoken = QAccessible.queryAccessibleInterface(card)
    assert spoken.text(QAccessible.Text.Name) == "Harbour light"
    assert spoken.text(QAccessible.Text.Description) == "Taught in May."
    assert spoken.state().checked


@pytest.mark.parametrize("progress", [None, 0.0, 0.6, 1.0])
def test_learning_shows_a_line(card: StyleCard, progress: float | None) -> None:
    card.set_progress(progress)
    box = card.picture_box()
    picture = card.grab().toImage()
    row = round(box.bottom()) - 8
    lit = sum(
        picture.pixelColor(x, row).name() == theme.current().knob.lower()
        for x in range(round(box.left()), round(box.right()))
    )
    assert lit == pytest.approx((progress or 0) * (box.width() - 12), abs=4)


def test_texture_is_marked(card: StyleCard) -> None:
    before = card.grab().toImage()
    card.set_texture(True)
    assert card.grab().toImage() != before
