"""What both photos show: inside both, and as large as can be."""

import numpy as np
import pytest

from training.match.alignment import mapped
from training.match.overlap import common_rectangle


def test_a_photo_inside_the_other_is_wholly_common() -> None:
    matrix = np.array([[2.0, 0, 50], [0, 2, 40], [0, 0, 1]])
    assert common_rectangle((300, 400), (1000, 1000), matrix) == (0, 0, 400, 300)


def test_what_sticks_out_is_cut_off() -> None:
    matrix = np.array([[1.0, 0, -100], [0, 1, 60], [0, 0, 1]])
    left, top, right, bottom = common_rectangle((320, 480), (320, 480), matrix)
    assert (left, top) == (pytest.approx(100, abs=4), 0)
    assert (right, bottom) == (480, pytest.approx(260, abs=4))


def test_nothing_in_common_is_empty() -> None:
    assert common_rectangle((100, 100), (100, 100), np.array([[1.0, 0, 500], [0, 1, 0], [0, 0, 1]])) == (0, 0, 0, 0)


@pytest.mark.parametrize("turn", [5, 20, 45])
def test_of_a_turned_photo_it_lies_inside_and_is_large(turn: float) -> None:
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    middle = np.array([[1.0, 0, -199.5], [0, 1, -199.5], [0, 0, 1]])
    matrix = np.linalg.inv(middle) @ np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]]) @ middle
    left, top, right, bottom = common_rectangle((400, 400), (400, 400), matrix)
    corners = np.array([[left, top], [right - 1, top], [right - 1, bottom - 1], [left, bottom - 1]], float)
    found = mapped(matrix, corners)
    assert found.min() >= -0.5
    assert found.max() <= 399.5
    # The largest upright square inside both of two squares that are turned against each other.
    side = 400 / (cos + sin)
    assert (right - left) * (bottom - top) >= 0.94 * side**2
