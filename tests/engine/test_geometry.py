"""Sizes and points of turned, straightened and cropped pictures."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.edit import Crop, Edit
from engine.geometry import geometry, output_size

SIZES = st.tuples(st.integers(1, 4000), st.integers(1, 4000))
ANGLES = st.floats(-45, 45)


@st.composite
def crops(draw: st.DrawFn) -> Crop:
    left, right = sorted(draw(st.lists(st.floats(0, 1), min_size=2, max_size=2)))
    top, bottom = sorted(draw(st.lists(st.floats(0, 1), min_size=2, max_size=2)))
    assume(left < right and top < bottom)
    return Crop(left, top, right, bottom)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    angle = draw(st.one_of(st.just(0.0), ANGLES))
    return Edit(quarter_turns=draw(st.integers(0, 3)), flip=draw(st.booleans()), angle=angle, crop=draw(crops()))


def test_nothing_decided_keeps_the_size() -> None:
    place = geometry((600, 400), Edit())
    assert place.size == (600, 400)
    assert place.is_plain


@pytest.mark.parametrize(
    ("edit", "size"),
    [
        (Edit(quarter_turns=1), (400, 600)),
        (Edit(quarter_turns=2), (600, 400)),
        (Edit(crop=Crop(0.25, 0.0, 0.75, 0.5)), (300, 200)),
        (Edit(quarter_turns=3, crop=Crop(0.25, 0.0, 0.75, 0.5)), (200, 300)),
        (Edit(crop=Crop(0.5, 0.5, 0.5001, 0.5001)), (1, 1)),
    ],
)
def test_sizes(edit: Edit, size: tuple[int, int]) -> None:
    assert output_size((600, 400), edit) == size


def test_the_long_edge_is_met_exactly_and_never_enlarges() -> None:
    assert output_size((6000, 4000), Edit(), 1600) == (1600, 1067)
    assert output_size((6000, 4000), Edit(quarter_turns=1), 1600) == (1067, 1600)
    assert output_size((6000, 4000), Edit(crop=Crop(0.1, 0.1, 0.6, 0.9)), 1600) == (1500, 1600)
    assert output_size((600, 400), Edit(), 1600) == (600, 400)


@given(SIZES, edits(), st.one_of(st.none(), st.integers(1, 3000)))
def test_any_picture_fits_into_its_photo(size: tuple[int, int], edit: Edit, long_edge: int | None) -> None:
    place = geometry(size, edit, long_edge)
    assert min(place.size) >= 1
    assert place.left >= 0
    assert place.top >= 0
    assert place.left + place.whole[0] <= place.frame[0] + 1e-6
    assert place.top + place.whole[1] <= place.frame[1] + 1e-6
    assert all(made <= shown for made, shown in zip(place.size, place.whole, strict=True))
    assert all(made <= full for made, full in zip(place.scaled, size, strict=True))
    x0, y0, x1, y1 = place.area
    assert edit.angle or (0 <= x0 < x1 <= size[0] and 0 <= y0 < y1 <= size[1])
    if long_edge:
        assert max(place.size) <= long_edge


@given(st.integers(50, 3000), st.integers(50, 3000), ANGLES)
def test_a_straightened_picture_has_no_empty_corner(width: int, height: int, angle: float) -> None:
    place = geometry((width, height), Edit(angle=angle))
    for corner in ((0, 0), (1, 0), (0, 1), (1, 1)):
        u, v = place.to_photo(corner)
        assert -1e-3 <= u <= 1.001
        assert -1e-3 <= v <= 1.001


@given(st.integers(200, 3000), st.integers(200, 3000), st.floats(0.5, 45))
def test_the_straightened_picture_is_as_large_as_can_be(width: int, height: int, angle: float) -> None:
    """A rectangle of the same middle that is 2 % wider or higher has an empty corner."""
    place = geometry((width, height), Edit(angle=angle))
    half = np.array(place.frame) / 2
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))

    def empty(w: float, h: float) -> bool:
        across, down = w * cos + h * sin, w * sin + h * cos
        return across > width / 2 + 1e-6 or down > height / 2 + 1e-6

    assert not empty(*half)
    assert empty(*(half * 1.02))


@given(SIZES, edits(), st.floats(0, 1), st.floats(0, 1))
def test_points_go_to_the_photo_and_back(size: tuple[int, int], edit: Edit, x: float, y: float) -> None:
    place = geometry(size, edit)
    assert place.from_photo(place.to_photo((x, y))) == pytest.approx((x, y), abs=1e-6)


@given(st.integers(0, 3), st.booleans(), st.integers(1, 9), st.integers(1, 9), st.data())
@settings(max_examples=60)
def test_points_and_rectangles_agree_with_pixels(turns: int, flip: bool, w: int, h: int, data: st.DataObject) -> None:
    pixels = np.arange(w * h * 3, dtype=np.float32).reshape(h, w, 3)
    place = geometry((w, h), Edit(quarter_turns=turns, flip=flip))
    turned = place.turn(pixels)
    expected = np.rot90(pixels, -turns)
    expected = expected[:, ::-1] if flip else expected
    assert np.array_equal(turned, expected)
    x0, x1 = sorted((data.draw(st.integers(0, place.turned[0] - 1)), data.draw(st.integers(1, place.turned[0]))))
    y0, y1 = sorted((data.draw(st.integers(0, place.turned[1] - 1)), data.draw(st.integers(1, place.turned[1]))))
    assume(x0 < x1 and y0 < y1)
    a0, b0, a1, b1 = place.unturned((x0, y0, x1, y1), place.turned)
    assert np.array_equal(place.turn(pixels[b0:b1, a0:a1]), turned[y0:y1, x0:x1])
    u, v = place.to_photo(((x0 + 0.5) / place.size[0], (y0 + 0.5) / place.size[1]))
    assert np.array_equal(pixels[int(v * h), int(u * w)], turned[y0, x0])


def test_a_clockwise_quarter_brings_the_left_edge_to_the_top() -> None:
    place = geometry((600, 400), Edit(quarter_turns=1))
    assert place.from_photo((0.0, 0.5)) == pytest.approx((0.5, 0.0))


def test_straightening_turns_clockwise() -> None:
    """What is right of the middle moves down."""
    place = geometry((600, 400), Edit(angle=5))
    assert place.from_photo((0.8, 0.5))[1] > 0.53
