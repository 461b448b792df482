"""The numpy forward is the torch network."""

import numpy as np
import pytest
import torch

from engine.networks import bilateral_numpy
from engine.networks.bilateral import STATISTICS_MEAN, STATISTICS_SCALE, BilateralNetwork
from engine.networks.bilateral import image_statistics as torch_statistics
from engine.networks.bilateral_numpy import BilateralForward, expected_shapes, image_statistics
from tests.conftest import make_photo


def made(multiplier: int, experts: int, statistics: bool) -> tuple[BilateralNetwork, BilateralForward]:
    """Both forms with the same random weights, biases too."""
    torch.manual_seed(multiplier)
    arguments = {
        "channel_multiplier": multiplier,
        "experts": experts,
        "statistics": statistics,
        "guide": "luma",
        "start_at_identity": True,
        "grid_per_expert": experts == 3,
        "normalise": experts == 3,
        "grey_experts": [1] if experts == 3 else [],
        "sparing_experts": [0, 2] if experts == 3 else [],
    }
    network = BilateralNetwork(**arguments)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter += 0.02 * torch.randn_like(parameter)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    return network, BilateralForward(weights, arguments)


@pytest.fixture
def photo() -> np.ndarray:
    return make_photo(256, 256).astype(np.float32) / np.float32(255)


@pytest.mark.parametrize(("multiplier", "experts", "statistics"), [(1, 0, False), (1, 3, True), (2, 7, True)])
def test_equals_torch(multiplier: int, experts: int, statistics: bool, photo: np.ndarray) -> None:
    network, forward = made(multiplier, experts, statistics)
    shares = tuple(np.random.default_rng(0).dirichlet(np.ones(experts))) if experts else ()
    grid = forward.head(*forward.trunk(photo), shares)
    with torch.no_grad():
        expert = torch.tensor([shares], dtype=torch.float32) if experts else None
        wanted = network(torch.from_numpy(photo).permute(2, 0, 1)[None], expert)
    assert grid.shape == (16, 16, 8, 12)
    assert wanted.std() > 0.01
    assert np.abs(grid - wanted[0].permute(2, 3, 1, 0).numpy()).max() < 1e-4


@pytest.mark.parametrize("pixels", [make_photo(256, 256), np.zeros((64, 64, 3)), np.full((64, 64, 3), 255)])
def test_statistics_equal_torch(pixels: np.ndarray) -> None:
    image = pixels.astype(np.float32) / np.float32(255)
    wanted = torch_statistics(torch.from_numpy(image).permute(2, 0, 1)[None])[0].numpy()
    assert image_statistics(image) == pytest.approx(wanted, abs=1e-4)
    assert (bilateral_numpy.STATISTICS_MEAN, bilateral_numpy.STATISTICS_SCALE) == (STATISTICS_MEAN, STATISTICS_SCALE)


def test_shapes_are_those_of_the_torch_network() -> None:
    network, _ = made(2, 7, True)
    shapes = {name: tuple(value.shape) for name, value in network.state_dict().items()}
    assert expected_shapes(2, 7, True) == shapes


def test_other_forms_and_incomplete_weights_are_refused() -> None:
    network, _ = made(1, 2, False)
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    arguments = {"channel_multiplier": 1, "experts": 2}
    for other in ({"guide": "curves"}, {"batch_norm": True}, {"padding": "same"}):
        with pytest.raises(ValueError, match="luma guide"):
            BilateralForward(weights, arguments | other)
    with pytest.raises(ValueError, match=r"expert_early.weight is missing or not"):
        BilateralForward(weights, arguments | {"experts": 3})
    del weights["fc.1.bias"]
    with pytest.raises(ValueError, match=r"fc.1.bias is missing"):
        BilateralForward(weights, arguments)


def test_the_number_of_shares_is_checked(photo: np.ndarray) -> None:
    _, forward = made(1, 2, False)
    with pytest.raises(ValueError, match="holds 2 experts"):
        forward.head(*forward.trunk(photo), (1.0,))
