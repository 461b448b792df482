"""Slicing against the golden values of the published definition, and its gradients."""

import pytest
import torch

from engine.networks.slicing import apply_affine, slice_grid, slice_points

GOLDEN = [((0, 0), 0.0, 0.0), ((1, 2), 0.5, 34.0), ((2, 3), 0.3, 88.2), ((3, 5), 1.0, 123.0)]


@pytest.fixture
def counting_grid() -> torch.Tensor:
    """2 x 3 cells, depth 4, value 100 y + 10 x + z."""
    y, x, z = torch.meshgrid(torch.arange(2), torch.arange(3), torch.arange(4), indexing="ij")
    return (100 * y + 10 * x + z).float().permute(2, 0, 1)[None, None]


@pytest.mark.parametrize(("pixel", "guide", "expected"), GOLDEN)
def test_golden_values(counting_grid: torch.Tensor, pixel: tuple[int, int], guide: float, expected: float) -> None:
    sliced = slice_grid(counting_grid, torch.full((1, 4, 6), guide))
    assert sliced[0, 0, pixel[0], pixel[1]].item() == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("smooth", "expected"), [(False, 27.5), (True, 27.497)])
def test_golden_value_between_cells(counting_grid: torch.Tensor, smooth: bool, expected: float) -> None:
    sliced = slice_grid(counting_grid, torch.full((1, 4, 6), 0.125), smooth=smooth)
    assert sliced[0, 0, 1, 1].item() == pytest.approx(expected, abs=1e-3)


def test_slicing_equals_a_grid_sampler_with_border_padding() -> None:
    torch.manual_seed(0)
    grid, guide = torch.rand(2, 12, 8, 5, 7), torch.rand(2, 20, 30)
    y = (torch.arange(20) + 0.5) / 20 * 2 - 1
    x = (torch.arange(30) + 0.5) / 30 * 2 - 1
    places = torch.stack([*torch.meshgrid(x, y, indexing="xy"), torch.zeros(20, 30)], -1).repeat(2, 1, 1, 1)
    places[..., 2] = guide * 2 - 1
    sampled = torch.nn.functional.grid_sample(grid, places[:, None], padding_mode="border", align_corners=False)
    assert torch.allclose(slice_grid(grid, guide), sampled[:, :, 0], atol=1e-5)


def test_gradients_reach_grid_and_guide() -> None:
    torch.manual_seed(1)
    grid = torch.rand(1, 2, 3, 2, 2, dtype=torch.float64, requires_grad=True)
    x, y = torch.rand(2, 1, 5, dtype=torch.float64)
    guide = torch.tensor([[0.21, 0.34, 0.55, 0.77, 0.9]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda g, z: slice_points(g, x, y, z), (grid, guide))


def test_affine_maps_are_rows_of_outputs() -> None:
    coefficients = torch.tensor([1.0, 0, 0, 0.5, 0, 2, 0, 0, 0.1, 0.2, 0.3, 0])
    expected = torch.tensor([1.0 * 0.2 + 0.5, 2 * 0.4, 0.1 * 0.2 + 0.2 * 0.4 + 0.3 * 0.6])
    assert torch.allclose(apply_affine(coefficients, torch.tensor([0.2, 0.4, 0.6])), expected)
