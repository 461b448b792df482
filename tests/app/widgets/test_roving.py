"""One tab stop for many widgets: arrows go to the neighbour in that direction, over gaps and ragged rows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.widgets.roving import Roving

# Two columns; the first section has three cards, the next begins lower.
PLACES = ((0, 0), (130, 0), (0, 110), (0, 260), (130, 260))


@pytest.fixture
def cards(stage: QWidget) -> list[QPushButton]:
    cards = []
    for x, y in PLACES:
        card = QPushButton(stage)
        card.setGeometry(x, y, 124, 100)
        card.show()
        cards.append(card)
    QApplication.processEvents()
    return cards


@pytest.fixture
def roving(stage: QWidget, cards: list[QPushButton]) -> Roving:
    roving = Roving(cards, stage)
    cards[0].setFocus()
    return roving


@pytest.mark.parametrize(
    ("keys", "end"),
    [
        ([Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_Right, Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_Down], 2),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down], 3),
        ([Qt.Key.Key_Right, Qt.Key.Key_Down], 4),
        ([Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up], 1),
        ([Qt.Key.Key_Up], 0),
    ],
)
@pytest.mark.usefixtures("roving")
def test_arrows(cards: list[QPushButton], keys: list[Qt.Key], end: int) -> None:
    for key in keys:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
    assert cards[end].hasFocus()


def test_only_the_current_one_is_reached_by_tab(cards: list[QPushButton], roving: Roving) -> None:
    roving.hold(cards[3])
    assert [card.focusPolicy() == Qt.FocusPolicy.StrongFocus for card in cards] == [False] * 3 + [True, False]


def test_enter_presses(cards: list[QPushButton], roving: Roving) -> None:
    pressed = []
    cards[0].clicked.connect(lambda: pressed.append(0))
    QTest.keyClick(cards[0], Qt.Key.Key_Return)
    assert pressed == [0]


def test_arrows_with_a_modifier_are_left_to_the_window(
    stage: QWidget, cards: list[QPushButton], roving: Roving
) -> None:
    heard = []
    for keys in (Qt.Modifier.SHIFT | Qt.Key.Key_Right, QKeySequence(Qt.Key.Key_Down)):
        action = QAction(stage)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False, keys=keys: heard.append(keys))
        stage.addAction(action)
    QTest.keyClick(cards[0], Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert len(heard) == 1
    QTest.keyClick(cards[0], Qt.Key.Key_Down)
    assert len(heard) == 1, "a plain arrow belongs to the cards"


def test_stops_can_be_replaced(cards: list[QPushButton], roving: Roving) -> None:
    roving.set_stops(cards[3:])
    assert cards[3].focusPolicy() == Qt.FocusPolicy.StrongFocus
    cards[0].setFocus()
    QTest.keyClick(cards[0], Qt.Key.Key_Down)
    assert not cards[2].hasFocus()
