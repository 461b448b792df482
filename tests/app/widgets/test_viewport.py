"""Viewport: fitting, zooming at a point, panning to the edges, and which photo pixels are seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QSize

from app.widgets import viewport
from app.widgets.viewport import Viewport

PHOTO = (6000, 4000)
PANE = QRect(0, 0, 1000, 800)
sizes = st.tuples(st.integers(1, 12000), st.integers(1, 12000))
scales = st.floats(0.05, 8.0)
fractions = st.floats(0, 1)


def fitted() -> QRect:
    return viewport.place(Viewport(), PHOTO, PANE, 1.0)


def test_a_fitted_photo_fills_its_pane_in_one_direction_and_is_centred() -> None:
    assert fitted() == QRect(0, 66, 1000, 667)


def test_a_small_photo_is_not_enlarged() -> None:
    assert viewport.place(Viewport(), (200, 100), PANE, 1.0) == QRect(400, 350, 200, 100)
    assert viewport.place(Viewport(), (200, 100), PANE, 2.0).size() == QSize(400, 200)


@given(at=st.tuples(st.integers(100, 900), st.integers(150, 650)))
def test_the_photo_stays_under_the_pointer_when_zoomed(at: tuple[int, int]) -> None:
    shown, point = fitted(), QPointF(*at)
    zoomed = viewport.zoom(Viewport(), 1.0, point, shown, PHOTO, PANE)
    there = viewport.place(zoomed, PHOTO, PANE, 1.0)
    before = (point.x() - shown.x()) / shown.width(), (point.y() - shown.y()) / shown.height()
    after = (point.x() - there.x()) / there.width(), (point.y() - there.y()) / there.height()
    assert there.size() == QSize(*PHOTO)
    assert after == pytest.approx(before, abs=1.5 / 667)


@given(size=sizes, scale=scales, x=fractions, y=fractions, dx=st.floats(-1e4, 1e4), dy=st.floats(-1e4, 1e4))
def test_panning_never_leaves_a_gap(
    size: tuple[int, int], scale: float, x: float, y: float, dx: float, dy: float
) -> None:
    view = viewport.pan(viewport.settle(Viewport(scale, x, y), size, PANE), QPointF(dx, dy), size, PANE)
    whole = viewport.place(view, size, PANE, 1.0)
    for start, length, room in ((whole.x(), whole.width(), 1000), (whole.y(), whole.height(), 800)):
        if length > room:
            assert start <= 0
            assert start + length >= room
        else:
            assert abs(2 * start + length - room) <= 1


def test_panning_moves_the_photo_with_the_hand() -> None:
    view = Viewport(1.0)
    start = viewport.place(view, PHOTO, PANE, 1.0)
    moved = viewport.place(viewport.pan(view, QPointF(30, -20), PHOTO, PANE), PHOTO, PANE, 1.0)
    assert moved.topLeft() - start.topLeft() == QPointF(30, -20).toPoint()


def test_a_fitted_photo_is_not_panned() -> None:
    assert viewport.pan(Viewport(), QPointF(50, 50), PHOTO, PANE) == Viewport()


@pytest.mark.parametrize("side", [0, 1])
def test_a_freed_picture_moves_alone(side: int) -> None:
    view = viewport.free(Viewport(1.0), side, QPointF(100, 40), PHOTO, PANE)
    places = [viewport.place(view.of(i), PHOTO, PANE, 1.0).topLeft() for i in (0, 1)]
    rest = viewport.place(Viewport(1.0), PHOTO, PANE, 1.0).topLeft()
    assert places[side] - rest == QPointF(100, 40).toPoint()
    assert places[1 - side] == rest


def test_both_pan_together_after_one_was_freed() -> None:
    view = viewport.free(Viewport(1.0), 1, QPointF(100, 40), PHOTO, PANE)
    apart = viewport.pan(view, QPointF(-60, 10), PHOTO, PANE).apart
    assert apart == view.apart


def test_the_wheel_stops_at_100_percent_on_its_way() -> None:
    assert viewport.turned(0.9, 120, 0.16) == 1.0
    assert viewport.turned(1.1, -120, 0.16) == 1.0
    assert viewport.turned(1.0, 120, 0.16) == pytest.approx(2**0.25)


def test_zooming_out_ends_at_the_fitted_photo_and_in_at_800_percent() -> None:
    assert viewport.turned(0.17, -120, 0.16) is None
    assert viewport.turned(7.9, 1200, 0.16) == viewport.LARGEST
    assert viewport.stepped(0.2, -1, 0.18) is None
    assert viewport.stepped(8.0, 1, 0.18) == viewport.LARGEST


def test_keys_go_from_notch_to_notch() -> None:
    scale, seen = 0.16, []
    while scale < viewport.LARGEST:
        scale = viewport.stepped(scale, 1, 0.16) or 0
        seen.append(scale)
    assert 1.0 in seen
    assert seen == sorted(seen)


@given(scale=scales, x=fractions, y=fractions)
def test_what_is_seen_covers_the_pane_exactly(scale: float, x: float, y: float) -> None:
    shown = viewport.place(viewport.settle(Viewport(scale, x, y), PHOTO, PANE), PHOTO, PANE, 1.0)
    part = viewport.visible(shown, PANE, PHOTO)
    assert QRect(0, 0, *PHOTO).contains(part)
    back = viewport.lay_over(part, shown, PHOTO)
    assert back.contains(shown.intersected(PANE))
    assert back.width() <= PANE.width() + 2 * max(1, scale) + 2


def test_at_100_percent_photo_pixels_are_screen_pixels() -> None:
    shown = viewport.place(Viewport(1.0, 0.5, 0.5), PHOTO, PANE, 1.0)
    part = viewport.visible(shown, PANE, PHOTO)
    assert part.size() == PANE.size()
    assert viewport.lay_over(part, shown, PHOTO) == PANE


def test_nothing_is_seen_of_a_photo_beyond_its_pane() -> None:
    assert viewport.visible(QRect(2000, 0, 100, 100), PANE, (100, 100)).isEmpty()
