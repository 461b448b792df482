"""Roughness of grids."""

import pytest
import torch

from training.losses.grids import roughness


def test_an_even_grid_is_not_rough() -> None:
    assert roughness(torch.full((1, 12, 8, 4, 4), 0.7)).item() == 0


@pytest.mark.parametrize("axis", [2, 3, 4])
def test_a_step_on_any_axis_is(axis: int) -> None:
    grid = torch.zeros(1, 12, 8, 4, 4)
    grid.select(axis, 0).fill_(1.0)
    assert roughness(grid) > 0


def test_a_step_in_depth_costs_less_than_one_in_place() -> None:
    deep, wide = torch.zeros(1, 12, 8, 8, 8), torch.zeros(1, 12, 8, 8, 8)
    deep[:, :, :4], wide[..., :4] = 1.0, 1.0
    assert roughness(deep) < 0.3 * roughness(wide)
