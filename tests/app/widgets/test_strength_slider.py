"""Strength: per cent outside, 0..1.5 inside, room for the ring at both ends."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from app.widgets.ranged import RING
from app.widgets.strength_slider import StrengthSlider
from tests.app.widgets.conftest import put

SHAPES = pytest.mark.parametrize("inline", [False, True], ids=["under the cards", "in a bar"])


@pytest.fixture
def slider(stage: QWidget) -> StrengthSlider:
    slider = StrengthSlider()
    put(slider, stage)
    return slider


def test_it_says_per_cent_and_gives_a_fraction(slider: StrengthSlider) -> None:
    slider.set_value(0.8)
    assert slider.words() == "80\u202f%"
    spoken = QAccessible.queryAccessibleInterface(slider)
    assert spoken.text(QAccessible.Text.Name) == "Strength"
    assert spoken.text(QAccessible.Text.Value) == "80\u202f%"


def test_an_arrow_is_one_per_cent(slider: StrengthSlider) -> None:
    committed: list[float] = []
    slider.committed.connect(committed.append)
    slider.set_value(0.8)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    QTest.keyClick(slider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert committed == [pytest.approx(0.81), pytest.approx(0.71)]


def test_per_cent_are_typed(slider: StrengthSlider) -> None:
    slider.type_value()
    field = slider.findChild(QLineEdit)
    assert field is not None
    assert field.text() == "100"
    QTest.keyClicks(field, "65 %")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert slider.value() == pytest.approx(0.65)


def test_a_double_click_returns_to_the_styles_own_default(slider: StrengthSlider) -> None:
    slider.set_default(0.7)
    slider.set_value(1.2)
    at = QPoint(round(slider.x_of(1.2)), round(slider.track().y()))
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at)
    assert slider.value() == pytest.approx(0.7)


@SHAPES
def test_parts_do_not_overlap_and_the_ring_fits(stage: QWidget, inline: bool) -> None:
    slider = StrengthSlider(inline=inline)
    put(slider, stage, 250)
    line = slider.track()
    assert line.left() - RING >= 0
    assert line.right() + RING <= slider.width()
    assert not slider.name_box().intersects(slider.value_box())
    for value in (0.0, 1.0, 1.5):
        at = line.center()
        at.setX(slider.x_of(value))
        assert slider.part_at(at) in ("knob", "track")
    slider.grab()


def test_clicks_beside_the_track_do_nothing(slider: StrengthSlider) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, slider.height() - 2))
    assert slider.value() == 1.0
