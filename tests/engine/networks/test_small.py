"""The appendix's networks: sizes, shapes, and that each learns something from a few pictures."""

import pytest
import torch
from torch import nn

from engine.networks.small import SmallCnn, SmallMlp, SmallUNet

NORMS = 2 * (32 + 64 + 128 + 64 + 32)
SIZES = {
    SmallMlp: 1024 * 512 + 512 + 512 * 1024 + 1024,
    SmallCnn: 104 + 808 + 3216 + 20 * 20 * 16 * 1024 + 1024,
    SmallUNet: 320 + 18_496 + 73_856 + 73_792 + 36_896 + 1025 + NORMS,
}


@pytest.mark.parametrize(("kind", "expected"), SIZES.items())
def test_parameters(kind: type[nn.Module], expected: int) -> None:
    assert sum(p.numel() for p in kind().parameters()) == expected


@pytest.mark.parametrize("kind", SIZES)
def test_a_picture_keeps_its_shape_and_range(kind: type[nn.Module]) -> None:
    result = kind()(torch.randn(3, 1, 32, 32) * 5)
    assert result.shape == (3, 1, 32, 32)
    assert result.abs().max() <= 1


@pytest.mark.parametrize("side", [20, 48])
def test_the_unet_takes_other_sizes(side: int) -> None:
    assert SmallUNet().eval()(torch.rand(1, 1, side, side)).shape == (1, 1, side, side)


def test_skips_pay_off_where_the_answer_is_near_the_question() -> None:
    """The appendix's finding, on a toy: more contrast for gratings. After as many steps the U-Net is ahead."""
    left = {}
    for kind in (SmallMlp, SmallUNet):
        torch.manual_seed(0)
        network = kind()
        optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
        for _ in range(12):
            loss = _error(network, _gratings(8))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        with torch.no_grad():
            left[kind] = _error(network, _gratings(32)).item()
    assert left[SmallUNet] < 0.8 * left[SmallMlp]


def _error(network: nn.Module, picture: torch.Tensor) -> torch.Tensor:
    return (network(picture) - (picture * 1.6).clamp(-0.9, 0.9)).square().mean()


def _gratings(count: int) -> torch.Tensor:
    phase, x_wave, y_wave = torch.rand(3, count, 1, 1, 1) * 6
    y, x = torch.meshgrid(torch.linspace(0, 2, 32), torch.linspace(0, 2, 32), indexing="ij")
    return torch.sin(x * x_wave + y * y_wave + phase) * 0.7
