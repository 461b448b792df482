"""The places of Faithful - Striking are spread by what is seen."""

import numpy as np
import pytest
import torch

from engine.balance import at, shares_of_ends
from engine.networks.adaptive import measure
from engine.networks.adaptive_numpy import SIZE, parts_of
from tests.training.made_likes import flat_photos
from training.even_steps import PLACES, even_places
from training.quick_style import blended, with_striking
from training.taste_reader import small_copies


@pytest.fixture(scope="module")
def photos() -> torch.Tensor:
    return small_copies([(photo * 255).astype(np.uint8) for photo in flat_photos(16)])


def look(exposure: float, colour: float) -> torch.Tensor:
    looks = torch.zeros(1, SIZE)
    adapt = parts_of(looks[0].numpy())["adapt"]
    adapt[0, 0], adapt[3, 0] = exposure, colour
    return looks


def test_steps_are_more_even_than_along_the_line(photos: torch.Tensor) -> None:
    looks, measured = look(0.8, 0.0), measure(photos)
    along = even_places(looks, (1.0,), photos, measured)
    assert len(along) == PLACES
    assert along[PLACES // 2] == pytest.approx(0, abs=1e-3)
    assert list(along) == sorted(along)
    both, middle, striking = with_striking(looks, (1.0,))

    def unevenness(places: tuple[float, ...]) -> float:
        ends = shares_of_ends(middle, striking, places)
        sizes = []
        for balance in np.linspace(0, 100, PLACES):
            made = blended(both, at(ends, balance), photos, measured).clamp(0, 1)
            sizes.append(float((made - photos).abs().mean()))
        steps = np.diff(sizes)
        return float(np.abs(steps / steps.mean() - 1).max())

    assert unevenness(along) < unevenness(())


def test_a_look_that_takes_colours_away_is_spread_by_what_grows(photos: torch.Tensor) -> None:
    """The striking end brings some colour back, so that the edit gets smaller first; contrast and colour grow."""
    along = even_places(look(0.0, -0.6), (1.0,), photos, measure(photos))
    assert len(along) == PLACES
    assert list(along) == sorted(along)


def test_where_nothing_grows_there_are_no_places(photos: torch.Tensor) -> None:
    grey = photos.mean((1, 2), keepdim=True).expand_as(photos)
    assert even_places(torch.zeros(1, SIZE), (0.0,), grey, measure(grey)) == ()
