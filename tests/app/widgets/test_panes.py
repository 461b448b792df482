"""Panes: pairs stand the way that makes them larger, close together; grids take the best number of columns."""

import pytest
from PySide6.QtCore import QRect, QSize

from app.widgets import panes
from app.widgets.panes import Spacing

SPACING = Spacing(margin=24, gap=16, caption=24)
AREA = QSize(1032, 768)


def test_a_fitted_picture_has_a_margin_and_a_zoomed_one_none() -> None:
    assert panes.single(AREA, SPACING, zoomed=False) == QRect(24, 24, 984, 720)
    assert panes.single(AREA, SPACING, zoomed=True) == QRect(0, 0, 1032, 768)


@pytest.mark.parametrize(("photo", "across"), [((4000, 6000), True), ((4000, 3000), True), ((6000, 1500), False)])
def test_a_pair_stands_the_way_that_makes_it_larger(photo: tuple[int, int], across: bool) -> None:
    assert panes.stands_across(photo, AREA, SPACING, None) is across


def test_a_pair_turns_only_for_a_tenth() -> None:
    photo = (3000, 2000)
    widths = range(400, 1600, 4)
    fresh = [panes.stands_across(photo, QSize(w, 768), SPACING, None) for w in widths]
    turning = fresh.index(True)
    just_after = QSize(widths[turning] + 4, 768)
    assert panes.stands_across(photo, just_after, SPACING, None) is True
    assert panes.stands_across(photo, just_after, SPACING, False) is False
    assert panes.stands_across(photo, QSize(1599, 768), SPACING, False) is True


@pytest.mark.parametrize("zoomed", [False, True])
@pytest.mark.parametrize("across", [False, True])
def test_two_panes_are_equal_apart_and_inside(zoomed: bool, across: bool) -> None:
    first, second = panes.pair(AREA, SPACING, zoomed, across)
    assert first.size() == second.size()
    assert not first.intersects(second)
    assert QRect(0, 0, AREA.width(), AREA.height()).contains(first.united(second))
    if across:
        assert second.x() - first.x() - first.width() == SPACING.gap


def test_fitted_pictures_move_together_until_the_gap_is_left() -> None:
    first, second = panes.pair(AREA, SPACING, False, True)
    picture = QSize(300, first.height())
    first, second = panes.together(first, second, picture, SPACING)
    left = first.center().x() + picture.width() // 2
    right = second.center().x() - picture.width() // 2
    assert abs(right - left - SPACING.gap) <= 2
    assert abs(left + right - AREA.width()) <= 2


def test_a_pane_is_never_empty() -> None:
    tiny = QSize(10, 10)
    for pane in (panes.single(tiny, SPACING, False), *panes.pair(tiny, SPACING, False, True)):
        assert pane.width() >= 1
        assert pane.height() >= 1


@pytest.mark.parametrize(
    ("count", "photo", "columns"), [(6, (3, 2), 3), (2, (2, 3), 2), (4, (3, 2), 2), (9, (1, 2), 5)]
)
def test_a_grid_takes_the_columns_that_make_pictures_largest(count: int, photo: tuple[int, int], columns: int) -> None:
    rects = panes.grid(count, photo, QSize(1296, 768), SPACING)
    assert len(rects) == count
    assert len({rect.x() for rect in rects}) == columns


def test_a_grid_keeps_proportions_gaps_and_margins() -> None:
    rects = panes.grid(6, (3, 2), QSize(1296, 768), SPACING)
    assert all(abs(rect.width() / rect.height() - 1.5) < 0.01 for rect in rects)
    assert rects[1].x() - rects[0].x() - rects[0].width() == SPACING.gap
    assert min(rect.x() for rect in rects) >= SPACING.margin
    assert max(rect.x() + rect.width() for rect in rects) <= 1296 - SPACING.margin
    assert all(not a.intersects(b) for a in rects for b in rects if a is not b)
