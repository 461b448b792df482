"""The split line: sides, hits, steps, upright and flat."""

import pytest
from PySide6.QtCore import QPointF, QRect

from app.widgets.split_line import SplitLine

SEEN = QRect(100, 50, 400, 200)


@pytest.mark.parametrize("flat", [False, True])
@pytest.mark.parametrize("at", [0.0, 0.3, 0.5, 1.0])
def test_the_two_sides_make_the_whole(at: float, flat: bool) -> None:
    first, second = SplitLine(at, flat).sides(SEEN)
    assert first.width() * first.height() + second.width() * second.height() == 400 * 200
    assert not first.intersects(second)
    assert first.topLeft() == SEEN.topLeft()
    assert second.bottomRight() == SEEN.bottomRight()


def test_it_follows_a_point_and_stops_at_the_edges() -> None:
    assert SplitLine().moved_to(QPointF(200, 0), SEEN).at == 0.25
    assert SplitLine(flat=True).moved_to(QPointF(0, 100), SEEN).at == 0.25
    assert SplitLine().moved_to(QPointF(-5, 0), SEEN).at == 0.0
    assert SplitLine().moved_to(QPointF(900, 0), SEEN).at == 1.0


def test_it_is_taken_within_its_reach_only() -> None:
    line = SplitLine()
    assert line.is_near(QPointF(311, 60), SEEN, 12)
    assert not line.is_near(QPointF(313, 60), SEEN, 12)
    assert not line.is_near(QPointF(300, 400), SEEN, 12)


def test_a_step_is_two_percent() -> None:
    assert SplitLine(0.5).nudged(3).at == pytest.approx(0.56)
    assert SplitLine(0.01).nudged(-3).at == 0.0


def test_the_handle_sits_in_the_middle_of_the_line() -> None:
    assert SplitLine(0.25).middle(SEEN) == QPointF(200, 150)
    assert SplitLine(0.25, True).middle(SEEN) == QPointF(300, 100)
