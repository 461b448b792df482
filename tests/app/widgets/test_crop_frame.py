"""The crop frame: grips, dragging inside the photo, proportions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect

from app.widgets.crop_frame import SMALLEST, CropFrame, Grip

PHOTO = QRect(0, 0, 1000, 500)
FRAME = CropFrame(0.2, 0.2, 0.8, 0.8)
steps = st.floats(-2, 2)
sides = st.sampled_from([-1, 0, 1])


@pytest.mark.parametrize(
    ("point", "grip"),
    [
        ((200, 100), Grip(-1, -1)),
        ((800, 250), Grip(1, 0)),
        ((500, 405), Grip(0, 1)),
        ((500, 250), Grip()),
        ((50, 250), None),
    ],
)
def test_a_pointer_takes_corners_edges_or_the_inside(point: tuple[int, int], grip: Grip | None) -> None:
    assert FRAME.grip_at(QPointF(*point), PHOTO, 12) == grip


@given(x=sides, y=sides, dx=steps, dy=steps, shape=st.sampled_from([None, 1.0, 0.5, 2.0]))
def test_a_frame_never_leaves_the_photo_nor_vanishes(x: int, y: int, dx: float, dy: float, shape: float | None) -> None:
    frame = FRAME.shaped(shape).dragged(Grip(x, y), dx, dy)
    assert -1e-9 <= frame.left < frame.right <= 1 + 1e-9
    assert -1e-9 <= frame.top < frame.bottom <= 1 + 1e-9
    if shape is None:
        assert frame.right - frame.left >= SMALLEST - 1e-9
    else:
        assert (frame.right - frame.left) / (frame.bottom - frame.top) == pytest.approx(shape)


def test_the_inside_moves_without_changing_size() -> None:
    moved = FRAME.dragged(Grip(), 0.9, -0.1)
    assert (moved.left, moved.right) == pytest.approx((0.4, 1.0))
    assert (moved.top, moved.bottom) == pytest.approx((0.1, 0.7))


def test_the_edge_opposite_the_grip_stays() -> None:
    shaped = FRAME.shaped(1.0)
    dragged = shaped.dragged(Grip(-1, -1), 0.2, 0.1)
    assert (dragged.right, dragged.bottom) == pytest.approx((shaped.right, shaped.bottom))


def test_a_shape_keeps_the_middle() -> None:
    shaped = CropFrame(0.0, 0.0, 1.0, 0.5).shaped(1.0)
    assert (shaped.left, shaped.top, shaped.right, shaped.bottom) == pytest.approx((0.25, 0.0, 0.75, 0.5))
    assert shaped.shaped(None).shape is None
