"""Heart and stars."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.heart import Heart
from app.widgets.stars import Stars
from tests.app.widgets.conftest import put


@pytest.fixture
def heart(stage: QWidget) -> Heart:
    heart = Heart("P")
    put(heart, stage)
    return heart


@pytest.fixture
def stars(stage: QWidget) -> Stars:
    stars = Stars()
    put(stars, stage)
    return stars


def test_a_press_likes_and_another_takes_it_back(heart: Heart) -> None:
    heard: list[bool] = []
    heart.liked.connect(heard.append)
    QTest.mouseClick(heart, Qt.MouseButton.LeftButton)
    QTest.keyClick(heart, Qt.Key.Key_Space)
    assert heard == [True, False]


def test_code_likes_silently_and_it_is_filled_with_its_colour(heart: Heart, qtbot: QtBot) -> None:
    like = theme.current().like.lower()
    middle = heart.rect().center()
    assert heart.grab().toImage().pixelColor(middle).name() != like
    with qtbot.assertNotEmitted(heart.liked):
        heart.set_liked(True)
    assert heart.grab().toImage().pixelColor(middle).name() == like
    assert heart.size().toTuple() == (28, 28)
    spoken = QAccessible.queryAccessibleInterface(heart)
    assert spoken.text(QAccessible.Text.Name) == "Like"
    assert spoken.state().checked


def test_a_star_sets_and_the_same_star_clears(stars: Stars) -> None:
    heard: list[int] = []
    stars.rated.connect(heard.append)
    for star in (3, 5, 5):
        QTest.mouseClick(stars, Qt.MouseButton.LeftButton, pos=stars.star_box(star).center().toPoint())
    assert heard == [3, 5, 0]


def test_keys_rate_within_bounds(stars: Stars) -> None:
    heard: list[int] = []
    stars.rated.connect(heard.append)
    QTest.keyClick(stars, Qt.Key.Key_Left)
    QTest.keyClick(stars, Qt.Key.Key_Right)
    QTest.keyClicks(stars, "5")
    QTest.keyClick(stars, Qt.Key.Key_Right)
    QTest.keyClicks(stars, "0")
    assert heard == [1, 5, 0]


def test_code_rates_silently_and_refuses_nonsense(stars: Stars, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(stars.rated):
        stars.set_rating(4)
    with pytest.raises(ValueError, match="6"):
        stars.set_rating(6)
    assert stars.value() == 4


def test_targets_are_at_least_24_and_mirror(stars: Stars) -> None:
    assert stars.star_box(1).width() >= 24
    stars.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert stars.star_box(1).left() > stars.star_box(5).left()


def test_a_screen_reader_can_read_and_set_the_rating(stars: Stars) -> None:
    stars.set_rating(2)
    spoken = QAccessible.queryAccessibleInterface(stars)
    assert spoken.text(QAccessible.Text.Name) == "Rating"
    assert spoken.text(QAccessible.Text.Value).startswith("2 ")
    spoken.valueInterface().setCurrentValue(5)
    assert stars.value() == 5
