"""Styles as tables of colours for other programs."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.grade import Grade, identity
from engine.grade.cube import carried, lattice, look_up, sample, write_cube, write_hald
from tests.conftest import make_photo

PHOTO = make_photo(48, 64).astype(np.float32) / np.float32(255)


def warmer() -> Grade:
    """A grade that does the same everywhere: red a fifth up, blue a fifth down and lifted."""
    grid = identity((2, 2)).grid.copy()
    grid[..., 0] = 0.8
    grid[..., 10] = 0.8
    grid[..., 11] = 0.1
    return Grade(grid)


def difference(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).mean())


def test_a_lattice_looked_up_is_the_colour_itself() -> None:
    np.testing.assert_allclose(look_up(lattice(17), PHOTO), PHOTO, atol=1e-6)


@pytest.mark.parametrize("size", [17, 33])
def test_what_is_alike_everywhere_is_carried_whole(size: int) -> None:
    lut = sample([PHOTO], [warmer()], size).lut
    missed, share = carried(lut, [PHOTO], [warmer()], difference)
    assert missed < 0.002
    assert share > 0.98
    # Colours that no photo has follow the grade too.
    np.testing.assert_allclose(lut[-1, -1, 0], (0.8, 1.0, 0.1), atol=0.03)


def test_what_differs_from_place_to_place_is_not() -> None:
    """Left half darker, right half brighter: no table can do that, and it says so."""
    grid = identity((1, 2)).grid.copy()
    grid[:, 0] *= 0.5
    grid[:, 1] *= 1.3
    grade = Grade(grid)
    _, share = carried(sample([PHOTO], [grade], 17).lut, [PHOTO], [grade], difference)
    assert share < 0.7


def test_a_cube_file_is_as_the_format_says(tmp_path: Path) -> None:
    lut = sample([PHOTO], [warmer()], 17).lut
    write_cube(tmp_path / "look.cube", lut, 'My "warm"\nlook')
    lines = (tmp_path / "look.cube").read_text().splitlines()
    assert lines[:2] == ['TITLE "My  warm  look"', "LUT_3D_SIZE 17"]
    rows = np.array([[float(number) for number in line.split()] for line in lines[4:]])
    assert rows.shape == (17**3, 3)
    np.testing.assert_allclose(rows[1], lut[1, 0, 0], atol=1e-6)  # red first
    np.testing.assert_allclose(rows[17], lut[0, 1, 0], atol=1e-6)
    assert [path.name for path in tmp_path.iterdir()] == ["look.cube"]


def test_a_hald_of_nothing_holds_all_colours(tmp_path: Path) -> None:
    write_hald(tmp_path / "hald.png", lattice(17), level=3)
    picture = cv2.imread(str(tmp_path / "hald.png"), cv2.IMREAD_UNCHANGED)
    assert picture.shape == (27, 27, 3)
    assert picture.dtype == np.uint16
    colours = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).reshape(-1, 3) / 65535
    np.testing.assert_allclose(colours[8], (1, 0, 0), atol=1e-4)
    np.testing.assert_allclose(colours[80], (1, 1, 0), atol=1e-4)
    np.testing.assert_allclose(colours[-1], (1, 1, 1), atol=1e-4)


def test_no_photos_are_refused() -> None:
    with pytest.raises(ValueError, match="photos"):
        sample([], [], 17)
