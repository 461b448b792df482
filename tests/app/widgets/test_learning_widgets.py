"""Widgets of the Teach room: they paint what they are given, speak, and are used by keys."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.widgets.balance_slider import BalanceSlider
from app.widgets.loss_plot import LossPlot
from app.widgets.marked_line import MarkedLine
from app.widgets.moment_strip import Cell, MomentStrip
from app.widgets.pair_picture import PairPicture
from app.widgets.share_bar import ShareBar
from app.words import duration_words


def picture(colour: str) -> QImage:
    made = QImage(60, 40, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def shown(widget: QWidget, qtbot: QtBot, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    return widget.grab().toImage()


def test_a_pair_shows_both_halves_and_a_well_where_one_is_missing(qtbot: QtBot) -> None:
    pair = PairPicture(captions=True)
    pair.set_pictures("IMG_1", picture("#ff0000"), QImage())
    seen = shown(pair, qtbot, 402, 174)
    before, now = pair.halves()
    assert seen.pixelColor(before.center().toPoint()) == QColor("#ff0000")
    assert seen.pixelColor(now.center().toPoint()) == QColor(theme.current().well)
    assert pair.heightForWidth(402) == 174
    assert "IMG_1" in pair.accessibleName()


def test_the_strip_is_chosen_from_by_pointer_and_keys(qtbot: QtBot) -> None:
    strip = MomentStrip()
    cells = (
        Cell("before", "Before", picture("#ff0000")),
        Cell("15.0", "15 s", picture("#00ff00")),
        Cell("now", "Now", picture("#0000ff")),
        Cell("earlier", "Version 2", picture("#888888"), can_choose=False, apart=True),
    )
    strip.set_cells(cells, "now")
    seen = shown(strip, qtbot, 900, strip.heightForWidth(900))
    assert seen.pixelColor(strip.box(1).center().toPoint()) == QColor("#00ff00")
    chosen: list[str] = []
    strip.chosen.connect(chosen.append)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.box(1).center().toPoint())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(strip, key)
    assert chosen == ["15.0", "now"], "what cannot be chosen is not"
    assert strip.index_at(QPointF(-5, 5)) == -1


def test_of_many_moments_the_first_and_the_last_stay(qtbot: QtBot) -> None:
    strip = MomentStrip()
    strip.set_cells(tuple(Cell(str(n), str(n), picture("#444444")) for n in range(14)), "13")
    shown(strip, qtbot, 900, 140)
    assert [cell.id for cell in strip.cells()][:2] == ["0", "6"]
    assert strip.cells()[-1].id == "13"


def test_the_plot_paints_its_lines(qtbot: QtBot) -> None:
    plot = LossPlot()
    empty = shown(plot, qtbot, 600, 126)
    plot.set_curves((("Faithful", ((0.0, 1.0), (30.0, 0.2))), ("Striking", ((0.0, 0.0), (30.0, 0.0)))), 60.0, "1 min")
    assert plot.grab().toImage() != empty
    assert plot.accessibleDescription() == "Faithful 0.2, Striking 0"


def test_the_balance_speaks_of_its_ends(qtbot: QtBot) -> None:
    slider = BalanceSlider()
    qtbot.addWidget(slider)
    assert slider.spoken_value() == "In the middle"
    slider.set_value(60)
    assert slider.spoken_value() == "20\u202f% towards striking"
    slider.set_value(25)
    assert slider.spoken_value() == "50\u202f% towards faithful"
    assert not slider.is_live()
    slider.set_live((30.0, 70.0))
    assert not slider.is_live()
    slider.set_value(30)
    assert slider.is_live()


def test_the_balance_is_moved_by_keys_and_comes_back_to_the_middle(qtbot: QtBot) -> None:
    slider = BalanceSlider()
    slider.set_live((0.0, 100.0))
    shown(slider, qtbot, 280, 52)
    committed: list[float] = []
    slider.committed.connect(committed.append)
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert slider.value() == 70.0
    slider.reset()
    assert committed[-1] == 50.0


def test_the_mark_stands_where_it_is_put(qtbot: QtBot) -> None:
    line = MarkedLine()
    line.set_share(0.6)
    plain = shown(line, qtbot, 400, 16)
    line.set_mark(0.25)
    marked = line.grab().toImage()
    assert marked.pixelColor(100, 8) == QColor(theme.current().text)
    assert marked.pixelColor(300, 8) == plain.pixelColor(300, 8)


def test_a_share_is_as_long_as_it_says(qtbot: QtBot) -> None:
    bar = ShareBar()
    bar.set_share(0.5)
    seen = shown(bar, qtbot, 200, 20)
    assert seen.pixelColor(90, 10) == QColor(theme.current().fill)
    assert seen.pixelColor(110, 10) == QColor(theme.current().line)


@pytest.mark.parametrize(
    ("seconds", "lasted", "rounded", "roughly", "clock"),
    [
        (7.4, "7 s", "7 s", "5 s", "0:07"),
        (48.0, "48 s", "48 s", "50 s", "0:48"),
        (59.9, "59 s", "1 min", "1 min", "0:59"),
        (432.0, "7 min 12 s", "7 min", "7 min", "7:12"),
        (7500.0, "2 h 5 min", "2.1 h", "2.1 h", "2:05:00"),
    ],
)
def test_durations_are_said_as_a_person_would(
    seconds: float, lasted: str, rounded: str, roughly: str, clock: str
) -> None:
    assert duration_words.lasted(seconds) == lasted
    assert duration_words.rounded(seconds) == rounded
    assert duration_words.roughly(seconds) == roughly
    assert duration_words.clock(seconds) == clock
