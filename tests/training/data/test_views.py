"""Views: the part that was drawn, at the size that was asked for, the same in both photos of a pair."""

import numpy as np
import pytest
import torch

from training.data.views import Part, View, as_tensor, draw_part, take, whole_small


def coordinates(height: int, width: int) -> np.ndarray:
    """A picture whose red says the column and whose green the row, in 255ths."""
    y, x = np.mgrid[0:height, 0:width]
    red, green = (x + 0.5) / width * 255, (y + 0.5) / height * 255
    return np.stack([red, green, np.zeros_like(red)], -1).round().astype(np.uint8)


VIEWS = [
    View(32, 48),
    View(32, 48, smallest=0.4, largest=1.0),
    View(40, 20, smallest=1, largest=1, upend=True),
    View(33, 50, stretched=True, upend=True),
]


@pytest.mark.parametrize("view", VIEWS)
def test_the_box_says_where_the_view_lies(view: View) -> None:
    photo = coordinates(120, 160)
    for seed in range(12):
        part = draw_part(view, 120, 160, np.random.default_rng(seed))
        found = take(photo, part, view)
        assert found.shape == (3, view.height, view.width)
        left, top, right, bottom = part.turned_box()
        x = left + (right - left) * (np.arange(view.width) + 0.5) / view.width
        y = top + (bottom - top) * (np.arange(view.height) + 0.5) / view.height
        assert np.allclose(found[0].mean(0).numpy(), x, atol=0.006)
        assert np.allclose(found[1].mean(1).numpy(), y, atol=0.006)


def test_pixels_of_an_unscaled_view_are_those_of_the_photo() -> None:
    rng = np.random.default_rng(0)
    photo = rng.integers(0, 256, (50, 70, 3), np.uint8)
    view = View(16, 24, mirror=False)
    part = draw_part(view, 50, 70, rng)
    x, y = round(part.box[0] * 70), round(part.box[1] * 50)
    assert torch.equal(take(photo, part, view), as_tensor(photo[y : y + 16, x : x + 24]))


def test_a_view_keeps_the_shape_of_things_also_in_a_photo_that_is_too_small() -> None:
    part = draw_part(View(64, 64), 32, 100, np.random.default_rng(1))
    left, top, right, bottom = part.box
    assert (right - left) * 100 == pytest.approx((bottom - top) * 32)
    assert take(coordinates(32, 100), part, View(64, 64)).shape == (3, 64, 64)


def test_a_view_that_turns_stands_for_a_photo_that_stands() -> None:
    view = View(33, 50, stretched=True, turns=True)
    shapes = [(view.of(*size).height, view.of(*size).width) for size in ((40, 60), (60, 40), (50, 50))]
    assert shapes == [(33, 50), (50, 33), (33, 50)]
    assert View(33, 50).of(60, 40) == View(33, 50)


def test_half_are_mirrored_and_none_where_it_is_forbidden() -> None:
    rng = np.random.default_rng(0)
    parts = [draw_part(View(8, 8, upend=True), 20, 20, rng) for _ in range(400)]
    assert 150 < sum(part.mirrored for part in parts) < 250
    assert 150 < sum(part.upended for part in parts) < 250
    assert not any(draw_part(View(8, 8, mirror=False), 20, 20, rng).mirrored for _ in range(50))


def test_all_places_are_met() -> None:
    rng = np.random.default_rng(0)
    lefts = {round(draw_part(View(4, 4), 4, 8, rng).box[0] * 8) for _ in range(200)}
    assert lefts == {0, 1, 2, 3, 4}


def test_the_small_copy_shows_the_whole_photo() -> None:
    small = whole_small(coordinates(100, 200), 10)
    assert small is not None
    assert small.shape == (3, 10, 10)
    assert float(small[0, 0, 0]) == pytest.approx(0.05, abs=0.01)
    assert float(small[0, 0, 9]) == pytest.approx(0.95, abs=0.01)
    assert whole_small(coordinates(10, 10), 0) is None


def test_two_sizes_of_one_photo_show_the_same_part() -> None:
    part = Part((0.25, 0.5, 0.75, 1.0), mirrored=True)
    large, small = (take(coordinates(h, w), part, View(20, 20)) for h, w in ((400, 400), (40, 40)))
    assert torch.allclose(large, small, atol=0.02)


@pytest.mark.parametrize("sizes", [{"height": 0}, {"smallest": 0.5, "largest": 0.4}, {"largest": 1.2}])
def test_views_that_cannot_be_are_refused(sizes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no such view"):
        View(**({"height": 8, "width": 8} | sizes))  # type: ignore[arg-type]
